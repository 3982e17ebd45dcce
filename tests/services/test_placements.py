"""Placements, opportunities and institutions in their first form."""

from __future__ import annotations

import pytest

from talented_desk.bootstrap import Application
from talented_desk.domain import placements as rules
from talented_desk.errors import Invalid

TERM = {"title": "Junior analyst", "starts_on": "2027-01-11", "ends_on": "2027-04-30"}


def test_a_placement_is_kept_and_listed(desk: Application) -> None:
    employer_id = desk.employers.add({"legal_name": "Acme"}, {"city": "Calgary"})
    institution = desk.institutions.all()[0]
    placement_id = desk.placements.add(
        {
            **TERM,
            "employer_id": employer_id,
            "institution_id": institution.id,
            "student_name": "Zoé Tremblay",
            "wil_type": "COOP",
            "hours_per_week": "3750",
            "pay_basis": "paid",
            "pay_rate_cents": "2150",
            "state": "planned",
        }
    )
    (row,) = desk.placements.all(employer_id=employer_id)
    assert (row.student_name, row.employer, row.institution) == ("Zoé Tremblay", "Acme", institution.short_name)
    desk.placements.edit(placement_id, {"state": "confirmed"})
    assert desk.placements.get(placement_id).values["state"] == "confirmed"
    assert [e.kind for e in desk.sessions.timeline(employer_id)] == ["placement"]


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"ends_on": "2026-12-31"}, "ends_on"),
        ({"starts_on": "1927-01-11"}, "starts_on"),
        ({"pay_basis": "unpaid"}, "unpaid_basis"),
        ({"pay_basis": "paid"}, "pay_rate_cents"),
        ({"hours_per_week": "20000"}, "hours_per_week"),
        ({"employer_id": ""}, "employer_id"),
        ({"student_name": ""}, "student_name"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(desk: Application, values: dict[str, str], field: str) -> None:
    employer_id = desk.employers.add({"legal_name": "Acme"})
    with pytest.raises(Invalid) as told:
        desk.placements.add({**TERM, "employer_id": employer_id, "student_name": "Zoé", **values})
    assert set(told.value.problems) == {field}


def test_the_chart_warns_and_never_refuses() -> None:
    assert rules.warnings({"wil_type": "FP", "pay_basis": "paid", "hours_per_week": 1500})
    assert rules.warnings({"wil_type": "COOP", "pay_basis": "paid", "hours_per_week": 3750}) == ()
    assert rules.warnings({"wil_type": "?"}) == ()


def test_hours_of_a_term() -> None:
    assert rules.total_hours("2027-01-04", "2027-04-25", 3750) == 600_00


def test_an_opportunity_is_kept(desk: Application) -> None:
    employer_id = desk.employers.add({"legal_name": "Acme"})
    opportunity_id = desk.opportunities.add(employer_id, {"title": "Baker’s helper", "openings": "2"})
    desk.opportunities.edit(opportunity_id, {"status": "filled"})
    (found,) = desk.opportunities.of_employer(employer_id)
    assert (found.title, found.status, found.values["openings"]) == ("Baker’s helper", "filled", 2)


def test_starter_institutions_come_once_and_stay_deleted_or_edited(desk: Application) -> None:
    rows = desk.institutions.all()
    assert len(rows) == 7
    desk.institutions.edit(rows[0].id, {"coordinator_name": "Ana"})
    desk.institutions.ensure_starter_rows()
    assert desk.institutions.get(rows[0].id).coordinator_name == "Ana"
