from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit

from talented_desk.bootstrap import Application
from tests.conftest import OFFICER
from tests.ui.helpers import find, open_window, press, wait
from ui.dialogs.palette import Palette
from ui.main_window import MainWindow
from ui.pages.employers.bulk import BulkBar
from ui.pages.employers.bulk_edit import BulkEditDialog
from ui.pages.employers.new import NewEmployerDialog
from ui.pages.employers.page import MENU, EmployersPage
from ui.pages.visits.planning import PlanDialog
from ui.widgets.inputs import ChoiceField

LONG = "Société de développement des compétences en robotique des Prairies et du Nord-Ouest inc. (SDCRPNO)"


@pytest.fixture
def ids(desk: Application) -> list[str]:
    names = ["Acme Foods Inc.", "Bow Glass & Mirror", "Prairie Robotics Ltd.", LONG]
    return [
        desk.employers.add({"legal_name": name, "city": city, "headcount": count, "headcount_date": "2026-01-01"})
        for name, city, count in zip(names, ["Calgary", "Banff", "Calgary", "Edmonton"], [3, 12, 45, 7], strict=True)
    ]


@pytest.fixture
def window(application: QApplication, desk: Application, ids: list[str]) -> Iterator[MainWindow]:
    with open_window(application, desk, "employers") as made:
        wait(lambda: listed(made) == 4)
        yield made


def page(window: MainWindow) -> EmployersPage:
    found = window.shell.stack.page()
    assert isinstance(found, EmployersPage)
    return found


def listed(window: MainWindow) -> int:
    return page(window).model.rowCount()


def go_to(window: MainWindow, name: str) -> None:
    model = page(window).model
    for at in range(model.rowCount()):
        row = model.row_at(at)
        if row is not None and row.row.legal_name == name:
            page(window).table.go_to(row.row.n)
            return
    raise AssertionError(f"{name} is not in the list")


def test_chips_narrow_the_list_and_esc_shows_all_again(window: MainWindow) -> None:
    page(window).filters.chip("city").choose("Calgary")
    wait(lambda: listed(window) == 2)
    page(window).filters.chip("headcount").choose((5, 19))
    wait(lambda: listed(window) == 0)
    assert page(window)._stack.currentWidget() is page(window)._empty
    assert page(window)._empty.text() == "No employer fits"
    QTest.keyClick(window, Qt.Key.Key_Escape)
    wait(lambda: listed(window) == 4)


def test_the_record_beside_the_list_follows_it(window: MainWindow) -> None:
    go_to(window, "Prairie Robotics Ltd.")
    wait(lambda: page(window).preview._name.whole() == "Prairie Robotics Ltd.")
    go_to(window, LONG)
    wait(lambda: page(window).preview._name.whole() == LONG)
    assert "Edmonton" in page(window).preview._facts.text()


def test_enter_opens_the_record_and_esc_comes_back_to_the_same_row(window: MainWindow) -> None:
    go_to(window, "Bow Glass & Mirror")
    here = page(window).table.current_id()
    QTest.keyClick(page(window).table, Qt.Key.Key_Return)
    wait(lambda: window.shell.stack.page_id() == "employer")
    assert window.hub.action("go.back").isEnabled()
    QTest.keyClick(window, Qt.Key.Key_Escape)
    wait(lambda: window.shell.stack.page_id() == "employers")
    assert page(window).table.current_id() == here
    QTest.keyClick(window, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    wait(lambda: window.shell.stack.page_id() == "employer")


def test_a_new_employer_is_added_with_its_worksite_and_opened(window: MainWindow, desk: Application) -> None:
    QTest.keyClick(window, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    dialog = find(window, NewEmployerDialog, "")
    wait(lambda: find(dialog, QLineEdit, "field-legal_name").hasFocus())
    press(dialog, "dialog-save")
    wait(lambda: dialog.form.problem("legal_name") != "")
    QTest.keyClicks(find(dialog, QLineEdit, "field-legal_name"), "Chinook Solar Co-operative")
    QTest.keyClicks(find(dialog, QLineEdit, "field-street"), "100 4 Ave SW")
    QTest.keyClicks(find(dialog, QLineEdit, "field-city"), "Okotoks")
    city = find(dialog, QLineEdit, "field-city")
    QTest.keyClick(city, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    wait(lambda: window.shell.stack.page_id() == "employer")
    opened = window.shell.stack.page()
    assert opened is not None
    record = desk.employers.get(str(opened.record_id()))
    assert record.name == "Chinook Solar Co-operative"
    assert [site.street for site in record.worksites] == ["100 4 Ave SW"]
    assert record.values["city"] == "Okotoks"


def test_several_rows_change_in_one_operation_and_undo_brings_them_back(
    window: MainWindow, desk: Application, ids: list[str]
) -> None:
    page(window).table.selectAll()
    wait(lambda: page(window).bulk.isVisible())
    find(window, BulkBar, "").change_wanted.emit("owner_id")
    dialog = find(window, BulkEditDialog, "")
    wait(lambda: dialog.choice.findData(OFFICER) >= 0)
    dialog.choice.setCurrentIndex(dialog.choice.findData(OFFICER))
    wait(lambda: dialog.list.rowCount() == 4)
    assert find(dialog, QLabel, "bulk-words").text() == "4 employers change."
    model = dialog.list.model()
    assert [model.index(0, at).data() for at in (1, 2)] == ["Nobody", "Maya Boucher"]
    assert not any(desk.employers.get(e).values["owner_id"] for e in ids), "nothing is written by looking"
    QTest.keyClick(dialog, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    wait(lambda: all(desk.employers.get(e).values["owner_id"] == OFFICER for e in ids))
    wait(lambda: not window.findChildren(BulkEditDialog))
    wait(lambda: window.hub.action("edit.undo").isEnabled())
    window.activateWindow()
    assert QTest.qWaitForWindowActive(window)
    QTest.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    wait(lambda: all(not desk.employers.get(e).values["owner_id"] for e in ids))


def test_the_selected_employers_join_a_trip_that_is_planned(
    window: MainWindow, desk: Application, ids: list[str]
) -> None:
    desk.visits.plan([ids[2]], {"planned_on": "2026-11-26", "kind": "first"})
    before = list(desk.journal.dump())
    page(window).table.selectAll()
    wait(lambda: page(window).bulk.isVisible())
    press(window, "bulk-visits")
    wait(lambda: bool(window.findChildren(PlanDialog)))
    dialog = find(window, PlanDialog, "")
    assert [token.id for token in dialog._field.tokens()] == [ids[0], ids[1], ids[2], ids[3]]
    wait(lambda: find(dialog, ChoiceField, "field-trip").count() == 2)
    trip = find(dialog, ChoiceField, "field-trip")
    assert "Prairie Robotics Ltd." in trip.itemText(1)
    trip.setCurrentIndex(1)
    assert "Prairie Robotics Ltd." in find(dialog, QLabel, "trip-there").text()
    assert not find(dialog, QLineEdit, "field-planned_on").isVisible()
    QTest.keyClick(dialog, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    wait(lambda: len(desk.visits.all()) == 4)
    assert [visit.employer_id for visit in desk.visits.all()] == [ids[2], ids[0], ids[1], ids[3]]
    assert {visit.planned_on for visit in desk.visits.all()} == {"2026-11-26"}
    wait(lambda: window.shell.toast.text() == "Visits planned")
    window.shell.toast.undo.emit()
    wait(lambda: list(desk.journal.dump()) == before)


def test_the_row_under_the_cursor_gets_a_trip_of_its_own(window: MainWindow, desk: Application, ids: list[str]) -> None:
    go_to(window, "Bow Glass & Mirror")
    assert "visit.plan" in MENU
    window.hub.run("visit.plan")
    wait(lambda: bool(window.findChildren(PlanDialog)))
    dialog = find(window, PlanDialog, "")
    assert not find(dialog, ChoiceField, "field-trip").isVisible(), "there is no trip to choose"
    QTest.keyClick(dialog, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    wait(lambda: [visit.employer_id for visit in desk.visits.all()] == [ids[1]])


def test_what_is_deleted_goes_from_the_list_and_comes_back(window: MainWindow, desk: Application) -> None:
    go_to(window, "Acme Foods Inc.")
    QTest.keyClick(window, Qt.Key.Key_Delete, Qt.KeyboardModifier.ControlModifier)
    wait(lambda: listed(window) == 3)
    wait(lambda: window.shell.toast.text() == "Acme Foods Inc. was deleted")
    window.shell.toast.undo.emit()
    wait(lambda: listed(window) == 4)


def test_the_list_keeps_its_filter_and_row_when_the_language_changes(window: MainWindow, desk: Application) -> None:
    page(window).filters.chip("city").choose("Calgary")
    wait(lambda: listed(window) == 2)
    go_to(window, "Prairie Robotics Ltd.")
    here = page(window).table.current_id()
    before = page(window)
    desk.settings.set("language", "fr")
    wait(lambda: window.shell.stack.page() is not before)
    wait(lambda: listed(window) == 2)
    wait(lambda: page(window).table.current_id() == here)


def test_an_empty_workspace_says_what_to_do(window: MainWindow, desk: Application, ids: list[str]) -> None:
    desk.employers.delete(ids)
    wait(lambda: page(window)._stack.currentWidget() is page(window)._empty)
    assert page(window)._empty.text() == "No employers yet"
    assert page(window)._first.isVisible()


def test_a_narrow_window_keeps_the_list_readable(window: MainWindow, desk: Application) -> None:
    desk.settings.set("scale", 200)
    wait(lambda: window.shell.navigation.collapsed())
    wait(lambda: not page(window).preview.isVisible())
    assert page(window).table.columnWidth(0) >= 300


def test_typing_finds_within_the_list_and_esc_shows_all(window: MainWindow) -> None:
    QTest.keyClick(window, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    field = find(window, QLineEdit, "employers-search")
    wait(field.hasFocus)
    QTest.keyClicks(field, "societe robot")
    wait(lambda: listed(window) == 1)
    wait(lambda: page(window).preview._name.whole() == LONG)
    QTest.keyClick(field, Qt.Key.Key_Escape)
    wait(lambda: listed(window) == 4)


def test_letters_jump_to_the_name(window: MainWindow) -> None:
    page(window).table.go_to(page(window).model.id_at(0) or 0)
    QTest.keyClicks(page(window).table, "pra")
    wait(lambda: (row := page(window)._row()) is not None and row.legal_name == "Prairie Robotics Ltd.")


def test_the_palette_finds_records_without_accents(window: MainWindow, ids: list[str]) -> None:
    QTest.keyClick(window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    palette = find(window, Palette, "")
    box = find(palette, QLineEdit, "palette-box")
    QTest.keyClicks(box, "bow glas")
    wait(lambda: any(line.found is not None for line in palette.lines()))
    assert palette.lines()[0].title == "Bow Glass & Mirror"
    QTest.keyClick(box, Qt.Key.Key_Return)
    wait(lambda: window.shell.stack.page_id() == "employer")
    opened = window.shell.stack.page()
    assert opened is not None and opened.record_id() == ids[1]
