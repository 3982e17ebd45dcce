"""Saved lists, chips with counts, columns, jumps, changes of several and export, in a real window."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QLineEdit

from talented_desk.bootstrap import Application
from tests.conftest import OFFICER
from tests.ui.helpers import find, open_window, press, wait
from ui.dialogs.form_dialog import FormDialog
from ui.lists.columns import ColumnsDialog
from ui.main_window import MainWindow
from ui.pages.employers.bulk_edit import BulkEditDialog
from ui.pages.employers.page import EmployersPage

NAMES = ("Acme Foods", "Bow Glass", "Prairie Robotics", "=Évil Robots")


@pytest.fixture
def ids(desk: Application) -> list[str]:
    cities, counts = ("Calgary", "Banff", "Calgary", "Edmonton"), (3, 12, 45, 7)
    return [
        desk.employers.add({"legal_name": name, "city": city, "headcount": count})
        for name, city, count in zip(NAMES, cities, counts, strict=True)
    ]


@pytest.fixture
def window(application: QApplication, desk: Application, ids: list[str]) -> Iterator[MainWindow]:
    with open_window(application, desk, "employers") as made:
        wait(lambda: page(made).model.rowCount() == 4 and bool(page(made).lists.views))
        yield made


def page(window: MainWindow) -> EmployersPage:
    found = window.shell.stack.page()
    assert isinstance(found, EmployersPage)
    return found


def names(window: MainWindow) -> list[str]:
    model = page(window).model
    rows = [model.row_at(at) for at in range(model.rowCount())]
    return [line.row.legal_name for line in rows if line is not None]


def test_a_chip_says_how_many_each_choice_leaves_under_the_other_filters(window: MainWindow) -> None:
    chip = page(window).filters.chip("headcount")
    chip.asked.emit()
    wait(lambda: "5–19 employees\t2" in chip.menu_lines())
    page(window).filters.chip("city").choose("Calgary")
    chip.asked.emit()
    wait(lambda: "5–19 employees\t0" in chip.menu_lines())
    assert "1–4 employees\t1" in chip.menu_lines()
    assert chip.menu_lines()[0] == "Any size"


def test_a_seldom_filter_comes_when_it_is_asked_for(window: MainWindow) -> None:
    chips = page(window).filters
    assert chips.chip("city").isHidden() and not chips.chip("stage").isHidden()
    assert chips.chip("import_id").isHidden()
    chips.chip("city").choose("Banff")
    assert chips.chip("city").isVisible()
    wait(lambda: names(window) == ["Bow Glass"])
    assert page(window).lists.button.text() == "\u2009All (changed)".strip("\u2009")


def test_a_list_is_saved_chosen_by_key_changed_updated_and_deleted(window: MainWindow, desk: Application) -> None:
    page(window).filters.chip("city").choose("Calgary")
    wait(lambda: len(names(window)) == 2)
    QTest.keyClick(window, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    dialog = find(window, FormDialog, "")
    QTest.keyClicks(find(dialog, QLineEdit, "field-name"), "In Calgary")
    box = find(dialog, QComboBox, "field-whose")
    assert box.currentData() == "mine"
    press(dialog, "dialog-save")
    lists = page(window).lists
    wait(lambda: lists.button.text() == "In Calgary")
    wait(lambda: not window.findChildren(FormDialog))
    window.activateWindow()
    assert QTest.qWaitForWindowActive(window)
    QTest.keyClick(window, Qt.Key.Key_1, Qt.KeyboardModifier.AltModifier)
    wait(lambda: len(names(window)) == 4 and lists.button.text() == "All")
    QTest.keyClick(window, Qt.Key.Key_5, Qt.KeyboardModifier.AltModifier)
    wait(lambda: len(names(window)) == 2 and lists.button.text() == "In Calgary")
    page(window).filters.chip("city").choose("Banff")
    assert lists.button.text() == "In Calgary (changed)"
    lists.update_list()
    wait(lambda: lists.button.text() == "In Calgary")
    assert desk.views.of("employers")[-1].definition.filters == {"city": "Banff"}
    lists.delete()
    wait(lambda: len(lists.views) == 4)
    desk.journal.undo()
    wait(lambda: len(lists.views) == 5)


def test_mine_shows_the_officers_own(window: MainWindow, desk: Application, ids: list[str]) -> None:
    desk.employers.edit(ids[1], {"owner_id": OFFICER})
    page(window).lists.choose("starter:mine")
    wait(lambda: names(window) == ["Bow Glass"])
    assert page(window).filters.chip("owner_id").text() == "Officer: Me"
    assert page(window).why() == ["Officer: Maya Boucher"]


def test_membership_is_explained_beside_the_list(window: MainWindow) -> None:
    page(window).filters.chip("headcount").choose((5, 19))
    page(window).filters.chip("last").choose("never")
    wait(lambda: len(names(window)) == 2)
    shown = page(window).preview.why
    wait(lambda: shown.text().startswith("In this list because: Size: "))
    assert "is 5–19 employees · No session was ever logged" in shown.text()


def test_columns_are_chosen_and_moved_by_keyboard_and_kept_with_the_list(window: MainWindow, desk: Application) -> None:
    table = page(window).table
    page(window).choose_columns()
    dialog = find(window, ColumnsDialog, "")
    items = [dialog.list.item(row).text() for row in range(dialog.list.count())]
    dialog.list.setCurrentRow(items.index("Phone"))
    dialog.list.setFocus()
    QTest.keyClick(dialog.list, Qt.Key.Key_Space)
    assert "phone" in table.shown_columns()
    dialog.activateWindow()
    assert QTest.qWaitForWindowActive(dialog)
    for _ in range(items.index("Phone") - 1):
        QTest.keyClick(dialog.list, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert table.shown_columns()[:2] == ("name", "phone")
    dialog.accept()
    shown = table.shown_columns()
    page(window).lists.choose("starter:mine")
    assert table.shown_columns() != shown
    page(window).lists.choose("starter:all")
    assert table.shown_columns() == shown


def test_no_heading_is_cut(window: MainWindow) -> None:
    table = page(window).table
    heads = table.horizontalHeader()
    room = sum(table.columnWidth(at) for at in range(heads.count()))
    assert room <= table.viewport().width()
    for at in range(heads.count()):
        if not table.isColumnHidden(at):
            assert heads.fontMetrics().horizontalAdvance(table.column(at).title) + 20 <= table.columnWidth(at)


def test_letters_jump_in_the_sorted_column(window: MainWindow) -> None:
    table, model = page(window).table, page(window).model
    table.sortByColumn(list(table.shown_columns()).index("city"), Qt.SortOrder.AscendingOrder)
    wait(lambda: names(window)[0] == "Bow Glass")
    QTest.keyClicks(table, "ed")
    wait(lambda: (line := model.row_at(table.currentIndex().row())) is not None and line.row.city == "Edmonton")


def test_space_and_shift_select_and_the_bar_counts(window: MainWindow) -> None:
    table, bar = page(window).table, page(window).bulk
    table.go_to(page(window).model.id_at(0) or 0)
    QTest.keyClick(table, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert len(table.selected_ids()) == 2 and bar.isVisible()
    QTest.keyClick(table, Qt.Key.Key_Down, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(table, Qt.Key.Key_Down, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(table, Qt.Key.Key_Space)
    assert len(table.selected_ids()) == 3
    QTest.keyClick(table, Qt.Key.Key_Space)
    assert len(table.selected_ids()) == 2


def test_a_change_tells_what_stays_and_refuses_in_words(window: MainWindow, desk: Application, ids: list[str]) -> None:
    desk.employers.set_tags(ids[0], ["food"])
    page(window).table.selectAll()
    page(window).change("tag_add")
    dialog = find(window, BulkEditDialog, "")
    words = find(dialog, QLabel, "bulk-words")
    QTest.keyClicks(dialog.typed, "food")
    wait(lambda: words.text() == "3 employers change; 1 has this value already.")
    dialog.field.setCurrentIndex(dialog.field.findData("naics"))
    QTest.keyClicks(dialog.typed, "what")
    wait(lambda: dialog._problem.isVisible() and not dialog._save.isEnabled())
    dialog.field.setCurrentIndex(dialog.field.findData("stage"))
    dialog.choice.setCurrentIndex(dialog.choice.findData("lost"))
    wait(lambda: dialog.list.rowCount() == 4)
    assert dialog.reason.isVisible() and not dialog._save.isEnabled()
    dialog.reason.setCurrentIndex(1)
    wait(lambda: dialog._save.isEnabled())
    before = list(desk.journal.dump())
    dialog.save()
    wait(lambda: not window.findChildren(BulkEditDialog))
    assert desk.pipeline.counts() == {"lost": 4}
    desk.journal.undo()
    assert list(desk.journal.dump()) == before


def test_what_is_seen_is_exported_in_its_order(window: MainWindow, tmp_path: Path) -> None:
    table = page(window).table
    table.show_columns(("name", "city", "headcount"))
    table.sortByColumn(0, Qt.SortOrder.DescendingOrder)
    wait(lambda: names(window)[0] == "Prairie Robotics")
    target = tmp_path / "list.csv"
    page(window).write(target, list(page(window).model.ids()))
    wait(lambda: "4 rows saved in list.csv" in window.shell.toast.text())
    with target.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.reader(stream))
    assert rows[0] == ["Name", "City", "Employees"]
    assert [row[0] for row in rows[1:]] == ["Prairie Robotics", "Bow Glass", "Acme Foods", "'=Évil Robots"]
    assert rows[1] == ["Prairie Robotics", "Calgary", "45"]


def test_others_open_the_list_narrowed(window: MainWindow, desk: Application) -> None:
    numbers = list(page(window).model.ids())[:2]
    window.navigate("employers", f'rows:{{"text": "Met in autumn", "rows": {numbers}}}')
    wait(lambda: len(names(window)) == 2)
    chip = page(window).filters.chip("rows")
    assert chip.isVisible() and chip.text() == "Only: Met in autumn"
    assert page(window).definition().filters == {}, "row numbers mean nothing on another device"
    window.navigate("employers", "stage:met")
    wait(lambda: names(window) == [] and page(window).filters.chip("stage").value == "met")
    assert not chip.isVisible()
