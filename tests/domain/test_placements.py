"""Rules about opportunities, placements, contacts and institutions in their first form."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from talented_desk.domain import placements as rules
from talented_desk.domain.contacts import clean_contact, clean_role
from talented_desk.domain.institutions import clean_institution, starter_institutions
from talented_desk.domain.opportunities import clean_opportunity
from talented_desk.domain.text import Value
from talented_desk.errors import Invalid
from talented_desk.ids import fixed_id

TODAY = date(2026, 11, 24)
TERM: dict[str, Value] = {
    "student_name": "Zoé Tremblay",
    "title": "Junior analyst",
    "starts_on": "2027-01-11",
    "ends_on": "2027-04-30",
    "hours_per_week": "3750",
}


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"ends_on": "2027-01-10"}, "ends_on"),
        ({"starts_on": "1927-01-11"}, "starts_on"),
        ({"starts_on": ""}, "starts_on"),
        ({"hours_per_week": "0"}, "hours_per_week"),
        ({"hours_per_week": "8500"}, "hours_per_week"),
        ({"pay_rate_cents": "-1"}, "pay_rate_cents"),
        ({"pay_basis": "paid"}, "pay_rate_cents"),
        ({"pay_basis": "unpaid"}, "unpaid_basis"),
        ({"pay_basis": "unpaid", "unpaid_basis": "because"}, "unpaid_basis"),
        ({"wil_type": "XX"}, "wil_type"),
        ({"wcb_basis": "luck"}, "wcb_basis"),
        ({"state": ""}, "state"),
        ({"student_email": "zoe"}, "student_email"),
        ({"student_name": "x" * 10_000}, "student_name"),
    ],
)
def test_a_placement_that_cannot_be_is_refused_at_its_field(values: dict[str, Value], field: str) -> None:
    with pytest.raises(Invalid) as told:
        rules.clean_placement({**TERM, **values}, TODAY, new=True)
    assert set(told.value.problems) == {field}


def test_unpaid_work_with_a_basis_and_one_day_terms_are_fine() -> None:
    values = {**TERM, "ends_on": TERM["starts_on"], "pay_basis": "unpaid", "unpaid_basis": "approved_training"}
    assert rules.clean_placement(values, TODAY, new=True)["hours_per_week"] == 3750


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"wil_type": "FP", "pay_basis": "paid", "hours_per_week": 1500}, [rules.UsuallyUnpaid]),
        ({"wil_type": "SL", "pay_basis": "unpaid", "hours_per_week": 3750}, [rules.UsuallyPartTime]),
        ({"wil_type": "COOP", "pay_basis": "unpaid", "hours_per_week": 3750}, [rules.UsuallyPaid]),
        ({"wil_type": "COOP", "pay_basis": "paid", "hours_per_week": 1500}, [rules.UsuallyFullTime]),
        ({"wil_type": "COOP", "pay_basis": "paid", "hours_per_week": 3750}, []),
        ({"wil_type": "ENT", "pay_basis": "paid"}, [rules.UsuallySelfFunded]),
        ({"wil_type": "ENT", "pay_basis": "self_funded"}, []),
        ({"wil_type": "ARP", "pay_basis": "paid", "hours_per_week": 100}, []),
        ({"wil_type": "INT", "pay_basis": "unpaid"}, []),
        ({"wil_type": "", "starts_on": "2027-01-01", "ends_on": "2029-01-31"}, [rules.LongTerm]),
        ({"wil_type": "APP", "starts_on": "2027-01-01", "ends_on": "2031-01-31"}, []),
        ({"wil_type": "?"}, []),
    ],
)
def test_the_chart_warns_and_never_refuses(values: dict[str, Value], expected: list[type]) -> None:
    assert [type(warning) for warning in rules.warnings(values)] == expected


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(1, 104), st.integers(1, 8400))
def test_hours_of_whole_weeks_are_weeks_times_hours_to_the_hour(start: date, weeks: int, hours: int) -> None:
    end = start + timedelta(days=7 * weeks - 1)
    total = rules.total_hours(start.isoformat(), end.isoformat(), hours)
    assert total % 100 == 0
    assert abs(total - weeks * hours) <= 50


def test_hours_of_a_term() -> None:
    assert rules.total_hours("2027-01-04", "2027-04-25", 3750) == 600_00
    assert rules.total_hours("2027-01-04", "2027-01-03", 3750) == 0


def test_an_opportunity_needs_a_title_and_may_know_nothing_else_yet() -> None:
    assert clean_opportunity({"title": "Baker’s helper", "openings": "2"}, TODAY, new=True) == {
        "title": "Baker’s helper",
        "openings": 2,
    }
    for values, field in (({}, "title"), ({"title": "x", "openings": ""}, "openings"), ({"status": "lost"}, "status")):
        with pytest.raises(Invalid) as told:
            clean_opportunity(values, TODAY, new="status" not in values)
        assert set(told.value.problems) == {field}


def test_a_contact_has_a_name_or_an_address() -> None:
    assert clean_contact({"email": "D@Example.ca"}) == {"email": "D@example.ca"}
    with pytest.raises(Invalid):
        clean_contact({"given_name": " ", "phone": "403 555 0100"})


def test_a_role_ends_after_it_began() -> None:
    assert clean_role({"role": "owner", "is_primary": "1", "worksite_id": ""}, TODAY) == {
        "role": "owner",
        "is_primary": 1,
        "worksite_id": None,
    }
    with pytest.raises(Invalid) as told:
        clean_role({"started_on": "2026-05-01", "ended_on": "2026-04-01"}, TODAY)
    assert set(told.value.problems) == {"ended_on"}


def test_the_starter_institutions_are_clean_and_have_fixed_ids() -> None:
    rows = starter_institutions()
    assert len(rows) == 7
    assert rows[fixed_id("institution", "sait")]["short_name"] == "SAIT"
    assert all(clean_institution(values, new=True) == values for values in rows.values())
    with pytest.raises(Invalid):
        clean_institution({"short_name": "x" * 33, "name": "X"})
    with pytest.raises(Invalid):
        clean_institution({}, new=True)


def test_everything_that_is_missing_is_told_at_once() -> None:
    with pytest.raises(Invalid) as refused:
        rules.clean_placement({"student_name": "Amélie Okafor", "title": "", "hours_per_week": "many"}, TODAY, new=True)
    assert refused.value.problems.keys() == {"title", "starts_on", "ends_on", "hours_per_week"}
