"""The first sync of a new laptop: the rows as they are now, in bulk; their history comes behind, newest first.

The journal says that each row was taken over. When a row's history has arrived back to its beginning, that entry goes.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, Table

from db import triggers
from db.base import column_names, fields, records
from db.journal import CURSOR, table_number, tables_by_number
from db.sharing import notes
from db.sharing.incoming import Header, Past, Rows, filled
from db.sharing.outgoing import ask_again
from db.types import Value

AT_ONCE = 5000
TAKEN_OVER = "shared_taken_over"
"""Note: number of the operation that took the rows over; none when all history is here."""
REACHED = "shared_history"
"""Note: place in the shared log back to which the history is here."""


def take_over(connection: Connection, header: Header, head: int, rows: Iterable[Rows]) -> int:
    """Write these rows (table's number; ids with their fields as JSON arrays, parents first); returns how many.

    A row that is here already is asked for again later.
    """
    run = connection.exec_driver_sql
    run("PRAGMA defer_foreign_keys = ON")
    number = operation(connection, header, head)
    for name in triggers.installed(connection):
        run(f"DROP TRIGGER {name}")
    count, begins = 0, {table.name: _last(connection, table) for table in records()}
    for place, some in rows:
        table = tables_by_number().get(place)
        if table is None:  # of a newer program
            continue
        count += len(some)
        _insert(connection, table, some, known=begins[table.name] > 0)
    for table in records():
        whole = ", ".join(f't."{name}"' for name in fields(table))
        run(
            "INSERT INTO change (changeset_n, table_id, row_n, row_id, op, before, after) "
            f"SELECT ?, ?, t.n, t.id, 'I', NULL, json_array({whole}) FROM {table.name} t WHERE t.n > ? ORDER BY t.n",
            (number, table_number(table.name), begins[table.name]),
        )
    triggers.install(connection)
    notes.remember(connection, CURSOR, head)
    notes.remember(connection, TAKEN_OVER, number)
    notes.remember(connection, REACHED, head + 1)
    return count


def operation(connection: Connection, header: Header, head: int) -> int:
    """Begin an operation that the shared database need not be told of; its number here."""
    cursor: Any = connection.exec_driver_sql(
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
            max(head, 1),
        ),
    )
    return int(cursor.lastrowid)


def _last(connection: Connection, table: Table) -> int:
    return int(connection.exec_driver_sql(f"SELECT coalesce(max(n), 0) FROM {table.name}").scalar_one())


def _insert(connection: Connection, table: Table, rows: Sequence[tuple[str, str]], *, known: bool) -> None:
    names = fields(table)
    if known:
        here = _here(connection, table, [row_id for row_id, _ in rows])
        ask_again(connection, {(table_number(table.name), row_id) for row_id in here})
        rows = [row for row in rows if row[0] not in here]
    if not rows:
        return
    width, loads = len(names), json.loads
    found: list[tuple[Value, ...]] = [(row_id, *loads(values)[:width]) for row_id, values in rows]
    if len(found[0]) <= width:  # an older shared database has fewer fields
        found = filled(table, [(*row, *[None] * (width + 1 - len(row))) for row in found])
    marks = ", ".join("?" * (width + 1))
    connection.exec_driver_sql(f"INSERT INTO {table.name} (id, {column_names(names)}) VALUES ({marks})", found)


def _here(connection: Connection, table: Table, ids: Sequence[str]) -> set[str]:
    found = connection.exec_driver_sql(
        f"SELECT id FROM {table.name} WHERE id IN (SELECT value FROM json_each(?))", (json.dumps(ids),)
    )
    return {str(one) for one in found.scalars()}


def reached(connection: Connection) -> int:
    """The place in the shared log back to which the history is here; 0: all of it is."""
    return notes.number(connection, REACHED)


def add_history(
    connection: Connection,
    headers: dict[int, Header],
    entries: Sequence[Past],
    *,
    last: bool,
    without: frozenset[int] = frozenset(),
) -> None:
    """Write a page of history, the newest entry first, before what is here; `last`: there is nothing before it.

    `without`: tables whose rows came later than the others, so that it does not lead up to them.
    """
    run = connection.exec_driver_sql
    taken_over = notes.number(connection, TAKEN_OVER)
    numbers = dict(_numbers(connection, headers))
    lowest = int(run("SELECT coalesce(min(n), 0) FROM change").scalar_one())
    place = min(lowest, 0)
    lines, begun = [], []
    for entry in entries:
        if entry.table not in tables_by_number() or entry.table in without:
            continue
        place -= 1
        lines.append(
            (place, numbers[entry.changeset], entry.table, 0, entry.row_id, entry.op, entry.before, entry.after)
        )
        if entry.op == "I":
            begun.append((taken_over, entry.row_id))
    if lines:
        run("INSERT INTO change (n, changeset_n, table_id, row_n, row_id, op, before, after) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?)", lines)  # fmt: skip
    if begun:
        run("DELETE FROM change WHERE changeset_n = ? AND row_id = ?", begun)
        for row_id in _made_here_too(connection, [row_id for _, row_id in begun]):
            _begins_once(connection, row_id)
    if last:
        run("DELETE FROM note WHERE key IN (?, ?)", (TAKEN_OVER, REACHED))
        run(
            "DELETE FROM changeset WHERE n = ? AND NOT EXISTS (SELECT 1 FROM change WHERE changeset_n = changeset.n)",
            (taken_over,),
        )
    else:
        notes.remember(connection, REACHED, entries[-1].seq)


def _made_here_too(connection: Connection, ids: Sequence[str]) -> list[str]:
    """Those of these rows that this device had made as well before it joined (members of sets, say)."""
    found = connection.exec_driver_sql(
        "SELECT DISTINCT row_id FROM change WHERE op = 'I' AND n > 0 AND row_id IN (SELECT value FROM json_each(?))",
        (json.dumps(ids),),
    )
    return [str(one) for one in found.scalars()]


def _begins_once(connection: Connection, row_id: str) -> None:
    """A row that the journal has begin twice, without having gone between: the second time it was changed."""
    run = connection.exec_driver_sql
    state: dict[str, Value] | None = None
    for place, op, after in run("SELECT n, op, after FROM change WHERE row_id = ? ORDER BY n", (row_id,)).all():
        values: Any = json.loads(after or "{}")
        if op == "D":
            state = None
        elif op == "U":
            state = None if state is None else state | values
        elif state is None:
            state = {str(number): value for number, value in enumerate(values, 1)}
        else:
            new = {str(number): value for number, value in enumerate(values, 1)}
            changed = {key: value for key, value in new.items() if state.get(key) != value}
            was = {key: state.get(key) for key in changed}
            run("UPDATE change SET op = 'U', before = ?, after = ? WHERE n = ?",
                (json.dumps(was), json.dumps(changed), place))  # fmt: skip
            state |= changed


def _numbers(connection: Connection, headers: dict[int, Header]) -> Iterator[tuple[int, int]]:
    """Operations of the page by their number in the shared log, with their number here: before all others.

    All of them stand before the place in the log back to which the history is here.
    """
    before = max(reached(connection), 1)
    run = connection.exec_driver_sql
    lowest = min(int(run("SELECT coalesce(min(n), 0) FROM changeset").scalar_one()), 0)
    for shared, header in sorted(headers.items(), reverse=True):
        known = run("SELECT n FROM changeset WHERE id = ?", (header.id,)).scalar()
        if known is None:
            lowest -= 1
            known = lowest
            run(
                "INSERT INTO changeset (n, id, operation, subject, kind, target_id, officer_id, device_id, hlc, at, "
                "schema_version, acknowledged) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    known,
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
                    before,
                ),
            )
        yield shared, int(known)
