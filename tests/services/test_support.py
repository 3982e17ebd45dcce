"""What comes of support: credit without double counting, tasks and promises, the timeline, drafts that survive."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from db.models import EmployerFact, ImportRun, Package
from db.types import Value, Values
from db.workspace import open_database
from talented_desk.bootstrap import Application
from talented_desk.clock import FixedClock
from talented_desk.errors import Invalid, NotFound
from talented_desk.events import EventBus
from talented_desk.ids import new_id
from talented_desk.services.drafts import Drafts
from talented_desk.services.sessions import Commitment, Credit, LogSupportSession
from tests.conftest import KEY

CALL: Values = {"happened_at": "2026-11-20T21:05:00.000Z", "channel": "phone", "minutes_direct": "12"}


def employers(desk: Application, *names: str) -> tuple[str, ...]:
    return tuple(desk.employers.add({"legal_name": name}) for name in names)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(sessions=st.lists(st.tuples(st.integers(1, 600), st.sets(st.integers(0, 3), min_size=1)), max_size=4))
def test_what_employers_are_credited_adds_up_to_what_was_worked(
    desk: Application, sessions: list[tuple[int, set[int]]]
) -> None:
    if not desk.employers.count():
        employers(desk, "A", "B", "C", "D")
    ids = [row.id for row in desk.employers.rows(desk.employers.row_numbers())]
    for minutes, chosen in sessions:
        values: Values = {**CALL, "minutes_direct": minutes // 2, "minutes_travel": minutes - minutes // 2}
        desk.sessions.log(LogSupportSession(values, tuple(ids[at] for at in chosen)))
    worked = sum(session.minutes for session in desk.sessions.recent(10_000))
    assert sum(desk.sessions.credit(employer_id).minutes for employer_id in ids) == worked


def test_an_employer_named_twice_is_one(desk: Application) -> None:
    (one,) = employers(desk, "A")
    session_id = desk.sessions.log(LogSupportSession(CALL, (one, one), we_promise=(Commitment("send sheet"),)))
    assert desk.sessions.get(session_id).credited == {one: 12}
    assert desk.sessions.credit(one) == Credit(1, 12)
    assert len(desk.tasks.promises(employer_id=one)) == 1


def test_a_session_with_what_is_gone_or_unknown_is_refused_at_its_field(desk: Application) -> None:
    (one,) = employers(desk, "A")
    before = list(desk.journal.dump())
    with pytest.raises(Invalid) as told:
        desk.sessions.log(
            LogSupportSession(
                CALL, (one, new_id()), contacts=(new_id(),), topics=("weather",), barriers=("none", "other")
            )
        )
    assert set(told.value.problems) == {"employers", "contacts", "topics", "barriers"}
    assert list(desk.journal.dump()) == before


def test_a_draft_of_a_refused_session_stays(desk: Application) -> None:
    (one,) = employers(desk, "A")
    draft = desk.drafts.keep("support_session", {"narrative": "long story"}, subject_id=one)
    with pytest.raises(Invalid):
        desk.sessions.log(LogSupportSession({**CALL, "channel": ""}, (one,), draft_id=draft))
    assert [found.id for found in desk.drafts.all()] == [draft]
    session_id = desk.sessions.log(LogSupportSession(CALL, (one,), draft_id=draft))
    assert desk.drafts.all() == ()
    again = desk.drafts.keep("support_session", {"narrative": "more"}, subject_id=session_id)
    desk.sessions.edit(session_id, LogSupportSession({**CALL, "narrative": "more"}, (one,), draft_id=again))
    assert desk.drafts.all() == ()


def test_a_task_is_done_once_reopened_and_moved(desk: Application, clock: FixedClock) -> None:
    (one,) = employers(desk, "A")
    task_id = desk.tasks.add({"subject": "Call Dana", "due_on": "2026-11-30", "employer_id": one, "contact_id": ""})
    free = desk.tasks.add({"subject": "Tidy up", "employer_id": None})
    assert [task.id for task in desk.tasks.open()] == [task_id, free]
    desk.tasks.done(task_id)
    clock.advance(hours=1)
    desk.tasks.done(task_id)
    (entry,) = desk.sessions.timeline(one)
    assert entry.at == "2026-11-23T15:30:00.000Z"
    desk.tasks.done(task_id, False)
    desk.tasks.edit(task_id, {"due_on": "2026-12-07"})
    assert [task.due_on for task in desk.tasks.open(employer_id=one)] == ["2026-12-07"]
    desk.tasks.delete(task_id)
    assert desk.tasks.open(employer_id=one) == ()
    desk.journal.undo()
    assert [task.due_on for task in desk.tasks.open(employer_id=one)] == ["2026-12-07"]
    for values in ({}, {"subject": " "}, {"subject": "x", "due_on": "1926-12-07"}):
        with pytest.raises(Invalid):
            desk.tasks.add(values)
    with pytest.raises(NotFound):
        desk.tasks.done(new_id())


def test_a_promise_is_moved_kept_reopened_and_removed(desk: Application) -> None:
    (one,) = employers(desk, "A")
    desk.sessions.log(LogSupportSession(CALL, (one,), they_promise=(Commitment("job description", "2026-11-27"),)))
    (promise,) = desk.tasks.promises(employer_id=one)
    desk.tasks.edit_promise(promise.id, {"due_on": "2026-12-04"})
    assert desk.tasks.promises(employer_id=one)[0].due_on == "2026-12-04"
    desk.tasks.keep_promise(promise.id)
    assert desk.tasks.promises(employer_id=one) == ()
    desk.tasks.keep_promise(promise.id, False)
    with pytest.raises(Invalid):
        desk.tasks.edit_promise(promise.id, {"subject": ""})
    desk.tasks.delete_promise(promise.id)
    assert desk.tasks.promises(employer_id=one, kept=True) == ()
    desk.journal.undo()
    assert [found.subject for found in desk.tasks.promises(employer_id=one)] == ["job description"]


def test_the_timeline_merges_everything_and_pages_through_equal_moments(desk: Application, clock: FixedClock) -> None:
    one, other = employers(desk, "A", "B")
    for _ in range(7):
        desk.sessions.log(LogSupportSession({**CALL, "happened_at": "2026-11-23T15:30:00.000Z"}, (one, other)))
    desk.sessions.log(LogSupportSession(CALL, (other,)))
    desk.tasks.done(desk.tasks.add({"subject": "Call", "employer_id": one}))
    promised = desk.sessions.log(LogSupportSession(CALL, (one,), we_promise=(Commitment("sheet"),)))
    (promise,) = desk.tasks.promises(employer_id=one)
    desk.tasks.keep_promise(promise.id)
    placement_id = desk.placements.add(
        {
            "employer_id": one,
            "student_name": "Zoé",
            "title": "Analyst",
            "starts_on": "2027-01-11",
            "ends_on": "2027-04-30",
            "state": "planned",
        }
    )
    with desk.database.write("Set up") as write:
        write.insert(
            Package,
            {
                "placement_id": placement_id,
                "language": "fr",
                "sha256": "0" * 64,
                "pages": 9,
                "documents": "[]",
                "template_version": "1",
                "created_at": desk.sessions.now(),
            },
        )
        imported: dict[str, Value] = {
            "file_name": "l.csv",
            "sha256": "1" * 64,
            "imported_at": desk.sessions.now(),
            "rows": 2,
        }
        run = write.insert(ImportRun, imported)
        for line in (2, 3):
            fact: dict[str, Value] = {
                "employer_id": one,
                "kind": "lmia_positions",
                "as_of": "2020-Q1",
                "label": "Baker",
            }
            write.insert(EmployerFact, {**fact, "source": "lines.csv", "source_line": line, "import_id": run})
    pages, before = [], None
    while page := desk.sessions.timeline(one, 2, before):
        pages += page
        before = (page[-1].at, page[-1].id)
    assert pages == desk.sessions.timeline(one, 1000)
    assert [(row.at, row.id) for row in pages] == sorted({(row.at, row.id) for row in pages}, reverse=True)
    kinds = sorted(row.kind for row in pages)
    assert kinds == sorted(["session"] * 8 + ["task", "promise", "placement", "package", "import"])
    assert pages[0].kind == "placement"
    assert pages[-1].id == promised
    assert next(row.number for row in pages if row.kind == "import") == 2


def test_half_an_emoji_does_not_cost_the_draft(desk: Application) -> None:
    draft = desk.drafts.keep("support_session", {"narrative": "so far \ud83d"})
    found = desk.drafts.get(draft)
    assert found is not None and found.content == {"narrative": "so far \ud83d"}


TYPIST = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from db.types import Value, Values
from db.workspace import open_database
from talented_desk.clock import FixedClock
from talented_desk.events import EventBus
from talented_desk.services.drafts import Drafts

clock = FixedClock(datetime(2026, 11, 23, tzinfo=UTC))
database = open_database(Path(sys.argv[1]), bytes.fromhex(sys.argv[2]), clock=clock, events=EventBus())
drafts, draft, typed = Drafts(database, clock), None, ""
while True:
    typed += "é"
    draft = drafts.keep("support_session", {"narrative": typed}, draft_id=draft)
    print(len(typed), flush=True)
"""


@pytest.mark.parametrize("keystrokes", [1, 7, 40, 41, 150])
def test_a_draft_survives_kill_9_at_any_keystroke(tmp_path: Path, clock: FixedClock, keystrokes: int) -> None:
    path = tmp_path / "desk.db"
    with subprocess.Popen(
        [sys.executable, "-c", TYPIST, str(path), KEY.hex()], stdout=subprocess.PIPE, text=True, cwd=Path.cwd()
    ) as typist:
        assert typist.stdout is not None
        told = 0
        while told < keystrokes:
            told = int(typist.stdout.readline())
        typist.send_signal(signal.SIGKILL)
    database = open_database(path, KEY, clock=clock, events=EventBus())
    try:
        (draft,) = Drafts(database, clock).all("support_session")
        narrative = draft.content["narrative"]
        assert set(narrative) == {"é"}
        assert len(narrative) >= told
    finally:
        database.close()
