"""The whole base as it was at a moment, for queries that know nothing of it.

A reader gets temporary views named like the tables; SQLite finds a temporary name before a stored one, so that a
query written for today answers for then. A view is the rows nobody touched since, and those touched since as the
journal says they were. Only tables that changed since are shadowed.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from sqlalchemy import Connection

from db.base import column_names, fields
from db.journal import decoded_values, tables_by_number
from db.types import Value


def shadow(connection: Connection, moment: int) -> None:
    """Make this reader answer as of `moment` (hybrid clock, inclusive). The connection must not be used again after.

    Call inside its transaction.
    """
    run = connection.exec_driver_sql
    run("PRAGMA query_only = OFF")
    run(f"CREATE TEMP VIEW changeset AS SELECT * FROM main.changeset WHERE hlc <= {int(moment)}")
    touched = _touched(connection, moment)
    for number, rows in touched.items():
        _shadow_table(connection, number, rows, moment)
    run("PRAGMA query_only = ON")


def _touched(connection: Connection, moment: int) -> dict[int, dict[str, str]]:
    """By table number: each row touched since, and what was done to it first."""
    run = connection.exec_driver_sql
    first = run("SELECT min(n) FROM main.changeset WHERE hlc > ?", (moment,)).scalar()
    if first is None:
        return {}
    start = run("SELECT n FROM main.change WHERE changeset_n >= ? ORDER BY changeset_n, n LIMIT 1", (first,)).scalar()
    if start is None:
        return {}
    run(
        "CREATE TEMP TABLE past_touched (t INTEGER, id TEXT, first INTEGER, op TEXT, PRIMARY KEY (t, id)) WITHOUT ROWID"
    )
    # of the bare column beside min(), SQLite gives the value in the row of the minimum
    run(
        "INSERT INTO past_touched SELECT c.table_id, c.row_id, min(c.n), c.op FROM main.change c "
        "CROSS JOIN main.changeset s ON s.n = c.changeset_n AND s.hlc > ? WHERE c.n >= ? GROUP BY 1, 2",
        (moment, start),
    )
    found: dict[int, dict[str, str]] = defaultdict(dict)
    for table, row_id, op in run("SELECT t, id, op FROM past_touched WHERE op <> 'I'"):
        found[int(table)][str(row_id)] = str(op)
    for table in run("SELECT DISTINCT t FROM past_touched").scalars():
        found.setdefault(int(table), {})
    return found


def _shadow_table(connection: Connection, number: int, rows: dict[str, str], moment: int) -> None:
    run = connection.exec_driver_sql
    table = tables_by_number()[number]
    name, columns = table.name, [column.name for column in table.columns]
    quoted = column_names(columns)
    run(f"CREATE TEMP TABLE past_{name} AS SELECT {quoted} FROM main.{name} WHERE 0")
    back = _rows_then(connection, number, rows, moment)
    marks = ", ".join("?" * len(columns))
    if back:
        run(f"INSERT INTO past_{name} VALUES ({marks})", [tuple(one.get(c) for c in columns) for one in back])
    run(f"CREATE TEMP TABLE hidden_{name} (n INTEGER PRIMARY KEY)")
    run(
        f"INSERT INTO hidden_{name} SELECT m.n FROM past_touched p CROSS JOIN main.{name} m ON m.id = p.id "
        "WHERE p.t = ?",
        (number,),
    )
    run(
        f"CREATE TEMP VIEW {name} AS SELECT {quoted} FROM main.{name} m "
        f"WHERE NOT EXISTS (SELECT 1 FROM hidden_{name} h WHERE h.n = m.n) UNION ALL SELECT {quoted} FROM past_{name}"
    )


def _rows_then(connection: Connection, number: int, rows: dict[str, str], moment: int) -> list[dict[str, Any]]:
    """The rows touched since that existed then, with all columns."""
    if not rows:
        return []
    table = tables_by_number()[number]
    run = connection.exec_driver_sql
    entries = run(
        "SELECT c.row_id, c.row_n, c.op, c.before FROM past_touched p CROSS JOIN main.change c ON c.row_id = p.id "
        "AND c.n >= p.first AND c.table_id = p.t CROSS JOIN main.changeset s ON s.n = c.changeset_n AND s.hlc > ? "
        "WHERE p.t = ? AND p.op <> 'I' ORDER BY c.n",
        (moment, number),
    )
    then: dict[str, dict[str, Value]] = {}
    whole: dict[str, int] = {}
    for row_id, row_n, op, before in entries:
        if row_id in whole:
            continue  # what came after it was deleted is another life
        values = decoded_values(table.name, before)
        known = then.setdefault(row_id, {})
        then[row_id] = values | known  # what was changed first says how it was
        if op == "D":
            whole[row_id] = int(row_n)
    names = fields(table)
    result: list[dict[str, Any]] = []
    alive = run(
        f"SELECT m.n, m.id, {', '.join(f'm.{chr(34)}{n}{chr(34)}' for n in names)} FROM past_touched p "
        f"CROSS JOIN main.{table.name} m ON m.id = p.id WHERE p.t = ? AND p.op <> 'I'",
        (number,),
    )
    for n, row_id, *now in alive:
        if row_id not in whole:
            result.append({"n": n, "id": row_id, "rev": 0} | dict(zip(names, now, strict=True)) | then[row_id])
    result += [{"n": n, "id": row_id, "rev": 0} | then[row_id] for row_id, n in whole.items()]
    return result
