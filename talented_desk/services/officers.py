"""Officers of the secretariat, and who is at this device."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from db.base import table_of
from db.models import Officer
from db.session import Database
from db.types import Identity, Value
from talented_desk.clock import Clock
from talented_desk.errors import DeskError, Invalid
from talented_desk.i18n import N_
from talented_desk.services.base import Service, row
from talented_desk.settings import Settings


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
