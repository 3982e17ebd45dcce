"""The officer's day: what is on it, and what done, snoozed and handed over do."""

from __future__ import annotations

from datetime import date

from talented_desk.bootstrap import Application
from talented_desk.clock import FixedClock
from talented_desk.services.sessions import Commitment, LogSupportSession
from talented_desk.services.today import Item
from tests.conftest import OFFICER


def lines(desk: Application, officer: str | None = OFFICER) -> list[tuple[str, str, str]]:
    return [(item.group, item.kind, item.title or item.employer) for item in desk.today.day(officer).items]


def employer(desk: Application, name: str = "Acme", **values: object) -> str:
    return desk.employers.add({"legal_name": name, "owner_id": OFFICER, **values})  # type: ignore[dict-item]


def session(desk: Application, employer_id: str, at: str, **more: object) -> None:
    values = {"happened_at": at, "channel": "phone", "minutes_direct": "5"}
    desk.sessions.log(LogSupportSession(values, (employer_id,), **more))  # type: ignore[arg-type]


def test_tasks_and_promises_stand_where_they_are_due(desk: Application) -> None:
    acme = employer(desk)
    for subject, due in (("late", "2026-11-20"), ("now", "2026-11-23"), ("soon", "2026-11-30"), ("far", "2026-12-01")):
        desk.tasks.add({"subject": subject, "due_on": due, "employer_id": acme})
    desk.tasks.add({"subject": "some day"})
    session(
        desk,
        acme,
        "2026-11-20T21:05:00.000Z",
        we_promise=(Commitment("sheet", "2026-11-22"),),
        they_promise=(Commitment("job description", "2026-11-25"),),
    )
    day = desk.today.day(OFFICER)
    assert [(item.group, item.title) for item in day.items] == [
        ("overdue", "late"),
        ("overdue", "sheet"),
        ("today", "now"),
        ("week", "soon"),
        ("undated", "some day"),
        ("waiting", "job description"),
    ]
    assert day.pressing == 3


def test_done_snoozed_and_handed_over_are_one_operation_each(desk: Application, clock: FixedClock) -> None:
    other = desk.officers.add("Ali Roy")
    desk.officers.use(OFFICER)
    acme = employer(desk)
    for subject in ("one", "two"):
        desk.tasks.add({"subject": subject, "due_on": "2026-11-23", "employer_id": acme})
    session(desk, acme, "2026-11-20T21:05:00.000Z", we_promise=(Commitment("sheet", "2026-11-23"),))
    items = desk.today.day(OFFICER).items
    before = list(desk.journal.dump())
    desk.today.done(items)
    assert lines(desk) == []
    desk.journal.undo()
    assert list(desk.journal.dump()) == before
    desk.today.snooze(items, date(2026, 11, 25))
    assert lines(desk) == []
    clock.advance(days=2)
    assert [group for group, _, _ in lines(desk)] == ["overdue"] * 3
    desk.today.hand_over(items, other)
    assert lines(desk) == []
    assert len(lines(desk, other)) == len(lines(desk, None)) == 3
    desk.journal.undo()
    desk.journal.undo()
    assert list(desk.journal.dump()) == before


def test_what_expires_is_told_in_time(desk: Application) -> None:
    acme = employer(desk)
    desk.employers.add_worksite(
        acme, {"city": "Calgary", "insurance_provider": "Prairie Mutual", "insurance_expires": "2026-12-10"}
    )
    desk.employers.add_worksite(acme, {"city": "Airdrie", "insurance_expires": "2027-06-01"})
    desk.employers.set_check(acme, "wcb_account", {"status": "confirmed", "expires_on": "2026-11-01"})
    dana = desk.contacts.add({"given_name": "Dana", "email": "dana@acme.example"}, acme)
    desk.consents.add(dana, {"basis": "inquiry", "given_on": "2026-06-01", "proof": "Asked by phone"})
    ali = desk.contacts.add({"given_name": "Ali", "email": "ali@acme.example"}, acme)
    desk.consents.add(ali, {"basis": "inquiry", "given_on": "2026-06-01", "proof": "Asked by phone"})
    desk.consents.add(ali, {"basis": "express", "given_on": "2026-07-01", "proof": "Mail of 1 July"})
    found = [item for item in desk.today.day(OFFICER).items if item.group == "expiring"]
    assert [(item.kind, item.on, item.contact) for item in found] == [
        ("check", "2026-11-01", ""),
        ("insurance", "2026-12-10", ""),
        ("consent", "2026-12-01", "Dana"),
    ]
    assert lines(desk, "somebody else") == []


def test_small_employers_are_missed_sooner_than_large_ones(desk: Application, clock: FixedClock) -> None:
    small, large, lost = (
        employer(desk, "Small", headcount=6),
        employer(desk, "Large", headcount=300),
        employer(desk, "Lost"),
    )
    employer(desk, "Never spoken to", headcount=6)
    for one in (small, large, lost):
        session(desk, one, "2026-10-01T15:00:00.000Z")
    desk.pipeline.move([lost], {"stage": "lost", "lost_reason": "funding"})
    day = desk.today.day(OFFICER)
    assert [(item.kind, item.employer, item.on) for item in day.items] == [("quiet", "Small", "2026-10-01")]
    assert day.quiet == 1
    desk.today.snooze(day.items, date(2026, 12, 1))
    assert desk.today.day(OFFICER).items == ()
    clock.advance(days=60)
    assert [item.employer for item in desk.today.day(OFFICER).items] == ["Small", "Large"]
    session(desk, small, "2027-01-20T15:00:00.000Z")
    assert [item.employer for item in desk.today.day(None).items] == ["Large"]


def test_reminders_come_at_their_time_of_day(desk: Application) -> None:
    desk.tasks.add({"subject": "call", "due_on": "2026-11-23", "due_time": "14:00"})
    desk.tasks.add({"subject": "no time", "due_on": "2026-11-23"})
    assert desk.today.reminders(OFFICER, "13:59") == ()
    (item,) = desk.today.reminders(OFFICER, "14:00")
    assert isinstance(item, Item)
    assert (item.title, item.extra) == ("call", "14:00")
