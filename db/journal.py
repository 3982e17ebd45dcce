"""The journal: opening a changeset, reading what changesets did, a record's history and past states."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Connection, Row, Table, bindparam, text

from db import plain
from db.base import TABLE_ID, Base, column_names, fields, records
from db.errors import TransactionLost
from db.types import ChangesetInfo, Entry, FieldChange, Identity, Value
from talented_desk.clock import Clock, HybridClock, from_utc_text, hlc_until, utc_text
from talented_desk.ids import new_id

UNDOABLE = "do"
CURSOR = "shared_cursor"
"""Note: the place in the shared log up to which everything is here."""
_SEEN = f"coalesce((SELECT CAST(value AS INTEGER) FROM note WHERE key = '{CURSOR}'), 0)"
_ENTRIES = "SELECT n, table_id, row_id, op, before, after FROM change WHERE changeset_n = ?"
Side = Mapping[str, Value]
_HEADER = "n, id, operation, subject, kind, target_id, officer_id, device_id, at, hlc, acknowledged"


@dataclass(frozen=True, slots=True)
class RawEntry:
    """One row of `change`, decoded: values by field name. Inserts have no `before`, deletes no `after`."""

    n: int
    table: str
    row_id: str
    op: str
    before: dict[str, Value]
    after: dict[str, Value]


@cache
def tables_by_number() -> dict[int, Table]:
    """Journalled tables by their stable number."""
    return {int(table.info[TABLE_ID]): table for table in records()}


@cache
def _names(table: str) -> tuple[str, ...]:
    return tuple(fields(Base.metadata.tables[table]))


def table_number(name: str) -> int:
    """The stable number of a journalled table."""
    return int(Base.metadata.tables[name].info[TABLE_ID])


def open_changeset(
    connection: Connection,
    operation: str,
    *,
    identity: Identity,
    clock: Clock,
    hybrid: HybridClock,
    schema_version: str,
    kind: str = UNDOABLE,
    subject: str = "",
    target_id: str | None = None,
) -> tuple[int, str]:
    """Begin a changeset in the connection's transaction; from here on, writes are journalled under it.

    Returns its number and id.
    """
    changeset_id = new_id()
    cursor = connection.exec_driver_sql(
        "INSERT INTO changeset (id, operation, subject, kind, target_id, officer_id, device_id, hlc, at, "
        f"schema_version, base) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, {_SEEN})",
        (
            changeset_id,
            operation,
            subject,
            kind,
            target_id,
            identity.officer_id,
            identity.device_id,
            hybrid.tick(),
            utc_text(clock.now()),
            schema_version,
        ),
    )
    number = int(cursor.lastrowid or 0)
    plain.run(connection, "DELETE FROM journal_open")
    plain.run(connection, "INSERT INTO journal_open (n) VALUES (?)", (number,))
    return number, changeset_id


def close_changeset(connection: Connection, number: int) -> int:
    """End the changeset before commit; returns how many rows it touched.

    One that touched none is dropped, but for an undo or redo: its header says that the operation was dealt with.
    """
    if connection.exec_driver_sql("DELETE FROM journal_open").rowcount != 1:
        raise TransactionLost()
    touched = int(
        connection.exec_driver_sql("SELECT count(*) FROM change WHERE changeset_n = ?", (number,)).scalar_one()
    )
    if not touched:
        connection.exec_driver_sql("DELETE FROM changeset WHERE n = ? AND kind NOT IN ('undo', 'redo')", (number,))
    return touched


def info(connection: Connection, *, number: int | None = None, changeset_id: str | None = None) -> ChangesetInfo | None:
    """A changeset's header by number or id."""
    by, what = ("n", number) if changeset_id is None else ("id", changeset_id)
    row = connection.exec_driver_sql(f"SELECT {_HEADER} FROM changeset WHERE {by} = ?", (what,)).one_or_none()
    return None if row is None else _info(row)


def headers(connection: Connection, numbers: Iterable[int]) -> dict[int, ChangesetInfo]:
    """The headers of these changesets, by number."""
    listed = sorted(numbers)
    found: dict[int, ChangesetInfo] = {}
    statement = text(f"SELECT {_HEADER} FROM changeset WHERE n IN :ns").bindparams(bindparam("ns", expanding=True))
    for start in range(0, len(listed), 500):
        for row in connection.execute(statement, {"ns": listed[start : start + 500]}):
            found[int(row.n)] = _info(row)
    return found


def recent(connection: Connection, limit: int, before: int | None = None) -> list[ChangesetInfo]:
    """The newest changesets, newest first; `before` is the number to go on from."""
    rows = connection.execute(
        text(f"SELECT {_HEADER} FROM changeset WHERE n < :before ORDER BY n DESC LIMIT :limit"),
        {"before": before if before is not None else 1 << 62, "limit": limit},
    )
    return [_info(row) for row in rows]


def not_shared(connection: Connection, limit: int) -> list[ChangesetInfo]:
    """The newest changesets that no shared database has, newest first."""
    rows = connection.execute(
        text(f"SELECT {_HEADER} FROM changeset WHERE acknowledged = 0 ORDER BY n DESC LIMIT :limit"), {"limit": limit}
    )
    return [_info(row) for row in rows]


def count_not_shared(connection: Connection, most: int) -> int:
    """How many changesets no shared database has, counted up to `most`."""
    inner = "SELECT 1 FROM changeset WHERE acknowledged = 0 LIMIT :most"
    return int(connection.execute(text(f"SELECT count(*) FROM ({inner})"), {"most": most}).scalar_one())


def ever_shared(connection: Connection) -> bool:
    """Whether any of this was shared: it is sent in order, so the oldest changesets tell without a look at all."""
    inner = "SELECT acknowledged FROM changeset ORDER BY n LIMIT 50"
    return bool(connection.exec_driver_sql(f"SELECT EXISTS (SELECT 1 FROM ({inner}) WHERE acknowledged > 0)").scalar())


def last_hlc(connection: Connection) -> int:
    """The highest clock value in the journal; 0 when empty."""
    return int(connection.exec_driver_sql("SELECT coalesce(max(hlc), 0) FROM changeset").scalar_one())


def known_rows(connection: Connection, ids: Sequence[str]) -> list[str]:
    """Those of `ids` that are, or once were, records."""
    marks = ", ".join("?" * len(ids))
    found = connection.exec_driver_sql(f"SELECT DISTINCT row_id FROM change WHERE row_id IN ({marks})", tuple(ids))
    return [str(row[0]) for row in found]


def raw_entries(connection: Connection, number: int, *, newest_first: bool = False) -> Iterator[RawEntry]:
    """The entries of one changeset in their order."""
    order = "DESC" if newest_first else "ASC"
    for row in plain.rows(connection, f"{_ENTRIES} ORDER BY n {order}", (number,)):
        yield decoded(*row)


def effects(connection: Connection, number: int) -> Iterator[tuple[str, str, str, Side, Side]]:
    """Table, row, what was done, before and after of each entry of a changeset, in their order.

    Sides that are the same text are one object, which nobody may change: a merge or a change of many rows says the
    same of each.
    """
    known: dict[tuple[str, str | None], Side] = {}
    for _, table_id, row_id, op, *both in plain.rows(connection, f"{_ENTRIES} ORDER BY n", (number,)):
        table = _table(table_id)
        if op != "U":
            yield table, row_id, op, decoded_values(table, both[0]), decoded_values(table, both[1])
            continue
        sides = []
        for encoded in both:
            side = known.get((table, encoded))
            if side is None:
                side = known[table, encoded] = decoded_values(table, encoded)
            sides.append(side)
        yield table, row_id, op, sides[0], sides[1]


def before_deletion(connection: Connection, number: int, row_id: str) -> dict[str, Value]:
    """The values that a row had when this changeset removed it; empty if it did not."""
    row = connection.execute(
        text(
            "SELECT n, table_id, row_id, op, before, after FROM change "
            "WHERE changeset_n = :n AND row_id = :id AND op = 'D' ORDER BY n DESC LIMIT 1"
        ),
        {"n": number, "id": row_id},
    ).one_or_none()
    return decode(row).before if row is not None else {}


def touched(connection: Connection, number: int, limit: int) -> tuple[frozenset[str], frozenset[str]]:
    """The tables that a changeset touched, and its row ids unless there are more than `limit` (then none)."""
    both = "SELECT DISTINCT table_id, row_id FROM change WHERE changeset_n = ? LIMIT ?"
    found = list(plain.rows(connection, both, (number, limit + 1)))
    if len(found) <= limit:
        return frozenset(_table(table_id) for table_id, _ in found), frozenset(str(row_id) for _, row_id in found)
    numbers = plain.rows(connection, "SELECT DISTINCT table_id FROM change WHERE changeset_n = ?", (number,))
    return frozenset(_table(row[0]) for row in numbers), frozenset()


@cache
def _table(number: int) -> str:
    return tables_by_number()[int(number)].name


def history(
    connection: Connection, rows: Iterable[tuple[str, str]], limit: int = 500, before: int | None = None
) -> list[tuple[ChangesetInfo, tuple[Entry, ...]]]:
    """What happened to these rows (table, id), newest first, grouped by changeset.

    Ends with the changeset in which the limit of entries is reached, which is told whole.
    """
    wanted = list(rows)
    those = "FROM change c WHERE c.row_id IN :ids AND c.changeset_n < :before"
    statement = text(
        f"SELECT c.n, c.table_id, c.row_id, c.op, c.before, c.after, c.changeset_n {those} AND c.changeset_n >= "
        f"coalesce((SELECT c.changeset_n {those} ORDER BY c.n DESC LIMIT 1 OFFSET :limit - 1), 0) ORDER BY c.n DESC"
    ).bindparams(bindparam("ids", expanding=True))
    found = connection.execute(
        statement,
        {
            "ids": [row_id for _, row_id in wanted],
            "before": before if before is not None else 1 << 62,
            "limit": limit,
        },
    ).all()
    groups: dict[int, list[Entry]] = {}
    pairs = set(wanted)
    for row in found:
        raw = decode(row)
        if (raw.table, raw.row_id) in pairs:
            groups.setdefault(int(row.changeset_n), []).append(named(raw))
    result = []
    for number, group in groups.items():
        header = info(connection, number=number)
        if header is not None:
            result.append((header, tuple(reversed(group))))
    return result


def state_at(connection: Connection, table: str, row_id: str, moment: str) -> dict[str, Value] | None:
    """The fields of a row as they were at a moment (UTC text); None if it did not exist then.

    Goes by the hybrid clock, whose order is that of the writes even while the wall clock runs wrong.
    """
    current = current_values(connection, table, [row_id]).get(row_id)
    rows = connection.execute(
        text(
            "SELECT c.n, c.table_id, c.row_id, c.op, c.before, c.after FROM change c "
            "JOIN changeset s ON s.n = c.changeset_n WHERE c.row_id = :id AND c.table_id = :t AND s.hlc > :last "
            "ORDER BY c.n DESC"
        ),
        {"id": row_id, "t": table_number(table), "last": hlc_until(from_utc_text(moment))},
    )
    for row in rows:
        entry = decode(row)
        if entry.op == "I":
            current = None
        elif entry.op == "D":
            current = dict(entry.before)
        elif current is not None:
            current.update(entry.before)
    return current


def current_values(
    connection: Connection, table: str, ids: Collection[str], names: Sequence[str] = ()
) -> dict[str, dict[str, Value]]:
    """The journalled fields of these rows as they are now (or those of `names`), by id; missing rows are left out."""
    columns = names or _names(table)
    statement = f"SELECT id, {column_names(columns)} FROM {table} WHERE id IN {plain.LISTED}"
    return {
        row_id: dict(zip(columns, values, strict=True)) for row_id, *values in plain.each(connection, statement, ids)
    }


def named(raw: RawEntry) -> Entry:
    """An entry with its changes listed field by field; empty fields of new and deleted rows are left out."""
    names = raw.before.keys() | raw.after.keys()
    ordered = [name for name in _names(raw.table) if name in names]
    changes = tuple(FieldChange(name, raw.before.get(name), raw.after.get(name)) for name in ordered)
    if raw.op != "U":
        changes = tuple(c for c in changes if c.before not in (None, "") or c.after not in (None, ""))
    return Entry(raw.table, raw.row_id, raw.op, changes)


def decode(row: Row[Any]) -> RawEntry:
    """A row of `change` (number, table, row, op, before, after) with its values by field name."""
    return decoded(row.n, row.table_id, row.row_id, row.op, row.before, row.after)


def decoded(n: int, table_id: int, row_id: str, op: str, before: str | None, after: str | None) -> RawEntry:
    """The same of the bare columns."""
    table = _table(table_id)
    return RawEntry(n, table, row_id, op, decoded_values(table, before), decoded_values(table, after))


def decoded_values(table: str, encoded: str | None) -> dict[str, Value]:
    """One side of an entry, by field name."""
    if encoded is None:
        return {}
    names = _names(table)
    decoded = json.loads(encoded)
    if isinstance(decoded, list):  # an array written before a field was added is shorter than today's
        return dict(zip(names, decoded, strict=False))
    return {names[int(number) - 1]: value for number, value in decoded.items()}


def _info(row: Row[tuple[object, ...]]) -> ChangesetInfo:
    return ChangesetInfo(
        int(row.n),
        row.id,
        row.operation,
        row.subject,
        row.kind,
        row.target_id,
        row.officer_id,
        row.device_id,
        row.at,
        int(row.hlc),
        bool(row.acknowledged),
    )
