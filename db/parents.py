"""Which records the references of rows lead to now: the record itself, what it was merged into, or nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from sqlalchemy import Connection, Table

from db import plain, redirects
from db.base import targets
from db.types import Value


class Parents:
    """The parents that the values of one table name; made once for many rows."""

    def __init__(self, connection: Connection, table: Table, rows: Iterable[Mapping[str, Value]]) -> None:
        links = targets(table)
        listed = list({id(values): values for values in rows}.values())  # many rows may share one object
        named = {name: {str(values[name]) for values in listed if values.get(name) is not None} for name in links}
        self._ahead = redirects.survivors(connection, set().union(*named.values()) if named else ())
        self._alive = {
            name: frozenset(_present(connection, target, {*named[name], *self._carried(named[name])}))
            for name, target in links.items()
        }

    def _carried(self, ids: Iterable[str]) -> set[str]:
        return {self._ahead[one] for one in ids if one in self._ahead}

    def names(self) -> Iterable[str]:
        """The columns that refer to something."""
        return self._alive.keys()

    def lead(self, name: str, value: Value) -> Value:
        """The record that this reference leads to; None if there is none (any more)."""
        if value is None or value in self._alive[name]:
            return value
        ahead = self._ahead.get(str(value))
        return ahead if ahead in self._alive[name] else None

    def lost(self, name: str, value: Value) -> bool:
        """Whether this column refers to something that is gone."""
        return name in self._alive and value is not None and self.lead(name, value) is None

    def same(self, name: str, now: Value, then: Value) -> bool:
        """Whether a value still is what it was, but for what merges led on."""
        return now == then or (now is not None and name in self._alive and now == self._ahead.get(str(then)))


def _present(connection: Connection, table: str, ids: set[str]) -> Iterator[str]:
    for row in plain.each(connection, f"SELECT id FROM {table} WHERE id IN {plain.LISTED}", ids):
        yield row[0]
