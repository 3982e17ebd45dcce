"""What the officer at this device may do, and what comes and goes when that changes.

Rows that are seen from now on are fetched as they are; rows that are no longer seen go, with their journal, their words
in the search and their bytes. What was written here and refused stays in the journal, for the tray to show.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection

from db.base import records
from db.journal import table_number, tables_by_number
from db.sharing import first, notes
from db.sharing.contents import REFERRING
from db.sharing.incoming import Header
from db.sharing.outgoing import ask_again, being_changed
from talented_desk.ids import new_id

REVISION = "shared_rights"
TABLES = "shared_tables"
"""Note: the tables that are seen, each with what of it, as JSON."""
LATE = "shared_late"
"""Note: numbers of tables that came after the others, as JSON: what was before does not come behind."""


@dataclass(frozen=True, slots=True)
class Rights:
    """What the shared database lets the officer do."""

    revision: str
    role: str
    tables: Mapping[int, str]
    """Numbers of the tables that are seen; which of their rows and references, as a mark to compare."""
    written: frozenset[int]


@dataclass(frozen=True, slots=True)
class Difference:
    """Tables that are no longer seen, and those of which something else is seen than before."""

    gone: frozenset[int]
    other: frozenset[int]

    def __bool__(self) -> bool:
        return bool(self.gone or self.other)


@dataclass(frozen=True, slots=True)
class Seen:
    """The rows of a table that the officer sees, and those that were deleted and would be."""

    here: frozenset[str]
    deleted: frozenset[str]


def revision(connection: Connection) -> str:
    """The rights that this copy was made for; empty before its first sync."""
    return notes.word(connection, REVISION)


def difference(connection: Connection, rights: Rights) -> Difference:
    """What changes with these rights. At the first sync nothing does: nothing is here yet."""
    known = notes.word(connection, TABLES)
    if not known:
        return Difference(frozenset(), frozenset())
    before = {int(number): str(mark) for number, mark in json.loads(known).items()}
    mine = {number: mark for number, mark in rights.tables.items() if number in tables_by_number()}
    return Difference(
        frozenset(before.keys() - mine.keys()),
        frozenset(number for number, mark in mine.items() if before.get(number) != mark),
    )


def remember(connection: Connection, rights: Rights) -> None:
    """From now on these rights hold here."""
    known = {number: mark for number, mark in rights.tables.items() if number in tables_by_number()}
    notes.remember(connection, REVISION, rights.revision)
    notes.remember(connection, TABLES, json.dumps(known))


def take(
    connection: Connection,
    rights: Rights,
    changes: Difference,
    ids: Mapping[int, Seen],
    header: Header,
    index: Callable[[], None],
) -> set[str]:
    """Let go what is no longer seen and ask for what is now; the names of the tables that changed.

    `ids`: by table of `changes.other` the rows that are seen; `header`: the operation that this comes under; `index`
    makes the whole search anew: in it not even a word is to stay.
    """
    run = connection.exec_driver_sql
    run("PRAGMA defer_foreign_keys = ON")
    removed = {number: _known(connection, number) for number in changes.gone}
    for number in changes.other:
        lost = _known(connection, number) - ids[number].here - ids[number].deleted
        removed[number] = lost - being_changed(connection, lost).keys()
    operation = first.operation(connection, header, notes.cursor(connection))
    run("DELETE FROM journal_open")
    run("INSERT INTO journal_open (n) VALUES (?)", (operation,))
    run("CREATE TEMP TABLE IF NOT EXISTS gone (table_id INTEGER, row_id TEXT, PRIMARY KEY (table_id, row_id))")
    run("DELETE FROM temp.gone")
    for number, rows in removed.items():
        if rows:
            run("INSERT INTO temp.gone VALUES (?, ?)", [(number, row) for row in sorted(rows)])
    _let_go(connection, changes.gone)
    # what is deleted next takes the journal's last entry with it, whose number must not be given again
    last = new_id()
    run("INSERT INTO access_right (id, role, entity) VALUES (?, '', '')", (last,))
    run("DELETE FROM access_right WHERE id = ?", (last,))
    run("DELETE FROM journal_open")
    _forget(connection, operation)
    index()
    for number in changes.other:
        ask_again(connection, {(number, row) for row in ids[number].here})
    if first.reached(connection):
        late = {int(one) for one in json.loads(notes.word(connection, LATE) or "[]")}
        notes.remember(connection, LATE, json.dumps(sorted(late | changes.other)))
    remember(connection, rights)
    return {tables_by_number()[number].name for number in changes.gone | changes.other}


def late(connection: Connection) -> frozenset[int]:
    """Tables whose history does not come behind."""
    return frozenset(int(one) for one in json.loads(notes.word(connection, LATE) or "[]"))


def _known(connection: Connection, number: int) -> set[str]:
    """Rows of a table that are here, or that the journal knows."""
    table = tables_by_number()[number]
    found = connection.exec_driver_sql(
        f"SELECT id FROM {table.name} UNION SELECT DISTINCT row_id FROM change WHERE table_id = ?", (number,)
    )
    return {str(one) for one in found.scalars()}


def _let_go(connection: Connection, gone: frozenset[int]) -> None:
    """Delete the rows in `temp.gone`, children first; what else refers to them is left without."""
    run = connection.exec_driver_sql
    for table in reversed(records()):
        for column in table.columns:
            for key in column.foreign_keys:
                parent = table_number(key.column.table.name)
                if column.nullable and key.ondelete != "CASCADE" and parent in gone:
                    run(
                        f"UPDATE {table.name} SET {column.name} = NULL WHERE {column.name} IN "
                        "(SELECT row_id FROM temp.gone WHERE table_id = ?)",
                        (parent,),
                    )
    for table in reversed(records()):
        run(
            f"DELETE FROM {table.name} WHERE id IN (SELECT row_id FROM temp.gone WHERE table_id = ?)",
            (table_number(table.name),),
        )


def _forget(connection: Connection, operation: int) -> None:
    """The journal of the rows in `temp.gone`, but for what is only here or was refused; names in operations; bytes."""
    run = connection.exec_driver_sql
    of_gone = "(table_id, row_id) IN (SELECT table_id, row_id FROM temp.gone)"
    run("CREATE TEMP TABLE IF NOT EXISTS touched (n INTEGER PRIMARY KEY)")
    run("DELETE FROM temp.touched")
    run(
        f"INSERT OR IGNORE INTO temp.touched SELECT changeset_n FROM change c JOIN changeset s ON s.n = c.changeset_n "
        f"WHERE {of_gone} AND s.acknowledged > 0"
    )
    run(
        f"DELETE FROM change WHERE {of_gone} AND changeset_n IN (SELECT n FROM temp.touched) "
        "AND n NOT IN (SELECT change_n FROM refused)"
    )
    run(
        "DELETE FROM changeset WHERE n IN (SELECT n FROM temp.touched) AND n <> ? "
        "AND NOT EXISTS (SELECT 1 FROM change WHERE changeset_n = changeset.n)",
        (operation,),
    )
    run(
        "UPDATE changeset SET subject = '' WHERE n IN (SELECT n FROM temp.touched) "
        "AND NOT EXISTS (SELECT 1 FROM change JOIN refused ON change_n = change.n WHERE changeset_n = changeset.n)"
    )
    for table in ("held", "refetch"):
        run(f"DELETE FROM {table} WHERE {of_gone}")
    run("DELETE FROM settled WHERE row_id IN (SELECT row_id FROM temp.gone)")
    run(f"DELETE FROM content WHERE shared = 1 AND sha256 NOT IN (SELECT sha256 FROM ({REFERRING}))")
    run("DELETE FROM content_text WHERE sha256 NOT IN (SELECT sha256 FROM content)")
    run(f"DELETE FROM content_part WHERE sha256 NOT IN (SELECT sha256 FROM ({REFERRING}))")
    run("DROP TABLE temp.gone")
    run("DROP TABLE temp.touched")
