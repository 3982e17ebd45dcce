"""The raw limits of sharing: what PostgreSQL and SQLCipher take for the same rows without merging or history."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Any

import psycopg

_INTEGERS = ("headcount", "federally_regulated")


def create(connection: psycopg.Connection, columns: Sequence[str]) -> None:
    """The bare table, its key a UUID."""
    names = ", ".join(f"{name} {'bigint' if name in _INTEGERS else 'text'}" for name in columns[1:])
    connection.execute(
        f"DROP TABLE IF EXISTS employer; CREATE TABLE employer (id uuid PRIMARY KEY, {names}, _seq bigint)"
    )
    connection.execute("CREATE INDEX ON employer (_seq)")


def upload(connection: psycopg.Connection, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> float:
    """Rows a second by COPY into a temporary table and INSERT … ON CONFLICT."""
    connection.execute("TRUNCATE employer")
    names = ", ".join(columns)
    started = time.perf_counter()
    with connection.transaction():
        connection.execute("CREATE TEMP TABLE staged (LIKE employer) ON COMMIT DROP")
        with connection.cursor().copy(f"COPY staged ({names}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        connection.execute(
            f"INSERT INTO employer ({names}, _seq) SELECT {names}, row_number() OVER () FROM staged "
            "ON CONFLICT (id) DO UPDATE SET legal_name = excluded.legal_name"
        )
    return len(rows) / (time.perf_counter() - started)


def download(
    connection: psycopg.Connection, columns: Sequence[str], store: Callable[[list[tuple[Any, ...]]], None]
) -> float:
    """Rows a second by COPY out; `store` writes them by `executemany` into a new encrypted file."""
    started = time.perf_counter()
    with connection.cursor().copy(f"COPY (SELECT {', '.join(columns)} FROM employer) TO STDOUT") as copy:
        rows = list(copy.rows())
    store(rows)
    return len(rows) / (time.perf_counter() - started)


def edit(connection: psycopg.Connection, cells: Sequence[tuple[str, str, str, str]]) -> float:
    """Milliseconds of one UPDATE … FROM of three fields, without history."""
    ids, cities, phones, notes = (list(column) for column in zip(*cells, strict=True))
    started = time.perf_counter()
    connection.execute(
        "UPDATE employer e SET city = v.city, phone = v.phone, notes = v.notes, _seq = e._seq + 1 "
        "FROM unnest(%s::uuid[], %s::text[], %s::text[], %s::text[]) AS v (id, city, phone, notes) WHERE e.id = v.id",
        (ids, cities, phones, notes),
    )
    return (time.perf_counter() - started) * 1000


def changed(connection: psycopg.Connection, columns: Sequence[str], since: int) -> float:
    """Milliseconds of reading so many changed rows by index."""
    started = time.perf_counter()
    connection.execute(f"SELECT {', '.join(columns)} FROM employer WHERE _seq > %s ORDER BY _seq", (since,)).fetchall()
    return (time.perf_counter() - started) * 1000


def turn(connection: psycopg.Connection) -> float:
    """Milliseconds of one round trip."""
    started = time.perf_counter()
    connection.execute("SELECT 1").fetchall()
    return (time.perf_counter() - started) * 1000
