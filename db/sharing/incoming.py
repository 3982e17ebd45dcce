"""What others did, written into the rows and the journal of this device.

Each of their operations keeps its id, name, officer and clock; the journal's triggers write what it really changed
here. A field that is being changed here and not yet shared keeps its value: the shared one waits (`held`), and the
row is fetched when what was written here has been sent.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any, cast

from sqlalchemy import Connection, Table
from sqlalchemy.sql.schema import ScalarElementColumnDefault

from db.base import column_names, fields, references
from db.journal import CURSOR, table_number, tables_by_number
from db.sharing import notes
from db.sharing.outgoing import Changing, ask_again, being_changed
from db.types import Value

WHOLE = 0
REDIRECT = "redirect"


@dataclass(frozen=True, slots=True)
class Header:
    """Somebody's operation."""

    id: str
    replica: str
    officer_id: str
    operation: str
    subject: str
    kind: str
    target_id: str | None
    hlc: int
    at: str
    schema_version: str


@dataclass(frozen=True, slots=True)
class LogEntry:
    """One change in the shared log: values as JSON, an array for a new row (I), an object by field for U."""

    seq: int
    changeset: int
    table: int
    row_id: str
    op: str
    after: str | None


Rows = tuple[int, Sequence[tuple[str, str]]]
"""Rows of one table as they are: its number; ids, each with the fields as a JSON array."""


@dataclass(frozen=True, slots=True)
class Past:
    """One change of the shared log as history: values as JSON, arrays for whole rows (I, D), objects by field for U."""

    seq: int
    changeset: int
    table: int
    row_id: str
    op: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class SharedRow:
    """A row as the shared database has it; no values: it is deleted there, or was never there."""

    head: int
    table: int
    row_id: str
    changeset: int | None
    values: str | None


@dataclass(slots=True)
class Arrived:
    """What was written, for whoever shows it."""

    tables: set[str] = field(default_factory=set)
    ids: set[str] = field(default_factory=set)


class Inbox:
    """Writes others' changes in one transaction.

    `headers` are their operations by number, `correction` the one for what nobody else did.
    """

    def __init__(self, connection: Connection, headers: dict[int, Header], correction: Header, head: int) -> None:
        self._run = connection.exec_driver_sql
        self._connection = connection
        self._device = correction.replica
        self._headers = headers
        self._correction = correction
        self._head = head
        self._opened: dict[int, int] = {}
        self._changing: dict[str, Changing] = {}
        self.arrived = Arrived()
        self._run("PRAGMA defer_foreign_keys = ON")

    def take(self, entries: Sequence[LogEntry], cursor: int) -> None:
        """Entries of the log in their order; afterwards everything up to `cursor` is here."""
        ids = {entry.row_id for entry in entries}
        self._changing = being_changed(self._connection, ids)
        settled = self._settled(ids)
        later = [e for e in entries if e.seq > settled.get(e.row_id, 0) and e.table in tables_by_number()]
        gone = {entry.row_id for entry in later if entry.op == "D"}
        sent = int(self._run("SELECT coalesce(max(acknowledged), 0) FROM changeset").scalar_one()) if gone else 0
        for (changeset, number, op), group in groupby(later, key=lambda e: (e.changeset, e.table, e.op)):
            self._open(changeset)
            table = tables_by_number()[number]
            run = list(group)
            self.arrived.tables.add(table.name)
            self.arrived.ids.update(entry.row_id for entry in run)
            if op == "I":
                self._insert(table, [(e.row_id, json.loads(e.after or "[]")) for e in run])
            elif op == "U":
                self._update(table, [(e.row_id, _by_number(e.after)) for e in run])
            else:
                for entry in run:
                    if sent > entry.seq:
                        self._ask_for_what_goes_along(table, entry.row_id, gone)
                    self._delete(table, entry.row_id)
        self._close()
        notes.remember(self._connection, CURSOR, cursor)
        self._run("DELETE FROM settled WHERE seq <= ?", (cursor,))

    def replace(self, rows: Sequence[SharedRow]) -> None:
        """Rows as they are in the shared database; what cannot be written yet stays to be fetched."""
        self._changing = being_changed(self._connection, {row.row_id for row in rows})
        reached = notes.cursor(self._connection)
        for row in rows:
            table = tables_by_number()[row.table]
            self._open(row.changeset)
            self.arrived.tables.add(table.name)
            self.arrived.ids.add(row.row_id)
            if row.values is None:
                done = self._delete(table, row.row_id)
            else:
                done = self._replace(table, row.row_id, json.loads(row.values))
            if done:
                self._run("DELETE FROM refetch WHERE table_id = ? AND row_id = ?", (row.table, row.row_id))
                if row.head > reached:
                    self._run(
                        "INSERT INTO settled (row_id, seq) VALUES (?, ?) "
                        "ON CONFLICT (row_id) DO UPDATE SET seq = max(seq, excluded.seq)",
                        (row.row_id, row.head),
                    )
        self._close()

    def _replace(self, table: Table, row_id: str, values: list[Value]) -> bool:
        if self._lost_parents(table, dict(enumerate(values, 1))):
            return False
        self._insert(table, [(row_id, values)])
        return True

    def _insert(self, table: Table, rows: list[tuple[str, list[Value]]]) -> None:
        names = fields(table)
        number = table_number(table.name)
        present = self._present(table, [row_id for row_id, _ in rows])
        new: list[tuple[Value, ...]] = []
        for row_id, values in rows:
            given = dict(enumerate(values[: len(names)], 1))
            if row_id in present:
                self._update(table, [(row_id, given)])
                continue
            if (
                (row_id in self._changing and self._changing[row_id].deleted)
                or self._lost_parents(table, given)
                or (table.name == REDIRECT and self._merged_in_use(str(given[1]), str(given[2])))
            ):
                self._hold(number, row_id, WHOLE, self._changing.get(row_id, Changing()).base(WHOLE))
                continue
            present.add(row_id)
            new.append((row_id, *(given.get(n) for n in range(1, len(names) + 1))))
        if new:
            marks = ", ".join("?" * (len(names) + 1))
            self._run(f"INSERT INTO {table.name} (id, {column_names(names)}) VALUES ({marks})", filled(table, new))

    def _update(self, table: Table, rows: list[tuple[str, dict[int, Value]]]) -> None:
        names = fields(table)
        number = table_number(table.name)
        present = self._present(table, [row_id for row_id, _ in rows])
        ready: list[tuple[str, dict[int, Value]]] = []
        for row_id, values in rows:
            changing = self._changing.get(row_id)
            if row_id not in present:
                if changing is not None:
                    self._hold(number, row_id, WHOLE, changing.base(WHOLE))
                else:
                    ask_again(self._connection, [(number, row_id)])
                continue
            lost = self._lost_parents(table, values)
            free = {}
            for field_number, value in values.items():
                if field_number > len(names):
                    continue
                if changing is not None and changing.holds(field_number):
                    self._hold(number, row_id, field_number, changing.base(field_number))
                elif field_number in lost:
                    self._hold(number, row_id, field_number, 0)
                else:
                    free[field_number] = value
            if free:
                ready.append((row_id, free))
        for keys, group in groupby(ready, key=lambda item: tuple(sorted(item[1]))):
            sets = ", ".join(f'"{names[key - 1]}" = ?' for key in keys)
            values_of = [(*(values[key] for key in keys), row_id) for row_id, values in group]
            self._run(f"UPDATE {table.name} SET {sets} WHERE id = ?", values_of)

    def _delete(self, table: Table, row_id: str) -> bool:
        number = table_number(table.name)
        changing = self._changing.get(row_id)
        if changing is not None and not changing.deleted:
            self._hold(number, row_id, WHOLE, changing.base(WHOLE))
            return False
        if self._needed(table, row_id):
            self._hold(number, row_id, WHOLE, notes.cursor(self._connection))
            return False
        self._run(f"DELETE FROM {table.name} WHERE id = ?", (row_id,))
        return True

    def _ask_for_what_goes_along(self, table: Table, row_id: str, gone: set[str]) -> None:
        """Rows that a deletion takes along here, though nobody deleted them: sent from here after the deletion that was
        not yet known, they brought the record back, and are not sent to whoever sent them."""
        waiting, seen = [(table, row_id)], {row_id}
        while waiting:
            parent, parent_id = waiting.pop()
            for child, column in references(parent):
                found = self._run(f"SELECT id FROM {child.name} WHERE {column} = ?", (parent_id,)).scalars().all()
                new = [str(one) for one in found if one not in seen and one not in gone]
                seen.update(new)
                (key,) = child.columns[column].foreign_keys
                ask_again(self._connection, [(table_number(child.name), one) for one in new])
                if key.ondelete == "CASCADE":
                    waiting.extend((child, one) for one in new)

    def _needed(self, table: Table, row_id: str) -> bool:
        """Whether something that refers to the row was changed here and is not yet shared."""
        if not self._run("SELECT 1 FROM changeset WHERE acknowledged = 0 LIMIT 1").first():
            return False
        waiting, seen = [(table, row_id)], {row_id}
        while waiting:
            parent, parent_id = waiting.pop()
            for child, column in references(parent):
                found = self._run(f"SELECT id FROM {child.name} WHERE {column} = ?", (parent_id,)).scalars().all()
                new = [str(one) for one in found if one not in seen]
                seen.update(new)
                if being_changed(self._connection, new):
                    return True
                (key,) = child.columns[column].foreign_keys
                if key.ondelete == "CASCADE":
                    waiting.extend((child, one) for one in new)
        return False

    def _merged_in_use(self, kind: str, row_id: str) -> bool:
        """Whether a record that others merged is being changed here, so that its deletion will wait."""
        if being_changed(self._connection, [row_id]):
            return True
        return self._needed(next(t for t in tables_by_number().values() if t.name == kind), row_id)

    def _lost_parents(self, table: Table, values: dict[int, Value]) -> set[int]:
        """Fields that refer to a record which is not here: deleted on this device, or held back itself."""
        lost = set()
        for place, name in enumerate(fields(table), 1):
            target = values.get(place)
            if target is None or not table.columns[name].foreign_keys:
                continue
            (key,) = table.columns[name].foreign_keys
            if not self._run(f"SELECT 1 FROM {key.column.table.name} WHERE id = ?", (target,)).first():
                lost.add(place)
        return lost

    def _present(self, table: Table, ids: Iterable[str]) -> set[str]:
        listed = list(ids)
        found: set[str] = set()
        for start in range(0, len(listed), 500):
            part = listed[start : start + 500]
            marks = ", ".join("?" * len(part))
            found.update(self._run(f"SELECT id FROM {table.name} WHERE id IN ({marks})", tuple(part)).scalars())
        return found

    def _settled(self, ids: set[str]) -> dict[str, int]:
        found = self._run("SELECT row_id, seq FROM settled").all()
        return {str(row_id): int(seq) for row_id, seq in found if row_id in ids}

    def _hold(self, table: int, row_id: str, field_number: int, base: int) -> None:
        self._run(
            "INSERT OR IGNORE INTO held (table_id, row_id, field, base) VALUES (?, ?, ?, ?)",
            (table, row_id, field_number, base),
        )

    def _open(self, changeset: int | None) -> None:
        """Journal what follows under somebody's operation."""
        number = self._opened.get(changeset or 0)
        if number is None:
            number = self._opened[changeset or 0] = self._operation(self._headers.get(changeset or 0))
        self._run("DELETE FROM journal_open")
        self._run("INSERT INTO journal_open (n) VALUES (?)", (number,))

    def _operation(self, header: Header | None) -> int:
        """The local number of an operation. What the shared database made of this device's own changes, and what
        nobody did, comes under one of its own."""
        if header is None or header.replica == self._device:
            header = self._correction
        known = self._run("SELECT n, device_id, acknowledged FROM changeset WHERE id = ?", (header.id,)).first()
        if known is not None and (header is self._correction or (known[1] != self._device and known[2])):
            return int(known[0])
        if known is not None:  # made here, and not yet sent to its end: its entries are to stay what they were
            return self._operation(None)
        cursor: Any = self._run(
            "INSERT INTO changeset (id, operation, subject, kind, target_id, officer_id, device_id, hlc, at, "
            "schema_version, acknowledged) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                header.id,
                header.operation,
                header.subject,
                header.kind,
                header.target_id,
                header.officer_id,
                header.replica,
                header.hlc,
                header.at,
                header.schema_version,
                max(self._head, 1),
            ),
        )
        return int(cursor.lastrowid)

    def _close(self) -> None:
        self._run("DELETE FROM journal_open")
        for number in self._opened.values():  # an operation that changed nothing here is not told
            self._run(
                "DELETE FROM changeset WHERE n = ? AND kind NOT IN ('undo', 'redo') "
                "AND NOT EXISTS (SELECT 1 FROM change WHERE changeset_n = changeset.n)",
                (number,),
            )
        self._opened.clear()


def _by_number(values: str | None) -> dict[int, Value]:
    return {int(key): value for key, value in json.loads(values or "{}").items()}


def filled(table: Table, rows: list[tuple[Value, ...]]) -> list[tuple[Value, ...]]:
    """Rows whose missing values (an older program wrote them) begin with the fields' defaults."""
    columns = [table.columns[name] for name in fields(table)]
    standing = [
        (place, cast(Value, column.default.arg))
        for place, column in enumerate(columns, 1)
        if not column.nullable and isinstance(column.default, ScalarElementColumnDefault)
    ]
    filled = []
    for row in rows:
        if any(row[place] is None for place, _ in standing):
            changed = list(row)
            for place, value in standing:
                changed[place] = value if changed[place] is None else changed[place]
            row = tuple(changed)
        filled.append(row)
    return filled
