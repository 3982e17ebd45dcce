"""Where a dry run keeps what it found: scratch tables of this device, inside the encrypted file, not journalled.

New employers and worksites have negative numbers until they are applied; existing ones their row number `n`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection

from db.models import Contact, ContactRole, Employer, EmployerFact, EmployerName, EmployerTag, Tag, Worksite
from db.redirects import survivors

_WATCHED = (Employer, EmployerName, Worksite, EmployerFact, EmployerTag, Tag, Contact, ContactRole)
FIELDS = (
    "trade_name",
    "business_number",
    "naics",
    "headcount",
    "headcount_date",
    "headcount_source",
    "language",
    "website",
    "email",
    "phone",
    "city",
    "notes",
)
TABLES: dict[str, tuple[str, ...]] = {
    "spool_head": ("token TEXT", "seen INTEGER"),
    "spool_employer": ("k INTEGER PRIMARY KEY", "id TEXT", "line INTEGER", "legal_name TEXT", *FIELDS),
    "spool_line": (
        "r INTEGER PRIMARY KEY", "line INTEGER", "k INTEGER", "w INTEGER", "how TEXT", "reasons TEXT",
        "fact_id TEXT", "as_of TEXT", "label TEXT", "number INTEGER", "detail TEXT", "name TEXT",
    ),
    "spool_value": ("k INTEGER", "field TEXT", "value TEXT", "line INTEGER", "said TEXT"),
    "spool_field": ("tbl TEXT", "id TEXT", "k INTEGER", "field TEXT", "value TEXT", "before TEXT", "after TEXT",
                    "line INTEGER", "kind TEXT"),
    "spool_said": ("r INTEGER", "cells TEXT", "employer_id TEXT"),
    "spool_name": ("id TEXT PRIMARY KEY", "k INTEGER", "name TEXT", "kind TEXT"),
    "spool_site": ("w INTEGER PRIMARY KEY", "k INTEGER", "id TEXT", "street TEXT", "city TEXT", "province TEXT",
                   "postal_code TEXT"),
    "spool_contact": ("id TEXT PRIMARY KEY", "k INTEGER", "role_id TEXT", "given_name TEXT", "family_name TEXT",
                      "email TEXT", "phone TEXT", "title TEXT"),
    "spool_tag": ("k INTEGER", "label TEXT"),
    "spool_doubt": ("d INTEGER PRIMARY KEY", "k INTEGER", "other INTEGER", "score INTEGER", "reasons TEXT",
                    "line INTEGER", "name TEXT", "place TEXT"),
    "spool_failed": ("line INTEGER", "cells TEXT", "told TEXT"),
    "spool_warning": ("line INTEGER", "told TEXT"),
}  # fmt: skip
"""Table to columns; the first word of a column is its name."""


def _before(field: str) -> str:
    return f"WHEN '{field}' THEN coalesce(CAST(e.{field} AS TEXT), '')"


_BEFORE = "CASE v.field " + " ".join(_before(field) for field in (*FIELDS, "legal_name")) + " END"
# the first value that the list gives counts; one that differs from what is kept is a conflict, unless the list
# said it before: then whoever changed it here was later
_KIND = (
    "CASE WHEN said IS NULL AND before = '' THEN 'fill' WHEN said IS NULL THEN 'conflict' WHEN said = after THEN "
    "'stays' WHEN before = said AND said = '' THEN 'fill' WHEN before = said THEN 'correct' ELSE 'conflict' END"
)
CHANGES = (
    f"SELECT *, kind IN ('fill', 'correct') AS is_update FROM (SELECT *, {_KIND} AS kind FROM ("
    f" SELECT v.rowid AS c, v.k, 'employer' AS tbl, e.id AS row_id, e.id, e.legal_name AS name, v.line, v.field, "
    f"{_BEFORE} AS before, v.value AS after, v.value AS value, v.said"
    " FROM spool_value v JOIN employer e ON e.n = v.k WHERE v.k > 0"
    " AND v.line = (SELECT min(x.line) FROM spool_value x WHERE x.k = v.k AND x.field = v.field)"
    ") WHERE before <> after) WHERE NOT (field IN ('headcount_source', 'city') AND before <> '' AND kind <> 'correct') "
    "UNION ALL SELECT -x.rowid, x.k, x.tbl, x.id, e.id, e.legal_name, x.line, x.field, x.before, x.after, x.value, '', "
    "x.kind, x.kind IN ('fill', 'correct') FROM spool_field x JOIN employer e ON e.n = x.k"
)
"""(c, k, table, row, employer, its name, line, field, before, after, value, said, kind, is_update)"""


def clear(connection: Connection) -> None:
    """Drop what an earlier dry run left."""
    for table in TABLES:
        connection.exec_driver_sql(f"DROP TABLE IF EXISTS {table}")


def make(connection: Connection, token: str) -> None:
    """Empty tables for a new dry run, which `token` names; remembers how far the journal was."""
    clear(connection)
    for table, columns in TABLES.items():
        connection.exec_driver_sql(f"CREATE TABLE {table} ({', '.join(columns)})")
    connection.exec_driver_sql(
        "INSERT INTO spool_head VALUES (?, (SELECT coalesce(max(n), 0) FROM changeset))", (token,)
    )


def finish(connection: Connection) -> None:
    """Index what the report and the applying look up; lead people that were merged since to who carries on."""
    _lead_people(connection)
    connection.exec_driver_sql("CREATE INDEX spool_line_k ON spool_line (k)")
    connection.exec_driver_sql("CREATE INDEX spool_value_k ON spool_value (k, field, line)")


def _lead_people(connection: Connection) -> None:
    """A person of the list that was merged is not made again, and works where the list says as who carries on.

    Nothing is left to do where that one is known there already, or was deleted.
    """
    merged = "SELECT from_id FROM redirect WHERE from_id IN (SELECT id FROM spool_contact)"
    led = survivors(connection, connection.exec_driver_sql(merged).scalars().all())
    run = connection.exec_driver_sql
    for contact_id, carries_on in led.items():
        run(
            "UPDATE OR IGNORE spool_contact SET id = :led WHERE id = :id AND EXISTS (SELECT 1 FROM contact "
            "WHERE id = :led) AND NOT EXISTS (SELECT 1 FROM contact_role x JOIN employer e ON e.id = x.employer_id "
            "WHERE x.contact_id = :led AND e.n = spool_contact.k)",
            {"led": carries_on, "id": contact_id},
        )
        run("DELETE FROM spool_contact WHERE id = ?", (contact_id,))


def add(connection: Connection, table: str, rows: Iterable[Sequence[Any]]) -> None:
    """Add rows, each with all columns in order; rows with an id that is there already are left out."""
    marks = ", ".join("?" * len(TABLES[table]))
    cursor: Any = connection.connection.cursor()
    try:
        cursor.executemany(f"INSERT OR IGNORE INTO {table} VALUES ({marks})", rows)
    finally:
        cursor.close()


def is_current(connection: Connection, token: str) -> bool:
    """Whether the dry run `token` is the one in the tables."""
    there = connection.exec_driver_sql("SELECT 1 FROM sqlite_master WHERE name = 'spool_head'").first()
    return bool(there) and connection.exec_driver_sql("SELECT token FROM spool_head").scalar() == token


def is_outdated(connection: Connection) -> bool:
    """Whether employers, worksites, names, facts or contacts changed since the dry run looked at them."""
    watched = ", ".join(str(model.table_number) for model in _WATCHED)
    return bool(
        connection.exec_driver_sql(
            "SELECT 1 FROM change WHERE changeset_n > (SELECT seen FROM spool_head) "
            f"AND table_id IN ({watched}) LIMIT 1"
        ).first()
    )


def known_facts(connection: Connection, ids: Sequence[str]) -> dict[str, int]:
    """Which of these facts are there, with the row number of their employer."""
    marks = ", ".join("?" * len(ids))
    found = connection.exec_driver_sql(
        f"SELECT f.id, e.n FROM employer_fact f JOIN employer e ON e.id = f.employer_id WHERE f.id IN ({marks})",
        tuple(ids),
    )
    return {str(row[0]): int(row[1]) for row in found}


def counts(connection: Connection, chosen: str) -> dict[str, int]:
    """The figures of the report; `chosen` is the condition for changes that are made, see `taken`."""
    statements = {
        "failed": "SELECT count(*) FROM spool_failed",
        "warnings": "SELECT count(*) FROM spool_warning",
        "taken": "SELECT count(*) FROM spool_line",
        "new_employers": "SELECT count(*) FROM spool_employer",
        "known_employers": "SELECT count(DISTINCT k) FROM spool_line WHERE k > 0",
        "changed_employers": (
            "SELECT count(DISTINCT k) FROM (SELECT k FROM spool_name WHERE k > 0 UNION SELECT k FROM spool_site "
            "WHERE k > 0 UNION SELECT k FROM spool_contact WHERE k > 0 UNION SELECT k FROM spool_tag WHERE k > 0 "
            f"UNION SELECT k FROM ({CHANGES}) WHERE {chosen} "
            "UNION SELECT k FROM spool_line WHERE k > 0 AND fact_id IS NOT NULL AND how <> 'known')"
        ),
        "recognised_lines": "SELECT count(*) FROM spool_line WHERE how = 'auto'",
        "folded_lines": "SELECT count(*) FROM spool_line WHERE how = 'same'",
        "known_lines": "SELECT count(*) FROM spool_line WHERE how = 'known'",
        "doubtful": "SELECT count(DISTINCT k) FROM spool_doubt",
        "facts": "SELECT count(*) FROM spool_line WHERE fact_id IS NOT NULL AND how <> 'known'",
        "worksites": "SELECT count(*) FROM spool_site",
        "names": "SELECT count(*) FROM spool_name",
        "contacts": "SELECT count(*) FROM spool_contact",
        "updates": f"SELECT count(*) FROM ({CHANGES}) WHERE {chosen}",
        "listed": f"SELECT count(*) FROM ({CHANGES})",
        "corrected": f"SELECT count(*) FROM ({CHANGES}) WHERE kind = 'correct'",
        "conflicts": f"SELECT count(*) FROM ({CHANGES}) WHERE kind = 'conflict'",
        "stays": f"SELECT count(*) FROM ({CHANGES}) WHERE kind = 'stays'",
        "deleted_lines": "SELECT count(*) FROM spool_line WHERE how = 'deleted'",
    }
    return {name: int(connection.exec_driver_sql(sql).scalar_one()) for name, sql in statements.items()}


def taken(overwrite: bool, answers: Mapping[int, bool]) -> str:
    """The condition for the changes that are made: those that are plain, those answered yes, or all but answered no."""
    usual = "1" if overwrite else "is_update"
    yes, no = (", ".join(str(int(c)) for c, answer in answers.items() if answer is wanted) for wanted in (True, False))
    return f"(({usual} OR c IN ({yes})) AND c NOT IN ({no}))"


def changes(connection: Connection, offset: int, limit: int) -> list[tuple[Any, ...]]:
    """(employer id, name, line, field, before, after, kind, id) of existing employers, in the file's order."""
    return [
        tuple(row)
        for row in connection.exec_driver_sql(
            f"SELECT id, name, line, field, before, after, kind, c FROM ({CHANGES}) ORDER BY line, field, c "
            "LIMIT ? OFFSET ?",
            (limit, offset),
        )
    ]


def doubts(connection: Connection, offset: int, limit: int) -> list[tuple[Any, ...]]:
    """(d, line, name, place, other's name, other's place, score, reasons, other is new) of the doubtful matches."""
    return [
        tuple(row)
        for row in connection.exec_driver_sql(
            "SELECT d.d, d.line, d.name, d.place, coalesce(e.legal_name, s.legal_name), "
            "coalesce((SELECT trim(w.city || ' ' || w.postal_code) FROM worksite w WHERE w.employer_id = e.id "
            "ORDER BY w.n LIMIT 1), e.city, "
            "(SELECT trim(x.city || ' ' || x.postal_code) FROM spool_site x WHERE x.k = d.other LIMIT 1), ''), "
            "d.score, d.reasons, d.other < 0, "
            "coalesce(nullif(e.trade_name, ''), s.trade_name, '') "
            "FROM spool_doubt d LEFT JOIN employer e ON e.n = d.other LEFT JOIN spool_employer s ON s.k = d.other "
            "ORDER BY d.score DESC, d.d LIMIT ? OFFSET ?",
            (limit, offset),
        )
    ]


def lines(connection: Connection, offset: int, limit: int, how: str = "") -> list[tuple[Any, ...]]:
    """(line, name, how, reasons, employer's name, employer is new) of the rows taken, in the file's order."""
    where = "WHERE l.how = ?" if how else "WHERE ? = ''"
    return [
        tuple(row)
        for row in connection.exec_driver_sql(
            "SELECT l.line, l.name, l.how, l.reasons, coalesce(e.legal_name, s.legal_name), l.k < 0 FROM spool_line l "
            f"LEFT JOIN employer e ON e.n = l.k LEFT JOIN spool_employer s ON s.k = l.k {where} "
            "ORDER BY l.r LIMIT ? OFFSET ?",
            (how, limit, offset),
        )
    ]


def facts(connection: Connection, offset: int, limit: int) -> list[tuple[Any, ...]]:
    """(line, name, employer's name, as of, label, number, stream and the like as JSON) of the new dated facts."""
    return [
        tuple(row)
        for row in connection.exec_driver_sql(
            "SELECT l.line, l.name, coalesce(e.legal_name, s.legal_name), l.as_of, l.label, l.number, l.detail "
            "FROM spool_line l LEFT JOIN employer e ON e.n = l.k LEFT JOIN spool_employer s ON s.k = l.k "
            "WHERE l.fact_id IS NOT NULL AND l.how <> 'known' ORDER BY l.r LIMIT ? OFFSET ?",
            (limit, offset),
        )
    ]


def doubt_count(connection: Connection) -> int:
    """How many doubtful matches there are; a row can have several."""
    return int(connection.exec_driver_sql("SELECT count(*) FROM spool_doubt").scalar_one())


def told(connection: Connection, table: str, offset: int, limit: int) -> list[tuple[Any, ...]]:
    """(line, cells, told) of the failed rows, or (line, told) of the warnings."""
    columns = "line, cells, told" if table == "spool_failed" else "line, told"
    return [
        tuple(row)
        for row in connection.exec_driver_sql(
            f"SELECT {columns} FROM {table} ORDER BY rowid LIMIT ? OFFSET ?", (limit, offset)
        )
    ]
