"""Taking a changeset back: its inverse, three-way, written as a new changeset.

A field that somebody changed since keeps its value and is listed; a new row that was edited since, or that
later rows depend on, stays and is listed. `force` takes back the officer's own value explicitly.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import cast

from sqlalchemy import Connection, Table, bindparam, text
from sqlalchemy.sql.schema import ScalarElementColumnDefault

from db.base import column_names, fields, records
from db.journal import current_values, info, raw_entries
from db.types import ChangesetInfo, Identity, Kept, Value
from talented_desk.errors import DeskError
from talented_desk.i18n import N_


class NothingToUndo(DeskError):
    message = N_("There is nothing to undo.")


class NothingToRedo(DeskError):
    message = N_("There is nothing to redo.")


@dataclass(slots=True)
class _Net:
    """What a changeset did to one row, first to last."""

    first: str
    last: str = ""
    before: dict[str, Value] = field(default_factory=dict)
    after: dict[str, Value] = field(default_factory=dict)


def next_undo(connection: Connection, identity: Identity) -> ChangesetInfo | None:
    """The newest operation of this officer on this device that is in force."""
    return _stacks(connection, identity)[0]


def next_redo(connection: Connection, identity: Identity) -> ChangesetInfo | None:
    """The operation taken back last, if nothing new was done since."""
    return _stacks(connection, identity)[1]


def _stacks(connection: Connection, identity: Identity) -> tuple[ChangesetInfo | None, ChangesetInfo | None]:
    """Walk this officer's operations backwards; the newest word on each operation settles whether it is in force."""
    rows = connection.execute(
        text(
            "SELECT id, kind, target_id FROM changeset WHERE officer_id = :o AND device_id = :d "
            "AND kind IN ('do', 'revert', 'undo', 'redo') ORDER BY n DESC"
        ),
        {"o": identity.officer_id, "d": identity.device_id},
    )
    settled: set[str] = set()
    undo = redo = None
    fresh = True  # no new operation since: what was undone can be redone
    for changeset_id, kind, target_id in rows:
        if kind in ("do", "revert"):
            fresh = False
            if changeset_id not in settled:
                undo = undo or changeset_id
        elif target_id not in settled:
            settled.add(target_id)
            if kind == "redo":
                undo = undo or target_id
            elif fresh:
                redo = redo or target_id
        if undo and (redo or not fresh):
            break
    return (
        info(connection, changeset_id=undo) if undo else None,
        info(connection, changeset_id=redo) if redo else None,
    )


def applied_by(connection: Connection, operation: ChangesetInfo, kind: str) -> int:
    """The number of the newest `undo` or `redo` of an operation, or of the operation itself."""
    found = connection.execute(
        text("SELECT max(n) FROM changeset WHERE target_id = :id AND kind = :kind"),
        {"id": operation.id, "kind": kind},
    ).scalar()
    return int(found) if found is not None else operation.n


def write_inverse(connection: Connection, number: int, *, force: bool = False) -> tuple[int, tuple[Kept, ...]]:
    """Take back changeset `number` under the open changeset; returns the rows put back and what was kept."""
    nets = _net_effects(connection, number)
    kept: list[Kept] = []
    rows = 0
    connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
    tables = records()
    stay: dict[str, set[str]] = defaultdict(set)
    for table in reversed(tables):
        inserted = {i: net for i, net in nets[table.name].items() if net.first == "I" and net.last != "D"}
        rows += _take_away(connection, table, inserted, nets, stay, kept, force=force)
    for table in tables:
        deleted = {i: net for i, net in nets[table.name].items() if net.first != "I" and net.last == "D"}
        rows += _put_back(connection, table, deleted, kept)
    for table in tables:
        updated = {i: net for i, net in nets[table.name].items() if net.first != "I" and net.last != "D"}
        rows += _set_back(connection, table, updated, kept, force=force)
    return rows, tuple(kept)


def _net_effects(connection: Connection, number: int) -> dict[str, dict[str, _Net]]:
    nets: dict[str, dict[str, _Net]] = defaultdict(dict)
    for entry in raw_entries(connection, number):
        net = nets[entry.table].get(entry.row_id)
        if net is None:
            net = nets[entry.table][entry.row_id] = _Net(entry.op, before=dict(entry.before))
        elif (entry.op == "U" and net.first == "U") or (entry.op == "D" and net.first == "U"):
            net.before = entry.before | net.before
        net.after = {} if entry.op == "D" else net.after | entry.after
        # a row that was replaced within one changeset was, on the whole, changed
        net.last = entry.op if not (entry.op == "I" and net.first != "I") else "U"
    return nets


def _take_away(
    connection: Connection,
    table: Table,
    inserted: dict[str, _Net],
    nets: dict[str, dict[str, _Net]],
    stay: dict[str, set[str]],
    kept: list[Kept],
    *,
    force: bool,
) -> int:
    if not inserted:
        return 0
    going: list[str] = []
    now = current_values(connection, table.name, list(inserted))
    needed = _needed(connection, table, list(now), nets, stay)
    for row_id, values in now.items():
        changed = [name for name, value in inserted[row_id].after.items() if values.get(name) != value]
        if row_id in needed:
            kept.append(Kept(table.name, row_id, "", "needed"))
        elif changed and not force:
            kept.extend(Kept(table.name, row_id, name, "changed") for name in changed)
        else:
            going.append(row_id)
            continue
        stay[table.name].add(row_id)
    if going:
        connection.exec_driver_sql(f"DELETE FROM {table.name} WHERE id = ?", [(i,) for i in going])
    return len(going)


def _needed(
    connection: Connection,
    table: Table,
    ids: list[str],
    nets: dict[str, dict[str, _Net]],
    stay: dict[str, set[str]],
) -> set[str]:
    """Rows that something which is not going away still refers to."""
    needed: set[str] = set()
    for child, column in _references(table):
        own = nets[child.name]
        statement = text(f"SELECT id, {column} FROM {child.name} WHERE {column} IN :ids").bindparams(
            bindparam("ids", expanding=True)
        )
        for chunk in _chunks(ids):
            for child_id, parent_id in connection.execute(statement, {"ids": chunk}):
                net = own.get(child_id)
                if net is None or net.first != "I" or child_id in stay[child.name]:
                    needed.add(parent_id)
    return needed


def _references(table: Table) -> list[tuple[Table, str]]:
    return [
        (child, column.name)
        for child in records()
        for column in child.columns
        for key in column.foreign_keys
        if key.column.table is table
    ]


def _put_back(connection: Connection, table: Table, deleted: dict[str, _Net], kept: list[Kept]) -> int:
    if not deleted:
        return 0
    present = current_values(connection, table.name, list(deleted))
    parents = [(c.name, key.column.table.name, c.nullable) for c in table.columns for key in c.foreign_keys]
    rows = []
    columns = fields(table)
    for row_id, net in deleted.items():
        if row_id in present:  # it was restored since
            kept.append(Kept(table.name, row_id, "", "changed"))
            continue
        values = dict(net.before)
        for name, parent, nullable in parents:
            if values.get(name) is None or _exists(connection, parent, str(values[name])):
                continue
            if not nullable:
                kept.append(Kept(table.name, row_id, name, "parent_gone"))
                break
            kept.append(Kept(table.name, row_id, name, "parent_gone"))
            values[name] = None
        else:
            rows.append((row_id, *(values.get(name, _default(table, name)) for name in columns)))
    if rows:
        marks = ", ".join("?" * (len(columns) + 1))
        connection.exec_driver_sql(
            f"INSERT INTO {table.name} (id, {column_names(columns)}) VALUES ({marks})",
            rows,
        )
    return len(rows)


def _default(table: Table, name: str) -> Value:
    """The value of a field that did not exist yet when the row was journalled."""
    default = table.columns[name].default
    return cast(Value, default.arg) if isinstance(default, ScalarElementColumnDefault) else None


def _exists(connection: Connection, table: str, row_id: str) -> bool:
    found = connection.exec_driver_sql(f"SELECT 1 FROM {table} WHERE id = ?", (row_id,))
    return found.first() is not None


def _set_back(connection: Connection, table: Table, updated: dict[str, _Net], kept: list[Kept], *, force: bool) -> int:
    if not updated:
        return 0
    now = current_values(connection, table.name, list(updated))
    grouped: dict[tuple[str, ...], list[tuple[Value, ...]]] = defaultdict(list)
    parents = {c.name: key.column.table.name for c in table.columns for key in c.foreign_keys}
    for row_id, net in updated.items():
        if row_id not in now:
            kept.append(Kept(table.name, row_id, "", "deleted"))
            continue
        back: dict[str, Value] = {}
        for name, value in net.before.items():
            current = now[row_id].get(name)
            if current == value:
                continue
            if current != net.after.get(name) and not force:
                kept.append(Kept(table.name, row_id, name, "changed"))
            elif name in parents and value is not None and not _exists(connection, parents[name], str(value)):
                kept.append(Kept(table.name, row_id, name, "parent_gone"))
            else:
                back[name] = value
        if back:
            names = tuple(sorted(back))
            grouped[names].append((*(back[name] for name in names), row_id))
    for names, rows in grouped.items():
        sets = ", ".join(f'"{name}" = ?' for name in names)
        connection.exec_driver_sql(f"UPDATE {table.name} SET {sets} WHERE id = ?", rows)
    return sum(len(rows) for rows in grouped.values())


def _chunks(ids: Iterable[str], size: int = 500) -> Iterator[list[str]]:
    listed = list(ids)
    for start in range(0, len(listed), size):
        yield listed[start : start + size]
