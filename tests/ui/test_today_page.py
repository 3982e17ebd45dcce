"""*Today* played by keyboard on real data: open, done, snoozed, handed over, undone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QMenu

from talented_desk.bootstrap import Application
from talented_desk.clock import FixedClock
from tests.conftest import OFFICER
from tests.ui.helpers import find, open_window, press, wait
from ui.dialogs.form_dialog import FormDialog
from ui.main_window import MainWindow
from ui.pages.today.agenda import Agenda
from ui.widgets.basics import Button


@pytest.fixture
def window(application: QApplication, desk: Application) -> Iterator[MainWindow]:
    acme = desk.employers.add({"legal_name": "Acme Foods", "owner_id": OFFICER})
    for subject, due in (("Call Dana", "2026-11-20"), ("Send the sheet", "2026-11-23"), ("Visit", "2026-11-27")):
        desk.tasks.add({"subject": subject, "due_on": due, "employer_id": acme})
    with open_window(application, desk, "today", 1200, 800) as made:
        yield made


def test_an_empty_workspace_tells_how_to_begin(application: QApplication, desk: Application) -> None:
    with open_window(application, desk, "today", 1200, 800) as made:

        def buttons() -> dict[str, Button]:
            page = made.shell.stack.page()
            found = page.findChildren(Button) if page is not None else []
            return {one.accessibleName(): one for one in found if one.isVisible()}

        steps = ["Import a list", "New employer", "Read the guide"]
        wait(lambda: list(buttons())[-3:] == steps)
        first = buttons()[steps[0]]
        first.setFocus()
        QTest.keyClick(first, Qt.Key.Key_Return)
        wait(lambda: made.shell.stack.page_id() == "import")
        desk.employers.add({"legal_name": "Acme"})
        made.navigate("today", None)
        wait(lambda: not set(steps) & set(buttons()))


def agenda(window: MainWindow) -> Agenda:
    return find(window, Agenda, "agenda")


def titles(window: MainWindow) -> list[str]:
    return [line.title for line in agenda(window).lines()]


def menu(window: MainWindow) -> QMenu:
    wait(lambda: any(found.isVisible() for found in window.findChildren(QMenu, "today-menu")))
    return next(found for found in window.findChildren(QMenu, "today-menu") if found.isVisible())


def test_the_day_stands_in_groups_and_the_navigation_counts_what_presses(window: MainWindow) -> None:
    wait(lambda: len(titles(window)) == 3)
    assert [(line.heading, line.title, line.side) for line in agenda(window).lines()] == [
        ("Late", "Call Dana", "3 days ago"),
        ("Today", "Send the sheet", "today"),
        ("The next seven days", "Visit", "Fri 27 Nov"),
    ]
    wait(lambda: any(item.page_id == "today" and item.count == 2 for item in window.shell.navigation.items()))
    assert find(window, QLabel, "today-figures").text() == "1 late · 1 due today"


def test_done_with_one_key_and_the_next_line_is_current(window: MainWindow, desk: Application) -> None:
    wait(lambda: len(titles(window)) == 3 and agenda(window).hasFocus())
    agenda(window).select(agenda(window).lines()[0].id)
    QTest.keyClick(agenda(window), Qt.Key.Key_D)
    wait(lambda: titles(window) == ["Send the sheet", "Visit"])
    assert [line.title for line in agenda(window).selected()] == ["Send the sheet"]
    QTest.keyClick(agenda(window), Qt.Key.Key_Space)
    wait(lambda: titles(window) == ["Visit"])
    window.hub.run("edit.undo")
    wait(lambda: titles(window) == ["Send the sheet", "Visit"])


def test_a_click_on_the_circle_ticks_off_and_one_beside_it_does_not(window: MainWindow) -> None:
    wait(lambda: len(titles(window)) == 3)
    view = agenda(window)
    rect = view.visualRect(view.model().index(2, 0))
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(rect.left() + 200, rect.bottom() - 12))
    QCoreApplication.processEvents()
    assert len(titles(window)) == 3
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(rect.left() + 20, rect.bottom() - 16))
    wait(lambda: titles(window) == ["Call Dana", "Send the sheet"])


def test_snoozed_until_its_day(window: MainWindow, desk: Application, clock: FixedClock) -> None:
    wait(lambda: len(titles(window)) == 3)
    agenda(window).selectAll()
    QTest.keyClick(agenda(window), Qt.Key.Key_S)
    chosen = menu(window)
    QTest.keyClick(chosen, Qt.Key.Key_T)
    wait(lambda: titles(window) == [])
    clock.advance(days=1)
    window.hub.run("page.refresh")
    wait(lambda: len(titles(window)) == 3)
    assert desk.journal.next_undo().operation == "Snooze"  # type: ignore[union-attr]


def test_handed_over_to_a_colleague(window: MainWindow, desk: Application) -> None:
    QTest.keyClick(agenda(window), Qt.Key.Key_H)
    wait(lambda: len(titles(window)) == 3)
    agenda(window).selectAll()
    QTest.keyClick(agenda(window), Qt.Key.Key_H)
    wait(lambda: "no other officer" in window.shell.banner.text())
    ali = desk.officers.add("Ali Roy")
    desk.officers.use(OFFICER)
    window.hub.run("page.refresh")
    wait(lambda: len(window.findChildren(QMenu, "today-menu")) == 0 and window.shell.stack.page() is not None)

    def offered() -> bool:
        QTest.keyClick(agenda(window), Qt.Key.Key_H)
        return any(found.isVisible() for found in window.findChildren(QMenu, "today-menu"))

    wait(offered)
    chosen = menu(window)
    QTest.keyClick(chosen, Qt.Key.Key_Down)
    QTest.keyClick(chosen, Qt.Key.Key_Return)
    wait(lambda: titles(window) == [])
    assert {task.officer_id for task in desk.tasks.open()} == {ali}


def test_a_task_with_a_time_of_day_is_told_once(window: MainWindow, desk: Application) -> None:
    desk.tasks.add({"subject": "Ring the shop", "due_on": "2026-11-23", "due_time": "00:00"})
    wait(lambda: "Ring the shop" in window.shell.banner.text())
    window.shell.banner.hide()
    window.reminders.look()
    told: list[int] = []
    window.jobs.read(window, lambda task: 1, told.append)
    wait(lambda: bool(told))
    assert not window.shell.banner.isVisible()


def test_a_new_task_comes_from_the_form(window: MainWindow, desk: Application) -> None:
    window.hub.run("task.new")
    wait(lambda: any(found.isVisible() for found in window.findChildren(FormDialog)))
    dialog = next(found for found in window.findChildren(FormDialog) if found.isVisible())
    QTest.keyClicks(find(dialog, QLineEdit, "field-subject"), "Ask about the contract")
    press(dialog, "dialog-save")
    wait(lambda: "Ask about the contract" in titles(window))
