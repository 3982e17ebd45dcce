"""What is only on this device, as batches for the shared database, and what becomes of them when it has them.

A batch is read out of the journal each time it is sent: the journal does not change, and the shared database knows
each change by its operation and its place in it, so that whatever is sent again counts once.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from db.journal import table_number
from db.sharing import notes

ENTRIES = 5000
"""Changes in one batch."""
UNREADABLE = "unreadable"
"""Reason of a change that the shared database cannot read at all."""
CONFLICT = "conflict"
MADE_THERE = (CONFLICT, "access_right")
"""Tables whose rows the shared database alone makes. What came from it is not sent back, even after it was restored."""
CHARACTERS = 4_000_000
"""Text in one batch; a single change may be more."""

Row = tuple[int, str]
"""A record: number of its table, id."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Part of the journal on its way out."""

    payload: str
    """JSON, see docs/sync.md."""
    entries: int
    whole: int
    """Every operation up to this changeset is in it to its end, or was sent before."""
    through: int
    """The last journal entry in it; 0 if it has operations without entries alone."""
    last: str
    """Its last operation."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the shared database said to a batch."""

    head: int
    """How far its log is."""
    rows: tuple[Row, ...]
    """Rows that it did not take as they were."""
    refused: tuple[tuple[str, Row, str, str], ...]
    """Changes that it did not take at all: operation, record, reason, detail."""


def unshared(connection: Connection) -> int:
    """How many operations are only on this device."""
    return int(connection.exec_driver_sql("SELECT count(*) FROM changeset WHERE acknowledged = 0").scalar_one())


def waits(connection: Connection) -> bool:
    """Whether anything is to be sent, or to be asked for again."""
    found = connection.exec_driver_sql(
        "SELECT EXISTS (SELECT 1 FROM changeset WHERE acknowledged = 0) OR EXISTS (SELECT 1 FROM held) "
        "OR EXISTS (SELECT 1 FROM refetch)"
    )
    return bool(found.scalar_one())


def changes_left(connection: Connection) -> int:
    """How many changes are only on this device."""
    statement = (
        "SELECT count(*) FROM changeset s CROSS JOIN change c ON c.changeset_n = s.n "
        "WHERE s.acknowledged = 0 AND c.n > ?"
    )
    return int(connection.exec_driver_sql(statement, (notes.number(connection, notes.THROUGH),)).scalar_one())


def is_here(connection: Connection, operation: str) -> bool:
    """Whether this copy knows an operation by that id."""
    return connection.exec_driver_sql("SELECT 1 FROM changeset WHERE id = ?", (operation,)).first() is not None


def next_batch(connection: Connection, entries: int = ENTRIES) -> Batch | None:
    """What to send next, oldest first, at most so many changes; None if everything is shared."""
    through = notes.number(connection, notes.THROUGH)
    headers = connection.exec_driver_sql(
        "SELECT n, id, operation, subject, kind, target_id, hlc, at, schema_version, base FROM changeset "
        "WHERE acknowledged = 0 ORDER BY n LIMIT ?",
        (ENTRIES,),
    ).all()
    if not headers:
        return None
    places = {int(header[0]): place for place, header in enumerate(headers)}
    found = connection.exec_driver_sql(
        "SELECT c.n, c.changeset_n, c.table_id, c.row_id, c.op, c.before, c.after FROM changeset s "
        "CROSS JOIN change c ON c.changeset_n = s.n WHERE s.acknowledged = 0 AND s.n <= ? AND c.n > ? "
        "ORDER BY c.changeset_n, c.n LIMIT ?",
        (headers[-1][0], through, entries + 1),
    ).all()
    taken: list[Any] = []
    size = 0
    for entry in found[:entries]:
        size += 80 + len(entry[5] or "") + len(entry[6] or "")
        if taken and size > CHARACTERS:
            break
        taken.append(entry)
    complete = len(taken) == len(found)
    last = headers[-1][0] if complete else taken[-1][1]
    whole = last if complete else last - 1
    if not complete and found[len(taken)][1] != last:
        whole = last
    sent_before = _sent_before(connection, headers[0][0], through)
    heads = [
        json.dumps([*map(_sendable, header[1:]), sent_before if place == 0 else 0], ensure_ascii=False)
        for place, header in enumerate(headers)
        if header[0] <= last
    ]
    left = set(connection.exec_driver_sql("SELECT change_n FROM refused WHERE reason = ?", (UNREADABLE,)).scalars())
    theirs = {table_number(name) for name in MADE_THERE}
    taken_over = {int(header[0]) for header in headers if header[4] == "system"}
    lines = [
        f'[{places[e[1]]},{e[2]},"{e[3]}","X",null,null]'
        if e[0] in left or (e[2] in theirs and e[4] == "I" and e[1] in taken_over)
        else f'[{places[e[1]]},{e[2]},"{e[3]}","{e[4]}",{(e[5] if e[4] == "U" else None) or "null"},{e[6] or "null"}]'
        for e in taken
    ]
    older = json.dumps(_older(connection, [(int(e[2]), str(e[3])) for e in taken]))
    payload = f'{{"c":[{",".join(heads)}],"r":[{",".join(lines)}],"o":{older}}}'
    newest = next(str(header[1]) for header in reversed(headers) if header[0] <= last)
    return Batch(payload, len(taken), int(whole), int(taken[-1][0]) if taken else 0, newest)


def _sendable(value: Any) -> Any:
    """A header's value without what PostgreSQL cannot keep in a text."""
    return value.replace("\0", "").encode("utf-8", "replace").decode() if isinstance(value, str) else value


def _sent_before(connection: Connection, changeset: int, through: int) -> int:
    statement = "SELECT count(*) FROM change WHERE changeset_n = ? AND n <= ?"
    return int(connection.exec_driver_sql(statement, (changeset, through)).scalar_one())


def _older(connection: Connection, rows: list[Row]) -> dict[str, dict[str, int]]:
    """By place in the batch: fields whose newer shared value was held back here, and what had been seen before that."""
    held: dict[Row, dict[str, int]] = defaultdict(dict)
    for table, row_id, field, base in connection.exec_driver_sql("SELECT table_id, row_id, field, base FROM held"):
        held[int(table), str(row_id)][str(field)] = int(base)
    return {str(place): held[row] for place, row in enumerate(rows) if row in held} if held else {}


def acknowledge(connection: Connection, batch: Batch, answer: Answer) -> None:
    """The shared database has this batch: in the transaction of the caller."""
    connection.exec_driver_sql(
        "UPDATE changeset SET acknowledged = max(?, 1) WHERE acknowledged = 0 AND n <= ?", (answer.head, batch.whole)
    )
    if batch.through:
        notes.remember(connection, notes.THROUGH, batch.through)
    for operation, row, reason, detail in answer.refused:
        if row[0] == table_number(CONFLICT):  # settled here, and gone there when it was restored from a backup
            continue
        connection.exec_driver_sql(
            "INSERT OR IGNORE INTO refused (change_n, reason, detail, at) SELECT c.n, ?, ?, s.at "
            "FROM changeset s JOIN change c ON c.changeset_n = s.n WHERE s.id = ? AND c.table_id = ? AND c.row_id = ?",
            (reason, detail, operation, *row),
        )
    ask_again(connection, {*answer.rows, *(row for _, row, _, _ in answer.refused)})
    release(connection)


def leave(connection: Connection, batch: Batch, detail: str) -> None:
    """The one change of this batch cannot be sent as it is: it goes into the tray, and only its place is sent."""
    connection.exec_driver_sql(
        "INSERT INTO refused (change_n, reason, detail, at) SELECT c.n, ?, ?, s.at "
        "FROM change c JOIN changeset s ON s.n = c.changeset_n WHERE c.n = ?",
        (UNREADABLE, detail, batch.through),
    )
    found = connection.exec_driver_sql("SELECT table_id, row_id FROM change WHERE n = ?", (batch.through,)).all()
    ask_again(connection, {(int(table), str(row)) for table, row in found})


def ask_again(connection: Connection, rows: Iterable[Row]) -> None:
    """These rows are to be fetched as the shared database has them."""
    connection.exec_driver_sql(
        "INSERT OR IGNORE INTO refetch (table_id, row_id) VALUES (?, ?)", sorted(rows)
    ) if rows else None


def release(connection: Connection) -> None:
    """Fields that nobody is changing here any more need not wait: their rows are fetched."""
    waiting = connection.exec_driver_sql("SELECT table_id, row_id, field FROM held").all()
    if not waiting:
        return
    changing = being_changed(connection, {str(row_id) for _, row_id, _ in waiting})
    free = [
        (int(table), str(row_id), int(field))
        for table, row_id, field in waiting
        if not changing.get(str(row_id), Changing()).holds(int(field))
    ]
    if free:
        connection.exec_driver_sql("DELETE FROM held WHERE table_id = ? AND row_id = ? AND field = ?", free)
        ask_again(connection, {(table, row_id) for table, row_id, _ in free})


class Changing:
    """What is unshared of one row."""

    __slots__ = ("bases", "deleted", "whole")

    def __init__(self) -> None:
        self.bases: dict[int, int] = {}
        """By field: what had been seen of the shared log when the change here began."""
        self.whole: int | None = None
        """Likewise, if the row is new here, or was put back."""
        self.deleted = False

    def holds(self, field: int) -> bool:
        """Whether a shared value of this field has to wait; field 0: the row as a whole."""
        return self.deleted or self.whole is not None or (bool(self.bases) if field == 0 else field in self.bases)

    def base(self, field: int) -> int:
        """What had been seen before the change of a field that is held."""
        if self.whole is not None:
            return min(self.whole, self.bases.get(field, self.whole))
        return self.bases.get(field, min(self.bases.values(), default=0))


def being_changed(connection: Connection, ids: Iterable[str]) -> dict[str, Changing]:
    """Those of these rows that were changed here and not yet shared."""
    through = notes.number(connection, notes.THROUGH)
    found: dict[str, Changing] = {}
    listed = sorted(ids)
    if not connection.exec_driver_sql("SELECT 1 FROM changeset WHERE acknowledged = 0 LIMIT 1").first():
        return found
    for start in range(0, len(listed), 500):
        part = listed[start : start + 500]
        marks = ", ".join("?" * len(part))
        for row_id, op, after, base in connection.exec_driver_sql(
            f"SELECT c.row_id, c.op, c.after, s.base FROM change c JOIN changeset s ON s.n = c.changeset_n "
            f"WHERE c.row_id IN ({marks}) AND c.n > ? AND s.acknowledged = 0 ORDER BY c.n",
            (*part, through),
        ):
            row = found.setdefault(str(row_id), Changing())
            row.deleted = op == "D"
            if op == "U":
                for field in json.loads(after):
                    row.bases.setdefault(int(field), int(base))
            elif row.whole is None:
                row.whole = int(base)
    return found
