"""Consent to be e-mailed: its basis, and until when it holds.

Source: Canada's Anti-Spam Legislation (S.C. 2010, c. 23), sections 6, 10(9), 10(10), 10(13). Express consent holds
until it is withdrawn. An existing business relationship implies consent for two years, an inquiry for six months. The
sender must be able to prove it, so that every consent asks for its proof.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal

from talented_desk.domain import codes
from talented_desk.domain.employers import email
from talented_desk.domain.text import Value, check_order, code, day, each, paragraphs, require
from talented_desk.errors import DeskError, Invalid
from talented_desk.i18n import N_

State = Literal["express", "implied", "expiring", "expired", "withdrawn", "none"]
SOON: Final = 30
"""Days before its end at which a consent counts as expiring."""


class ProofNeeded(DeskError):
    message = N_("Say how it can be proved: who said what, where it is written. The law asks the sender for proof.")


@dataclass(frozen=True, slots=True)
class Consent:
    """One consent as recorded; days are ISO."""

    email: str
    basis: str
    given_on: str
    withdrawn_on: str | None


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a person stands today. `expires_on` is None for what holds until it is withdrawn."""

    state: State
    basis: str = ""
    expires_on: str | None = None

    @property
    def may_write(self) -> bool:
        """Whether an e-mail that promotes something may be sent."""
        return self.state in ("express", "implied", "expiring")


def expires_on(basis: str, given_on: str) -> str | None:
    """The last day on which a consent of this basis holds; None if it holds until withdrawn."""
    entry = codes.load("consent_bases").get(basis)
    months = entry.attributes["months"] if entry else ""
    if not months:
        return None
    given = date.fromisoformat(given_on)
    years, month = divmod(given.month - 1 + int(months), 12)
    year, month = given.year + years, month + 1
    return date(year, month, min(given.day, monthrange(year, month)[1])).isoformat()


def standing(consents: Iterable[Consent], address: str, today: date) -> Standing:
    """What holds for an address: a withdrawal beats every consent given before it, then the one that lasts longest.

    A consent without an address covers all addresses of its person.
    """
    wanted = address.casefold()
    mine = [consent for consent in consents if not consent.email or consent.email.casefold() == wanted]
    withdrawn = max((consent.withdrawn_on for consent in mine if consent.withdrawn_on), default="")
    live = [consent for consent in mine if not consent.withdrawn_on and consent.given_on > withdrawn]
    if not live:
        return Standing("withdrawn") if withdrawn else Standing("none")
    best = max(live, key=lambda one: (_end(one), _is_express(one.basis), one.given_on, one.basis))
    end = expires_on(best.basis, best.given_on)
    if end is not None and end < today.isoformat():
        return Standing("expired", best.basis, end)
    if end is not None and end <= (today + timedelta(days=SOON)).isoformat():
        return Standing("expiring", best.basis, end)
    return Standing("express" if _is_express(best.basis) else "implied", best.basis, end)


def _end(consent: Consent) -> str:
    return expires_on(consent.basis, consent.given_on) or "9999"


def _is_express(basis: str) -> bool:
    entry = codes.load("consent_bases").get(basis)
    return entry is not None and entry.attributes["kind"] == "express"


def clean_consent(values: Mapping[str, Value], today: date, new: bool = False) -> dict[str, Value]:
    """A consent's fields as they are kept; a new one needs basis, day and proof. Raises `Invalid`."""
    cleaned = each(
        values,
        {
            "email": email,
            "basis": code("consent_bases", needed=True),
            "given_on": day(today, past=True),
            "proof": paragraphs,
            "withdrawn_on": day(today, past=True),
        },
    )
    problems = require(cleaned, "basis", "given_on") if new else {}
    if (new or "proof" in cleaned) and not cleaned.get("proof"):
        problems["proof"] = ProofNeeded()
    problems |= check_order(cleaned, "given_on", "withdrawn_on")
    if problems:
        raise Invalid(problems)
    return cleaned
