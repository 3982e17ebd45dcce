"""The demo workspace: whole, plausible, bilingual, and the same for the same day."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from db.base import fields, records
from talented_desk.bootstrap import Application, open_application
from talented_desk.clock import FixedClock
from talented_desk.paths import WorkspacePaths
from talented_desk.services.demo import make_demo


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Application]:
    folder = tmp_path_factory.mktemp("demo")
    clock = FixedClock(datetime(2026, 11, 23, 15, 30, tzinfo=UTC))
    with open_application(WorkspacePaths(folder), ask=lambda new: "demo workspace, nothing real", clock=clock) as desk:
        make_demo(desk, clock)
        yield desk


def rows(desk: Application, table: str) -> list[dict[str, object]]:
    lines = (json.loads(line) for line in desk.journal.dump())
    return [line for line in lines if line["table"] == table]


def test_it_has_the_size_of_the_pilot(demo: Application) -> None:
    assert demo.employers.count() == 48
    assert len(demo.placements.all()) == 66
    assert len(demo.institutions.all()) == 7
    assert demo.sessions.count() == 700
    assert len(demo.drafts.all()) == 1
    assert len(rows(demo, "package")) >= 2


def test_it_spans_two_years_up_to_today_and_nothing_lies_in_the_future(demo: Application) -> None:
    moments = sorted(str(row["happened_at"]) for row in rows(demo, "support_session"))
    assert moments[0] < "2025-03" and moments[-1] > "2026-11-01"
    assert moments[-1] <= "2026-11-23T15:30:00.000Z"
    states = Counter(str(row["state"]) for row in rows(demo, "placement"))
    assert states["completed"] > 20 and states["active"] > 5 and len(states) >= 4
    at = [entry.at for entry in demo.journal.recent(5000)]
    assert (max(at) - min(at)).days > 600


def test_it_speaks_both_languages_and_small_employers_get_most_support(demo: Application) -> None:
    languages = Counter(str(row["language"]) for row in rows(demo, "employer"))
    assert languages["fr"] >= 10 and languages["en"] >= 30
    sessions = Counter(str(row["language"]) for row in rows(demo, "support_session"))
    assert sessions["fr"] > 100
    small = {str(row["id"]) for row in rows(demo, "employer") if int(str(row["headcount"])) < 20}
    credited = Counter(str(row["employer_id"]) in small for row in rows(demo, "session_employer"))
    assert credited[True] > credited[False]


def test_the_same_day_gives_the_same_workspace(demo: Application, tmp_path: Path) -> None:
    clock = FixedClock(datetime(2026, 11, 23, 15, 30, tzinfo=UTC))
    with open_application(
        WorkspacePaths(tmp_path), ask=lambda new: "demo workspace, nothing real", clock=clock
    ) as again:
        make_demo(again, clock)
        for table in records():
            plain = [name for name in fields(table) if not name.endswith("_id") and name not in ("sha256", "inputs")]
            assert [[row[n] for n in plain] for row in sorted(rows(demo, table.name), key=_stable)] == [
                [row[n] for n in plain] for row in sorted(rows(again, table.name), key=_stable)
            ], table.name


def _stable(row: dict[str, object]) -> str:
    return json.dumps(
        {n: v for n, v in row.items() if n != "id" and not n.endswith("_id") and n not in ("sha256", "inputs")}
    )


def test_undo_has_a_day_to_take_back(demo: Application) -> None:
    assert demo.journal.next_undo() is not None
