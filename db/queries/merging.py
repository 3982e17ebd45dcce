"""What a merge must know: titles, what is alike below two employers, which merges are in force, what came since."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Final

from sqlalchemy import Connection, bindparam, text

from db import journal
from db.base import models, references, table_of
from db.journal import table_number
from db.redirects import redirect_id
from db.since import MERGE
from db.types import ChangesetInfo, Value
from talented_desk.domain.names import fold
from talented_desk.errors import NotFound

TITLES: Final = {
    "employer": "CASE WHEN trade_name = '' THEN legal_name ELSE trade_name END",
    "contact": "trim(given_name || ' ' || family_name)",
    "worksite": "CASE WHEN name = '' THEN trim(street || ', ' || city, ', ') ELSE name END",
    "institution": "name",
}
"""What a record is called, as SQL."""
_CHILD_TITLES: Final = {
    "session_employer": "(SELECT s.subject FROM support_session s WHERE s.id = r.session_id)",
    "session_contact": "(SELECT s.subject FROM support_session s WHERE s.id = r.session_id)",
    "contact_role": "(SELECT trim(c.given_name || ' ' || c.family_name) FROM contact c WHERE c.id = r.contact_id)",
    "employer_tag": "(SELECT t.label FROM tag t WHERE t.id = r.tag_id)",
    "employer_name": "r.name",
    "employer_check": "r.item",
    "employer_fact": "r.label",
    "email_consent": "r.email",
    "worksite": "CASE WHEN r.name = '' THEN trim(r.street || ', ' || r.city, ', ') ELSE r.name END",
    "task": "r.subject",
    "promise": "r.subject",
    "opportunity": "r.title",
    "placement": "r.student_name",
    "attachment": "r.name",
    "stage_change": "r.stage",
}
FoundMerge = tuple[ChangesetInfo, str, str, str, str, str]
"""Header, officer's name, kind, the id that stays, the id that went, what that one was called."""


def titles(connection: Connection, kind: str, ids: Sequence[str]) -> dict[str, str]:
    """What these records are called, in the order of `ids`; missing ones are empty."""
    statement = text(f"SELECT id, {TITLES[kind]} FROM {kind} WHERE id IN :ids").bindparams(
        bindparam("ids", expanding=True)
    )
    found = {str(row[0]): str(row[1]) for row in connection.execute(statement, {"ids": list(ids)})}
    return {row_id: found.get(row_id, "") for row_id in ids}


def names(connection: Connection, employer_id: str) -> list[str]:
    """Every name that an employer has."""
    own = connection.exec_driver_sql("SELECT legal_name, trade_name FROM employer WHERE id = ?", (employer_id,)).one()
    more = connection.exec_driver_sql("SELECT name FROM employer_name WHERE employer_id = ?", (employer_id,))
    return [str(name) for name in (*own, *more.scalars()) if name]


def alike_below(connection: Connection, kind: str, keep_id: str, gone_id: str) -> list[tuple[str, str, str]]:
    """(kind, id that stays, id that goes) of what both employers have: the same person, the same address."""
    if kind != "employer":
        return []
    contacts = (
        "SELECT c.id, lower(c.email), trim(c.given_name || ' ' || c.family_name) FROM contact c WHERE c.id IN "
        "(SELECT contact_id FROM contact_role WHERE employer_id = ?) ORDER BY c.n"
    )
    worksites = (
        "SELECT id, CASE WHEN street = '' THEN '' ELSE postal_code || ' ' || street END, name "
        "FROM worksite WHERE employer_id = ? ORDER BY n"
    )
    return [
        (table, first, second)
        for table, statement in (("worksite", worksites), ("contact", contacts))
        for first, second in _same(
            *([(str(a), str(b or ""), str(c or "")) for a, b, c in connection.exec_driver_sql(statement, (one,))]
              for one in (keep_id, gone_id))
        )
    ]  # fmt: skip


def _same(keep: Iterable[tuple[str, str, str]], gone: Iterable[tuple[str, str, str]]) -> list[tuple[str, str]]:
    known: dict[str, str] = {}
    staying = list(keep)
    for row_id, *marks in staying:
        for mark in map(fold, marks):
            if mark:
                known.setdefault(mark, row_id)
    if not known:
        return []
    ids = {row_id for row_id, _, _ in staying}
    found = []
    for row_id, *marks in gone:
        partner = next((known[mark] for mark in map(fold, marks) if mark in known), None)
        if partner is not None and row_id not in ids:  # one person who works for both is one already
            found.append((partner, row_id))
    return found


def merges(connection: Connection, kind: str, row_id: str) -> list[FoundMerge]:
    """The merges in force that led to this record, directly or by way of others; newest first."""
    chain = connection.exec_driver_sql(
        "WITH RECURSIVE led(id, from_id) AS (SELECT id, from_id FROM redirect WHERE to_id = ? AND kind = ? "
        "UNION SELECT r.id, r.from_id FROM redirect r JOIN led ON r.to_id = led.from_id) SELECT id FROM led",
        (row_id, kind),
    )
    numbers = {made_by(connection, str(redirect)) for redirect in chain.scalars()}
    found = [journal.info(connection, changeset_id=one) for one in numbers if one is not None]
    ordered = sorted((header for header in found if header is not None), key=lambda header: -header.n)
    firsts = ((header, _first(connection, header.n)) for header in ordered)
    return [
        merge(connection, header.id)
        for header, first in firsts
        # what was gone is not known here where it was not seen for a while (see docs/rights.md)
        if first is not None and first[0] == kind and journal.before_deletion(connection, header.n, first[2])
    ]


def merge(connection: Connection, changeset_id: str) -> FoundMerge:
    """One merge in force. Raises `NotFound` for another operation, or for one that was taken apart."""
    header = journal.info(connection, changeset_id=changeset_id)
    if header is None or header.operation != MERGE or header.kind != "do":
        raise NotFound()
    first = _first(connection, header.n)
    if first is None:
        raise NotFound()
    kind, keep_id, gone_id = first
    in_force = connection.exec_driver_sql("SELECT 1 FROM redirect WHERE id = ?", (redirect_id(gone_id),)).first()
    if in_force is None or made_by(connection, redirect_id(gone_id)) != changeset_id:
        raise NotFound()
    before = journal.before_deletion(connection, header.n, gone_id)
    if not before:
        raise NotFound()
    officer = connection.exec_driver_sql("SELECT name FROM officer WHERE id = ?", (header.officer_id,)).scalar()
    return header, str(officer or ""), kind, keep_id, gone_id, _title(kind, before)


def _first(connection: Connection, number: int) -> tuple[str, str, str] | None:
    """The pair that a merge was about: the first that it led on; those below came after. None: that is not here."""
    row = connection.exec_driver_sql(
        "SELECT after FROM change WHERE changeset_n = ? AND table_id = ? AND op = 'I' ORDER BY n LIMIT 1",
        (number, table_number("redirect")),
    ).scalar()
    if row is None:
        return None
    kind, gone_id, keep_id = json.loads(row)[:3]
    return str(kind), str(keep_id), str(gone_id)


def made_by(connection: Connection, redirect: str) -> str | None:
    """The merge whose redirect this is, through whatever undid and redid it since."""
    numbers = connection.exec_driver_sql(
        "SELECT DISTINCT changeset_n FROM change WHERE row_id = ? AND op = 'I' ORDER BY 1 DESC", (redirect,)
    )
    for number in numbers.scalars().all():
        header = journal.info(connection, number=number)
        while header is not None and header.kind in ("undo", "redo"):
            header = journal.info(connection, changeset_id=header.target_id)
        if header is not None and header.operation == MERGE and header.kind == "do":
            return header.id
    return None  # as when the shared database brought it back


def newcomers(
    connection: Connection, kind: str, survivor_id: str, changeset_id: str
) -> list[tuple[str, str, str, str]]:
    """(table, id, title, when) of rows that belong to the merged record and were made after the merge."""
    found: list[tuple[str, str, str, str]] = []
    for child, column in references(table_of(models()[kind])):
        title = _CHILD_TITLES.get(child.name, "''")
        rows = connection.exec_driver_sql(
            f"SELECT r.id, {title}, min(s.at) FROM {child.name} r JOIN change c ON c.row_id = r.id AND c.op = 'I' "
            f'JOIN changeset s ON s.n = c.changeset_n WHERE r."{column}" = ? AND s.operation <> ? '
            "AND s.kind IN ('do', 'remote') AND s.n > (SELECT n FROM changeset WHERE id = ?) "
            "AND NOT EXISTS (SELECT 1 FROM change e WHERE e.row_id = r.id AND e.changeset_n <= "
            "(SELECT n FROM changeset WHERE id = ?)) GROUP BY r.id, r.n ORDER BY r.n",
            (survivor_id, MERGE, changeset_id, changeset_id),
        )
        found.extend((child.name, str(row[0]), str(row[1] or ""), str(row[2])) for row in rows)
    return found


def _title(kind: str, values: dict[str, Value]) -> str:
    if kind == "employer":
        return str(values["trade_name"] or values["legal_name"])
    if kind == "contact":
        return f"{values['given_name']} {values['family_name']}".strip()
    return str(values["name"] or "") or ", ".join(str(values[n]) for n in ("street", "city") if values.get(n))
