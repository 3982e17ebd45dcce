"""A record as it was at a moment, with what belonged to it then: names, worksites, people, sessions, tasks …

A moment is a value of the hybrid clock, whose order is that of the writes even while the wall clock runs wrong.
Rows that were deleted or moved away since are found by `FormerLinks`, the rest by their references.
"""

from __future__ import annotations

import json
import threading
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final

from sqlalchemy import Connection, Table, bindparam, text

from db.base import FIELD_ID, Base, records
from db.journal import current_values, decoded_values, table_number, tables_by_number
from db.types import Value

Key = tuple[str, str]
"""Table and id of a row."""
THROUGH: Final[Mapping[str, str]] = {
    "session_employer": "session_id",
    "session_contact": "session_id",
    "contact_role": "contact_id",
}
"""Rows that only tie two records together: by which reference the other record is found."""
OWNERS_ONLY: Final = frozenset({"officer", "tag", "import_run"})
"""Records that others name without belonging to them."""
NO_PART: Final = frozenset({"saved_view", "import_run", "import_mapping"})


@dataclass(slots=True)
class PastRow:
    """One row then and now; None where it did not exist. `since` tells the changeset that changed a field first
    after the moment; under the empty name, the one that added or removed the row."""

    table: str
    row_id: str
    then: dict[str, Value] | None
    now: dict[str, Value] | None
    since: dict[str, int] = field(default_factory=dict)

    def differing(self) -> list[str]:
        """The fields that are not today what they were."""
        if self.then is None or self.now is None:
            return []
        return [name for name, value in self.then.items() if self.now.get(name) != value]


@cache
def links_to(parent: str) -> tuple[tuple[str, str], ...]:
    """(table, column) of the references to a table by rows that can be part of a record."""
    if parent in OWNERS_ONLY:
        return ()
    target = Base.metadata.tables[parent]
    return tuple(
        (child.name, column.name)
        for child in records()
        if child.name not in NO_PART
        for column in child.columns
        if any(key.column.table is target for key in column.foreign_keys)
    )


@cache
def _links_of(table: str) -> tuple[tuple[int, str], ...]:
    """(field number, column) of a table's references."""
    columns = Base.metadata.tables[table].columns
    return tuple((int(column.info[FIELD_ID]), column.name) for column in columns if column.foreign_keys)


@cache
def named_by(table: str) -> tuple[tuple[str, str], ...]:
    """(column, table) of the records that rows of a table name."""
    columns = Base.metadata.tables[table].columns
    return tuple((column.name, key.column.table.name) for column in columns for key in column.foreign_keys)


class FormerLinks:
    """Which rows once belonged to which record, though they were deleted or moved since; read off the journal.

    The journal is read once, afterwards only what came since. Safe to use from any thread.
    """

    def __init__(self) -> None:
        self._children: dict[str, set[Key]] = defaultdict(set)
        self._until = 0
        self._lock = threading.Lock()

    def of(self, connection: Connection, parents: Iterable[str]) -> set[Key]:
        """Rows that once named one of these ids."""
        with self._lock:
            self._catch_up(connection)
            return {child for parent in parents for child in self._children.get(parent, ())}

    def _catch_up(self, connection: Connection) -> None:
        last = int(connection.exec_driver_sql("SELECT coalesce(max(n), 0) FROM change").scalar_one())
        if last <= self._until:
            return
        linked = {number: table.name for number, table in tables_by_number().items() if _links_of(table.name)}
        marks = ", ".join(str(number) for number in linked)
        rows = connection.exec_driver_sql(
            f"SELECT table_id, row_id, before FROM change WHERE n > ? AND op <> 'I' AND table_id IN ({marks})",
            (self._until,),
        )
        for number, row_id, before in rows:
            table = linked[number]
            values = json.loads(before)
            for place, _ in _links_of(table):
                parent = _former(values, place)
                if parent is not None:
                    self._children[parent].add((table, str(row_id)))
        self._until = last


def _former(values: Any, place: int) -> Any:
    """The value of a field before: deleted rows are arrays, edited ones objects."""
    if isinstance(values, list):
        return values[place - 1] if place <= len(values) else None
    return values.get(str(place))


def record_at(connection: Connection, former: FormerLinks, table: str, row_id: str, moment: int) -> list[PastRow]:
    """The record's own row first, then every row that belonged to it then or belongs to it now."""
    own = states(connection, [(table, row_id)], moment)
    near = states(connection, _children(connection, former, table, [row_id]), moment)
    near = [row for row in near if _belongs(row, table, {row_id})]
    ties: dict[str, set[str]] = defaultdict(set)
    for row in near:
        column = THROUGH.get(row.table)
        if column is not None:
            target = _target(row.table, column)
            ties[target].update(str(side[column]) for side in (row.then, row.now) if side and side[column])
    known = {(row.table, row.row_id) for row in (*own, *near)}
    far = states(connection, [(t, i) for t, ids in ties.items() for i in ids if (t, i) not in known], moment)
    if table == "employer":  # the consents of its people
        people = {row.row_id for row in far if row.table == "contact"}
        asked = [key for key in _children(connection, former, "contact", people) if key[0] == "email_consent"]
        far += states(connection, asked, moment)
    return [*own, *near, *far]


def states(connection: Connection, keys: Sequence[Key], moment: int) -> list[PastRow]:
    """These rows then and now; rows that never existed are left out."""
    grouped: dict[str, list[str]] = defaultdict(list)
    for name, row_id in keys:
        grouped[name].append(row_id)
    found: dict[Key, PastRow] = {}
    for name, ids in grouped.items():
        now = current_values(connection, name, ids)
        for row_id in ids:
            current = now.get(row_id)
            then = dict(current) if current is not None else None
            found[(name, row_id)] = PastRow(name, row_id, then, current)
    for name, ids in grouped.items():
        number = table_number(name)
        for table_id, row_id, op, before, changeset in _entries_since(connection, ids, moment):
            if table_id == number:
                _step_back(found[(name, row_id)], op, before, changeset)
    return [row for row in found.values() if row.then is not None or row.now is not None or row.since]


def _entries_since(connection: Connection, ids: Sequence[str], moment: int) -> Iterator[tuple[Any, ...]]:
    """(table number, id, op, before, changeset), newest first. By hand: somebody drags a slider."""
    for start in range(0, len(ids), 500):
        some = ids[start : start + 500]
        yield from connection.exec_driver_sql(
            "SELECT c.table_id, c.row_id, c.op, c.before, c.changeset_n FROM change c "
            f"JOIN changeset s ON s.n = c.changeset_n WHERE c.row_id IN ({', '.join('?' * len(some))}) "
            "AND s.hlc > ? ORDER BY c.n DESC",
            (*some, moment),
        ).all()


def _step_back(row: PastRow, op: str, before: str | None, changeset: int) -> None:
    if op == "I":
        row.then = None
        row.since = {"": changeset}
    elif op == "D":
        row.then = decoded_values(row.table, before)
        row.since = {"": changeset}
    elif row.then is not None:
        values = decoded_values(row.table, before)
        row.then.update(values)
        row.since.update(dict.fromkeys(values, changeset))


def _children(connection: Connection, former: FormerLinks, table: str, ids: Iterable[str]) -> list[Key]:
    listed = list(ids)
    links = links_to(table)
    tables = {name for name, _ in links}
    found = {key for key in former.of(connection, listed) if key[0] in tables}
    for name, column in links:
        statement = text(f'SELECT id FROM {name} WHERE "{column}" IN :ids').bindparams(bindparam("ids", expanding=True))
        for start in range(0, len(listed), 500):
            alive = connection.execute(statement, {"ids": listed[start : start + 500]}).scalars()
            found.update((name, str(child)) for child in alive)
    return sorted(found)


def _belongs(row: PastRow, parent: str, ids: set[str]) -> bool:
    columns = [column for name, column in links_to(parent) if name == row.table]
    return any(side is not None and side[column] in ids for side in (row.then, row.now) for column in columns)


@cache
def _target(table: str, column: str) -> str:
    (key,) = Base.metadata.tables[table].columns[column].foreign_keys
    target: Table = key.column.table
    return target.name


# -- the life of a record ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Moment:
    """One operation that touched a record or what belonged to it. `hlc` is the moment just after it."""

    hlc: int
    changeset_n: int
    rows: int


def moments(connection: Connection, former: FormerLinks, table: str, row_id: str) -> list[Moment]:
    """Every operation in the record's life, oldest first."""
    near = _children(connection, former, table, [row_id])
    wanted = {row_id, *(key[1] for key in near)}
    for name in {key[0] for key in near} & THROUGH.keys():
        column = THROUGH[name]
        ids = [key[1] for key in near if key[0] == name]
        wanted.update(str(values[column]) for values in current_values(connection, name, ids).values())
        number = next(place for place, own in _links_of(name) if own == column)
        gone = text(
            f"SELECT json_extract(before, '$[{number - 1}]') FROM change WHERE op = 'D' AND row_id IN :ids"
        ).bindparams(bindparam("ids", expanding=True))
        for start in range(0, len(ids), 500):
            wanted.update(str(one) for one in connection.execute(gone, {"ids": ids[start : start + 500]}).scalars())
    statement = text(
        "SELECT s.n, s.hlc, count(*) FROM change c JOIN changeset s ON s.n = c.changeset_n "
        "WHERE c.row_id IN :ids GROUP BY s.n"
    ).bindparams(bindparam("ids", expanding=True))
    counted: dict[int, tuple[int, int]] = {}
    listed = sorted(wanted)
    for start in range(0, len(listed), 500):
        for number, hlc, rows in connection.execute(statement, {"ids": listed[start : start + 500]}):
            counted[int(number)] = (int(hlc), counted.get(int(number), (0, 0))[1] + int(rows))
    return [Moment(hlc, number, rows) for number, (hlc, rows) in sorted(counted.items(), key=lambda item: item[1])]
