"""Officers of the secretariat, and who is at this device."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, select

from db.base import references, table_of
from db.models import Officer
from db.session import Database
from db.sharing import notes
from db.types import Identity, Value
from talented_desk.clock import Clock
from talented_desk.errors import DeskError, Invalid
from talented_desk.i18n import N_
from talented_desk.services.base import Service, row
from talented_desk.settings import Settings

DETAILS: Final = ("email", "phone", "title", "organization")
"""What an officer says of themselves, beside the name."""
_DETAILS: Final = "officer_details"
"""Note: what is to be said in the shared database after the first sync."""


@dataclass(frozen=True, slots=True)
class OfficerRow:
    """An officer as lists and letters show them."""

    id: str
    name: str
    email: str
    phone: str
    title: str
    organization: str
    language: str
    active: bool


class NameNeeded(DeskError):
    message = N_("A name is needed.")


class Officers(Service):
    """Who works here; the officer at this device signs every operation."""

    def __init__(self, database: Database, clock: Clock, settings: Settings) -> None:
        super().__init__(database, clock)
        self._settings = settings

    def sign_in(self) -> None:
        """Take the identity of the officer that this device's settings name."""
        self._be(self._settings.text("officer_id"))

    def add(self, name: str, *, officer_id: str | None = None, **values: Value) -> str:
        """Add an officer; the first one becomes the one at this device. Raises `Invalid`."""
        if not name.strip():
            raise Invalid({"name": NameNeeded()})
        with self.database.write(N_("Add officer"), subject=name, kind="system") as write:
            added = write.insert(Officer, {"name": name.strip(), **values}, officer_id)
        if not self.database.identity.officer_id:
            self.use(added)
        return added

    def edit(self, officer_id: str, **values: Value) -> None:
        """Change an officer's details."""
        if "name" in values and not str(values["name"]).strip():
            raise Invalid({"name": NameNeeded()})
        with self.database.write(N_("Edit officer")) as write:
            write.update(Officer, officer_id, values)

    def use(self, officer_id: str) -> None:
        """From now on this officer is at this device."""
        self._settings.set("officer_id", officer_id)
        self._be(officer_id)

    def become(self, officer_id: str, known: Mapping[str, Value]) -> None:
        """Be the officer whom the shared database knows this device's officer as; `known` are their fields there.

        Whoever was made here at the first start, and was never shared, goes over to them in one operation: what they
        are responsible for, did and promised. Somebody who was shared stays a colleague.
        """
        mine = self.database.identity.officer_id
        if mine == officer_id:
            return
        table = table_of(Officer)
        with self.database.read() as connection:
            there = connection.execute(select(table.c.id).where(table.c.id == officer_id)).first() is not None
            own = connection.execute(select(table).where(table.c.id == mine)).mappings().one_or_none()
            if own is not None and _ever_shared(connection, mine):
                own = None
        name = str(known["name"])
        with self.database.write(N_("Join the shared database"), subject=name, kind="system") as write:
            if not there:
                write.insert(Officer, known, officer_id)
            for child, column in references(table) if own is not None else ():
                places = child.update().where(child.c[column] == mine)
                write.connection.execute(places.values({column: officer_id}))
            if own is not None:
                write.delete(Officer, mine)
        blank = {field: own[field] for field in DETAILS if own[field] and not known.get(field)} if own else {}
        with self.database.scratch() as connection:
            notes.remember(connection, _DETAILS, json.dumps(blank))
        self.use(officer_id)

    def settle_in(self) -> None:
        """After the first sync: what one had said of oneself, and the shared database did not know, is said there."""
        with self.database.read() as connection:
            kept = notes.word(connection, _DETAILS)
        if not kept:
            return
        me = self.me()
        details = {name: value for name, value in json.loads(kept).items() if me and not getattr(me, name)}
        if details:
            self.edit(self.database.identity.officer_id, **details)
        with self.database.scratch() as connection:
            notes.forget(connection, _DETAILS)

    def me(self) -> OfficerRow | None:
        """The officer at this device; None before anyone said who they are."""
        mine = self.database.identity.officer_id
        return self.get(mine) if mine else None

    def get(self, officer_id: str) -> OfficerRow:
        """One officer. Raises `NotFound`."""
        with self.database.read() as connection:
            return _officer(row(connection, Officer, officer_id))

    def all(self) -> tuple[OfficerRow, ...]:
        """Every officer, by name."""
        table = table_of(Officer)
        with self.database.read() as connection:
            found = connection.execute(select(table).order_by(table.c.name)).mappings()
            return tuple(_officer(dict(values)) for values in found)

    def _be(self, officer_id: str) -> None:
        self.database.identity = Identity(officer_id, self.database.identity.device_id)


def _ever_shared(connection: Connection, officer_id: str) -> bool:
    found = connection.exec_driver_sql(
        "SELECT 1 FROM change c JOIN changeset s ON s.n = c.changeset_n WHERE c.row_id = ? AND s.acknowledged > 0",
        (officer_id,),
    )
    return found.first() is not None


def _officer(values: object) -> OfficerRow:
    assert isinstance(values, dict)
    return OfficerRow(
        values["id"],
        values["name"],
        values["email"],
        values["phone"],
        values["title"],
        values["organization"],
        values["language"],
        bool(values["active"]),
    )
