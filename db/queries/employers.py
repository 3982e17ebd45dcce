"""Lists of employers: row numbers first, rows on demand."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, bindparam, text

from db import search
from db.search.documents import BY_NAME, KINDS
from talented_desk.errors import NotFound

SORTS = {
    "name": "k.key",
    "city": "e.city",
    "headcount": "e.headcount",
    "naics": "e.naics",
}
_CODE = BY_NAME["employer"].code
_SECTOR_RANGES = {"31-33": ("31", "33"), "44-45": ("44", "45"), "48-49": ("48", "49")}


@dataclass(frozen=True, slots=True)
class EmployerFilter:
    """Which employers; empty parts do not narrow. `headcount` is an inclusive range, None = open."""

    owner_id: str = ""
    city: str = ""
    sector: str = ""
    headcount: tuple[int | None, int | None] | None = None
    language: str = ""
    tag_id: str = ""
    stage: str = ""
    import_id: str = ""
    rows: tuple[int, ...] | None = None
    """Only these row numbers, such as the hits of a search."""


@dataclass(frozen=True, slots=True)
class EmployerRow:
    """One line of the list. `n` is the local row number; `last_session` is UTC text."""

    n: int
    id: str
    legal_name: str
    trade_name: str
    city: str
    naics: str
    headcount: int | None
    language: str
    phone: str
    owner: str
    last_session: str | None
    sessions: int
    next_due: str | None
    stage: str


def where(chosen: EmployerFilter) -> tuple[str, dict[str, Any]]:
    """The condition on alias `e` that a filter means, and its values."""
    parts: list[str] = []
    values: dict[str, Any] = {}
    for name in ("owner_id", "city", "language", "stage"):
        if getattr(chosen, name):
            parts.append(f"e.{name} = :{name}")
            values[name] = getattr(chosen, name)
    if chosen.sector:
        low, high = _SECTOR_RANGES.get(chosen.sector, (chosen.sector, chosen.sector))
        parts.append("substr(e.naics, 1, 2) BETWEEN :low AND :high")
        values |= {"low": low, "high": high}
    if chosen.headcount is not None:
        least, most = chosen.headcount
        parts.append("e.headcount BETWEEN :least AND :most")
        values |= {"least": least if least is not None else 0, "most": most if most is not None else 1 << 40}
    if chosen.tag_id:
        parts.append("e.id IN (SELECT employer_id FROM employer_tag WHERE tag_id = :tag_id)")
        values["tag_id"] = chosen.tag_id
    if chosen.import_id:
        parts.append("e.id IN (SELECT employer_id FROM employer_fact WHERE import_id = :import_id)")
        values["import_id"] = chosen.import_id
    if chosen.rows is not None:
        parts.append("e.n IN (SELECT value FROM json_each(:rows))")
        values["rows"] = "[" + ",".join(map(str, chosen.rows)) + "]"
    return " AND ".join(parts) or "1", values


def count(connection: Connection, chosen: EmployerFilter) -> int:
    """How many employers the filter leaves."""
    condition, values = where(chosen)
    return int(connection.execute(text(f"SELECT count(*) FROM employer e WHERE {condition}"), values).scalar_one())


def row_numbers(
    connection: Connection, chosen: EmployerFilter, sort: str = "name", descending: bool = False, limit: int = -1
) -> array[int]:
    """Row numbers in order; `sort` is a key of `SORTS`. Ties keep the order of entry."""
    condition, values = where(chosen)
    direction = "DESC" if descending else "ASC"
    number, source, second = "e.n", "employer e", "e.n"
    if sort == "name":
        number, source, second = _by_name(condition, search.complete(connection))
    statement = text(
        f"SELECT {number} FROM {source} WHERE {condition} "
        f"ORDER BY {SORTS[sort]} {direction}, {second} {direction} LIMIT :limit"
    )
    return array("q", connection.execute(statement, values | {"limit": limit}).scalars())


def _by_name(condition: str, indexed: bool) -> tuple[str, str, str]:
    """What to select, from where, and the second order, so that names come in the order of their index.

    Not every employer has its sort key until all is indexed; those without come first.
    """
    if not indexed:
        return "e.n", f"employer e LEFT JOIN sort_key k ON k.doc = e.n * {KINDS} + {_CODE}", "e.n"
    mine = f"(SELECT doc, key FROM sort_key WHERE doc % {KINDS} = {_CODE}) k"
    if condition == "1":
        return f"k.doc / {KINDS}", mine, "k.doc"
    return "e.n", f"{mine} CROSS JOIN employer e ON e.n = k.doc / {KINDS}", "k.doc"


def rows(connection: Connection, numbers: Sequence[int]) -> list[EmployerRow]:
    """The lines for these row numbers, in their order; rows deleted since are left out."""
    statement = text(
        "SELECT e.n, e.id, e.legal_name, e.trade_name, e.city, e.naics, e.headcount, e.language, e.phone, "
        "coalesce(o.name, '') AS owner, "
        "(SELECT max(s.happened_at) FROM session_employer x JOIN support_session s ON s.id = x.session_id "
        " WHERE x.employer_id = e.id) AS last_session, "
        "(SELECT count(*) FROM session_employer x WHERE x.employer_id = e.id) AS sessions, "
        "(SELECT min(t.due_on) FROM task t WHERE t.employer_id = e.id AND t.done_at IS NULL) AS next_due, e.stage "
        "FROM employer e LEFT JOIN officer o ON o.id = e.owner_id WHERE e.n IN :numbers"
    ).bindparams(bindparam("numbers", expanding=True))
    found: dict[int, EmployerRow] = {}
    for start in range(0, len(numbers), 500):
        for row in connection.execute(statement, {"numbers": list(numbers[start : start + 500])}):
            found[int(row[0])] = EmployerRow(*row)
    return [found[n] for n in numbers if n in found]


def name(connection: Connection, employer_id: str) -> str:
    """What people call the employer. Raises `NotFound`."""
    found = connection.exec_driver_sql(
        "SELECT coalesce(nullif(trade_name, ''), legal_name) FROM employer WHERE id = ?", (employer_id,)
    ).scalar()
    if found is None:
        raise NotFound()
    return str(found)


def cities(connection: Connection, limit: int = 200) -> list[tuple[str, int]]:
    """The cities that occur, most frequent first, with how many employers each."""
    statement = text(
        "SELECT city, count(*) FROM employer WHERE city <> '' GROUP BY city ORDER BY count(*) DESC, city LIMIT :limit"
    )
    return [(str(city), int(number)) for city, number in connection.execute(statement, {"limit": limit})]
