"""References to records that are gone or belong elsewhere are told at their fields."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from db.types import Values
from talented_desk.bootstrap import Application
from talented_desk.errors import Invalid
from talented_desk.ids import new_id

PLACEMENT: Values = {
    "student_name": "Zoé",
    "title": "Analyst",
    "starts_on": "2027-01-11",
    "ends_on": "2027-04-30",
    "state": "planned",
}
Add = Callable[[Application, Values], str]


def placement(desk: Application, references: Values) -> str:
    return desk.placements.add({**PLACEMENT, **references})


def opportunity(desk: Application, references: Values) -> str:
    rest = {name: value for name, value in references.items() if name != "employer_id"}
    return desk.opportunities.add(str(references.get("employer_id", "")), {"title": "Analyst", **rest})


def task(desk: Application, references: Values) -> str:
    return desk.tasks.add({"subject": "Call", **references})


@pytest.mark.parametrize(
    ("add", "field"),
    [
        (placement, "employer_id"),
        (placement, "worksite_id"),
        (placement, "supervisor_id"),
        (placement, "institution_id"),
        (placement, "opportunity_id"),
        (opportunity, "employer_id"),
        (opportunity, "worksite_id"),
        (opportunity, "contact_id"),
        (task, "employer_id"),
        (task, "contact_id"),
    ],
)
def test_a_vanished_record_is_told_at_its_field(desk: Application, add: Add, field: str) -> None:
    employer_id = desk.employers.add({"legal_name": "Acme"})
    before = list(desk.journal.dump())
    with pytest.raises(Invalid) as told:
        add(desk, {"employer_id": employer_id, field: new_id()})
    assert set(told.value.problems) == {field}
    assert list(desk.journal.dump()) == before


@pytest.mark.parametrize("add", [placement, opportunity])
def test_a_worksite_belongs_to_the_employer(desk: Application, add: Add) -> None:
    one = desk.employers.add({"legal_name": "A"}, {"street": "1 Main St"})
    other = desk.employers.add({"legal_name": "B"}, {"street": "2 Main St"})
    mine, theirs = (desk.employers.get(owner).worksites[0].id for owner in (one, other))
    assert add(desk, {"employer_id": one, "worksite_id": mine})
    with pytest.raises(Invalid) as told:
        add(desk, {"employer_id": one, "worksite_id": theirs})
    assert set(told.value.problems) == {"worksite_id"}


def test_an_empty_choice_is_no_reference(desk: Application) -> None:
    one = desk.employers.add({"legal_name": "A"})
    opportunity_id = opportunity(desk, {"employer_id": one, "worksite_id": "", "contact_id": ""})
    desk.opportunities.edit(opportunity_id, {"worksite_id": "", "title": "Baker"})
    assert desk.opportunities.get(opportunity_id).values["worksite_id"] is None
    placement_id = placement(desk, {"employer_id": one, "opportunity_id": opportunity_id, "supervisor_id": ""})
    assert desk.placements.get(placement_id).values["opportunity_id"] == opportunity_id
    with pytest.raises(Invalid) as told:
        opportunity(desk, {})
    assert set(told.value.problems) == {"employer_id"}
