"""Merging one record into another: everything that referred to the one that goes is led to the one that stays.

All of it are plain writes under one open changeset, so that taking the changeset back takes the merge apart.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Final

from sqlalchemy import Connection, Table

from db import members, plain
from db.base import column_names, fields, models, references, table_of
from db.duplicates import carry_decisions
from db.journal import current_values
from db.models import Redirect
from db.redirects import redirect_id
from db.session import Write
from db.types import Value

KINDS: Final = ("employer", "worksite", "contact", "institution")
"""Tables whose records can be merged."""
SAID_ONCE: Final = frozenset({"employer_name", "contact_role", "employer_fact", "email_consent"})
"""Tables of what is said about a record: said twice in the same words, once is enough."""


@dataclass(frozen=True, slots=True)
class Moved:
    """What a merge does to the rows of one table that refer to the record that goes."""

    table: str
    moved: int
    united: int
    """Of these rows, those that the record that stays had already."""


@dataclass(frozen=True, slots=True)
class _Row:
    id: str
    values: dict[str, Value]


def merge(write: Write, kind: str, keep_id: str, gone_id: str) -> list[Moved]:
    """Lead what refers to `gone_id` to `keep_id`, and let the former go. The fields of both are the caller's."""
    connection, numbers = write.connection, _numbers(write.connection, kind, gone_id)
    done = [
        moved
        for number, (child, column) in zip(numbers, references(table_of(models()[kind])), strict=True)
        if number and (moved := _lead(write, child, column, keep_id, gone_id)) is not None
    ]
    plain.run(connection, "DELETE FROM redirect WHERE id = ?", (redirect_id(gone_id),))
    write.insert(Redirect, {"kind": kind, "from_id": gone_id, "to_id": keep_id}, redirect_id(gone_id))
    carry_decisions(write, kind, {gone_id: keep_id})
    write.delete(models()[kind], gone_id)
    return done


def lead_one(write: Write, table: str, row_id: str, kind: str, from_id: str, to_id: str) -> None:
    """Give one row that belongs to `from_id` to `to_id`."""
    for child, column in references(table_of(models()[kind])):
        if child.name != table:
            continue
        rows = [row for row in _rows(write.connection, child, column, from_id) if row.id == row_id]
        if column in members.set_key(table):
            _move_members(write, child, column, to_id, rows)
        elif rows:
            write.update(models()[table], row_id, {column: to_id})


def is_there(connection: Connection, kind: str, row_id: str) -> bool:
    """Whether a record is there by its own id."""
    return plain.first(connection, f"SELECT 1 FROM {kind} WHERE id = ?", (row_id,)) is not None


def counted(connection: Connection, kind: str, row_id: str) -> dict[str, int]:
    """How many rows of each table refer to a record."""
    found: dict[str, int] = {}
    for number, (child, _) in zip(
        _numbers(connection, kind, row_id), references(table_of(models()[kind])), strict=True
    ):
        found[child.name] = found.get(child.name, 0) + number
    return {table: count for table, count in found.items() if count}


def _numbers(connection: Connection, kind: str, row_id: str) -> list[int]:
    """How many rows refer to a record, by each of `references` in turn: one question, so that only those are led
    over that are there; even an UPDATE of nothing costs the preparation of its trigger."""
    return [int(row[0]) for row in plain.rows(connection, _counting(kind), {"id": row_id})]


@cache
def _counting(kind: str) -> str:
    return " UNION ALL ".join(
        f'SELECT count(*) FROM {child.name} WHERE "{column}" = :id'
        for child, column in references(table_of(models()[kind]))
    )


def _lead(write: Write, child: Table, column: str, keep_id: str, gone_id: str) -> Moved | None:
    if column in members.set_key(child.name):
        return _lead_members(write, child, column, keep_id, gone_id)
    united = _repeated(write.connection, child, column, keep_id, gone_id) if child.name in SAID_ONCE else []
    for row_id in united:
        write.delete(models()[child.name], row_id)
    statement = f'UPDATE {child.name} SET "{column}" = ? WHERE "{column}" = ?'
    moved = write.connection.exec_driver_sql(statement, (keep_id, gone_id)).rowcount
    return Moved(child.name, moved, len(united)) if moved or united else None


def _lead_members(write: Write, child: Table, column: str, keep_id: str, gone_id: str) -> Moved | None:
    going = _rows(write.connection, child, column, gone_id)
    moved = _move_members(write, child, column, keep_id, going)
    return Moved(child.name, moved, len(going) - moved) if going else None


def _move_members(write: Write, child: Table, column: str, to_id: str, going: list[_Row]) -> int:
    """Members have ids that follow from what they say: a moved one is a new one. Returns how many were new."""
    wanted = {row.id: {**row.values, column: to_id} for row in going}
    new_ids = {row_id: members.member_id(child.name, values) for row_id, values in wanted.items()}
    there = current_values(write.connection, child.name, list(new_ids.values()))
    model, moved = models()[child.name], 0
    for row_id, values in wanted.items():
        write.delete(model, row_id)
        known = there.get(new_ids[row_id])
        if known is None:
            write.insert(model, values, new_ids[row_id])
            moved += 1
        elif _newer(values, known):
            write.update(model, new_ids[row_id], {name: v for name, v in values.items() if known[name] != v})
    return moved


def _newer(values: dict[str, Value], known: dict[str, Value]) -> bool:
    """Whether a checked item was looked at later than the one that is there."""
    return str(values.get("checked_on") or "") > str(known.get("checked_on") or "")


def _repeated(connection: Connection, child: Table, column: str, keep_id: str, gone_id: str) -> list[str]:
    """Rows of the one that goes which say the same, word for word, as one of the one that stays."""
    there = {_said(row, column) for row in _rows(connection, child, column, keep_id)}
    return [row.id for row in _rows(connection, child, column, gone_id) if _said(row, column) in there]


def _said(row: _Row, column: str) -> tuple[Value, ...]:
    parts: Iterable[tuple[str, Value]] = row.values.items()
    return tuple(value.casefold() if isinstance(value, str) else value for name, value in parts if name != column)


def _rows(connection: Connection, table: Table, column: str, parent_id: str) -> list[_Row]:
    names = fields(table)
    statement = f'SELECT id, {column_names(names)} FROM {table.name} WHERE "{column}" = ? ORDER BY n'
    found = plain.rows(connection, statement, (parent_id,))
    return [_Row(row_id, dict(zip(names, values, strict=True))) for row_id, *values in found]
