"""Consent to be e-mailed: recorded with its proof, withdrawn at a word, and where each person stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, select, text

from db.base import table_of
from db.models import Contact, EmailConsent
from db.types import Value, Values
from talented_desk.domain import consent as rules
from talented_desk.domain.consent import Consent, Standing
from talented_desk.i18n import N_
from talented_desk.services.base import Service, row


@dataclass(frozen=True, slots=True)
class ConsentRow:
    """One consent as recorded. `expires_on` follows from basis and day; None holds until withdrawn."""

    id: str
    contact_id: str
    email: str
    basis: str
    given_on: str
    proof: str
    withdrawn_on: str | None
    officer: str

    @property
    def expires_on(self) -> str | None:
        return rules.expires_on(self.basis, self.given_on)


class Consents(Service):
    """What one can do with consent."""

    def of_contact(self, contact_id: str) -> tuple[ConsentRow, ...]:
        """Every consent of a person, the newest first."""
        with self.database.read() as connection:
            found = connection.execute(
                text(
                    "SELECT k.id, k.contact_id, k.email, k.basis, k.given_on, k.proof, k.withdrawn_on, "
                    "coalesce(o.name, '') FROM email_consent k LEFT JOIN officer o ON o.id = k.officer_id "
                    "WHERE k.contact_id = :c ORDER BY k.given_on DESC, k.n DESC"
                ),
                {"c": contact_id},
            )
            return tuple(ConsentRow(*values) for values in found)

    def standings(self, contact_ids: Sequence[str]) -> Mapping[str, Standing]:
        """Where each of these people stands today, for the address on record."""
        statement = text(
            "SELECT c.id, c.email, k.email, k.basis, k.given_on, k.withdrawn_on FROM contact c "
            "LEFT JOIN email_consent k ON k.contact_id = c.id WHERE c.id IN :ids"
        ).bindparams(bindparam("ids", expanding=True))
        addresses: dict[str, str] = {}
        found: dict[str, list[Consent]] = {}
        with self.database.read() as connection:
            for start in range(0, len(contact_ids), 500):
                ids = {"ids": list(contact_ids[start : start + 500])}
                for contact, address, email, basis, given, withdrawn in connection.execute(statement, ids):
                    addresses[contact] = address
                    mine = found.setdefault(contact, [])
                    if basis is not None:
                        mine.append(Consent(email, basis, given, withdrawn))
        today = self.today()
        return {one: rules.standing(mine, addresses[one], today) for one, mine in found.items()}

    def add(self, contact_id: str, values: Values) -> str:
        """Record a consent (basis, given_on, proof, email); returns its id. Raises `Invalid`, `NotFound`."""
        checked = rules.clean_consent({"proof": "", **values}, self.today(), new=True)
        with self.database.read() as connection:
            person = row(connection, Contact, contact_id)
        with self.database.write(N_("Record consent"), subject=_name(person)) as write:
            officer = {"officer_id": self.database.identity.officer_id or None}
            return write.insert(EmailConsent, {"contact_id": contact_id, **officer, **checked})

    def withdraw(self, contact_id: str) -> None:
        """The person wants no more e-mail: all that was given ends today. Raises `NotFound`.

        Where nothing was recorded, the refusal itself is, so that nobody writes by mistake.
        """
        today = self.today().isoformat()
        table = table_of(EmailConsent)
        with self.database.read() as connection:
            person = row(connection, Contact, contact_id)
            contact_id = str(person["id"])
            live = select(table.c.id).where(table.c.contact_id == contact_id, table.c.withdrawn_on.is_(None))
            given = [str(one) for one in connection.execute(live).scalars()]
        with self.database.write(N_("Withdraw consent"), subject=_name(person)) as write:
            for consent_id in given:
                write.update(EmailConsent, consent_id, {"withdrawn_on": today})
            if not given:
                refusal = {"contact_id": contact_id, "basis": "express", "given_on": today, "withdrawn_on": today}
                write.insert(EmailConsent, {**refusal, "officer_id": self.database.identity.officer_id or None})

    def delete(self, consent_id: str) -> None:
        """Remove a consent that was recorded by mistake; undo brings it back. Raises `NotFound`."""
        with self.database.write(N_("Delete consent")) as write:
            write.delete(EmailConsent, consent_id)


def _name(person: Mapping[str, Value]) -> str:
    return f"{person['given_name']} {person['family_name']}".strip()
