"""The pipeline's board, and what the records say about an employer's readiness for the next stage."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, text

from db.queries.employers import CREDITED, EmployerFilter, where

_CRITERIA = {
    "reachable": "e.phone <> '' OR e.email <> '' OR EXISTS (SELECT 1 FROM contact_role r JOIN contact c "
    "ON c.id = r.contact_id WHERE r.employer_id = e.id AND (c.phone <> '' OR c.mobile <> '' OR c.email <> ''))",
    "spoken": "EXISTS (SELECT 1 FROM session_employer x WHERE x.employer_id = e.id)",
    "contact": "EXISTS (SELECT 1 FROM contact_role r WHERE r.employer_id = e.id AND r.ended_on IS NULL)",
    "met": "EXISTS (SELECT 1 FROM session_employer x JOIN support_session s ON s.id = x.session_id "
    "WHERE x.employer_id = e.id AND s.channel IN ({meetings}))",
    "barriers": "EXISTS (SELECT 1 FROM session_employer x JOIN session_code k ON k.session_id = x.session_id "
    "WHERE x.employer_id = e.id AND k.kind = 'barrier')",
    "opportunity": "EXISTS (SELECT 1 FROM opportunity o WHERE o.employer_id = e.id) "
    "OR EXISTS (SELECT 1 FROM placement p WHERE p.employer_id = e.id)",
}


@dataclass(frozen=True, slots=True)
class Card:
    """An employer on the board. `since` and `last_session` are UTC text; `minutes` all support it was given."""

    id: str
    n: int
    name: str
    stage: str
    since: str | None
    city: str
    headcount: int | None
    owner_id: str
    owner: str
    last_session: str | None
    minutes: int
    next_due: str | None
    next_subject: str


@dataclass(frozen=True, slots=True)
class Move:
    """One entry of an employer's way through the stages. `entered_at` is UTC text."""

    stage: str
    entered_at: str
    lost_reason: str
    note: str
    officer: str


@dataclass(frozen=True, slots=True)
class Load:
    """What one officer carries: open employers, minutes of support in a period, open and late tasks."""

    officer_id: str
    officer: str
    employers: int
    minutes: int
    sessions: int
    tasks: int
    late: int


def counts(connection: Connection, chosen: EmployerFilter) -> dict[str, int]:
    """How many employers of the filter stand in each stage."""
    condition, values = where(chosen)
    statement = text(f"SELECT e.stage, count(*) FROM employer e WHERE {condition} GROUP BY e.stage")
    return {str(stage): int(number) for stage, number in connection.execute(statement, values)}


def cards(connection: Connection, chosen: EmployerFilter, stage: str, limit: int) -> list[Card]:
    """The employers of one stage, those longest in it first; never moved ones last."""
    condition, values = where(chosen)
    last = (
        "(SELECT max(s.happened_at) FROM session_employer x JOIN support_session s ON s.id = x.session_id "
        "WHERE x.employer_id = e.id)"
    )
    task = (
        "FROM task t WHERE t.employer_id = e.id AND +t.done_at IS NULL ORDER BY t.due_on IS NULL, t.due_on, t.n LIMIT 1"
    )
    statement = text(
        f"WITH few AS (SELECT e.n FROM employer e WHERE {condition} AND e.stage = :in_stage "
        "ORDER BY e.stage_since IS NULL, e.stage_since, e.n LIMIT :limit) "
        f"SELECT e.id, e.n, coalesce(nullif(e.trade_name, ''), e.legal_name), e.stage, e.stage_since, e.city, "
        f"e.headcount, coalesce(e.owner_id, ''), coalesce(o.name, ''), {last}, {CREDITED}, (SELECT t.due_on {task}), "
        f"coalesce((SELECT t.subject {task}), '') FROM few JOIN employer e ON e.n = few.n "
        "LEFT JOIN officer o ON o.id = e.owner_id ORDER BY e.stage_since IS NULL, e.stage_since, e.n"
    )
    return [Card(*row) for row in connection.execute(statement, {**values, "in_stage": stage, "limit": limit})]


def facts(connection: Connection, employer_id: str, meetings: Sequence[str]) -> dict[str, bool]:
    """For each exit criterion whether the records answer it with yes."""
    channels = ", ".join(f"'{channel}'" for channel in meetings)
    columns = ", ".join(f"({sql.format(meetings=channels)}) AS {name}" for name, sql in _CRITERIA.items())
    row = (
        connection.execute(text(f"SELECT {columns} FROM employer e WHERE e.id = :e"), {"e": employer_id})
        .mappings()
        .one()
    )
    return {name: bool(row[name]) for name in _CRITERIA}


def history(connection: Connection, employer_id: str) -> list[Move]:
    """The stages an employer went through, the newest first."""
    statement = text(
        "SELECT m.stage, m.entered_at, m.lost_reason, m.note, coalesce(o.name, '') FROM stage_change m "
        "LEFT JOIN officer o ON o.id = m.officer_id WHERE m.employer_id = :e ORDER BY m.entered_at DESC, m.n DESC"
    )
    return [Move(*row) for row in connection.execute(statement, {"e": employer_id})]


def workload(connection: Connection, since: str, today: str, closed: Sequence[str]) -> list[Load]:
    """What each active officer carries; minutes and sessions from `since` (UTC text) on."""
    statement = text(
        "SELECT o.id, o.name, "
        "(SELECT count(*) FROM employer e WHERE e.owner_id = o.id AND e.stage NOT IN :closed), "
        "(SELECT coalesce(sum(minutes_direct + minutes_preparation + minutes_travel + minutes_follow_up), 0) "
        " FROM support_session s WHERE s.officer_id = o.id AND s.happened_at >= :since), "
        "(SELECT count(*) FROM support_session s WHERE s.officer_id = o.id AND s.happened_at >= :since), "
        "(SELECT count(*) FROM task t WHERE t.officer_id = o.id AND t.done_at IS NULL), "
        "(SELECT count(*) FROM task t WHERE t.officer_id = o.id AND t.done_at IS NULL AND t.due_on < :today) "
        "FROM officer o WHERE o.active = 1 ORDER BY 4 DESC, o.name"
    ).bindparams(bindparam("closed", expanding=True))
    found = connection.execute(statement, {"since": since, "today": today, "closed": list(closed) or [""]})
    return [Load(*row) for row in found]


def lost_to(connection: Connection, since: str) -> list[tuple[str, int]]:
    """Which barriers employers were lost to since a moment (UTC text), the most frequent first."""
    statement = text(
        "SELECT lost_reason, count(DISTINCT employer_id) FROM stage_change WHERE lost_reason <> '' "
        "AND entered_at >= :since GROUP BY lost_reason ORDER BY 2 DESC, 1"
    )
    return [(str(reason), int(number)) for reason, number in connection.execute(statement, {"since": since})]
