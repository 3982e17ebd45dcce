"""Lists of employers: row numbers first, rows on demand."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, fields

from sqlalchemy import Connection, bindparam, text

from db import redirects
from db.queries.employer_filter import EmployerFilter as EmployerFilter
from db.queries.employer_filter import where as where
from db.types import Value
from talented_desk.errors import NotFound

CREDITED = (
    "(SELECT coalesce(sum(m / k + (place < m % k)), 0) FROM (SELECT "
    "s.minutes_direct + s.minutes_preparation + s.minutes_travel + s.minutes_follow_up AS m, "
    "(SELECT count(*) FROM session_employer y WHERE y.session_id = s.id) AS k, "
    "(SELECT count(*) FROM session_employer y WHERE y.session_id = s.id AND y.employer_id < e.id) AS place "
    "FROM session_employer x JOIN support_session s ON s.id = x.session_id WHERE x.employer_id = e.id))"
)
"""Minutes of support that the employer `e` was given, shared as in `talented_desk.domain.support.credited`."""


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
    stage_since: str | None
    """UTC text; None for an employer that was never moved."""
    owner_id: str
    email: str
    website: str
    minutes: int
    """Of support, group sessions shared."""
    tags: tuple[str, ...]
    contact_id: str
    """The main contact, empty if there is none."""
    placements: int
    """Those not cancelled."""


_TAGS = [field.name for field in fields(EmployerRow)].index("tags")


def count(connection: Connection, chosen: EmployerFilter) -> int:
    """How many employers the filter leaves."""
    condition, values = where(chosen)
    return int(connection.execute(text(f"SELECT count(*) FROM employer e WHERE {condition}"), values).scalar_one())


def rows(connection: Connection, numbers: Sequence[int]) -> list[EmployerRow]:
    """The lines for these row numbers, in their order; rows deleted since are left out."""
    # the plus keeps SQLite from walking through all open tasks for each employer, in the order of their days
    statement = text(
        "SELECT e.n, e.id, e.legal_name, e.trade_name, e.city, e.naics, e.headcount, e.language, e.phone, "
        "coalesce(o.name, '') AS owner, "
        "(SELECT max(s.happened_at) FROM session_employer x JOIN support_session s ON s.id = x.session_id "
        " WHERE x.employer_id = e.id) AS last_session, "
        "(SELECT count(*) FROM session_employer x WHERE x.employer_id = e.id) AS sessions, "
        "(SELECT min(t.due_on) FROM task t WHERE t.employer_id = e.id AND +t.done_at IS NULL) AS next_due, "
        f"e.stage, e.stage_since, coalesce(e.owner_id, ''), e.email, e.website, {CREDITED}, "
        "(SELECT json_group_array(label) FROM (SELECT g.label FROM employer_tag x JOIN tag g ON g.id = x.tag_id "
        " WHERE x.employer_id = e.id ORDER BY g.label COLLATE NOCASE)), "
        "coalesce((SELECT r.contact_id FROM contact_role r WHERE r.employer_id = e.id AND r.ended_on IS NULL "
        " ORDER BY r.is_primary DESC, r.n LIMIT 1), ''), "
        "(SELECT count(*) FROM placement p WHERE p.employer_id = e.id AND p.state <> 'cancelled') "
        "FROM employer e LEFT JOIN officer o ON o.id = e.owner_id WHERE e.n IN :numbers"
    ).bindparams(bindparam("numbers", expanding=True))
    found: dict[int, EmployerRow] = {}
    for start in range(0, len(numbers), 500):
        for row in connection.execute(statement, {"numbers": list(numbers[start : start + 500])}):
            values = list(row)
            values[_TAGS] = tuple(json.loads(values[_TAGS]))
            found[int(row[0])] = EmployerRow(*values)
    return [found[n] for n in numbers if n in found]


_CHANGEABLE = ("owner_id", "language", "city", "naics", "stage", "federally_regulated")
_CHOSEN = "FROM json_each(:numbers) j CROSS JOIN employer e ON e.n = j.value"


def ids(connection: Connection, numbers: Sequence[int]) -> list[str]:
    """The ids of these row numbers, in their order; rows deleted since are left out."""
    found = connection.execute(text(f"SELECT e.id {_CHOSEN}"), {"numbers": json.dumps(list(numbers))})
    return [str(one) for one in found.scalars()]


_FEW = 5000
_NAME = "coalesce(nullif(e.trade_name, ''), e.legal_name)"
_TAGGED = "EXISTS (SELECT 1 FROM employer_tag x WHERE x.employer_id = e.id AND x.tag_id = :after)"


def differing(connection: Connection, numbers: Sequence[int], field: str, after: Value) -> tuple[list[str], int]:
    """The ids of those that a field's new value changes, and how many there are in all; in their order up to `_FEW`.

    `field` may be `tag_add` or `tag_remove`; then `after` is the tag's id.
    """
    if field in ("tag_add", "tag_remove"):
        changes = f"NOT {_TAGGED}" if field == "tag_add" else _TAGGED
    elif field in _CHANGEABLE:
        changes = f"coalesce(e.{field}, '') <> coalesce(:after, '')"
    else:
        raise ValueError(field)
    # very many are read as they lie in the file: in the order of their names each would be looked up by itself
    ordered = list(numbers) if len(numbers) <= _FEW else sorted(numbers)
    statement = text(f"SELECT e.id, {changes} {_CHOSEN}")
    found = connection.execute(statement, {"numbers": json.dumps(ordered), "after": after})
    changed: list[str] = []
    total = 0
    for rows_of_some in found.partitions(2000):  # all at once would hold every other thread up meanwhile
        total += len(rows_of_some)
        changed += [str(one) for one, differs in rows_of_some if differs]
    return changed, total


def values(connection: Connection, ids: Sequence[str], field: str = "") -> list[tuple[str, str, Value]]:
    """Id, name and what a field holds (None without one) of these employers, in their order."""
    shown = f"e.{field}" if field in _CHANGEABLE else "NULL"
    statement = text(f"SELECT e.id, {_NAME}, {shown} FROM json_each(:ids) j CROSS JOIN employer e ON e.id = j.value")
    found = connection.execute(statement, {"ids": json.dumps(list(ids))})
    return [(str(row[0]), str(row[1]), row[2]) for row in found]


def name(connection: Connection, employer_id: str) -> str:
    """What people call the employer, or what it was merged into. Raises `NotFound`."""
    found = connection.exec_driver_sql(
        "SELECT coalesce(nullif(trade_name, ''), legal_name) FROM employer WHERE id = ?", (employer_id,)
    ).scalar()
    if found is None:
        survivor = redirects.survivor(connection, employer_id)
        if survivor is None:
            raise NotFound()
        return name(connection, survivor)
    return str(found)


def cities(connection: Connection, limit: int = 200) -> list[tuple[str, int]]:
    """The cities that occur, most frequent first, with how many employers each."""
    statement = text(
        "SELECT city, count(*) FROM employer WHERE city <> '' GROUP BY city ORDER BY count(*) DESC, city LIMIT :limit"
    )
    return [(str(city), int(number)) for city, number in connection.execute(statement, {"limit": limit})]
