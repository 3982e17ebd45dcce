"""Consent to be e-mailed: how long each basis holds, and what a withdrawal does."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from talented_desk.domain import codes
from talented_desk.domain.consent import Consent, clean_consent, expires_on, standing
from talented_desk.errors import Invalid

TODAY = date(2026, 11, 23)
BASES = tuple(entry.code for entry in codes.load("consent_bases").entries)


@pytest.mark.parametrize(
    ("basis", "given_on", "end"),
    [
        ("express", "2014-07-01", None),
        ("business", "2024-11-23", "2026-11-23"),
        ("business", "2024-02-29", "2026-02-28"),
        ("inquiry", "2026-08-31", "2027-02-28"),
        ("published", "2020-01-01", None),
    ],
)
def test_each_basis_runs_out_in_its_time(basis: str, given_on: str, end: str | None) -> None:
    assert expires_on(basis, given_on) == end


@pytest.mark.parametrize(
    ("basis", "given_on", "state", "may_write"),
    [
        ("express", "2014-07-01", "express", True),
        ("business", "2026-01-05", "implied", True),
        ("business", "2024-12-20", "expiring", True),
        ("business", "2024-11-23", "expiring", True),
        ("business", "2024-11-22", "expired", False),
        ("inquiry", "2026-05-22", "expired", False),
        ("card", "2001-01-01", "implied", True),
    ],
)
def test_where_a_person_stands(basis: str, given_on: str, state: str, may_write: bool) -> None:
    found = standing([Consent("", basis, given_on, None)], "dana@example.ca", TODAY)
    assert (found.state, found.may_write) == (state, may_write)


def test_without_a_word_nobody_may_write() -> None:
    assert standing([], "dana@example.ca", TODAY).state == "none"
    elsewhere = Consent("old@example.ca", "express", "2026-01-01", None)
    assert standing([elsewhere], "dana@example.ca", TODAY).state == "none"
    assert standing([elsewhere], "OLD@example.ca", TODAY).may_write


def test_a_withdrawal_beats_all_before_it_and_not_what_is_given_anew() -> None:
    old = Consent("", "express", "2026-01-01", None)
    withdrawn = Consent("", "inquiry", "2026-03-01", "2026-06-01")
    assert standing([old, withdrawn], "", TODAY).state == "withdrawn"
    assert standing([old, withdrawn, Consent("", "express", "2026-09-01", None)], "", TODAY).state == "express"


def test_what_cannot_be_proved_is_not_recorded() -> None:
    with pytest.raises(Invalid) as told:
        clean_consent({"basis": "express", "given_on": "2026-11-20", "proof": " "}, TODAY, new=True)
    assert set(told.value.problems) == {"proof"}
    with pytest.raises(Invalid) as told:
        clean_consent({"basis": "", "given_on": "2027-01-01", "proof": "mail"}, TODAY, new=True)
    assert set(told.value.problems) == {"basis", "given_on"}
    with pytest.raises(Invalid) as told:
        clean_consent({"given_on": "2026-11-20", "withdrawn_on": "2026-11-01", "proof": "x"}, TODAY)
    assert set(told.value.problems) == {"withdrawn_on"}


DAYS = st.dates(date(2020, 1, 1), TODAY).map(date.isoformat)
CONSENTS = st.builds(Consent, st.just(""), st.sampled_from(BASES), DAYS, st.none() | DAYS)


@given(st.lists(CONSENTS, max_size=6), st.permutations(range(6)))
def test_the_order_of_recording_does_not_matter(consents: list[Consent], order: list[int]) -> None:
    shuffled = [consents[at] for at in order if at < len(consents)]
    assert standing(shuffled, "x@y.ca", TODAY) == standing(consents, "x@y.ca", TODAY)


@given(st.lists(CONSENTS, max_size=6))
def test_a_withdrawal_today_silences_everything(consents: list[Consent]) -> None:
    withdrawn = [*consents, Consent("", "express", TODAY.isoformat(), TODAY.isoformat())]
    assert not standing(withdrawn, "x@y.ca", TODAY + timedelta(days=1)).may_write
