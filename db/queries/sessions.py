"""Lists of support sessions, and a session's members."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, func, select, text

from db.base import Record, table_of

Named = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class SessionRow:
    """One line of the list. `minutes` is all four parts; `employers` their names, joined."""

    id: str
    happened_at: str
    channel: str
    minutes: int
    employers: str
    subject: str
    narrative: str
    officer: str
    outcome: str


MINUTES: Final = "s.minutes_direct + s.minutes_preparation + s.minutes_travel + s.minutes_follow_up"
NAMES: Final = (
    "coalesce((SELECT group_concat(coalesce(nullif(e.trade_name, ''), e.legal_name), ', ') "
    "FROM session_employer x JOIN employer e ON e.id = x.employer_id WHERE x.session_id = s.id), '')"
)
"""The employers of a session `s` in words."""
LINE: Final = (
    f"SELECT s.id, s.happened_at, s.channel, {MINUTES}, {NAMES}, s.subject, s.narrative, coalesce(o.name, ''), "
    "s.outcome FROM support_session s LEFT JOIN officer o ON o.id = s.officer_id"
)
"""What makes a `SessionRow`; a condition on `s` follows."""


def recent(
    connection: Connection,
    limit: int,
    *,
    before: tuple[str, str] | None,
    officer_id: str | None,
    since: str | None,
    until: str | None,
) -> list[SessionRow]:
    """Sessions by time, newest first."""
    statement = text(
        f"{LINE} WHERE (:at IS NULL OR (s.happened_at, s.id) < (:at, :id)) "
        "AND (:officer IS NULL OR s.officer_id = :officer) "
        "AND (:since IS NULL OR s.happened_at >= :since) AND (:until IS NULL OR s.happened_at < :until) "
        "ORDER BY s.happened_at DESC, s.id DESC LIMIT :limit"
    )
    at, last = before or (None, None)
    values = {"at": at, "id": last, "officer": officer_id, "since": since, "until": until, "limit": limit}
    return [SessionRow(*found) for found in connection.execute(statement, values)]


def members(connection: Connection, session_id: str) -> tuple[Named, Named, tuple[str, ...], tuple[str, ...]]:
    """Employers and contacts as (id, name), topics, barriers."""

    def named(statement: str) -> Named:
        found = connection.execute(text(statement), {"id": session_id})
        return tuple((str(v[0]), str(v[1])) for v in found)

    employers = named(
        "SELECT e.id, coalesce(nullif(e.trade_name, ''), e.legal_name) FROM session_employer x "
        "JOIN employer e ON e.id = x.employer_id WHERE x.session_id = :id ORDER BY x.n"
    )
    contacts = named(
        "SELECT c.id, trim(c.given_name || ' ' || c.family_name) FROM session_contact x "
        "JOIN contact c ON c.id = x.contact_id WHERE x.session_id = :id ORDER BY x.n"
    )
    codes = named("SELECT kind, code FROM session_code WHERE session_id = :id ORDER BY n")
    return (
        employers,
        contacts,
        tuple(code for kind, code in codes if kind == "topic"),
        tuple(code for kind, code in codes if kind == "barrier"),
    )


def minutes_and_employers(connection: Connection, employer_id: str) -> list[tuple[int, tuple[str, ...]]]:
    """For each session of an employer: its minutes, all four parts, and the ids of all its employers."""
    found = connection.execute(
        text(
            "SELECT s.minutes_direct + s.minutes_preparation + s.minutes_travel + s.minutes_follow_up, "
            "(SELECT group_concat(y.employer_id) FROM session_employer y WHERE y.session_id = s.id) "
            "FROM session_employer x JOIN support_session s ON s.id = x.session_id WHERE x.employer_id = :id"
        ),
        {"id": employer_id},
    )
    return [(int(minutes), tuple(str(ids).split(","))) for minutes, ids in found]


def all_known(connection: Connection, model: type[Record], ids: Collection[str]) -> bool:
    """Whether each of these records is there."""
    table = table_of(model)
    found = connection.execute(select(func.count()).select_from(table).where(table.c.id.in_(ids))).scalar_one()
    return int(found) == len(set(ids))
