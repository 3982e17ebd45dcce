"""Merging as officers do it: what is proposed, what is shown before, what comes back."""

from __future__ import annotations

import pytest

from talented_desk.bootstrap import Application
from talented_desk.clock import FixedClock
from talented_desk.domain import merging as rules
from talented_desk.errors import NotFound
from talented_desk.services.merging import Pair
from talented_desk.services.sessions import LogSupportSession


def add(desk: Application, name: str, **values: object) -> str:
    return desk.employers.add({"legal_name": name, **values})  # type: ignore[dict-item]


def person(desk: Application, employer: str, name: str, email: str = "") -> str:
    return desk.contacts.add({"given_name": name, "email": email}, employer, {"role": "hr"})


def session(desk: Application, *employers: str, minutes: int = 50) -> str:
    values = {"happened_at": "2026-11-20T21:05:00.000Z", "channel": "phone", "minutes_direct": str(minutes)}
    return desk.sessions.log(LogSupportSession(values, employers))


def test_the_better_value_is_proposed_and_why(desk: Application) -> None:
    keep = add(desk, "Acme Foods Ltd.", headcount=12, headcount_date="2024-01-31", notes="Likes calls.", city="Calgary")
    gone = add(desk, "ACME FOODS", headcount=15, headcount_date="2026-01-31", notes="Back door.", email="a@acme.ca")
    desk.pipeline.move([gone], {"stage": "met"})
    plan = desk.merging.plan(Pair("employer", keep, gone))
    found = {choice.field: (choice.proposed, choice.reason) for choice in plan.choices}
    assert found["legal_name"] == ("Acme Foods Ltd.", rules.STAYS)
    assert found["headcount"] == (15, rules.NEWER) and found["headcount_date"] == ("2026-01-31", rules.NEWER)
    assert found["email"] == ("a@acme.ca", rules.ONLY)
    assert found["city"] == ("Calgary", rules.ONLY)
    assert found["stage"] == ("met", rules.FURTHER)
    assert found["notes"] == ("Likes calls.\n\nBack door.", rules.UNITED)
    assert "website" not in found


def test_what_is_shown_before_is_what_happens_and_all_of_it_comes_back(desk: Application) -> None:
    keep, gone = add(desk, "Acme Foods Ltd."), add(desk, "ACME FOODS", phone="403 555 0100")
    desk.employers.add_worksite(gone, {"city": "Airdrie"})
    dana, also = person(desk, keep, "Dana", "dana@acme.ca"), person(desk, gone, "D.", "DANA@acme.ca")
    desk.employers.set_tags(gone, ["first-time host"])
    session(desk, keep, gone, minutes=30)
    session(desk, gone, minutes=20)
    before = list(desk.journal.dump())
    plan = desk.merging.plan(Pair("employer", keep, gone))
    assert list(desk.journal.dump()) == before
    assert {m.table: (m.moved, m.united) for m in plan.moved} == {
        "worksite": (1, 0),
        "contact_role": (1, 0),
        "employer_tag": (1, 0),
        "session_employer": (1, 1),
    }
    assert [(one.pair.kind, one.pair.keep_id, one.pair.gone_id) for one in plan.alike] == [("contact", dana, also)]

    operation = desk.merging.merge(plan.pair)
    record = desk.employers.get(keep)
    assert "0100" in str(record.values["phone"])
    assert [(name.name, name.kind) for name in record.names] == [("ACME FOODS", "listed")]
    assert [label for _, label in record.tags] == ["first-time host"]
    assert desk.contacts.get(also).id == dana
    assert desk.employers.get(gone).id == keep  # old links lead on
    (merged,) = desk.merging.merged_into("employer", keep)
    assert (merged.changeset_id, merged.gone, merged.officer) == (operation, "ACME FOODS", "Maya Boucher")
    desk.merging.unmerge(operation)
    assert list(desk.journal.dump()) == before
    assert desk.merging.merged_into("employer", keep) == ()
    desk.journal.undo()  # the taking apart is an operation like any other
    (again,) = desk.merging.merged_into("employer", keep)
    assert again.changeset_id == operation
    desk.merging.unmerge(operation)
    assert list(desk.journal.dump()) == before


def test_the_officer_may_choose_otherwise(desk: Application) -> None:
    keep, gone = add(desk, "Acme"), add(desk, "Acme Foods Ltd.", city="Calgary")
    desk.merging.merge(Pair("employer", keep, gone), {"legal_name": "Acme Foods Ltd."}, ())
    record = desk.employers.get(keep)
    assert (record.values["legal_name"], record.values["city"]) == ("Acme Foods Ltd.", "")


def test_other_names_stay_findable(desk: Application) -> None:
    keep, gone = add(desk, "Acme Foods Ltd."), add(desk, "Boulangerie de la Rivière inc.", trade_name="La Rivière")
    desk.merging.merge(Pair("employer", keep, gone))
    assert {(name.name, name.kind) for name in desk.employers.get(keep).names} == {
        ("Boulangerie de la Rivière inc.", "listed"),
    }
    assert desk.employers.get(keep).values["trade_name"] == "La Rivière"
    assert [hit.id for hit in desk.search.find("boulangerie", 5)] == [keep]


def test_what_came_since_is_shown_and_placed(desk: Application, clock: FixedClock) -> None:
    keep, gone = add(desk, "Acme"), add(desk, "Acme Foods")
    operation = desk.merging.merge(Pair("employer", keep, gone))
    clock.advance(days=7)
    site = desk.employers.add_worksite(keep, {"city": "Airdrie"})
    late = session(desk, gone, minutes=25)  # a form that still knew the old one
    desk.employers.edit(gone, {"notes": "typed on an old screen"})
    assert desk.employers.get(keep).values["notes"] == "typed on an old screen"
    plan = desk.merging.unmerge_plan(operation)
    assert plan.merged.gone == "Acme Foods"
    assert {(new.table) for new in plan.since} == {"worksite", "session_employer"}
    credited = next(new for new in plan.since if new.table == "session_employer")
    desk.merging.unmerge(operation, {("worksite", site), (credited.table, credited.id)})
    assert desk.employers.worksite(site).employer_id == gone
    assert desk.sessions.get(late).employers[0][0] == gone
    assert desk.employers.get(gone).values["notes"] == ""
    desk.journal.undo()
    assert desk.employers.worksite(site).employer_id == keep


def test_the_strictest_consent_holds(desk: Application) -> None:
    acme = add(desk, "Acme")
    dana, d = person(desk, acme, "Dana", "dana@acme.ca"), person(desk, acme, "D.", "dana@acme.ca")
    desk.consents.add(dana, {"basis": "express", "given_on": "2026-11-01", "proof": "Signed at the fair"})
    desk.consents.add(
        d, {"basis": "express", "given_on": "2025-01-01", "proof": "E-mail of that day", "withdrawn_on": "2026-03-01"}
    )
    assert desk.consents.standings([dana, d])[dana].may_write
    before = list(desk.journal.dump())
    plan = desk.merging.plan(Pair("contact", dana, d))
    assert plan.withdrawn == 1
    operation = desk.merging.merge(plan.pair)
    assert desk.consents.standings([dana])[dana].state == "withdrawn"
    desk.merging.unmerge(operation)
    assert list(desk.journal.dump()) == before


def test_hours_stay_the_same_whatever_is_merged(desk: Application) -> None:
    ids = [add(desk, name) for name in ("A", "B", "C")]
    group = session(desk, *ids, minutes=90)
    session(desk, ids[1], minutes=45)

    def minutes() -> int:
        with desk.database.read() as connection:
            credited = "SELECT session_id FROM session_employer"
            statement = f"SELECT sum(minutes_direct) FROM support_session WHERE id IN ({credited})"
            return int(connection.exec_driver_sql(statement).scalar_one())

    first = minutes()
    desk.merging.merge(Pair("employer", ids[0], ids[1]))
    desk.merging.merge(Pair("employer", ids[2], ids[0]))
    assert minutes() == first == 135
    assert desk.sessions.get(group).credited == {ids[2]: 90}
    assert desk.sessions.credit(ids[2]).minutes == 135


def test_refusals_are_sentences(desk: Application) -> None:
    acme, bow = add(desk, "Acme"), add(desk, "Bow")
    with pytest.raises(rules.MergeWithItself):
        desk.merging.plan(Pair("employer", acme, acme))
    here, there = desk.employers.add_worksite(acme, {"city": "A"}), desk.employers.add_worksite(bow, {"city": "B"})
    with pytest.raises(rules.MergeAcross):
        desk.merging.plan(Pair("worksite", here, there))
    operation = desk.merging.merge(Pair("employer", acme, bow))
    with pytest.raises(rules.MergeWithItself):  # it is one already
        desk.merging.merge(Pair("employer", acme, bow))
    desk.merging.unmerge(operation)
    with pytest.raises(NotFound):
        desk.merging.unmerge(operation)
