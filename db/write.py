"""What can be done while an operation is open: rows made, changed and removed, all of it journalled."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from itertools import chain, islice
from typing import Any, cast

from sqlalchemy import Connection, Table
from sqlalchemy.exc import IntegrityError
from sqlalchemy.sql.schema import ScalarElementColumnDefault

from db import plain, redirects
from db.base import Record, column_names, table_of
from db.types import Value, Values
from talented_desk.errors import NotFound
from talented_desk.ids import new_id

TOGETHER = 100
"""Rows in one INSERT of `insert_many`. SQLite keeps a copy of every page that a statement with triggers touches until
the statement ends, so that one statement a row costs half as much again."""
VARIABLES = 30_000


class Write:
    """An open changeset. Everything written through `connection` is journalled under it."""

    def __init__(self, connection: Connection, number: int, changeset_id: str) -> None:
        self.connection = connection
        self.number = number
        self.id = changeset_id

    def insert(self, model: type[Record], values: Mapping[str, Value], row_id: str | None = None) -> str:
        """Add one row; returns its id."""
        identity = row_id or new_id()
        try:
            self._insert(table_of(model), identity, values)
        except IntegrityError:
            led = redirects.carried_on(self.connection, model, values)  # a form may know a record merged since
            if led == dict(values):
                raise
            self._insert(table_of(model), identity, led)
        return identity

    def _insert(self, table: Table, row_id: str, values: Mapping[str, Value]) -> None:
        statement, defaults = _insertion(table)
        unknown = values.keys() - defaults.keys()
        if unknown:
            raise KeyError(*sorted(unknown))
        self.connection.exec_driver_sql(statement, tuple({**defaults, **values, "id": row_id}.values()))

    def insert_many(self, model: type[Record], columns: Sequence[str], rows: Iterable[Sequence[Value]]) -> None:
        """Add many rows at once; `columns` begins with `id`, each row has their values in that order."""
        names = ", ".join(f'"{name}"' for name in columns)
        marks = "(" + ", ".join("?" * len(columns)) + ")"
        head = f"INSERT INTO {model.__tablename__} ({names}) VALUES "
        together = max(1, min(TOGETHER, VARIABLES // len(columns)))
        remaining = iter(rows)
        cursor: Any = self.connection.connection.cursor()
        try:
            while batch := list(islice(remaining, together)):
                cursor.execute(head + ", ".join([marks] * len(batch)), list(chain.from_iterable(batch)))
        finally:
            cursor.close()

    def update(self, model: type[Record], row_id: str, values: Values) -> None:
        """Change fields of one row. Raises `NotFound`."""
        if not values:
            return
        known = table_of(model).columns
        changes = ", ".join(f'"{known[name].name}" = ?' for name in values)
        statement = f"UPDATE {model.__tablename__} SET {changes} WHERE id = ?"  # by hand: somebody waits for an edit
        if self.connection.exec_driver_sql(statement, (*values.values(), row_id)).rowcount == 0:
            survivor = redirects.survivor(self.connection, row_id)
            if survivor is None:
                raise NotFound()
            self.update(model, survivor, values)

    def delete(self, model: type[Record], row_id: str) -> None:
        """Remove one row and what belongs to it; it can be restored from the journal. Raises `NotFound`."""
        statement = f"DELETE FROM {model.__tablename__} WHERE id = ?"
        if self.connection.exec_driver_sql(statement, (row_id,)).rowcount == 0:
            raise NotFound()

    def members(self, model: type[Record], owner: Mapping[str, Value], column: str, wanted: Mapping[str, str]) -> None:
        """Make a set agree: `wanted` maps each member's value to its row id; others under `owner` go."""
        those = " AND ".join(f'"{name}" = ?' for name in owner)
        statement = f'SELECT "{column}", id FROM {model.__tablename__} WHERE {those}'
        have = {str(row[0]): str(row[1]) for row in plain.rows(self.connection, statement, tuple(owner.values()))}
        for value, row_id in have.items():
            if value not in wanted:
                self.delete(model, row_id)
        for value, row_id in wanted.items():
            if value not in have:
                self._insert(table_of(model), row_id, {**owner, column: value})


@cache
def _insertion(table: Table) -> tuple[str, dict[str, Value]]:
    """The statement that adds a row to a table, the same whatever is known of it, and each column's default."""
    columns = [column for column in table.columns if column.name != "n"]
    defaults: dict[str, Value] = {
        column.name: cast(Value, column.default.arg) if isinstance(column.default, ScalarElementColumnDefault) else None
        for column in columns
    }
    marks = ", ".join("?" * len(columns))
    return f"INSERT INTO {table.name} ({column_names(defaults)}) VALUES ({marks})", defaults
