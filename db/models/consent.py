"""Consent to be e-mailed, under Canada's anti-spam law."""

from __future__ import annotations

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped

from db.base import Record, field, link


class EmailConsent(Record):
    """On what ground a person's address may be written to, since when, and how that can be proved.

    When it expires follows from basis and date (`talented_desk.domain.consent`) and is never stored.
    """

    __tablename__ = "email_consent"
    table_number = 24

    contact_id: Mapped[str] = link(1, "contact")
    email: Mapped[str] = field(2, Text, default="", server_default="")
    """The address it was given for; empty: any address of this person."""
    basis: Mapped[str] = field(3, String(32))
    """Code of the list `consent_bases`."""
    given_on: Mapped[str] = field(4, String(10))
    """Day of the consent, or of the event that implies it (the purchase, the inquiry, the card)."""
    proof: Mapped[str] = field(5, Text, default="", server_default="")
    withdrawn_on: Mapped[str | None] = field(6, String(10), merge="set")
    officer_id: Mapped[str | None] = link(7, "officer", "SET NULL")
