"""What happened between an operation and its taking back: rows that were merged away, operations that were undone.

Both hide from a plain comparison of values. A reference that a later merge led on still stands where the operation
had put it. And a row that was gone while an operation on it was undone must not come back with that operation's
values.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from itertools import groupby

from sqlalchemy import Connection, Table, text

from db import members, plain
from db.base import TABLE_ID, targets
from db.journal import RawEntry, decoded, tables_by_number
from db.parents import Parents
from db.past import states
from db.redirects import way
from db.types import Value

MERGE = "Merge"
"""The operation that merges two records, by the source text of its name."""


_TURN = "u.n < (SELECT n FROM journal_open) AND u.kind IN ('undo', 'revert', 'redo')"
_OWN = "SELECT CASE WHEN kind IN ('undo', 'redo') THEN target_id ELSE id END FROM changeset WHERE n = ?"
"""The operation that a changeset does, takes back or does again."""
_TURNED = (
    "WITH RECURSIVE turned(n, id, source, back) AS (SELECT u.n, u.id, s.n, u.kind <> 'redo' FROM changeset s "
    "JOIN changeset u ON u.target_id = s.id WHERE s.n IN (SELECT changeset_n FROM change WHERE row_id IN "
    f"{plain.LISTED} AND table_id = :table AND changeset_n < :number) "
    f"AND s.id <> :own AND coalesce(s.target_id, '') <> :own AND u.n > :number AND {_TURN} "
    # taking back what had taken the operation back does it again
    "UNION ALL SELECT u.n, u.id, t.source, CASE u.kind WHEN 'redo' THEN t.back ELSE 1 - t.back END FROM turned t "
    f"JOIN changeset u ON u.target_id = t.id WHERE {_TURN}) "
    "SELECT c.n, c.table_id, c.row_id, c.op, c.before, c.after, t.n AS turn, t.back AS back, t.source FROM turned t "
    f"JOIN change c ON c.changeset_n = t.source WHERE c.row_id IN {plain.LISTED} AND c.table_id = :table "
    "ORDER BY t.n, c.n"
)


def undone_meanwhile(
    connection: Connection, table: Table, wanted: Mapping[str, dict[str, Value]], number: int
) -> dict[str, dict[str, Value] | None]:
    """The rows `wanted` that are to come back, without what was taken back since changeset `number` removed them.

    None stands for a row whose making was itself taken back. Rows to which nothing of the kind happened are left out.
    """
    if not _turns(connection, number):
        return {}
    links = targets(table)

    def same(name: str, now: Value, then: Value) -> bool:
        return now == then or (name in links and None not in (now, then) and str(now) in way(connection, str(then)))

    own = plain.first(connection, _OWN, (number,))
    fixed = {"table": table.info[TABLE_ID], "number": number, "own": own[0] if own else None}
    result: dict[str, dict[str, Value] | None] = {}
    listed = sorted(wanted)
    for start in range(0, len(listed), plain.TOGETHER):
        found = list(plain.each(connection, _TURNED, listed[start : start + plain.TOGETHER], fixed))
        turns = {int(turn): list(rows) for turn, rows in groupby(found, key=lambda row: int(row[6]))}
        for turn in _lasting((turn, bool(rows[0][7]), int(rows[0][8])) for turn, rows in turns.items()):
            rows, back = turns[turn], bool(turns[turn][0][7])
            for row in reversed(rows) if back else rows:
                entry = decoded(*row[:6])
                known = result.get(entry.row_id, wanted[entry.row_id])
                result[entry.row_id] = _turned(known, wanted[entry.row_id], entry, same, back=back)
    return result


def _lasting(turns: Iterable[tuple[int, bool, int]]) -> list[int]:
    """Of each operation the turn that made it what it is now; none where it is again what it was at first.

    `turns`: (changeset, whether it takes back, operation), in their order. What was taken back comes first, the newest
    operation ahead: it stood on the older ones, whichever went first.
    """
    first: dict[int, bool] = {}
    last: dict[int, tuple[int, bool]] = {}
    for turn, back, source in turns:
        first.setdefault(source, back)
        last[source] = turn, back
    lasting = [(source, turn, back) for source, (turn, back) in last.items() if back == first[source]]
    taken_back = [turn for _, turn, back in sorted(lasting, reverse=True) if back]
    return [*taken_back, *(turn for _, turn, back in sorted(lasting) if not back)]


def _turns(connection: Connection, number: int) -> bool:
    """Whether anything at all was taken back or done again since changeset `number`."""
    return (
        plain.first(connection, f"SELECT 1 FROM changeset u WHERE u.n > ? AND {_TURN} LIMIT 1", (number,)) is not None
    )


def _turned(
    known: dict[str, Value] | None,
    whole: dict[str, Value],
    entry: RawEntry,
    same: Callable[[str, Value, Value], bool],
    *,
    back: bool,
) -> dict[str, Value] | None:
    if entry.op == "I":
        return None if back else dict(whole)
    if known is None or entry.op == "D":
        return known
    old, new = (entry.after, entry.before) if back else (entry.before, entry.after)
    return {**known, **{name: value for name, value in new.items() if same(name, known.get(name), old.get(name))}}


def changed(connection: Connection, ids: Iterable[str], number: int) -> bool:
    """Whether these records, or rows that name them, are not today what they were right after changeset `number`."""
    statement = text(
        "SELECT DISTINCT table_id, row_id FROM change WHERE changeset_n > :number AND changeset_n < (SELECT n FROM "
        "journal_open) AND (row_id = :id OR instr(before, :id) OR instr(after, :id))"
    )
    touched = {
        (tables_by_number()[table].name, str(row_id))
        for one in ids
        for table, row_id in connection.execute(statement, {"id": one, "number": number})
    }
    moment = connection.execute(text("SELECT hlc FROM changeset WHERE n = :number"), {"number": number}).scalar_one()
    return any(row.then != row.now for row in states(connection, sorted(touched), int(moment)))


def led_on(connection: Connection, table: Table, rows: Mapping[str, Mapping[str, Value]], number: int) -> set[str]:
    """The members that later merges made of these, which are gone: what the first brought, the others took along."""
    if not rows or not members.set_key(table.name):
        return set()
    parents = Parents(connection, table, rows.values())
    made: set[str] = set()
    for values in rows.values():
        led = {**values, **{name: parents.lead(name, values[name]) for name in parents.names()}}
        if led != values:
            made.add(members.member_id(table.name, led))
    statement = (
        f"SELECT c.row_id FROM change c JOIN changeset s ON s.n = c.changeset_n WHERE c.row_id IN {plain.LISTED} "
        "AND c.op = 'I' AND s.operation = :merge AND s.n > :number"
    )
    return {row[0] for row in plain.each(connection, statement, made, {"merge": MERGE, "number": number})}
