"""Plain statements by the driver's own cursor: for operations that are many small questions while somebody waits.

SQLAlchemy's part of a small question is several times the question itself. Statements keep one text each, so that
they are prepared once: a list of ids is one parameter, not as many marks.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Table

from db.base import column_names

LISTED = "(SELECT value FROM json_each(:ids))"
"""Stands for the ids of `each` in a statement."""
TOGETHER = 2_000
"""Ids in one question."""
Parameters = Sequence[Any] | Mapping[str, Any]


def rows(connection: Connection, statement: str, parameters: Parameters = ()) -> Iterator[tuple[Any, ...]]:
    """What a statement gives."""
    driver: Any = connection.connection.dbapi_connection
    found: Iterator[tuple[Any, ...]] = driver.execute(statement, parameters)
    return found


def run(connection: Connection, statement: str, parameters: Parameters = ()) -> int:
    """Run a writing statement; returns how many rows it wrote."""
    driver: Any = connection.connection.dbapi_connection
    return int(driver.execute(statement, parameters).rowcount)


def first(connection: Connection, statement: str, parameters: Parameters = ()) -> tuple[Any, ...] | None:
    """The first row that a statement gives."""
    driver: Any = connection.connection.dbapi_connection
    cursor = driver.execute(statement, parameters)
    found: tuple[Any, ...] | None = cursor.fetchone()
    cursor.close()  # or the statement would stay open, and with it the transaction's view of the table
    return found


def record(connection: Connection, table: Table, row_id: str) -> dict[str, Any] | None:
    """One row's columns by name."""
    columns = table.columns.keys()
    found = first(connection, f"SELECT {column_names(columns)} FROM {table.name} WHERE id = ?", (row_id,))
    return None if found is None else dict(zip(columns, found, strict=True))


def each(
    connection: Connection, statement: str, ids: Collection[str], parameters: Mapping[str, Any] | None = None
) -> Iterator[tuple[Any, ...]]:
    """What a statement with `LISTED` in it gives for these ids, asked in parts."""
    known = list(ids)
    for start in range(0, len(known), TOGETHER):
        part = json.dumps(known[start : start + TOGETHER])
        yield from rows(connection, statement, {**(parameters or {}), "ids": part})


def run_each(connection: Connection, statement: str, ids: Collection[str], parameters: Mapping[str, Any]) -> int:
    """Run a writing statement with `LISTED` in it for these ids, together; returns how many rows it wrote."""
    return run(connection, statement, {**parameters, "ids": json.dumps(list(ids))})
