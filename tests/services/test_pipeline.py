"""The pipeline through its service: moves, time in stage, criteria, workload."""

from __future__ import annotations

import pytest

from db.queries.employers import EmployerFilter
from talented_desk.bootstrap import Application
from talented_desk.clock import FixedClock
from talented_desk.domain import pipeline as rules
from talented_desk.errors import Invalid, NotFound
from talented_desk.services.sessions import LogSupportSession
from tests.conftest import OFFICER


def add(desk: Application, name: str, **values: object) -> str:
    return desk.employers.add({"legal_name": name, **values})  # type: ignore[dict-item]


def session(desk: Application, *employers: str, channel: str = "phone", at: str = "2026-11-20T21:05:00.000Z") -> str:
    values = {"happened_at": at, "channel": channel, "minutes_direct": "50"}
    return desk.sessions.log(LogSupportSession(values, employers, barriers=("funding",)))


def test_a_move_is_one_operation_with_its_history(desk: Application, clock: FixedClock) -> None:
    acme, bow = add(desk, "Acme"), add(desk, "Bow Glass")
    before = list(desk.journal.dump())
    desk.pipeline.move([acme, bow], {"stage": "contacted"})
    clock.advance(days=10)
    desk.pipeline.move([acme], {"stage": "met", "note": "At the fair"})
    clock.advance(days=4)
    assert [(s.stage, s.days, s.note) for s in desk.pipeline.history(acme)] == [
        ("met", 4, "At the fair"),
        ("contacted", 10, ""),
    ]
    assert desk.pipeline.counts() == {"contacted": 1, "met": 1}
    desk.journal.undo()
    desk.journal.undo()
    assert list(desk.journal.dump()) == before
    assert desk.pipeline.counts() == {"new": 2}


def test_who_is_there_already_stays_since_when_it_was(desk: Application, clock: FixedClock) -> None:
    acme = add(desk, "Acme")
    desk.pipeline.move([acme], {"stage": "met"})
    clock.advance(days=3)
    desk.pipeline.move([acme], {"stage": "met"})
    (step,) = desk.pipeline.history(acme)
    assert step.days == 3


def test_a_lost_one_names_the_barrier(desk: Application) -> None:
    acme = add(desk, "Acme")
    with pytest.raises(Invalid) as told:
        desk.pipeline.move([acme], {"stage": "lost"})
    assert set(told.value.problems) == {"lost_reason"}
    desk.pipeline.move([acme], {"stage": "lost", "lost_reason": "supervision"})
    assert desk.employers.get(acme).values["lost_reason"] == "supervision"
    assert desk.pipeline.lost_to() == (("supervision", 1),)
    desk.pipeline.move([acme], {"stage": "contacted", "lost_reason": "supervision"})
    assert desk.employers.get(acme).values["lost_reason"] == ""
    with pytest.raises(Invalid):
        desk.pipeline.move([acme], {"stage": "somewhere"})
    with pytest.raises(NotFound):
        desk.pipeline.move(["gone"], {"stage": "met"})


def test_the_records_answer_the_criteria(desk: Application) -> None:
    acme = add(desk, "Acme")
    assert [(c.code, c.met) for c in desk.pipeline.criteria(acme)] == [("reachable", False)]
    desk.contacts.add({"given_name": "Dana", "mobile": "403 555 0100"}, acme)
    assert [(c.code, c.met) for c in desk.pipeline.criteria(acme)] == [("reachable", True)]
    desk.pipeline.move([acme], {"stage": "met"})
    session(desk, acme)
    assert [(c.code, c.met) for c in desk.pipeline.criteria(acme)] == [("met", False), ("barriers", True)]
    session(desk, acme, channel="visit")
    assert all(criterion.met for criterion in desk.pipeline.criteria(acme))


def test_every_criterion_of_the_list_can_be_answered(desk: Application) -> None:
    from db.queries.pipeline import facts
    from talented_desk.domain import codes

    with desk.database.read() as connection:
        answered = facts(connection, add(desk, "Acme"), rules.MEETINGS)
    wanted = {c for entry in codes.load("pipeline_stages").entries for c in entry.attributes["criteria"].split()}
    assert wanted <= answered.keys()
    assert answered.keys() == codes.load("stage_criteria").codes


def test_the_board_shows_each_stage_with_hours_and_next_step(desk: Application, clock: FixedClock) -> None:
    acme, bow, cedar = add(desk, "Acme", owner_id=OFFICER), add(desk, "Bow"), add(desk, "Cedar")
    session(desk, acme, bow, cedar)
    desk.tasks.add({"subject": "Call Dana", "due_on": "2026-11-30", "employer_id": acme})
    desk.pipeline.move([acme], {"stage": "contacted"})
    clock.advance(days=1)
    desk.pipeline.move([bow], {"stage": "contacted"})
    board = {column.stage: column for column in desk.pipeline.board()}
    assert list(board) == list(rules.stages())
    assert [card.name for card in board["contacted"].cards] == ["Acme", "Bow"]
    shares = [card.minutes for column in board.values() for card in column.cards]
    assert sorted(shares) == [16, 17, 17]
    assert (board["contacted"].cards[0].next_subject, board["contacted"].cards[0].owner) == (
        "Call Dana",
        "Maya Boucher",
    )
    mine = {column.stage: column.count for column in desk.pipeline.board(EmployerFilter(owner_id=OFFICER))}
    assert sum(mine.values()) == 1
    few = desk.pipeline.board(limit=1)[1]
    assert (few.count, len(few.cards)) == (2, 1)


def test_workload_is_in_hours(desk: Application) -> None:
    acme = add(desk, "Acme", owner_id=OFFICER)
    add(desk, "Bow", owner_id=OFFICER)
    session(desk, acme)
    session(desk, acme, at="2026-01-20T21:05:00.000Z")
    desk.tasks.add({"subject": "Late", "due_on": "2026-11-01", "employer_id": acme})
    desk.pipeline.move([acme], {"stage": "lost", "lost_reason": "funding"})
    (load,) = desk.pipeline.workload()
    assert (load.officer, load.employers, load.minutes, load.sessions, load.tasks, load.late) == (
        "Maya Boucher", 1, 50, 1, 1, 1,
    )  # fmt: skip
