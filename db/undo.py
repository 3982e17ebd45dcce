"""Taking a changeset back: its inverse, three-way, written as a new changeset.

A field that somebody changed since keeps its value and is listed; a new row that was edited since, or that
later rows depend on, stays and is listed. `force` takes back the officer's own value explicitly.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import cast

from sqlalchemy import Connection, Table, text
from sqlalchemy.sql.schema import ScalarElementColumnDefault

from db import members, plain, redirects, since
from db.base import column_names, fields, records, references
from db.journal import current_values, effects, info
from db.parents import Parents
from db.types import ChangesetInfo, Identity, Kept, Value
from talented_desk.errors import DeskError
from talented_desk.i18n import N_

TOGETHER = 100
"""Rows in one UPDATE: see `db.write.TOGETHER`."""


class NothingToUndo(DeskError):
    message = N_("There is nothing to undo.")


class NothingToRedo(DeskError):
    message = N_("There is nothing to redo.")


class ChangedSinceApart(DeskError):
    message = N_(
        "These records were taken apart, and one of them was changed since or is gone. Merge them again instead: then "
        "you see what happens to what was changed."
    )


@dataclass(slots=True)
class Net:
    """What a changeset did to one row, first to last."""

    first: str
    last: str
    before: Mapping[str, Value]
    after: Mapping[str, Value]


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
    """Take back changeset `number` under the open changeset; returns the rows put back and what was kept.

    Raises `ChangedSinceApart`: what merged two records before is not done again to records that are other ones now.
    """
    nets = net_effects(connection, number)
    apart = [net.before for net in nets.get("redirect", {}).values() if net.first != "I" and net.last == "D"]
    if apart and since.changed(connection, {str(one[name]) for one in apart for name in ("from_id", "to_id")}, number):
        raise ChangedSinceApart()
    kept = _without_merged(connection, nets, force=force)
    rows, more = put_back(connection, nets, number, force=force)
    return rows, (*kept, *more)


def _without_merged(connection: Connection, nets: Mapping[str, dict[str, Net]], *, force: bool) -> tuple[Kept, ...]:
    """Leave out what came back since it was deleted and was then merged: it lives on in another record.

    Not for the merge that is itself taken back; one into another record than then is none of it.
    """
    redirects_then = nets.get("redirect", {})
    now = current_values(connection, "redirect", redirects_then)
    ending = {i for i, net in redirects_then.items() if force or now.get(i, net.after) == net.after}
    kept = []
    for name, rows in nets.items():
        deleted = [row_id for row_id, net in rows.items() if net.first != "I" and net.last == "D"]
        for row_id in sorted(redirects.survivors(connection, deleted)):
            if redirects.redirect_id(row_id) not in ending:
                kept.append(Kept(name, row_id, "", "merged"))
                del rows[row_id]
    return tuple(kept)


def put_back(
    connection: Connection, nets: Mapping[str, Mapping[str, Net]], number: int, *, force: bool = False
) -> tuple[int, tuple[Kept, ...]]:
    """Write the inverse of these effects (by table and row), done in changeset `number`, under the open changeset.

    Returns the rows put back and what was kept.
    """
    kept: list[Kept] = []
    rows = 0
    # no reference has to be deferred: no table refers to itself or to a later one (held by a test)
    tables = records()
    taken: dict[str, dict[str, Net]] = {}
    for table in tables:  # parents first, so that what is put back finds them
        deleted = {i: net for i, net in nets.get(table.name, {}).items() if net.first != "I" and net.last == "D"}
        count, taken[table.name] = _put_back(connection, table, deleted, kept, number)
        rows += count
    for table in tables:
        updated = {i: net for i, net in nets.get(table.name, {}).items() if net.first != "I" and net.last != "D"}
        rows += _set_back(connection, table, updated, kept, force=force)
        if force:  # a row that somebody made again under the same id takes the values it had
            rows += _set_back(connection, table, taken[table.name], kept, force=True)
        else:
            kept.extend(Kept(table.name, row_id, "", "changed") for row_id in taken[table.name])
    # last: what was moved to a new parent has moved back, and nothing that stays depends on that parent
    going: dict[str, set[str]] = defaultdict(set)
    for table in reversed(tables):
        inserted = {i: net for i, net in nets.get(table.name, {}).items() if net.first == "I" and net.last != "D"}
        rows += _take_away(connection, table, inserted, going, kept, number, force=force)
    return rows, tuple(kept)


def net_effects(connection: Connection, number: int) -> dict[str, dict[str, Net]]:
    nets: dict[str, dict[str, Net]] = defaultdict(dict)
    for table, row_id, op, before, after in effects(connection, number):
        net = nets[table].get(row_id)
        if net is None:
            nets[table][row_id] = Net(op, op, before, after)
            continue
        if (op == "U" and net.first == "U") or (op == "D" and net.first == "U"):
            net.before = {**before, **net.before}
        net.after = {} if op == "D" else {**net.after, **after}
        # a row that was replaced within one changeset was, on the whole, changed
        net.last = op if not (op == "I" and net.first != "I") else "U"
    return nets


def _take_away(
    connection: Connection,
    table: Table,
    inserted: dict[str, Net],
    going: dict[str, set[str]],
    kept: list[Kept],
    number: int,
    *,
    force: bool,
) -> int:
    if not inserted:
        return 0
    defaults = _defaults(table)
    now = current_values(connection, table.name, list(inserted))
    # a newer field began with its default
    made = {row_id: {**defaults, **net.after} for row_id, net in inserted.items()}
    gone = {row_id: values for row_id, values in made.items() if row_id not in now}
    parents = Parents(connection, table, made.values())
    needed = _needed(connection, table, list(now), going)
    leaving = going[table.name]
    leaving.update(since.led_on(connection, table, gone, number))
    kept.extend(Kept(table.name, row_id, "", "merged") for row_id in redirects.survivors(connection, gone))
    for row_id, values in now.items():
        first = made[row_id]
        changed = [name for name, value in values.items() if not parents.same(name, value, first[name])]
        if row_id in needed:
            kept.append(Kept(table.name, row_id, "", "needed"))
        elif changed and not force:
            kept.extend(Kept(table.name, row_id, name, "changed") for name in changed)
        else:
            leaving.add(row_id)
    if leaving:
        connection.exec_driver_sql(f"DELETE FROM {table.name} WHERE id = ?", [(i,) for i in sorted(leaving)])
    return len(leaving)


def _needed(connection: Connection, table: Table, ids: list[str], going: dict[str, set[str]]) -> set[str]:
    """Rows that something which is not going away still refers to."""
    needed: set[str] = set()
    for child, column in references(table):
        leaving = going[child.name]
        statement = f'SELECT id, "{column}" FROM {child.name} WHERE "{column}" IN {plain.LISTED}'
        found = plain.each(connection, statement, ids)
        needed.update(parent_id for child_id, parent_id in found if child_id not in leaving)
    return needed


def _put_back(
    connection: Connection, table: Table, deleted: dict[str, Net], kept: list[Kept], number: int
) -> tuple[int, dict[str, Net]]:
    """Rows put back, and those that somebody made again since with other values."""
    if not deleted:
        return 0, {}
    present = current_values(connection, table.name, list(deleted))
    columns, defaults = fields(table), _defaults(table)
    wanted = {row_id: {**defaults, **net.before} for row_id, net in deleted.items()}
    for row_id, values in since.undone_meanwhile(connection, table, wanted, number).items():
        if values is not None:
            wanted[row_id] = values
        elif row_id not in present:
            kept.append(Kept(table.name, row_id, "", "undone"))
            del wanted[row_id]
    taken = {i: deleted[i] for i, values in present.items() if values != wanted.get(i)}
    absent = {i: values for i, values in wanted.items() if i not in present}
    parents = Parents(connection, table, absent.values())
    rows = []
    for row_id, values in absent.items():
        gone = [name for name in parents.names() if parents.lost(name, values[name])]
        kept.extend(Kept(table.name, row_id, name, "parent_gone") for name in gone)
        if all(table.columns[name].nullable for name in gone):
            led = {**values, **{name: parents.lead(name, values[name]) for name in parents.names()}}
            rows.append((_led_id(table, row_id, values, led), *(led[name] for name in columns)))
    there = current_values(connection, table.name, [str(row[0]) for row in rows])
    # the survivor of a merge may have the same member, or get it twice
    rows = list({row[0]: row for row in rows if row[0] not in there}.values())
    if rows:
        marks = ", ".join("?" * (len(columns) + 1))
        connection.exec_driver_sql(f"INSERT INTO {table.name} (id, {column_names(columns)}) VALUES ({marks})", rows)
    return len(rows), taken


def _led_id(table: Table, row_id: str, values: Mapping[str, Value], led: Mapping[str, Value]) -> str:
    return members.member_id(table.name, led) if members.set_key(table.name) and led != values else row_id


@cache
def _defaults(table: Table) -> dict[str, Value]:
    """The value of each field in a row that was journalled before the field existed."""
    declared = {name: table.columns[name].default for name in fields(table)}
    return {
        name: cast(Value, default.arg) if isinstance(default, ScalarElementColumnDefault) else None
        for name, default in declared.items()
    }


def _set_back(connection: Connection, table: Table, updated: dict[str, Net], kept: list[Kept], *, force: bool) -> int:
    if not updated:
        return 0
    asked = sorted({name for net in _distinct(updated) for name in net.before})
    now = current_values(connection, table.name, updated, asked)
    grouped: dict[tuple[str, ...], dict[tuple[Value, ...], list[str]]] = defaultdict(lambda: defaultdict(list))
    parents = Parents(connection, table, (side for net in _distinct(updated) for side in (net.before, net.after)))
    for row_id, net in updated.items():
        if row_id not in now:
            kept.append(Kept(table.name, row_id, "", "deleted"))
            continue
        back: dict[str, Value] = {}
        for name, value in net.before.items():
            current = now[row_id].get(name)
            if current == value:
                continue
            if not parents.same(name, current, net.after.get(name)) and not force:
                kept.append(Kept(table.name, row_id, name, "changed"))
            elif parents.lost(name, value):
                kept.append(Kept(table.name, row_id, name, "parent_gone"))
            else:
                back[name] = parents.lead(name, value) if name in parents.names() else value
        if back:
            names = tuple(sorted(back))
            grouped[names][tuple(back[name] for name in names)].append(row_id)
    for names, told in grouped.items():
        _write_back(connection, table, names, told)
    return sum(len(ids) for told in grouped.values() for ids in told.values())


def _distinct(nets: Mapping[str, Net]) -> Iterable[Net]:
    """One net of each that say the same, by the objects that `effects` shares."""
    return {(id(net.before), id(net.after)): net for net in nets.values()}.values()


def _write_back(
    connection: Connection, table: Table, names: tuple[str, ...], told: Mapping[tuple[Value, ...], list[str]]
) -> None:
    """Set these fields; `told` has the ids of the rows that get the same values."""
    sets = ", ".join(f'"{name}" = :v{at}' for at, name in enumerate(names))
    alone = [(*values, ids[0]) for values, ids in told.items() if len(ids) == 1]
    if alone:
        marks = ", ".join(f'"{name}" = ?' for name in names)
        connection.exec_driver_sql(f"UPDATE {table.name} SET {marks} WHERE id = ?", alone)
    statement = f"UPDATE {table.name} SET {sets} WHERE id IN {plain.LISTED}"
    for values, ids in told.items():
        if len(ids) > 1:
            given = {f"v{at}": value for at, value in enumerate(values)}
            for start in range(0, len(ids), TOGETHER):
                plain.run_each(connection, statement, ids[start : start + TOGETHER], given)
