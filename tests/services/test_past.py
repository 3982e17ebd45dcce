"""Looking back at a record, and bringing some or all of it back."""

from __future__ import annotations

from datetime import date

import pytest

from db import dump
from talented_desk.bootstrap import Application
from talented_desk.clock import FixedClock
from talented_desk.errors import NotFound


def state(desk: Application) -> list[str]:
    with desk.database.read() as connection:
        return list(dump.business(connection))


def lived(desk: Application, clock: FixedClock) -> str:
    """An employer that was made, named, edited twice, and lost a worksite, a day apart each."""
    employer = desk.employers.add({"legal_name": "Acme Foods", "phone": "403 555 0100"})
    clock.advance(days=1)
    site = desk.employers.add_worksite(employer, {"name": "Plant", "city": "Calgary"})
    clock.advance(days=1)
    desk.employers.edit(employer, {"phone": "403 555 0177"})
    clock.advance(days=1)
    desk.employers.edit(employer, {"phone": "403 555 0199", "website": "acme.example"})
    desk.employers.add_name(employer, "Acme", "trade")
    clock.advance(days=1)
    desk.employers.delete_worksite(site)
    return employer


def test_a_life_in_steps(desk: Application, clock: FixedClock) -> None:
    employer = lived(desk, clock)
    steps = desk.past.steps("employer", employer)
    assert [step.who.operation for step in steps] == [
        *("Add employer", "Add worksite", "Edit employer", "Edit employer", "Add name", "Delete worksite")
    ]
    assert all(step.who.officer == "Maya Boucher" for step in steps)
    then = desk.past.at("employer", employer, steps[1].hlc)
    assert then.own is not None
    facts = {fact.name: fact for fact in then.own.facts}
    assert (facts["phone"].then, facts["phone"].now) == ("403 555 0100", "403 555 0199")
    assert facts["phone"].since is not None and facts["phone"].since.at == steps[2].who.at
    assert not facts["legal_name"].differs
    assert {(part.table, part.state) for part in then.parts if part.table in ("worksite", "employer_name")} == {
        ("worksite", "gone"),
        ("employer_name", "new"),
    }
    assert desk.past.at("employer", employer, steps[-1].hlc).differing == 0
    assert desk.past.on("employer", employer, date(2026, 11, 1)).own is None
    with pytest.raises(NotFound):
        desk.past.at("employer", "nobody", steps[0].hlc)


def test_one_value_is_brought_back_and_undone(desk: Application, clock: FixedClock) -> None:
    employer = lived(desk, clock)
    before = state(desk)
    moment = desk.past.steps("employer", employer)[1].hlc
    assert desk.past.bring_back("employer", employer, moment, ["phone"]) == ()
    values = desk.employers.get(employer).values
    assert (values["phone"], values["website"]) == ("403 555 0100", "https://acme.example")
    desk.journal.undo()
    assert state(desk) == before


def test_the_whole_record_goes_back_in_one_step(desk: Application, clock: FixedClock) -> None:
    employer = lived(desk, clock)
    before = state(desk)
    task = desk.tasks.open()
    moment = desk.past.steps("employer", employer)[1].hlc
    desk.past.bring_all_back("employer", employer, moment)
    record = desk.employers.get(employer)
    assert record.values["phone"] == "403 555 0100"
    assert [site.name for site in record.worksites] == ["Plant"]
    assert record.names == ()
    assert desk.tasks.open() == task
    assert desk.past.at("employer", employer, moment).differing == 0
    desk.journal.undo()
    assert state(desk) == before


def test_a_deleted_record_is_shown_and_brought_back(desk: Application, clock: FixedClock) -> None:
    employer = lived(desk, clock)
    before = state(desk)
    moment = desk.past.steps("employer", employer)[-1].hlc
    desk.employers.delete([employer])
    assert desk.past.at("employer", employer, moment).deleted
    desk.past.bring_all_back("employer", employer, moment)
    assert state(desk) == before
