"""Reading what the search for duplicates compares, and keeping what it found and what was decided."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection

from db.search.documents import BY_NAME, KINDS

Row = tuple[Any, ...]
CHUNK: Final = 900
PAIR: Final = ("id", "kind", "one_id", "other_id", "score", "level", "grounds", "place")


@dataclass(frozen=True, slots=True)
class PairRow:
    """A pair of the queue with what is shown of both sides. `grounds`: JSON of (code, fields, weight)."""

    id: str
    kind: str
    one_id: str
    one: str
    one_detail: str
    other_id: str
    other: str
    other_detail: str
    score: float
    level: str
    grounds: str
    decision: str


_EMPLOYERS: Final = "SELECT n, id, legal_name, trade_name, business_number, phone, email, website, city FROM employer r"
_NAMES: Final = "SELECT r.n, x.name, x.kind FROM employer_name x JOIN employer r ON r.id = x.employer_id"
_SITES: Final = (
    "SELECT r.n, w.street, w.city, w.province, w.postal_code, w.phone FROM worksite w "
    "JOIN employer r ON r.id = w.employer_id"
)
_CONTACTS: Final = "SELECT n, id, given_name, family_name, email, phone, mobile FROM contact r"
_ROLES: Final = (
    "SELECT r.n, e.id, coalesce(nullif(e.trade_name, ''), e.legal_name), w.street, w.city, w.province, w.postal_code "
    "FROM contact_role x JOIN contact r ON r.id = x.contact_id JOIN employer e ON e.id = x.employer_id "
    "LEFT JOIN worksite w ON w.id = x.worksite_id"
)


def count(connection: Connection, table: str) -> int:
    """How many records a table has."""
    return int(_rows(connection, f"SELECT count(*) FROM {table}").__next__()[0])


def employers(connection: Connection, numbers: Sequence[int] | None = None) -> Iterator[Row]:
    """(n, id, legal name, trade name, business number, phone, e-mail, website, city), all or by row number."""
    return _some(connection, _EMPLOYERS, "r.n", numbers)


def names(connection: Connection, numbers: Sequence[int] | None = None) -> Iterator[Row]:
    """(employer's n, name, kind) of their other names."""
    return _some(connection, _NAMES, "r.n", numbers)


def worksites(connection: Connection, numbers: Sequence[int] | None = None) -> Iterator[Row]:
    """(employer's n, street, city, province, postal code, phone) of their worksites."""
    return _some(connection, _SITES, "r.n", numbers)


def contacts(connection: Connection, numbers: Sequence[int] | None = None) -> Iterator[Row]:
    """(n, id, given name, family name, e-mail, phone, mobile), all or by row number."""
    return _some(connection, _CONTACTS, "r.n", numbers)


def roles(connection: Connection, numbers: Sequence[int] | None = None) -> Iterator[Row]:
    """(contact's n, employer's id and name, street, city, province, postal code of the worksite) of their roles."""
    return _some(connection, _ROLES, "r.n", numbers)


def employer(connection: Connection, employer_id: str) -> Row | None:
    """(n, id, name, city) of one employer."""
    found = _rows(
        connection,
        "SELECT n, id, coalesce(nullif(trade_name, ''), legal_name), city FROM employer WHERE id = ?",
        (employer_id,),
    )
    return next(found, None)


def numbers(connection: Connection, kind: str, ids: Sequence[str]) -> list[int]:
    """The row numbers of these records; those that are gone are left out."""
    marks = ", ".join("?" * len(ids))
    return [int(row[0]) for row in _rows(connection, f"SELECT n FROM {kind} WHERE id IN ({marks})", tuple(ids))]


def searched(connection: Connection, kind: str, match: str, limit: int) -> list[int]:
    """Row numbers of records that the search index finds for a query in its own language."""
    code = BY_NAME[kind].code
    found = _rows(
        connection,
        f"SELECT rowid FROM search_fts WHERE search_fts MATCH ? AND rowid % {KINDS} = {code} LIMIT ?",
        (match, limit),
    )
    return [int(row[0]) // KINDS for row in found]


def staff(connection: Connection, employer_id: str, limit: int) -> list[int]:
    """Row numbers of the people with a role at an employer."""
    found = _rows(
        connection,
        "SELECT DISTINCT c.n FROM contact_role x JOIN contact c ON c.id = x.contact_id WHERE x.employer_id = ? LIMIT ?",
        (employer_id, limit),
    )
    return [int(row[0]) for row in found]


def titles(connection: Connection, kind: str, ids: Sequence[str]) -> dict[str, tuple[str, str]]:
    """What is shown of these records: id to name and detail, in the order of the ids."""
    name, detail = (part.format(r="r") for part in _SHOWN[kind])
    marks = ", ".join("?" * len(ids))
    found = _rows(connection, f"SELECT r.id, {name}, {detail} FROM {kind} r WHERE r.id IN ({marks})", tuple(ids))
    known = {str(row_id): (str(title), str(more)) for row_id, title, more in found}
    return {row_id: known[row_id] for row_id in ids if row_id in known}


def replace_pairs(connection: Connection, rows: Iterable[Row]) -> None:
    """Keep what a scan found instead of what the last one did; rows have the columns of `PAIR`."""
    cursor: Any = connection.connection.cursor()
    try:
        cursor.execute("DELETE FROM duplicate_pair")
        marks = ", ".join("?" * len(PAIR))
        cursor.executemany(f"INSERT INTO duplicate_pair ({', '.join(PAIR)}) VALUES ({marks})", rows)
    finally:
        cursor.close()


_SHOWN: Final = {
    "employer": (
        "coalesce(nullif({r}.trade_name, ''), {r}.legal_name)",
        "{r}.city || CASE WHEN {r}.trade_name <> '' THEN ' · ' || {r}.legal_name ELSE '' END",
    ),
    "contact": (
        "trim({r}.given_name || ' ' || {r}.family_name)",
        "coalesce((SELECT coalesce(nullif(e.trade_name, ''), e.legal_name) FROM contact_role x "
        "JOIN employer e ON e.id = x.employer_id WHERE x.contact_id = {r}.id ORDER BY x.ended_on IS NOT NULL, x.n "
        "LIMIT 1), '') || CASE WHEN {r}.email <> '' THEN ' · ' || {r}.email ELSE '' END",
    ),
}


def queue(connection: Connection, kind: str, levels: Sequence[str], limit: int, offset: int = 0) -> list[PairRow]:
    """Pairs that wait for a decision: the surest first, those put off last; pairs with a record gone are left out."""
    statement = (
        f"{_pairs(kind)} AND p.level IN ({', '.join('?' * len(levels))}) AND d.decision IS NOT 'different' "
        "ORDER BY d.decision IS NOT NULL, p.score DESC, p.place LIMIT ? OFFSET ?"
    )
    return [PairRow(*row) for row in _rows(connection, statement, (kind, *levels, limit, offset))]


def pair(connection: Connection, kind: str, pair_id: str) -> PairRow | None:
    """One pair of the last scan, decided or not."""
    found = next(_rows(connection, f"{_pairs(kind)} AND p.id = ?", (kind, pair_id)), None)
    return PairRow(*found) if found else None


def waiting(connection: Connection, kind: str) -> dict[str, int]:
    """How many pairs of each level wait for a decision."""
    statement = f"SELECT p.level, count(*) {_joined(kind)} AND d.decision IS NOT 'different' GROUP BY p.level"
    return {str(level): int(many) for level, many in _rows(connection, statement, (kind,))}


def _pairs(kind: str) -> str:
    name, detail = _SHOWN[kind]
    return (
        f"SELECT p.id, p.kind, a.id, {name.format(r='a')}, {detail.format(r='a')}, "
        f"b.id, {name.format(r='b')}, {detail.format(r='b')}, p.score, p.level, p.grounds, coalesce(d.decision, '') "
        f"{_joined(kind)}"
    )


def _joined(kind: str) -> str:
    return (
        f"FROM duplicate_pair p JOIN {kind} a ON a.id = p.one_id JOIN {kind} b ON b.id = p.other_id "
        "LEFT JOIN duplicate_decision d ON d.id = p.id WHERE p.kind = ?"
    )


def decided(connection: Connection, kind: str, record_id: str) -> dict[str, str]:
    """What was decided about one record: the other record's id to the decision."""
    found = _rows(
        connection,
        "SELECT CASE one_id WHEN ?2 THEN other_id ELSE one_id END, decision FROM duplicate_decision "
        "WHERE kind = ?1 AND (one_id = ?2 OR other_id = ?2)",
        (kind, record_id),
    )
    return {str(other): str(decision) for other, decision in found}


def decisions(connection: Connection, ids: Sequence[str]) -> list[Mapping[str, Any]]:
    """All decisions that concern one of these records."""
    columns = ("id", "kind", "one_id", "other_id", "decision", "officer_id", "decided_at")
    found: dict[str, Mapping[str, Any]] = {}
    for start in range(0, len(ids), CHUNK // 2):
        some = tuple(ids[start : start + CHUNK // 2])
        marks = ", ".join("?" * len(some))
        statement = (
            f"SELECT {', '.join(columns)} FROM duplicate_decision WHERE one_id IN ({marks}) OR other_id IN ({marks})"
        )
        for row in _rows(connection, statement, some + some):
            found[str(row[0])] = dict(zip(columns, row, strict=True))
    return list(found.values())


def decision(connection: Connection, decision_id: str) -> str:
    """What was decided about a pair; empty if nothing."""
    found = next(_rows(connection, "SELECT decision FROM duplicate_decision WHERE id = ?", (decision_id,)), None)
    return str(found[0]) if found else ""


def grounds_of(text: str) -> list[tuple[str, tuple[tuple[str, str], ...], float]]:
    """What `grounds_text` wrote: (code, fields, weight)."""
    return [(code, tuple(fields.items()), float(weight)) for code, fields, weight in json.loads(text)]


def grounds_text(grounds: Iterable[tuple[str, tuple[tuple[str, str], ...], float]]) -> str:
    """Grounds as JSON."""
    return json.dumps([[code, dict(fields), weight] for code, fields, weight in grounds], ensure_ascii=False)


def _some(connection: Connection, base: str, column: str, numbers: Sequence[int] | None) -> Iterator[Row]:
    if numbers is None:
        yield from _rows(connection, f"{base} ORDER BY {column}")
        return
    for start in range(0, len(numbers), CHUNK):
        some = ", ".join(str(int(number)) for number in numbers[start : start + CHUNK])
        yield from _rows(connection, f"{base} WHERE {column} IN ({some}) ORDER BY {column}")


def _rows(connection: Connection, statement: str, values: tuple[Any, ...] = ()) -> Iterator[Row]:
    """Plain tuples from the driver: a scan reads hundreds of thousands."""
    cursor: Any = connection.connection.cursor()
    try:
        yield from cursor.execute(statement, values)
    finally:
        cursor.close()
