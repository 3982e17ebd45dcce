"""Contacts and the dated roles they hold at employers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from db.models import Contact, ContactRole, Employer
from db.queries import contacts as queries
from db.types import Value, Values
from talented_desk.domain import contacts as rules
from talented_desk.i18n import N_
from talented_desk.ids import new_id
from talented_desk.services.base import Service, row


@dataclass(frozen=True, slots=True)
class RoleRow:
    """A contact's role at one employer. `worksite` is the worksite's label."""

    id: str
    contact_id: str
    employer_id: str
    employer: str
    worksite_id: str | None
    worksite: str
    role: str
    title: str
    is_primary: bool
    started_on: str | None
    ended_on: str | None


@dataclass(frozen=True, slots=True)
class ContactRow:
    """A person. `values` holds the journalled fields by name, for edit in place."""

    id: str
    name: str
    values: Values
    roles: tuple[RoleRow, ...]

    @property
    def email(self) -> str:
        return str(self.values["email"])

    @property
    def phone(self) -> str:
        return str(self.values["phone"] or self.values["mobile"])


class Contacts(Service):
    """What one can do with people."""

    def get(self, contact_id: str) -> ContactRow:
        """One contact with all roles. Raises `NotFound`."""
        with self.database.read() as connection:
            values = row(connection, Contact, contact_id)
            roles = queries.roles(connection, contact_ids=[str(values["id"])])
        return _contact(values, roles)

    def of_employer(self, employer_id: str, *, past: bool = True) -> tuple[ContactRow, ...]:
        """People with a role at this employer; primary first, then by name. Roles elsewhere are left out."""
        with self.database.read() as connection:
            people = queries.people(connection, employer_id)
            roles = queries.roles(connection, employer_id=employer_id)
        rows = [_contact(values, [r for r in roles if r["contact_id"] == values["id"]]) for values in people]
        if not past:
            rows = [person for person in rows if any(r.ended_on is None for r in person.roles)]
        return tuple(rows)

    def add(self, values: Values, employer_id: str | None = None, role: Values | None = None) -> str:
        """Add a person, with a role at an employer if given; returns the id. Raises `Invalid`, `NotFound`."""
        checked = rules.clean_contact(values)
        post = rules.clean_role(role or {}, self.today()) if employer_id else {}
        with self.database.write(N_("Add contact"), subject=_name(checked)) as write:
            if employer_id:
                row(write.connection, Employer, employer_id)
            contact_id = write.insert(Contact, checked)
            if employer_id:
                write.insert(ContactRole, {"contact_id": contact_id, "employer_id": employer_id, **post})
        return contact_id

    def edit(self, contact_id: str, values: Values) -> None:
        """Change fields of a person. Raises `Invalid`, `NotFound`."""
        with self.database.read() as connection:
            before = row(connection, Contact, contact_id)
        checked = rules.clean_contact({**{name: before[name] for name in _NAMES}, **values})
        with self.database.write(N_("Edit contact"), subject=_name(before)) as write:
            write.update(Contact, contact_id, {name: checked[name] for name in values})

    def delete(self, contact_id: str) -> None:
        """Remove a person with their roles; undo brings them back."""
        with self.database.read() as connection:
            before = row(connection, Contact, contact_id)
        with self.database.write(N_("Delete contact"), subject=_name(before)) as write:
            write.delete(Contact, contact_id)

    def set_role(self, contact_id: str, employer_id: str, values: Values, role_id: str | None = None) -> str:
        """Add or change a role; making it primary takes that from the others. Raises `Invalid`."""
        checked = rules.clean_role(values, self.today())
        with self.database.write(N_("Edit role")) as write:
            if checked.get("is_primary"):
                write.connection.exec_driver_sql(
                    "UPDATE contact_role SET is_primary = 0 WHERE employer_id = ? AND is_primary = 1 AND id IS NOT ?",
                    (employer_id, role_id),
                )
            if role_id is None:
                role_id = new_id()
                write.insert(ContactRole, {"contact_id": contact_id, "employer_id": employer_id, **checked}, role_id)
            else:
                write.update(ContactRole, role_id, checked)
        return role_id

    def delete_role(self, role_id: str) -> None:
        """Remove a role; the person stays."""
        with self.database.write(N_("Delete role")) as write:
            write.delete(ContactRole, role_id)


_NAMES = ("given_name", "family_name", "email")


def _contact(values: Mapping[str, Value], roles: Sequence[Mapping[str, Value]]) -> ContactRow:
    own = {name: value for name, value in values.items() if name not in ("n", "id", "rev")}
    return ContactRow(str(values["id"]), _name(values), own, tuple(_role(found) for found in roles))


def _role(values: Mapping[str, Value]) -> RoleRow:
    worksite = ", ".join(str(values[p]) for p in ("worksite_name", "worksite_street", "worksite_city") if values[p])
    return RoleRow(
        id=str(values["id"]),
        contact_id=str(values["contact_id"]),
        employer_id=str(values["employer_id"]),
        employer=str(values["employer"]),
        worksite_id=None if values["worksite_id"] is None else str(values["worksite_id"]),
        worksite=worksite,
        role=str(values["role"]),
        title=str(values["title"]),
        is_primary=bool(values["is_primary"]),
        started_on=None if values["started_on"] is None else str(values["started_on"]),
        ended_on=None if values["ended_on"] is None else str(values["ended_on"]),
    )


def _name(values: Mapping[str, Value]) -> str:
    both = f"{values.get('given_name') or ''} {values.get('family_name') or ''}".strip()
    return both or str(values.get("email") or "")
