"""What earlier imports of a list said and made: read to tell a corrected file from a new one."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, text

from db.journal import table_number
from db.redirects import survivors


def standing(connection: Connection) -> list[tuple[str, str, dict[str, Any]]]:
    """(id, file name, summary) of the imports that stand, newest first."""
    return [
        (str(row[0]), str(row[1]), json.loads(row[2] or "{}"))
        for row in connection.exec_driver_sql("SELECT id, file_name, summary FROM import_run ORDER BY n DESC")
    ]


def content(connection: Connection, sha256: str) -> bytes | None:
    """Bytes that were kept under their hash."""
    found = connection.exec_driver_sql("SELECT data FROM content WHERE sha256 = ?", (sha256,)).scalar()
    return None if found is None else bytes(found)


def numbers(connection: Connection, table: str, ids: Sequence[str]) -> dict[str, int]:
    """The row numbers of records; of those that were merged, the number of the one that carries on.

    0 stands for a record that somebody deleted; one whose making was taken back is left out.
    """
    led = survivors(connection, ids)
    ahead = {one: led.get(one, one) for one in ids}
    there = dict(_pairs(connection, f"SELECT id, n FROM {table} WHERE id IN :ids", sorted(set(ahead.values()))))
    missing = [one for one in ids if ahead[one] not in there]
    gone = {row_id for row_id, how in _last_deletions(connection, table, missing) if how == "deleted"}
    gone |= {one for one in missing if one in led}
    return {one: there.get(ahead[one], 0) for one in ids if ahead[one] in there or one in gone}


def carried_on(connection: Connection, row_id: str) -> str:
    """The record itself, or what it was merged into."""
    return survivors(connection, (row_id,)).get(row_id, row_id)


def values(connection: Connection, table: str, row_id: str, names: Sequence[str]) -> dict[str, str] | None:
    """These fields of a row as text; None if it is not there."""
    columns = ", ".join(f"coalesce(CAST(\"{name}\" AS TEXT), '')" for name in names)
    found = connection.exec_driver_sql(f"SELECT {columns} FROM {table} WHERE id = ?", (row_id,)).first()
    return None if found is None else dict(zip(names, map(str, found), strict=True))


def site_id(connection: Connection, number: int) -> str:
    """The id of a worksite by its row number."""
    return str(connection.exec_driver_sql("SELECT id FROM worksite WHERE n = ?", (number,)).scalar_one())


def facts(connection: Connection, runs: Sequence[str], kind: str) -> Iterator[tuple[Any, ...]]:
    """(id, employer n, line, as of, label, number, detail) of the facts that these imports brought."""
    for row in connection.exec_driver_sql(
        "SELECT f.id, e.n, f.source_line, f.as_of, f.label, f.number, f.detail FROM employer_fact f "
        "JOIN employer e ON e.id = f.employer_id WHERE f.import_id IN (SELECT value FROM json_each(?)) "
        "AND f.kind = ? ORDER BY f.n",
        (json.dumps(list(runs)), kind),
    ):
        yield tuple(row)


def lost_facts(connection: Connection, ids: Sequence[str]) -> dict[str, str]:
    """Those of these facts that are gone: `deleted` by somebody, or `merged` into one that says the same."""
    found = dict(_last_deletions(connection, "employer_fact", ids))
    there = _rows(connection, "SELECT id FROM employer_fact WHERE id IN :ids", list(found))
    for row in there:
        found.pop(str(row[0]), None)
    return {row_id: how for row_id, how in found.items() if how}


def said(connection: Connection) -> Iterator[tuple[str, str]]:
    """(cells as JSON, employer's id) of each different row that the dry run took, in the file's order."""
    for row in connection.exec_driver_sql(
        "SELECT s.cells, coalesce(nullif(s.employer_id, ''), (SELECT id FROM spool_employer x WHERE x.k = l.k), "
        "(SELECT id FROM employer e WHERE e.n = l.k)) FROM spool_said s JOIN spool_line l ON l.r = s.r ORDER BY s.r"
    ):
        if row[1] is not None:
            yield str(row[0]), str(row[1])


def keep_content(connection: Connection, sha256: str, data: bytes) -> None:
    """Keep bytes under their hash."""
    connection.execute(
        text("INSERT OR IGNORE INTO content (sha256, size, data) VALUES (:sha, :size, :data)"),
        {"sha": sha256, "size": len(data), "data": data},
    )


def _last_deletions(connection: Connection, table: str, ids: Sequence[str]) -> Iterator[tuple[str, str]]:
    """(id, how) of the last deletion of each of these rows: deleted, merged, or empty for one that was taken back."""
    statement = (
        "SELECT c.row_id, s.kind, max(c.n), EXISTS (SELECT 1 FROM change r WHERE r.changeset_n = c.changeset_n "
        f"AND r.op = 'I' AND r.table_id = {table_number('redirect')}) FROM change c "
        "JOIN changeset s ON s.n = c.changeset_n "
        f"WHERE c.row_id IN :ids AND c.table_id = {table_number(table)} AND c.op = 'D' GROUP BY c.row_id"
    )
    for row_id, kind, _, merged in _rows(connection, statement, ids):
        yield str(row_id), "merged" if merged else "deleted" if kind in ("do", "redo", "remote") else ""


def _pairs(connection: Connection, statement: str, ids: Sequence[str]) -> Iterator[tuple[str, int]]:
    for row in _rows(connection, statement, ids):
        yield str(row[0]), int(row[1])


def _rows(connection: Connection, statement: str, ids: Sequence[str]) -> Iterator[Any]:
    prepared = text(statement).bindparams(bindparam("ids", expanding=True))
    for start in range(0, len(ids), 500):
        yield from connection.execute(prepared, {"ids": list(ids[start : start + 500])})
