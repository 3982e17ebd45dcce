"""The time slider, the bin and the report as of a day, in a real window."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox, QLabel, QLineEdit, QPushButton

from talented_desk.bootstrap import Application
from talented_desk.clock import FixedClock
from talented_desk.errors import NotFound
from talented_desk.services.merging import Pair
from tests.services.test_past import lived, state
from tests.ui.helpers import find, open_window, wait
from ui.main_window import MainWindow
from ui.pages.bin.page import BinPage
from ui.pages.past.dialog import PastDialog
from ui.pages.reports.page import ReportsPage
from ui.tour import open_dialogs


@pytest.fixture
def employer(desk: Application, clock: FixedClock) -> str:
    made = lived(desk, clock)
    clock.advance(days=30)
    return made


@pytest.fixture
def window(application: QApplication, desk: Application, employer: str) -> Iterator[MainWindow]:
    with open_window(application, desk) as made:
        made.navigate("employer", employer)
        wait(lambda: made.hub.action("record.past").isEnabled())
        yield made


@pytest.fixture
def dialog(window: MainWindow) -> PastDialog:
    window.hub.run("record.past")
    (found,) = [one for one in open_dialogs() if isinstance(one, PastDialog)]
    wait(lambda: found.record is not None)
    return found


def words(dialog: PastDialog) -> str:
    return "\n".join(one.text() for one in dialog.state.findChildren(QLabel) if not one.isHidden())


def at(dialog: PastDialog, step: int) -> None:
    """Wait until the state after this step is shown."""
    moment = dialog._steps[step].hlc
    wait(lambda: dialog.record is not None and dialog.record.moment == moment)


def test_arrows_go_change_by_change(dialog: PastDialog) -> None:
    slider = dialog.slider
    assert slider.hasFocus() and slider.value() == slider.maximum() == 5
    assert "changed since" not in words(dialog)
    QTest.keyClick(slider, Qt.Key.Key_Home)
    at(dialog, 0)
    wait(lambda: "403 555 0100" in words(dialog))
    text = words(dialog)
    assert "Today: 403 555 0199" in text and "changed since" in text
    assert "added since" in text and "Maya Boucher" in text
    QTest.keyClick(slider, Qt.Key.Key_Right)
    at(dialog, 1)
    wait(lambda: "Plant" in words(dialog) and "deleted since" in words(dialog))
    for _ in range(4):  # quicker than the answers come: the last one wins
        QTest.keyClick(slider, Qt.Key.Key_Right)
    at(dialog, 5)
    assert dialog.record is not None and dialog.record.differing == 0


def test_a_day_is_typed(dialog: PastDialog) -> None:
    day = find(dialog, QLineEdit, "past-day")
    day.setFocus()
    QTest.keyClicks(day, "2026-11-25")
    QTest.keyClick(day, Qt.Key.Key_Return)
    at(dialog, 2)
    day.clear()
    QTest.keyClicks(day, "2026-11-01")
    QTest.keyClick(day, Qt.Key.Key_Return)
    wait(lambda: "did not exist" in dialog._banner.text())


def test_one_value_and_then_all_come_back(dialog: PastDialog, desk: Application, employer: str) -> None:
    before = state(desk)
    QTest.keyClick(dialog.slider, Qt.Key.Key_Home)
    QTest.keyClick(dialog.slider, Qt.Key.Key_Right)
    at(dialog, 1)
    find(dialog, QPushButton, "bring-phone").click()
    wait(lambda: desk.employers.get(employer).values["phone"] == "403 555 0100")
    wait(lambda: len(dialog._steps) == 7)
    assert desk.employers.get(employer).values["website"]
    whole = find(dialog, QPushButton, "past-bring-all")
    wait(whole.isEnabled)
    whole.click()
    wait(lambda: dialog.record is not None and dialog.record.differing == 0)
    assert [site.name for site in desk.employers.get(employer).worksites] == ["Plant"]
    desk.journal.undo()
    desk.journal.undo()
    assert state(desk) == before


def test_the_bin_tells_and_gives_back(window: MainWindow, desk: Application, employer: str) -> None:
    before = state(desk)
    site = desk.employers.get(employer).worksites
    assert site == ()
    desk.employers.delete([employer])
    window.hub.run("go.bin")
    page = window.shell.stack.page()
    assert isinstance(page, BinPage)
    wait(lambda: page.table.model().rowCount() == 2)

    def told() -> str:
        return "\n".join(one.text() for one in page.findChildren(QLabel) if not one.isHidden())

    wait(lambda: "What comes back" in told() and "Employer: 1" in told())
    assert "Deleted" in told() and "Maya Boucher" in told()
    search = find(page, QLineEdit, "bin-search")
    search.setFocus()
    QTest.keyClicks(search, "plant")
    wait(lambda: page.table.model().rowCount() == 1)
    along = find(page, QCheckBox, "bin-parents")
    wait(lambda: along.isVisible() and "Deleted too: Acme Foods" in told())
    along.click()
    wait(lambda: "Nothing: what it belonged to is deleted too." in told())
    along.click()
    wait(lambda: "Employer: 1" in told() and "Worksite: 1" in told())
    window.hub.run("bin.restore")
    wait(lambda: page.table.model().rowCount() == 0)
    assert [one.name for one in desk.employers.get(employer).worksites] == ["Plant"]
    desk.journal.undo()
    desk.journal.undo()
    assert state(desk) == before


def test_the_bin_explains_what_was_merged_and_then_deleted(window: MainWindow, desk: Application) -> None:
    keep, gone = (desk.employers.add({"legal_name": name}) for name in ("Bow Glass Ltd.", "Bow Glass Limited"))
    desk.employers.add_worksite(gone, {"name": "Annex", "city": "Banff"})
    before = state(desk)
    desk.merging.merge(Pair("employer", keep, gone))
    desk.employers.delete([keep])
    window.hub.run("go.bin")
    page = window.shell.stack.page()
    assert isinstance(page, BinPage)
    search = find(page, QLineEdit, "bin-search")
    search.setFocus()
    QTest.keyClicks(search, "bow glass limited")
    wait(lambda: page.table.model().rowCount() == 1)

    def told() -> str:
        return "\n".join(one.text() for one in page.findChildren(QLabel) if not one.isHidden())

    wait(lambda: "Employer: 2" in told() and "Worksite: 1" in told())
    assert "Bow Glass Limited was merged into Bow Glass Ltd., and Bow Glass Ltd. was deleted later." in told()
    window.hub.run("bin.restore")
    wait(lambda: state(desk) == before)
    desk.journal.undo()
    with pytest.raises(NotFound):
        desk.employers.get(keep)


def test_the_report_as_it_was(window: MainWindow, desk: Application) -> None:
    window.navigate("reports")
    page = window.shell.stack.page()
    assert isinstance(page, ReportsPage)
    wait(lambda: page.report is not None)
    day = find(page, QLineEdit, "report-as-of")
    day.setFocus()
    QTest.keyClicks(day, "2026-11-25")
    QTest.keyClick(day, Qt.Key.Key_Return)
    wait(lambda: page.report is not None and page.report.parameters.as_of is not None)
    assert "As it was on 2026-11-25" in "\n".join(one.text() for one in page.findChildren(QLabel))
