"""SQLite triggers that write the journal, generated from the models.

They see every write: the ORM, Core, `executemany`, raw SQL, upserts, cascades, and the deletes inside REPLACE
(because connections set `recursive_triggers=ON`). Without an open changeset they abort the statement; RAISE,
unlike a constraint, is not overridden by an outer `OR IGNORE`.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, Table, text

from db.base import TABLE_ID, column_names, fields, records

REFUSAL = "no open changeset"
_ENTRY = "INSERT INTO change (changeset_n, table_id, row_n, row_id, op, before, after) VALUES"
_OPEN = f"coalesce((SELECT n FROM journal_open), RAISE(ABORT, '{REFUSAL}'))"


def statements(table: Table) -> dict[str, str]:
    """The triggers of one table: name to CREATE TRIGGER text."""
    name, number, columns = table.name, int(table.info[TABLE_ID]), fields(table)
    whole = {side: "json_array(" + ", ".join(f'{side}."{c}"' for c in columns) + ")" for side in ("new", "old")}
    changed = " OR ".join(f'old."{c}" IS NOT new."{c}"' for c in columns)
    return {
        f"journal_{name}_insert": (
            f"CREATE TRIGGER journal_{name}_insert AFTER INSERT ON {name} BEGIN "
            f"{_ENTRY} ({_OPEN}, {number}, new.n, new.id, 'I', NULL, {whole['new']}); END"
        ),
        f"journal_{name}_delete": (
            f"CREATE TRIGGER journal_{name}_delete AFTER DELETE ON {name} BEGIN "
            f"{_ENTRY} ({_OPEN}, {number}, old.n, old.id, 'D', {whole['old']}, NULL); END"
        ),
        f"journal_{name}_update": (
            f"CREATE TRIGGER journal_{name}_update AFTER UPDATE OF {column_names(columns)} ON {name} "
            f"WHEN {changed} BEGIN {_ENTRY} ({_OPEN}, {number}, new.n, new.id, 'U', "
            f"{_partial('old', columns)}, {_partial('new', columns)}); END"
        ),
        f"journal_{name}_id": (
            f"CREATE TRIGGER journal_{name}_id BEFORE UPDATE OF id ON {name} WHEN old.id IS NOT new.id "
            f"BEGIN SELECT RAISE(ABORT, 'a record keeps its id'); END"
        ),
    }


def _partial(side: str, columns: Sequence[str]) -> str:
    """A JSON object of the changed fields only, by field id."""
    every = ", ".join(f"'{number}', {side}.\"{c}\"" for number, c in enumerate(columns, 1))
    unchanged = ", ".join(
        f"CASE WHEN old.\"{c}\" IS new.\"{c}\" THEN '$.{number}' ELSE '$.0' END" for number, c in enumerate(columns, 1)
    )
    return f"json_remove(json_object({every}), {unchanged})"


def expected() -> dict[str, str]:
    """Every trigger that the database must have."""
    return {name: sql for table in records() for name, sql in statements(table).items()}


def installed(connection: Connection) -> dict[str, str]:
    """The journal's triggers as they stand in the file."""
    found = connection.execute(
        text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'journal\\_%' ESCAPE '\\'")
    )
    return {str(row[0]): str(row[1]) for row in found}


def install(connection: Connection) -> bool:
    """Make the triggers agree with the models; True if anything had to be changed."""
    want, have = expected(), installed(connection)
    if want == have:
        return False
    for name in have.keys() - want.keys() | {name for name in have if have[name] != want.get(name)}:
        connection.exec_driver_sql(f"DROP TRIGGER {name}")
    for name, sql in want.items():
        if have.get(name) != sql:
            connection.exec_driver_sql(sql)
    return True
