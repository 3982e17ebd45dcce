"""Consent to be e-mailed through its service."""

from __future__ import annotations

import pytest

from talented_desk.bootstrap import Application
from talented_desk.errors import Invalid, NotFound


def test_recorded_with_proof_withdrawn_at_a_word_and_undone(desk: Application) -> None:
    dana = desk.contacts.add({"given_name": "Dana", "email": "dana@acme.example"})
    assert desk.consents.standings([dana])[dana].state == "none"
    desk.consents.add(dana, {"basis": "express", "given_on": "2026-11-01", "proof": "Said so at the fair, form 12"})
    (row,) = desk.consents.of_contact(dana)
    assert (row.expires_on, row.officer) == (None, "Maya Boucher")
    assert desk.consents.standings([dana])[dana].may_write
    desk.consents.withdraw(dana)
    assert desk.consents.standings([dana])[dana].state == "withdrawn"
    desk.journal.undo()
    assert desk.consents.standings([dana])[dana].may_write


def test_a_refusal_is_kept_even_where_nothing_was_given(desk: Application) -> None:
    dana = desk.contacts.add({"given_name": "Dana"})
    desk.consents.withdraw(dana)
    assert desk.consents.standings([dana])[dana].state == "withdrawn"


def test_what_cannot_be_taken_changes_nothing(desk: Application) -> None:
    dana = desk.contacts.add({"given_name": "Dana"})
    before = list(desk.journal.dump())
    with pytest.raises(Invalid):
        desk.consents.add(dana, {"basis": "express", "given_on": "2026-11-01"})
    with pytest.raises(NotFound):
        desk.consents.add("gone", {"basis": "express", "given_on": "2026-11-01", "proof": "x"})
    with pytest.raises(NotFound):
        desk.consents.withdraw("gone")
    assert list(desk.journal.dump()) == before
