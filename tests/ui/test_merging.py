"""Merging and taking apart in the window, by keyboard; what is chosen is what is written."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QLineEdit, QPushButton, QRadioButton

from talented_desk.bootstrap import Application
from talented_desk.clock import FixedClock
from talented_desk.services.merging import Pair
from tests.ui.helpers import find, open_window, press, wait
from ui.main_window import MainWindow
from ui.merging.dialog import MergeDialog
from ui.merging.unmerge import UnmergeDialog
from ui.pages.employer.page import EmployerPage
from ui.pages.employers.page import EmployersPage
from ui.widgets.inputs import ChoiceField


@pytest.fixture
def two(desk: Application) -> tuple[str, str]:
    keep = desk.employers.add({"legal_name": "Acme Foods Ltd.", "notes": "Likes calls.", "city": "Calgary"})
    gone = desk.employers.add({"legal_name": "ACME FOODS", "notes": "Back door.", "city": "Airdrie"})
    desk.employers.add_worksite(gone, {"name": "Plant"})
    for employer in (keep, gone):
        desk.contacts.add({"given_name": "Dana", "family_name": "Roy", "email": "dana@acme.ca"}, employer)
    return keep, gone


@pytest.fixture
def window(application: QApplication, desk: Application, two: tuple[str, str]) -> Iterator[MainWindow]:
    with open_window(application, desk, "employers", 1366, 768) as made:
        yield made


def asked(kind: type[QDialog]) -> QDialog:
    wait(lambda: isinstance(QApplication.activeModalWidget(), kind))
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, kind)
    return dialog


def key(key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    focus = QApplication.focusWidget()
    assert focus is not None
    QTest.keyClick(focus, key, modifiers)


def texts(dialog: QDialog) -> str:
    return "\n".join(one.text() for one in dialog.findChildren(QLabel))


def merging(dialog: QDialog) -> MergeDialog:
    assert isinstance(dialog, MergeDialog)
    wait(lambda: dialog.plan is not None and dialog.save.isEnabled())
    return dialog


def test_two_selected_ones_are_merged_as_chosen_and_taken_apart(
    window: MainWindow, desk: Application, two: tuple[str, str]
) -> None:
    keep, gone = two
    before = list(desk.journal.dump())
    page = window.shell.stack.page()
    assert isinstance(page, EmployersPage)
    wait(lambda: page.model.rowCount() == 2)
    page.table.selectAll()
    press(page, "bulk-merge")
    dialog = merging(asked(MergeDialog))
    QTest.keyClick(dialog, Qt.Key.Key_S, Qt.KeyboardModifier.AltModifier)  # the other one stays
    if dialog._pair.keep_id != keep:
        wait(lambda: dialog.save.isEnabled())
        QTest.keyClick(dialog, Qt.Key.Key_S, Qt.KeyboardModifier.AltModifier)
    wait(lambda: dialog.save.isEnabled() and dialog.plan is not None and dialog.plan.pair == Pair("employer", *two))
    assert "Worksite: 1" in texts(dialog)
    assert list(desk.journal.dump()) == before
    compare = dialog.compare
    assert compare is not None
    city = find(compare, QRadioButton, "city-0")
    assert city.isChecked()
    other = find(compare, QRadioButton, "city-1")
    wait(lambda: other.mapTo(dialog, other.pos()).x() > city.mapTo(dialog, city.pos()).x())  # laid out
    city.setFocus()
    key(Qt.Key.Key_Right)
    assert other.isChecked()
    assert find(compare, QRadioButton, "notes-2").isChecked()  # both, one under the other
    key(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    wait(lambda: desk.merging.survivor(gone) == keep)
    values = desk.employers.get(keep).values
    assert (values["legal_name"], values["city"], values["notes"]) == (
        "Acme Foods Ltd.",
        "Airdrie",
        "Likes calls.\n\nBack door.",
    )
    assert len(desk.contacts.of_employer(keep)) == 1
    wait(lambda: page.model.rowCount() == 1)

    window.navigate("employer", gone)  # an old link
    record = window.shell.stack.page()
    assert isinstance(record, EmployerPage)
    wait(lambda: record.record_id() == keep)
    record.show_tab("history")
    wait(lambda: bool(apart(record)))
    apart(record)[0].click()
    parting = asked(UnmergeDialog)
    assert isinstance(parting, UnmergeDialog)
    wait(lambda: parting.save.isEnabled())
    assert "ACME FOODS comes back" in texts(parting)
    press(parting, "unmerge-save")
    wait(lambda: list(desk.journal.dump()) == before)


def apart(page: EmployerPage) -> list[QPushButton]:
    return [one for one in page.findChildren(QPushButton) if one.accessibleName() == "Take apart: Merge"]


def test_what_came_since_is_placed(
    window: MainWindow, desk: Application, two: tuple[str, str], clock: FixedClock
) -> None:
    keep, gone = two
    operation = desk.merging.merge(Pair("employer", keep, gone))
    clock.advance(days=3)
    site = desk.employers.add_worksite(keep, {"name": "New hall"})
    dialog = UnmergeDialog(window.context, operation, lambda gone_id: None, window)
    dialog.open()
    wait(lambda: dialog.save.isEnabled())
    field = find(dialog, ChoiceField, f"whose-{site}")
    assert [field.itemText(at) for at in range(field.count())] == ["Acme Foods Ltd.", "ACME FOODS"]
    field.setFocus()
    key(Qt.Key.Key_Down)
    dialog.take_apart()
    wait(lambda: desk.merging.survivor(gone) is None)
    assert desk.employers.worksite(site).employer_id == gone


def test_the_other_one_is_asked_for_by_name(window: MainWindow, desk: Application, two: tuple[str, str]) -> None:
    keep, _ = two
    window.navigate("employer", keep)
    page = window.shell.stack.page()
    assert isinstance(page, EmployerPage)
    wait(lambda: window.hub.action("employer.merge").isEnabled() and page.record_id() == keep)
    wait(lambda: "Acme Foods Ltd." in "".join(one.text() for one in page.findChildren(QLabel)))
    window.hub.action("employer.merge").trigger()
    wait(lambda: QApplication.activeModalWidget() is not None)
    asking = QApplication.activeModalWidget()
    assert isinstance(asking, QDialog)
    press(asking, "dialog-save")
    assert "Choose an employer" in texts(asking)
    box = asking.findChild(QLineEdit)
    assert box is not None
    box.setFocus()
    QTest.keyClicks(box, "acme foo")
    field = asking._field  # type: ignore[attr-defined]
    wait(lambda: [text.strip() for text in field.suggestions()] != [])
    key(Qt.Key.Key_Return)
    key(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    dialog = merging(asked(MergeDialog))
    assert dialog.plan is not None and dialog.plan.gone == "ACME FOODS"
    dialog.reject()


def test_a_merge_that_cannot_be_says_why(window: MainWindow, desk: Application, two: tuple[str, str]) -> None:
    dialog = MergeDialog(window.context, Pair("employer", two[0], two[0]), lambda keep_id: None, window)
    dialog.open()
    wait(lambda: "cannot be merged with itself" in texts(dialog))
    assert not dialog.save.isEnabled()
    dialog.reject()
