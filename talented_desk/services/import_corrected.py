"""One corrected row: what it changes of the worksite and the person that the list had brought before."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from db.queries import import_editions as queries
from db.session import Database
from talented_desk.exchange.habits import Row
from talented_desk.exchange.records import Person, Record
from talented_desk.ids import fixed_id
from talented_desk.services.import_editions import (
    PLACE,
    Editions,
    Found,
    contact_id,
    outcome,
    person_changes,
    place_changes,
    same_person,
)

Change = tuple[Any, ...]
"""A row of the spool: table, id, employer, field, value, shown before, shown after, line, kind."""
_PERSON = ("given_name", "family_name", "email", "phone")


class Corrected:
    """A row as the last edition had it (`old`) and as it is (`new`)."""

    def __init__(
        self, database: Database, editions: Editions, row: Row, found: Found, old: Record, new: Record
    ) -> None:
        self._database, self._editions, self._row, self._found = database, editions, row, found
        self.old, self.new = old, new

    def moves_place(self) -> bool:
        """Whether the address was corrected, and does not stand beside the one of before."""
        return not self._editions.place_stands(self._row, self._found, self.old.address)

    def place(self, k: int, w: int) -> Iterator[Change]:
        """What changes of the worksite that was at the address of before."""
        with self._database.read() as connection:
            site = queries.site_id(connection, w)
            now = queries.values(connection, "worksite", site, PLACE) or {}
        for field, (said, says) in place_changes(self.old.address, self.new.address).items():
            if now.get(field, "") != says:
                yield self._change("worksite", site, k, field, now.get(field, ""), said, says)

    def person(self, k: int, add: Callable[[int, Person], None]) -> Iterator[Change]:
        """What changes of the person whom the row named; `add` takes another one."""
        old, new = self.old.person, self.new.person
        if new is None or old == new:
            return
        if old is None or not same_person(old, new) or self._editions.person_stands(self._row, self._found, old):
            add(k, new)
            return
        owner = self._found.owner
        first = contact_id(owner, old)
        with self._database.read() as connection:
            contact = queries.carried_on(connection, first)
            now = queries.values(connection, "contact", contact, _PERSON)
            role = fixed_id(first, "role", owner)
            post = queries.values(connection, "contact_role", role, ("title",))
        for field, (said, says) in person_changes(old, new).items():
            table, row_id, values = ("contact_role", role, post) if field == "title" else ("contact", contact, now)
            if values is not None and values[field] != says:  # a person who was deleted since stays deleted
                yield self._change(table, row_id, k, field, values[field], said, says)

    def _change(self, table: str, row_id: str, k: int, field: str, now: str, said: str, says: str) -> Change:
        return (table, row_id, k, field, says, now, says, self._row.line, outcome(now, said, says))
