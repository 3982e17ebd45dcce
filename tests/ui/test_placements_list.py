"""The list of placements on a real workspace."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from talented_desk.bootstrap import Application
from talented_desk.services.placements import PlacementRow
from tests.ui.helpers import find, press, shown, wait
from tests.ui.placement_support import Desk, add_employer, add_placement, make_desk
from ui.lists.bulk import BulkBar
from ui.lists.export import write_seen
from ui.pages.placements.bulk_edit import PlacementsEdit
from ui.pages.placements.filter import PlacementFilter, keeps, when
from ui.pages.placements.page import PlacementsPage
from ui.theme.theme import Theme
from ui.widgets.chips import FilterChip
from ui.widgets.messages import EmptyState
from ui.widgets.search_field import SearchField
from ui.widgets.table import DataTable

TODAY = date(2026, 11, 23)


@pytest.fixture
def ui_desk(desk: Application, theme: Theme, tmp_path: Path) -> Iterator[Desk]:
    made = make_desk(desk, theme, tmp_path)
    yield made
    assert made.told.crashes == []
    desk.jobs.close()
    made.close()


@pytest.fixture
def page(ui_desk: Desk) -> Iterator[PlacementsPage]:
    with shown(PlacementsPage(ui_desk.context), 1166, 700) as made:
        yield made


@pytest.fixture
def three(desk: Application) -> list[str]:
    school = desk.institutions.all()[0].id
    bakery, glass = add_employer(desk), add_employer(desk, "Bow Glass")
    return [
        add_placement(desk, bakery, student_name="Élodie Roy", state="active", institution_id=school),
        add_placement(desk, glass, student_name="Amir Haddad", starts_on="2027-01-11", ends_on="2027-04-30"),
        add_placement(
            desk, glass, student_name="Chloe Nguyen", starts_on="2025-09-02", ends_on="2025-12-19", state="completed"
        ),
    ]


def names(page: PlacementsPage) -> list[str]:
    table = find(page, DataTable, "placements")
    model = table.model()
    return [str(model.index(row, 0).data()) for row in range(model.rowCount())]


def test_the_latest_start_comes_first_and_headers_sort_without_accents(three: list[str], page: PlacementsPage) -> None:
    wait(lambda: names(page) == ["Amir Haddad", "Élodie Roy", "Chloe Nguyen"])
    find(page, DataTable, "placements").horizontalHeader().setSortIndicator(0, Qt.SortOrder.AscendingOrder)
    wait(lambda: names(page) == ["Amir Haddad", "Chloe Nguyen", "Élodie Roy"])


def test_chips_narrow_count_and_clear(three: list[str], page: PlacementsPage) -> None:
    wait(lambda: len(names(page)) == 3)
    find(page, FilterChip, "filter-when").choose("upcoming")
    wait(lambda: names(page) == ["Amir Haddad"])
    find(page, FilterChip, "filter-state").choose("completed")
    wait(lambda: names(page) == [])
    empty = next(one for one in page.findChildren(EmptyState) if one.isVisible())
    assert empty.text() == "No placement matches"
    assert page.escape()
    wait(lambda: len(names(page)) == 3)
    assert not page.escape()


def test_words_find_by_beginnings_of_student_employer_and_title(three: list[str], page: PlacementsPage) -> None:
    wait(lambda: len(names(page)) == 3)
    box = find(page, SearchField, "find-placements")
    QTest.keyClicks(box, "elo boul")
    wait(lambda: names(page) == ["Élodie Roy"])


def test_enter_opens_letters_jump_and_new_goes_to_the_form(
    three: list[str], page: PlacementsPage, ui_desk: Desk
) -> None:
    wait(lambda: len(names(page)) == 3)
    table = find(page, DataTable, "placements")
    table.setFocus()
    QTest.keyClick(table, Qt.Key.Key_C)
    assert table.current_id() == three[2]
    QTest.keyClick(table, Qt.Key.Key_Return)
    page.commands()["placement.new"]()
    assert ui_desk.went == [("placement", three[2]), ("placement", "new:")]


def test_delete_is_undone_not_confirmed(
    three: list[str], page: PlacementsPage, ui_desk: Desk, desk: Application
) -> None:
    wait(lambda: len(names(page)) == 3)
    find(page, DataTable, "placements").go_to(three[0])
    page.commands()["placement.delete"]()
    wait(lambda: names(page) == ["Amir Haddad", "Chloe Nguyen"])
    wait(lambda: ui_desk.told.toasts == ["The placement of Élodie Roy was deleted"])
    desk.journal.undo()
    wait(lambda: len(names(page)) == 3)


def test_several_change_in_one_operation_and_who_cannot_is_told(
    three: list[str], page: PlacementsPage, ui_desk: Desk, desk: Application
) -> None:
    wait(lambda: len(names(page)) == 3)
    before = list(desk.journal.dump())
    table = find(page, DataTable, "placements")
    bar = find(page, BulkBar, "")
    assert not bar.isVisible()
    table.selectAll()
    wait(bar.isVisible)
    bar.change_wanted.emit("ends_on")
    dialog = find(page, PlacementsEdit, "")
    QTest.keyClicks(dialog.day, "2026-12-11")
    QTest.keyClick(dialog.day, Qt.Key.Key_Return)
    wait(lambda: dialog.list.rowCount() == 3)
    model = dialog.list.model()
    shown = {str(model.index(at, 0).data()).split(" · ")[0]: str(model.index(at, 2).data()) for at in range(3)}
    assert "before the start" in shown["Amir Haddad"]  # begins in January 2027
    said = find(dialog, QLabel, "bulk-words").text()
    assert said.startswith("2 placements change") and "1 cannot take it" in said
    assert list(desk.journal.dump()) == before, "nothing is written by looking"
    QTest.keyClick(dialog, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    wait(lambda: desk.placements.get(three[0]).values["ends_on"] == "2026-12-11")
    ends = [desk.placements.get(one).values["ends_on"] for one in three]
    assert ends == ["2026-12-11", "2027-04-30", "2026-12-11"]
    wait(lambda: ui_desk.told.toasts == ["2 placements changed"])
    desk.journal.undo()
    assert list(desk.journal.dump()) == before


def test_a_state_is_given_by_the_keys_of_the_list(
    three: list[str], page: PlacementsPage, ui_desk: Desk, desk: Application
) -> None:
    wait(lambda: len(names(page)) == 3)
    find(page, DataTable, "placements").selectAll()
    page.commands()["list.change"]()
    dialog = find(page, PlacementsEdit, "")
    dialog.choice.setCurrentIndex(dialog.choice.findData("completed"))
    wait(lambda: dialog.preview is not None)
    assert "1 has this value already" in find(dialog, QLabel, "bulk-words").text()
    press(dialog, "bulk-save")
    wait(lambda: {desk.placements.get(one).values["state"] for one in three} == {"completed"})
    school = desk.institutions.all()[0]
    page.change("institution_id")
    wait(lambda: len(page.findChildren(PlacementsEdit)) == 1)
    again = find(page, PlacementsEdit, "")
    wait(lambda: again.choice.findData(school.id) >= 0)
    again.choice.setCurrentIndex(again.choice.findData(school.id))
    wait(lambda: again.list.rowCount() == 2)
    assert str(again.list.model().index(0, 2).data()) == (school.short_name or school.name)
    again.reject()


def test_several_are_deleted_at_once(three: list[str], page: PlacementsPage, ui_desk: Desk, desk: Application) -> None:
    wait(lambda: len(names(page)) == 3)
    table = find(page, DataTable, "placements")
    table.selectAll()
    wait(lambda: find(page, BulkBar, "").isVisible())
    press(page, "bulk-delete")
    wait(lambda: ui_desk.told.toasts == ["3 placements deleted"])
    assert desk.placements.all() == []
    desk.journal.undo()
    assert len(desk.placements.all()) == 3


def test_an_empty_list_says_what_to_do(page: PlacementsPage, ui_desk: Desk) -> None:
    wait(lambda: any(one.isVisible() for one in page.findChildren(EmptyState)))
    empty = next(one for one in page.findChildren(EmptyState) if one.isVisible())
    assert empty.text() == "No placement yet"


def test_the_place_is_kept(three: list[str], page: PlacementsPage, ui_desk: Desk) -> None:
    wait(lambda: len(names(page)) == 3)
    find(page, FilterChip, "filter-state").choose("active")
    wait(lambda: names(page) == ["Élodie Roy"])
    again = PlacementsPage(ui_desk.context)
    again.restore(page.place())
    with shown(again):
        wait(lambda: names(again) == ["Élodie Roy"])
        assert find(again, DataTable, "placements").current_id() == three[0]


def test_a_saved_list_comes_back_and_headings_fit(three: list[str], page: PlacementsPage, desk: Application) -> None:
    wait(lambda: len(names(page)) == 3 and len(page.lists.views) == 3)
    page.lists.choose("starter:upcoming")
    wait(lambda: names(page) == ["Amir Haddad"])
    assert find(page, FilterChip, "filter-when").text() == "When: Still to come"
    table = find(page, DataTable, "placements")
    heads = table.horizontalHeader()
    assert sum(table.columnWidth(at) for at in range(heads.count())) <= table.viewport().width()
    desk.views.save("placements", "Mine to watch", page.definition())
    wait(lambda: len(page.lists.views) == 4)
    page.lists.choose("starter:all")
    wait(lambda: len(names(page)) == 3)
    page.lists.choose(page.lists.views[3].id)
    wait(lambda: names(page) == ["Amir Haddad"])
    assert not page.lists.changed()


def test_what_is_seen_is_exported(three: list[str], page: PlacementsPage, ui_desk: Desk, tmp_path: Path) -> None:
    wait(lambda: len(names(page)) == 3)
    target = tmp_path / "placements.csv"
    write_seen(ui_desk.context, target, page.seen())
    wait(lambda: ui_desk.told.toasts == ["3 rows saved in placements.csv"])
    with target.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.reader(stream))
    assert rows[0][:6] == ["Student", "Title", "Employer", "Institution", "Starts on", "Ends on"]
    assert [row[0] for row in rows[1:]] == ["Amir Haddad", "Élodie Roy", "Chloe Nguyen"]
    assert rows[1][4] == "2027-01-11"


def test_letters_jump_in_the_sorted_column(three: list[str], page: PlacementsPage) -> None:
    wait(lambda: len(names(page)) == 3)
    table = find(page, DataTable, "placements")
    table.sortByColumn(list(table.shown_columns()).index("state"), Qt.SortOrder.AscendingOrder)
    wait(lambda: names(page)[-1] == "Chloe Nguyen")
    QTest.keyClicks(table, "compl")
    assert table.current_id() == three[2]


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("2026-11-23", "2026-12-01", "current"),
        ("2026-11-01", "2026-11-23", "current"),
        ("2026-11-24", "2026-12-01", "upcoming"),
        ("2026-01-05", "2026-11-22", "past"),
    ],
)
def test_when_counts_both_ends(start: str, end: str, expected: str) -> None:
    row = PlacementRow("1", "Zoé Tremblay", "Aide", "e", "Bow Glass", "SAIT", "COOP", start, end, "planned", 0)
    assert when(row, TODAY) == expected
    assert keeps(row, PlacementFilter(TODAY, when=expected))
    assert not keeps(row, PlacementFilter(TODAY, text="lass"))  # the middle of a word is not meant
