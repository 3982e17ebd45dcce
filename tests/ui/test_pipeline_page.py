"""The pipeline played by keyboard: walking, moving, losing to a barrier, undoing."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QMenu, QWidget

from talented_desk.bootstrap import Application
from tests.conftest import OFFICER
from tests.ui.helpers import find, open_window, press, wait
from ui.dialogs.form_dialog import FormDialog
from ui.main_window import MainWindow
from ui.pages.pipeline.lane import Lane
from ui.pages.pipeline.moving import Criteria
from ui.widgets.table import DataTable


@pytest.fixture
def window(application: QApplication, desk: Application) -> Iterator[MainWindow]:
    for name in ("Acme", "Bow Glass", "Cedar"):
        desk.employers.add({"legal_name": name, "owner_id": OFFICER})
    with open_window(application, desk, "pipeline") as made:
        wait(lambda: names(made, "new") == ["Acme", "Bow Glass", "Cedar"])
        yield made


def lane(window: MainWindow, stage: str) -> Lane:
    return find(window, Lane, f"lane-{stage}")


def names(window: MainWindow, stage: str) -> list[str]:
    return [card.name for card in lane(window, stage).lines()]


def test_shift_and_an_arrow_carry_the_card_and_the_focus_goes_along(window: MainWindow) -> None:
    first = lane(window, "new")
    first.setFocus()
    QTest.keyClick(first, Qt.Key.Key_Down)
    QTest.keyClick(first, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    wait(lambda: names(window, "contacted") == ["Bow Glass"])
    wait(lambda: lane(window, "contacted").hasFocus())
    QTest.keyClick(lane(window, "contacted"), Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    wait(lambda: names(window, "met") == ["Bow Glass"])
    window.hub.run("edit.undo")
    wait(lambda: names(window, "contacted") == ["Bow Glass"])
    window.hub.run("edit.undo")
    wait(lambda: names(window, "new") == ["Acme", "Bow Glass", "Cedar"])


def test_a_stage_is_chosen_by_its_number_and_a_lost_one_asks_why(window: MainWindow, desk: Application) -> None:
    first = lane(window, "new")
    first.setFocus()
    QTest.keyClick(first, Qt.Key.Key_M)
    wait(lambda: any(menu.isVisible() for menu in window.findChildren(QMenu, "stage-menu")))
    menu = next(menu for menu in window.findChildren(QMenu, "stage-menu") if menu.isVisible())
    QTest.keyClick(menu, Qt.Key.Key_6)
    wait(lambda: any(dialog.isVisible() for dialog in window.findChildren(FormDialog)))
    dialog = next(dialog for dialog in window.findChildren(FormDialog) if dialog.isVisible())
    press(dialog, "dialog-save")
    wait(lambda: any("Say which barrier" in words.text() for words in dialog.findChildren(QLabel) if words.isVisible()))
    box = find(dialog, QComboBox, "field-lost_reason")
    box.setCurrentIndex(box.findData("supervision"))
    press(dialog, "dialog-save")
    wait(lambda: names(window, "lost") == ["Acme"])
    assert desk.pipeline.lost_to() == (("supervision", 1),)


def test_what_is_missing_before_the_next_stage_is_said(window: MainWindow) -> None:
    wait(lambda: "A phone number or an e-mail address is known: missing" in said(window))


def said(window: MainWindow) -> list[str]:
    strip = find(window, Criteria, "criteria")
    return [child.accessibleName() for child in strip.findChildren(QWidget)]


def test_several_rows_of_the_table_move_together(window: MainWindow, desk: Application) -> None:
    page = window.shell.stack.page()
    assert page is not None
    page.restore({"tab": "table"})
    table = find(window, DataTable, "pipeline-table")
    wait(lambda: table.model().rowCount() == 3)
    table.selectAll()
    table.setFocus()
    QTest.keyClick(table, Qt.Key.Key_M)
    wait(lambda: any(menu.isVisible() for menu in window.findChildren(QMenu, "stage-menu")))
    menu = next(menu for menu in window.findChildren(QMenu, "stage-menu") if menu.isVisible())
    QTest.keyClick(menu, Qt.Key.Key_3)
    wait(lambda: desk.pipeline.counts() == {"met": 3})


def test_the_count_of_a_stage_opens_its_list(window: MainWindow) -> None:
    press(window, "count-new")
    wait(lambda: window.shell.stack.page_id() == "employers")
    page = window.shell.stack.page()
    assert page is not None
    assert page.place()["filters"] == {"stage": "new"}


def test_hours_stand_in_the_workload(window: MainWindow) -> None:
    page = window.shell.stack.page()
    assert page is not None
    page.restore({"tab": "workload"})
    wait(lambda: any(words.text() == "Maya Boucher" for words in window.findChildren(QLabel)))
