"""Support sessions with everything that comes of them, and drafts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from talented_desk.bootstrap import Application
from talented_desk.domain.support import credited
from talented_desk.errors import Invalid, NotFound
from talented_desk.services.sessions import Commitment, LogSupportSession

VALUES = {"happened_at": "2026-11-20T21:05:00.000Z", "channel": "phone", "minutes_direct": "12", "narrative": "WCB"}


def command(*employers: str, **more: object) -> LogSupportSession:
    return LogSupportSession(VALUES, employers, **more)  # type: ignore[arg-type]


def test_a_session_with_its_promises_and_follow_up_is_one_operation(desk: Application) -> None:
    employer_id = desk.employers.add({"legal_name": "Prairie Robotics Ltd."})
    dana = desk.contacts.add({"given_name": "Dana"}, employer_id)
    before = list(desk.journal.dump())
    draft = desk.drafts.keep("support_session", {"narrative": "WC"}, subject_id=employer_id)
    session_id = desk.sessions.log(
        command(
            employer_id,
            contacts=(dana,),
            topics=("wcb",),
            barriers=("information",),
            we_promise=(Commitment("send SWPP sheet", "2026-11-27"), Commitment("  ")),
            they_promise=(Commitment("job description"),),
            follow_ups=(Commitment("call Dana", "2026-11-30"),),
            draft_id=draft,
        )
    )
    record = desk.sessions.get(session_id)
    assert (record.officer, record.minutes, record.topics, record.barriers) == (
        "Maya Boucher",
        12,
        ("wcb",),
        ("information",),
    )
    assert record.credited == {employer_id: 12}
    assert [p.direction for p in desk.tasks.promises(employer_id=employer_id)] == ["us", "them"]
    (task,) = desk.tasks.open(employer_id=employer_id)
    assert (task.subject, task.due_on, task.session_id) == ("call Dana", "2026-11-30", session_id)
    assert desk.drafts.all() == ()
    desk.tasks.done(task.id)
    assert [row.kind for row in desk.sessions.timeline(employer_id)] == ["task", "session"]
    desk.journal.undo()
    desk.journal.undo()
    assert list(desk.journal.dump()) == before
    desk.journal.redo()
    assert desk.sessions.get(session_id) == record


def test_a_group_session_credits_each_and_counts_once(desk: Application) -> None:
    ids = tuple(desk.employers.add({"legal_name": name}) for name in ("A", "B", "C"))
    record = desk.sessions.get(
        desk.sessions.log(LogSupportSession({**VALUES, "minutes_direct": 90, "minutes_travel": 10}, ids))
    )
    assert sum(record.credited.values()) == record.minutes == 100
    assert sorted(record.credited.values()) == [33, 33, 34]
    assert all(len(desk.sessions.timeline(employer_id)) == 1 for employer_id in ids)


@given(st.integers(0, 1440), st.lists(st.uuids().map(str), min_size=1, max_size=40, unique=True))
def test_credit_adds_up_and_does_not_depend_on_the_order(minutes: int, employers: list[str]) -> None:
    shares = credited(minutes, employers)
    assert sum(shares.values()) == minutes
    assert max(shares.values()) - min(shares.values()) <= 1
    assert shares == credited(minutes, list(reversed(employers)))


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"minutes_direct": "-5"}, "minutes_direct"),
        ({"minutes_direct": ""}, "minutes_direct"),
        ({"minutes_direct": "1400", "minutes_travel": "100"}, "minutes_direct"),
        ({"happened_at": "1926-11-20T21:05:00.000Z"}, "happened_at"),
        ({"happened_at": "2026-12-20T21:05:00.000Z"}, "happened_at"),
        ({"happened_at": "yesterday"}, "happened_at"),
        ({"channel": "pigeon"}, "channel"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(desk: Application, values: dict[str, str], field: str) -> None:
    employer_id = desk.employers.add({"legal_name": "A"})
    with pytest.raises(Invalid) as told:
        desk.sessions.log(LogSupportSession({**VALUES, **values}, (employer_id,)))
    assert set(told.value.problems) == {field}
    assert desk.sessions.count() == 0


def test_all_problems_are_told_at_once(desk: Application) -> None:
    with pytest.raises(Invalid) as told:
        desk.sessions.log(LogSupportSession({**VALUES, "channel": ""}, (), follow_ups=(Commitment("x", "31/02"),)))
    assert set(told.value.problems) == {"channel", "employers", "follow_ups"}


def test_edit_changes_members_and_delete_can_be_undone(desk: Application) -> None:
    one, two = desk.employers.add({"legal_name": "A"}), desk.employers.add({"legal_name": "B"})
    session_id = desk.sessions.log(command(one, topics=("wcb",)))
    desk.sessions.edit(session_id, command(two, topics=("funding", "wcb")))
    record = desk.sessions.get(session_id)
    assert [name for _, name in record.employers] == ["B"]
    assert set(record.topics) == {"funding", "wcb"}
    desk.sessions.delete(session_id)
    with pytest.raises(NotFound):
        desk.sessions.get(session_id)
    desk.journal.undo()
    assert desk.sessions.get(session_id) == record


def test_the_timeline_goes_on_from_its_last_line(desk: Application) -> None:
    employer_id = desk.employers.add({"legal_name": "A"})
    for minute in range(10, 35):
        values = {**VALUES, "happened_at": f"2026-11-20T21:{minute}:00.000Z"}
        desk.sessions.log(LogSupportSession(values, (employer_id,)))
    seen, before = [], None
    while page := desk.sessions.timeline(employer_id, 10, before):
        seen += [row.at for row in page]
        before = (page[-1].at, page[-1].id)
    assert seen == sorted(seen, reverse=True)
    assert len(seen) == len(set(seen)) == 25


def test_drafts_are_kept_and_resumed(desk: Application) -> None:
    draft = desk.drafts.keep("support_session", {"narrative": "a"})
    assert desk.drafts.keep("support_session", {"narrative": "ab “é”"}, draft_id=draft) == draft
    found = desk.drafts.get(draft)
    assert found is not None and found.content == {"narrative": "ab “é”"}
    desk.drafts.discard(draft)
    assert desk.drafts.all("support_session") == ()
