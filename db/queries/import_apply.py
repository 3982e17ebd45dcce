"""Reading what recognition needs, and writing what a dry run found: set by set, not row by row."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection

from db.queries import import_spool
from db.queries.import_spool import FIELDS

CHUNK = 5_000


def employers(connection: Connection) -> Iterator[tuple[Any, ...]]:
    """(n, id, legal name, trade name, business number, phone, e-mail, website, city) of every employer."""
    for row in connection.exec_driver_sql(
        "SELECT n, id, legal_name, trade_name, business_number, phone, email, website, city FROM employer ORDER BY n"
    ):
        yield tuple(row)


def names(connection: Connection) -> Iterator[tuple[Any, ...]]:
    """(employer n, name, kind) of every other name."""
    for row in connection.exec_driver_sql(
        "SELECT e.n, x.name, x.kind FROM employer_name x JOIN employer e ON e.id = x.employer_id ORDER BY x.n"
    ):
        yield tuple(row)


def worksites(connection: Connection) -> Iterator[tuple[Any, ...]]:
    """(employer n, worksite n, street, city, province, postal code) of every worksite."""
    for row in connection.exec_driver_sql(
        "SELECT e.n, w.n, w.street, w.city, w.province, w.postal_code FROM worksite w "
        "JOIN employer e ON e.id = w.employer_id ORDER BY w.n"
    ):
        yield tuple(row)


def employer_count(connection: Connection) -> int:
    """How many employers there are."""
    return int(connection.exec_driver_sql("SELECT count(*) FROM employer").scalar_one())


def employer_id(connection: Connection, number: int) -> str:
    """The id of an employer by row number, or of a new one in the dry run."""
    table, key = ("employer", "n") if number > 0 else ("spool_employer", "k")
    return str(connection.exec_driver_sql(f"SELECT id FROM {table} WHERE {key} = ?", (number,)).scalar_one())


def accept(connection: Connection, joined: Mapping[int, int]) -> None:
    """Make new employers of the dry run (keys) one with others (values): their rows, places and names move over."""
    for k, target in joined.items():
        values = {"k": k, "target": target}
        _run(connection, "UPDATE spool_line SET k = :target WHERE k = :k", values)
        _run(
            connection,
            "INSERT OR IGNORE INTO spool_name SELECT id, :target, legal_name, 'listed' FROM spool_employer "
            "WHERE k = :k AND legal_name NOT IN (SELECT legal_name FROM employer WHERE n = :target "
            "UNION SELECT legal_name FROM spool_employer WHERE k = :target)",
            values,
        )
        for field in FIELDS:
            _run(
                connection,
                f"INSERT INTO spool_value SELECT :target, '{field}', {field}, line, NULL FROM spool_employer "
                f"WHERE k = :k AND {field} <> ''",
                values,
            )
        for table in ("spool_name", "spool_value", "spool_contact", "spool_tag"):
            _run(connection, f"UPDATE {table} SET k = :target WHERE k = :k", values)
        _join_sites(connection, values)
        _run(connection, "DELETE FROM spool_employer WHERE k = :k", values)


def chosen_pairs(connection: Connection, chosen: Sequence[int]) -> list[tuple[int, int]]:
    """(new employer, the other) of these doubtful matches, the likeliest first."""
    found = connection.exec_driver_sql(
        "SELECT k, other FROM spool_doubt WHERE d IN (SELECT value FROM json_each(?)) ORDER BY score DESC, d",
        (json.dumps(list(chosen)),),
    )
    return [(int(row[0]), int(row[1])) for row in found]


def changeset_of(connection: Connection, row_id: str) -> str:
    """The id of the changeset that touched a row last; empty if none did."""
    found = connection.exec_driver_sql(
        "SELECT s.id FROM changeset s JOIN change c ON c.changeset_n = s.n WHERE c.row_id = ? ORDER BY s.n DESC",
        (row_id,),
    ).scalar()
    return str(found or "")


def runs(connection: Connection, limit: int) -> list[tuple[Any, ...]]:
    """(id, file, imported at, rows, summary, changeset, officer) of the imports that stand, newest first."""
    return [
        tuple(row)
        for row in connection.exec_driver_sql(
            "SELECT r.id, r.file_name, r.imported_at, r.rows, r.summary, s.id, coalesce(o.name, '') "
            "FROM import_run r "
            "JOIN changeset s ON s.n = (SELECT max(c.changeset_n) FROM change c WHERE c.row_id = r.id) "
            "LEFT JOIN officer o ON o.id = s.officer_id ORDER BY r.imported_at DESC, r.n DESC LIMIT ?",
            (limit,),
        )
    ]


def _join_sites(connection: Connection, values: dict[str, int]) -> None:
    """Places of one that the other has already are one place."""
    same = "postal_code = s.postal_code AND city = s.city COLLATE NOCASE AND street = s.street COLLATE NOCASE"
    mine = connection.exec_driver_sql(
        f"SELECT s.w, coalesce((SELECT n FROM worksite WHERE employer_id = (SELECT id FROM employer WHERE n = ?) "
        f"AND {same}), (SELECT w FROM spool_site WHERE k = ? AND {same})) FROM spool_site s WHERE s.k = ?",
        (values["target"], values["target"], values["k"]),
    ).all()
    for w, other in mine:
        if other is None:
            _run(connection, "UPDATE spool_site SET k = :target WHERE w = :w", {"target": values["target"], "w": w})
        else:
            _run(connection, "UPDATE spool_line SET w = :other WHERE w = :w", {"other": other, "w": w})
            _run(connection, "DELETE FROM spool_site WHERE w = :w", {"w": w})


# what a spooled number stands for
_EMPLOYER = "coalesce((SELECT id FROM spool_employer WHERE k = {0}.k), (SELECT id FROM employer WHERE n = {0}.k))"
_SITE = (
    "CASE WHEN l.w < 0 THEN (SELECT id FROM spool_site WHERE w = l.w) ELSE (SELECT id FROM worksite WHERE n = l.w) END"
)


def _filled(field: str) -> str:
    later = f"(SELECT v.value FROM spool_value v WHERE v.k = s.k AND v.field = '{field}' ORDER BY v.line LIMIT 1)"
    value = f"coalesce(nullif(s.{field}, ''), {later}, '')"
    return f"nullif({value}, '')" if field in ("headcount", "headcount_date") else value


def steps(fact_kind: str, source: str, import_id: str) -> list[tuple[str, str, str, dict[str, Any]]]:
    """(table to walk, its key, statement, values) of each step; statements take the range `:low` to `:high`."""
    columns = ", ".join(FIELDS)
    filled = ", ".join(_filled(field) for field in FIELDS)
    given = {"kind": fact_kind, "source": source, "import_id": import_id}
    return [
        (
            "spool_employer",
            "k",
            f"INSERT INTO employer (id, legal_name, {columns}) SELECT id, legal_name, {filled} FROM spool_employer s "
            "WHERE k BETWEEN :low AND :high ORDER BY k DESC",
            {},
        ),
        (
            "spool_site",
            "w",
            f"INSERT INTO worksite (id, employer_id, street, city, province, postal_code) SELECT id, "
            f"{_EMPLOYER.format('x')}, street, city, province, postal_code FROM spool_site x "
            "WHERE w BETWEEN :low AND :high ORDER BY w DESC",
            {},
        ),
        (
            "spool_name",
            "rowid",
            f"INSERT INTO employer_name (id, employer_id, name, kind, source) SELECT id, {_EMPLOYER.format('x')}, "
            "name, kind, :source FROM spool_name x WHERE rowid BETWEEN :low AND :high AND NOT EXISTS (SELECT 1 FROM "
            "employer_name y WHERE y.id = x.id) ORDER BY rowid",
            given,
        ),
        (
            "spool_contact",
            "rowid",
            "INSERT INTO contact (id, given_name, family_name, email, phone) SELECT id, given_name, family_name, "
            "email, phone FROM spool_contact x WHERE rowid BETWEEN :low AND :high "
            "AND NOT EXISTS (SELECT 1 FROM contact y WHERE y.id = x.id) ORDER BY rowid",
            {},
        ),
        (
            "spool_contact",
            "rowid",
            f"INSERT INTO contact_role (id, contact_id, employer_id, title) SELECT role_id, id, "
            f"{_EMPLOYER.format('x')}, title FROM spool_contact x WHERE rowid BETWEEN :low AND :high "
            "AND NOT EXISTS (SELECT 1 FROM contact_role y WHERE y.id = x.role_id) ORDER BY rowid",
            {},
        ),
        (
            "spool_line",
            "r",
            "INSERT INTO employer_fact (id, employer_id, worksite_id, kind, as_of, label, number, detail, source, "
            f"source_line, import_id) SELECT fact_id, {_EMPLOYER.format('l')}, {_SITE}, :kind, as_of, label, number, "
            "detail, :source, line, :import_id FROM spool_line l WHERE r BETWEEN :low AND :high "
            "AND fact_id IS NOT NULL AND how <> 'known' ORDER BY r",
            given,
        ),
    ]


def span(connection: Connection, table: str, key: str) -> tuple[int, int]:
    """The smallest and largest key of a spool table; (0, -1) when it is empty."""
    low, high = connection.exec_driver_sql(f"SELECT min({key}), max({key}) FROM {table}").one()
    return (0, -1) if low is None else (int(low), int(high))


def run(connection: Connection, statement: str, values: Mapping[str, Any]) -> int:
    """Run one statement; returns how many rows it touched."""
    return _run(connection, statement, values)


def updates(connection: Connection, chosen: str) -> list[tuple[str, str, str, str]]:
    """(table, id, field, value) of what the list changes; `chosen` as `import_spool.taken` says."""
    return [
        (str(row[0]), str(row[1]), str(row[2]), str(row[3]))
        for row in connection.exec_driver_sql(
            f"SELECT tbl, row_id, field, value FROM ({import_spool.CHANGES}) WHERE {chosen} ORDER BY line, c"
        )
    ]


def tags(connection: Connection) -> list[tuple[str, str]]:
    """(employer id, label) of the tags that the list gives."""
    return [
        (str(row[0]), str(row[1]))
        for row in connection.exec_driver_sql(f"SELECT DISTINCT {_EMPLOYER.format('x')}, label FROM spool_tag x")
    ]


def adds_something(connection: Connection) -> bool:
    """Whether names, places, people or tags that are not there yet would be added."""
    return any(
        connection.exec_driver_sql(statement).first()
        for statement in (
            "SELECT 1 FROM spool_site LIMIT 1",
            "SELECT 1 FROM spool_name x WHERE NOT EXISTS (SELECT 1 FROM employer_name y WHERE y.id = x.id) LIMIT 1",
            "SELECT 1 FROM spool_contact x WHERE NOT EXISTS (SELECT 1 FROM contact y WHERE y.id = x.id) "
            "OR NOT EXISTS (SELECT 1 FROM contact_role y WHERE y.id = x.role_id) LIMIT 1",
            f"SELECT 1 FROM spool_tag x WHERE NOT EXISTS (SELECT 1 FROM employer_tag m JOIN tag t ON t.id = m.tag_id "
            f"WHERE m.employer_id = {_EMPLOYER.format('x')} AND t.label = x.label COLLATE NOCASE) LIMIT 1",
        )
    )


def _run(connection: Connection, statement: str, values: Mapping[str, Any]) -> int:
    cursor: Any = connection.connection.cursor()
    try:
        cursor.execute(statement, dict(values))
        return int(cursor.rowcount)
    finally:
        cursor.close()
