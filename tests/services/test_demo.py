"""The demo workspace: whole, plausible, bilingual, and the same for the same day."""

from __future__ import annotations

import json
import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from db.base import fields, records
from talented_desk.bootstrap import Application, open_application
from talented_desk.clock import FixedClock, utc_text
from talented_desk.domain import employers, opportunities, placements, support
from talented_desk.domain.documents import standing
from talented_desk.errors import Cancelled
from talented_desk.jobs import Progress, Task
from talented_desk.paths import WorkspacePaths
from talented_desk.services.demo import make_demo
from tests.files import ROOT
from tests.i18n.test_typography import WRONG

NOW = datetime(2026, 11, 23, 15, 30, tzinfo=UTC)
TODAY = NOW.date()


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Application]:
    folder = tmp_path_factory.mktemp("demo")
    clock = FixedClock(NOW)
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
    assert 55 <= len(rows(demo, "opportunity")) <= 65
    assert len(demo.officers.all()) == 3 and demo.officers.me() is not None
    assert all(row.coordinator_name and row.coordinator_email for row in demo.institutions.all())
    assert len(demo.drafts.all()) == 2
    assert {row["language"] for row in rows(demo, "package")} == {"en", "fr", "both"}


def test_it_spans_two_years_up_to_today_and_nothing_lies_in_the_future(demo: Application) -> None:
    moments = sorted(str(row["happened_at"]) for row in rows(demo, "support_session"))
    assert moments[0] < "2025-03" and moments[-1] > "2026-11-01"
    assert moments[-1] <= "2026-11-23T15:30:00.000Z"
    states = Counter(str(row["state"]) for row in rows(demo, "placement"))
    assert states["completed"] > 20 and states["active"] > 5 and len(states) >= 5
    assert sum(str(row["starts_on"]) > TODAY.isoformat() for row in rows(demo, "placement")) >= 5
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
    clock = FixedClock(NOW)
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


def test_every_record_keeps_the_rules_of_its_form_and_no_placement_is_unusual(demo: Application) -> None:
    def again(table: str, clean: object, *, but: tuple[str, ...] = ()) -> None:
        for row in rows(demo, table):
            own = {
                name: value
                for name, value in row.items()
                if name not in ("table", "id", *but) and not name.endswith("_id") and name != "sort_key"
            }
            assert callable(clean)
            cleaned = clean(own)
            assert {name: cleaned[name] for name in own} == own

    moved = ("stage", "stage_since", "lost_reason", "snoozed_until")  # by moves and reminders, not by the form
    again("employer", lambda values: employers.clean_employer(values, TODAY, new=True), but=moved)
    again("worksite", lambda values: employers.clean_worksite(values, TODAY))
    again("opportunity", lambda values: opportunities.clean_opportunity(values, TODAY, new=True))
    again("placement", lambda values: placements.clean_placement(values, TODAY, new=True))
    again("support_session", lambda values: support.clean_session(values, TODAY, NOW, new=True))
    assert [row["id"] for row in rows(demo, "placement") if placements.warnings(row)] == []  # type: ignore[arg-type]


def test_things_happen_in_their_order(demo: Application) -> None:
    employer_since = {e["id"]: str(e["headcount_date"]) for e in rows(demo, "employer")}
    happened = {row["id"]: str(row["happened_at"])[:10] for row in rows(demo, "support_session")}
    for link in rows(demo, "session_employer"):
        assert happened[link["session_id"]] >= employer_since[link["employer_id"]]
    done = next(row for row in rows(demo, "placement") if row["state"] == "completed")
    story = [
        (change.after, operation.at)
        for operation in reversed(demo.journal.history("placement", str(done["id"])))
        for entry in operation.entries
        for change in entry.changes
        if change.field == "state"
    ]
    assert [state for state, _ in story] == ["planned", "offered", "confirmed", "active", "completed"]
    assert [at for _, at in story] == sorted(at for _, at in story)
    assert story[3][1].date().isoformat() >= str(done["starts_on"])


def test_some_is_open_some_is_late_and_old_things_are_settled(demo: Application) -> None:
    open_tasks = [str(row["due_on"]) for row in rows(demo, "task") if row["done_at"] is None]
    assert any(day < TODAY.isoformat() for day in open_tasks) and any(day > TODAY.isoformat() for day in open_tasks)
    assert all((TODAY - date.fromisoformat(day)).days < 30 for day in open_tasks)
    promises = rows(demo, "promise")
    assert {row["direction"] for row in promises} == {"us", "them"}
    assert any(row["kept_at"] is None for row in promises)
    assert max(str(row["kept_at"]) for row in promises if row["kept_at"]) <= utc_text(NOW)


def test_notes_are_not_all_the_same_and_have_no_slot_left_open(demo: Application) -> None:
    sessions = rows(demo, "support_session")
    words = Counter(str(row["narrative"]) for row in sessions)
    assert len(words) > 450 and max(words.values()) < 15
    told = [str(row[name]) for row in sessions for name in ("narrative", "subject")]
    told += [str(row["subject"]) for table in ("task", "promise") for row in rows(demo, table)]
    assert [text for text in told if re.search(r"[{}]", text)] == []


def test_what_was_written_is_found(demo: Application) -> None:
    assert demo.search.find("prarie robotcs", 1, ("employer",))[0].title == "Prairie Robotics Ltd."
    assert demo.search.find("boulangerie loeuf", 1)[0].title == "Boulangerie Lœuf"
    assert len(demo.search.find("subvention", 20, ("session",))) == 20


def test_its_french_is_printed_as_french() -> None:
    def texts(value: object) -> Iterator[str]:
        if isinstance(value, str):
            yield value
        elif isinstance(value, dict):
            for item in value.values():
                yield from texts(item)
        elif isinstance(value, list):
            for item in value:
                yield from texts(item)

    found = list(texts(tomllib.loads((ROOT / "resources/demo/support_french.toml").read_text("utf-8"))))
    fields = tomllib.loads((ROOT / "resources/demo/people.toml").read_text("utf-8"))["fields"]
    found += [field["french"] for field in fields.values()]
    assert len(found) > 200
    plain = [re.sub(r"\{[^}]*\}", "X", text) for text in found]
    assert [(what, text) for what, pattern in WRONG.items() for text in plain if re.search(pattern, text)] == []


def test_it_can_be_cancelled_and_tells_how_far_it_is(tmp_path: Path) -> None:
    seen: list[Progress] = []

    def report(progress: Progress) -> None:
        seen.append(progress)
        if len(seen) == 20:
            task.cancel()

    task = Task(report)
    clock = FixedClock(NOW)
    with open_application(
        WorkspacePaths(tmp_path), ask=lambda new: "demo workspace, nothing real", clock=clock
    ) as desk:
        with pytest.raises(Cancelled):
            make_demo(desk, clock, task)
        assert seen[-1].done == 19 and seen[-1].total > 700
        assert desk.database.index is not None


def test_undo_has_a_day_to_take_back(demo: Application) -> None:
    assert demo.journal.next_undo() is not None


def test_papers_hold_run_out_and_have_run_out_and_are_found_by_their_words(demo: Application) -> None:
    papers = demo.documents.expiring("9999-12-31")
    assert len(papers) == 7
    standings = {standing(paper.expires_on, TODAY) for paper in papers}
    assert standings == {"past", "near", "valid"}
    found = [hit.title for hit in demo.search.find("broker", kinds=["document"])]
    assert found == ["RE Certificate of insurance, renewed.eml"]
    assert all(paper.words == "read" for paper in papers)
