"""The list of sessions: found, narrowed, counted, saved, exported."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from talented_desk.bootstrap import Application
from talented_desk.services.sessions import LogSupportSession
from tests.ui.helpers import find, shown, wait
from tests.ui.placement_support import Desk, make_desk
from ui.lists.export import write_seen
from ui.pages.sessions.page import SessionsPage
from ui.theme.theme import Theme
from ui.widgets.chips import FilterChip
from ui.widgets.messages import EmptyState
from ui.widgets.search_field import SearchField
from ui.widgets.table import DataTable

SESSIONS = (
    ("Évil Robots", "2026-11-20T17:00:00.000Z", "phone", "12", "=1+1"),
    ("Acme", "2026-11-02T17:00:00.000Z", "visit", "90", "Insurance"),
    ("Bow Glass", "2026-03-02T17:00:00.000Z", "phone", "30", "First call"),
)


@pytest.fixture
def ui_desk(desk: Application, theme: Theme, tmp_path: Path) -> Iterator[Desk]:
    made = make_desk(desk, theme, tmp_path)
    yield made
    assert made.told.crashes == []
    desk.jobs.close()
    made.close()


@pytest.fixture
def logged(desk: Application) -> list[str]:
    ids = []
    for name, at, channel, minutes, subject in SESSIONS:
        employer = desk.employers.add({"legal_name": name})
        values = {"happened_at": at, "channel": channel, "minutes_direct": minutes, "subject": subject}
        ids.append(desk.sessions.log(LogSupportSession(values, (employer,))))
    return ids


@pytest.fixture
def page(ui_desk: Desk, logged: list[str]) -> Iterator[SessionsPage]:
    with shown(SessionsPage(ui_desk.context), 1166, 700) as made:
        wait(lambda: len(names(made)) == 3 and len(made.lists.views) == 3)
        yield made


def names(page: SessionsPage) -> list[str]:
    model = find(page, DataTable, "sessions").model()
    return [str(model.index(row, 0).data()) for row in range(model.rowCount())]


def test_the_newest_come_first_and_names_sort_without_accents(page: SessionsPage) -> None:
    assert names(page) == ["Évil Robots", "Acme", "Bow Glass"]
    find(page, DataTable, "sessions").horizontalHeader().setSortIndicator(0, Qt.SortOrder.AscendingOrder)
    wait(lambda: names(page) == ["Acme", "Bow Glass", "Évil Robots"])


def test_words_find_by_subject_and_by_employer(page: SessionsPage) -> None:
    QTest.keyClicks(find(page, SearchField, "find-sessions"), "insur")
    wait(lambda: names(page) == ["Acme"])
    find(page, SearchField, "find-sessions").setText("evil")
    wait(lambda: names(page) == ["Évil Robots"])
    find(page, SearchField, "find-sessions").setText("nobody of this name")
    wait(lambda: any(one.isVisible() for one in page.findChildren(EmptyState)))
    assert page.escape()
    wait(lambda: len(names(page)) == 3)


def test_chips_narrow_and_count_what_they_would_leave(page: SessionsPage) -> None:
    find(page, FilterChip, "filter-when").choose(31)
    wait(lambda: names(page) == ["Évil Robots", "Acme"])
    chip = find(page, FilterChip, "filter-channel")
    chip.asked.emit()
    wait(lambda: {one.value: one.count for one in chip.choices()}["phone"] == 1)
    chip.choose("phone")
    wait(lambda: names(page) == ["Évil Robots"])


def test_a_saved_list_comes_back(page: SessionsPage, desk: Application) -> None:
    find(page, FilterChip, "filter-channel").choose("phone")
    wait(lambda: len(names(page)) == 2)
    desk.views.save("sessions", "By phone", page.definition())
    wait(lambda: len(page.lists.views) == 4)
    page.lists.choose("starter:month")
    wait(lambda: names(page) == ["Évil Robots", "Acme"])
    page.lists.choose(page.lists.views[3].id)
    wait(lambda: names(page) == ["Évil Robots", "Bow Glass"])
    assert not page.lists.changed()


def test_what_is_seen_is_exported_and_runs_as_no_formula(page: SessionsPage, ui_desk: Desk, tmp_path: Path) -> None:
    target = tmp_path / "sessions.csv"
    write_seen(ui_desk.context, target, page.seen())
    wait(lambda: ui_desk.told.toasts == ["3 rows saved in sessions.csv"])
    with target.open(encoding="utf-8-sig", newline="") as stream:
        rows = [
            dict(zip(head, row, strict=True))
            for lines in [list(csv.reader(stream))]
            for head in lines[:1]
            for row in lines[1:]
        ]
    assert [row["Employers"] for row in rows] == ["Évil Robots", "Acme", "Bow Glass"]
    assert rows[0]["Subject"] == "'=1+1"
    assert (rows[1]["Date"], rows[1]["Minutes"]) == ("2026-11-02", "90")


def test_enter_opens_the_session(page: SessionsPage, ui_desk: Desk, logged: list[str]) -> None:
    table = find(page, DataTable, "sessions")
    table.go_to(logged[1])
    table.setFocus()
    QTest.keyClick(table, Qt.Key.Key_Return)
    assert ui_desk.went == [("session", logged[1])]
