"""What sharing leaves for people to look at: conflicts, refused changes, others' operations."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, String, Text

from db import bin as bins
from db import redirects
from db.base import fields
from db.journal import decoded_values, tables_by_number
from db.past import named_by
from db.types import Value

UNNAMED: Final = frozenset(
    {"redirect", "conflict", "quality_left", "duplicate_decision", "import_mapping", "access_right"}
)
"""Tables whose rows mean nothing by themselves to somebody who reads what was done."""


@dataclass(frozen=True, slots=True)
class ConflictRow:
    """One conflict with its values read; `record_id` is what the record carries on as."""

    id: str
    kind: str
    table: str
    record_id: str
    field: str
    """Empty: the record as a whole."""
    base: Value
    kept: Value
    other: Value
    kept_by: str
    other_by: str
    kept_at: str
    other_at: str


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """One change that the shared database did not take, with its operation."""

    change: int
    table: str
    row_id: str
    op: str
    before: Mapping[str, Value]
    after: Mapping[str, Value]
    operation: str
    subject: str
    reason: str
    detail: str
    at: str


@dataclass(frozen=True, slots=True)
class OthersRow:
    """One operation of somebody else, and the first record that it touched."""

    n: int
    id: str
    operation: str
    subject: str
    kind: str
    officer_id: str
    at: str
    rows: int
    table: str
    row_id: str


def count_conflicts(connection: Connection) -> int:
    """How many conflicts wait for somebody."""
    return int(connection.exec_driver_sql("SELECT count(*) FROM conflict WHERE state = 'open'").scalar_one())


def conflicts(connection: Connection, ids: Sequence[str] | None = None, limit: int = 1000) -> list[ConflictRow]:
    """Conflicts that are open, those of one record together, the newest first; or those with these ids."""
    columns = "id, kind, record, record_id, field, base, kept, other, kept_by, other_by, kept_at, other_at"
    if ids is None:
        newest = "max(max(kept_at, other_at)) OVER (PARTITION BY record_id)"
        found = connection.exec_driver_sql(
            f"SELECT {columns} FROM conflict WHERE state = 'open' ORDER BY {newest} DESC, record_id, field, n LIMIT ?",
            (limit,),
        )
    else:
        statement = f"SELECT {columns} FROM conflict WHERE id IN (SELECT value FROM json_each(?)) ORDER BY n"
        found = connection.exec_driver_sql(statement, (json.dumps(list(ids)),))
    return [_conflict(connection, row) for row in found.all()]


def _conflict(connection: Connection, row: Any) -> ConflictRow:
    identity, kind, table, record_id, number, base, kept, other, kept_by, other_by, kept_at, other_at = row
    names = fields(_table(table)) if table in _known() else []
    name = names[number - 1] if 0 < number <= len(names) else ""
    known = connection.exec_driver_sql(f"SELECT 1 FROM {table} WHERE id = ?", (record_id,)).first() if names else None
    led = record_id if known else redirects.survivor(connection, record_id) or record_id
    return ConflictRow(
        identity,
        kind,
        table,
        led,
        name,
        _value(base),
        _value(kept),
        _value(other),
        kept_by,
        other_by,
        kept_at,
        other_at,
    )


def _value(encoded: str) -> Value:
    value: Value = json.loads(encoded) if encoded else None
    return value


def _known() -> set[str]:
    return {table.name for table in tables_by_number().values()}


def _table(name: str) -> Any:
    return next(table for table in tables_by_number().values() if table.name == name)


def target(table: str, field: str) -> str:
    """The table that a field refers to; empty if it refers to none."""
    return dict(named_by(table)).get(field, "") if table in _known() else ""


def is_text(table: str, field: str) -> bool:
    """Whether a field holds text that somebody may type."""
    column = _table(table).columns[field] if table in _known() and field in _table(table).columns else None
    return column is not None and isinstance(column.type, (String, Text)) and not column.foreign_keys


def count_refused(connection: Connection) -> int:
    """How many changes lie in the tray."""
    return int(connection.exec_driver_sql("SELECT count(*) FROM refused").scalar_one())


def refused(connection: Connection, limit: int = 2000) -> list[RefusedRow]:
    """The tray, newest first."""
    found = connection.exec_driver_sql(
        "SELECT r.change_n, c.table_id, c.row_id, c.op, c.before, c.after, s.operation, s.subject, r.reason, r.detail, "
        "r.at FROM refused r JOIN change c ON c.n = r.change_n JOIN changeset s ON s.n = c.changeset_n "
        "ORDER BY r.change_n DESC LIMIT ?",
        (limit,),
    ).all()
    rows = []
    for change, table_id, row_id, op, before, after, operation, subject, reason, detail, at in found:
        table = tables_by_number()[int(table_id)].name
        was, now = (decoded_values(table, values) for values in (before, after))
        rows.append(RefusedRow(change, table, row_id, op, was, now, operation, subject, reason, detail, at))
    return rows


def put_away(connection: Connection, changes: Sequence[int]) -> list[tuple[Any, ...]]:
    """Take changes out of the tray; returns what `put_back` needs."""
    listed = json.dumps(list(changes))
    among = "WHERE change_n IN (SELECT value FROM json_each(?))"
    rows = connection.exec_driver_sql(f"SELECT change_n, reason, detail, at FROM refused {among}", (listed,)).all()
    connection.exec_driver_sql(f"DELETE FROM refused {among}", (listed,))
    return [tuple(row) for row in rows]


def put_back(connection: Connection, rows: Sequence[tuple[Any, ...]]) -> None:
    """Lay changes into the tray again."""
    for row in rows:
        connection.exec_driver_sql(
            "INSERT OR IGNORE INTO refused (change_n, reason, detail, at) VALUES (?, ?, ?, ?)", row
        )


def others(connection: Connection, device: str, since: str, limit: int) -> list[OthersRow]:
    """Operations that were made elsewhere since a moment, the newest first."""
    numbers = {name: number for number, name in ((n, table.name) for n, table in tables_by_number().items())}
    unnamed = ", ".join(str(numbers[name]) for name in sorted(UNNAMED) if name in numbers)
    found = connection.exec_driver_sql(
        "SELECT s.n, s.id, s.operation, s.subject, s.kind, s.officer_id, s.at, "
        "(SELECT count(DISTINCT row_id) FROM change c WHERE c.changeset_n = s.n), "
        "(SELECT min(c.n) FROM change c WHERE c.changeset_n = s.n) FROM changeset s "
        "WHERE s.at >= ? AND s.device_id <> ? AND EXISTS (SELECT 1 FROM change c WHERE c.changeset_n = s.n "
        f"AND c.table_id NOT IN ({unnamed})) ORDER BY s.at DESC, s.n DESC LIMIT ?",
        (since, device, limit),
    ).all()
    rows = []
    for n, identity, operation, subject, kind, officer, at, count, first in found:
        table_id, row_id = connection.exec_driver_sql("SELECT table_id, row_id FROM change WHERE n = ?", (first,)).one()
        table = tables_by_number()[int(table_id)].name
        rows.append(OthersRow(n, identity, operation, subject, kind, officer, at, count, table, row_id))
    return rows


def owner(connection: Connection, table: str, row_id: str) -> tuple[str, str]:
    """The record (table, id) that is opened to see a row: itself, or what it belongs to; empty when there is none."""
    for _ in range(3):
        if table in ("employer", "placement", "support_session", "institution"):
            return table, row_id
        values = bins.last_known(connection, table, [row_id]).get(row_id, {})
        named = {target: str(values[name]) for name, target in named_by(table) if values.get(name)}
        if table == "contact":
            found = connection.exec_driver_sql(
                "SELECT employer_id FROM contact_role WHERE contact_id = ? ORDER BY n LIMIT 1", (row_id,)
            ).scalar()
            return ("employer", str(found)) if found else ("", "")
        for wanted in ("placement", "support_session", "employer", "contact", "opportunity", "institution"):
            if wanted in named:
                table, row_id = wanted, named[wanted]
                break
        else:
            return "", ""
    return "", ""
