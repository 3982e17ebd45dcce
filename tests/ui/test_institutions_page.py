"""Institutions: the list, the record beside it, and adding one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from talented_desk.bootstrap import Application
from tests.ui.helpers import find, press, shown, wait
from tests.ui.placement_support import Desk, make_desk
from ui.dialogs.form_dialog import FormDialog
from ui.pages.institutions.page import InstitutionsPage
from ui.theme.theme import Theme
from ui.widgets.fact_row import FactRow
from ui.widgets.table import DataTable


@pytest.fixture
def ui_desk(desk: Application, theme: Theme, tmp_path: Path) -> Iterator[Desk]:
    made = make_desk(desk, theme, tmp_path)
    yield made
    assert made.told.crashes == []
    desk.jobs.close()
    made.close()


@pytest.fixture
def page(ui_desk: Desk) -> Iterator[InstitutionsPage]:
    with shown(InstitutionsPage(ui_desk.context), 1166, 700) as made:
        wait(lambda: find(made, DataTable, "institutions").model().rowCount() == 7)
        yield made


def fact(page: InstitutionsPage, name: str) -> FactRow:
    return find(page, FactRow, f"institution-{name}")


def test_the_record_follows_the_list(page: InstitutionsPage, desk: Application) -> None:
    table = find(page, DataTable, "institutions")
    table.setFocus()
    QTest.keyClick(table, Qt.Key.Key_End)
    last = desk.institutions.all()[-1]
    assert fact(page, "name").value() == last.name
    assert page.record_id() == last.id
    QTest.keyClick(table, Qt.Key.Key_B)
    assert fact(page, "short_name").value() == "BVC"
    QTest.keyClick(table, Qt.Key.Key_Return)
    assert page.focusWidget() is fact(page, "name")


def test_the_coordinator_is_edited_in_place_and_seen_in_the_list(
    page: InstitutionsPage, desk: Application, ui_desk: Desk
) -> None:
    chosen = str(page.record_id())
    row = fact(page, "coordinator_email")
    row.start()
    editor = row.editor()
    assert isinstance(editor, QLineEdit)
    editor.setText("not an address")
    row.commit()
    wait(lambda: row.editor() is not None)
    editor = row.editor()
    assert isinstance(editor, QLineEdit)
    assert editor.text() == "not an address"
    editor.setText("coop@example.ca")
    row.commit()
    wait(lambda: desk.institutions.get(chosen).coordinator_email == "coop@example.ca")
    desk.institutions.edit(chosen, {"coordinator_name": "Dana Whitford"})
    model = find(page, DataTable, "institutions").model()
    wait(lambda: model.index(0, 2).data() == "Dana Whitford")
    wait(lambda: fact(page, "coordinator_name").value() == "Dana Whitford")


def test_what_is_being_edited_is_taken_when_another_is_chosen(page: InstitutionsPage, desk: Application) -> None:
    first = str(page.record_id())
    row = fact(page, "city")
    row.start()
    editor = row.editor()
    assert isinstance(editor, QLineEdit)
    editor.setText("Canmore")
    page.open_record(desk.institutions.all()[3].id)
    wait(lambda: desk.institutions.get(first).city == "Canmore")
    assert desk.institutions.all()[3].city == "Calgary"


def test_a_new_one_is_added_and_chosen(page: InstitutionsPage, desk: Application) -> None:
    page.commands()["institution.new"]()
    dialog = next(one for one in QApplication.topLevelWidgets() if isinstance(one, FormDialog) and one.isVisible())
    press(dialog, "dialog-save")
    wait(lambda: bool(dialog.form.problem("name")))
    QTest.keyClicks(find(dialog, QLineEdit, "field-name"), "Red Deer Polytechnic")
    press(dialog, "dialog-save")
    wait(lambda: fact(page, "name").value() == "Red Deer Polytechnic")
    assert len(desk.institutions.all()) == 8
