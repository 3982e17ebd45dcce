"""Visits for lists, and what a brief says of an employer: everything from this device alone."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, text

_VISIT = (
    "SELECT v.id, v.employer_id, coalesce(nullif(e.trade_name, ''), e.legal_name), e.city, v.planned_on, v.kind, "
    "v.state, v.session_id, v.items, v.notice, v.accepted_by_id, v.position, v.officer_id, coalesce(o.name, ''), "
    "coalesce(s.minutes_direct, 0), coalesce(s.minutes_preparation, 0), coalesce(s.minutes_travel, 0), "
    "coalesce(s.minutes_follow_up, 0), "
    "(SELECT count(*) FROM task t WHERE t.session_id = v.session_id) "
    "+ (SELECT count(*) FROM promise p WHERE p.session_id = v.session_id), coalesce(s.happened_at, '') "
    "FROM visit v JOIN employer e ON e.id = v.employer_id LEFT JOIN officer o ON o.id = v.officer_id "
    "LEFT JOIN support_session s ON s.id = v.session_id "
)


@dataclass(frozen=True, slots=True)
class VisitRow:
    """One visit as a list shows it; minutes are its session's, 0 before it is captured.

    `agreed` counts the promises and tasks that came of it.
    """

    id: str
    employer_id: str
    employer: str
    city: str
    planned_on: str
    kind: str
    state: str
    session_id: str | None
    items: str
    notice: str
    accepted_by_id: str | None
    position: int
    officer_id: str | None
    officer: str
    minutes_direct: int
    minutes_preparation: int
    minutes_travel: int
    minutes_follow_up: int
    agreed: int
    happened_at: str
    """When its session says it was, UTC; empty before it is captured."""


def of_officer(connection: Connection, officer_id: str | None, since: str) -> list[VisitRow]:
    """The visits of an officer (None: of everybody) that are planned, or were since a day; by day and place."""
    rows = connection.execute(
        text(
            _VISIT + "WHERE (v.planned_on >= :since OR v.state <> 'reviewed') "
            "AND (:officer IS NULL OR v.officer_id = :officer) ORDER BY v.planned_on, v.position, v.n"
        ),
        {"since": since, "officer": officer_id},
    )
    return [VisitRow(*row) for row in rows]


def one(connection: Connection, visit_id: str) -> VisitRow | None:
    """One visit."""
    row = connection.execute(text(_VISIT + "WHERE v.id = :id"), {"id": visit_id}).one_or_none()
    return VisitRow(*row) if row is not None else None


def last_position(connection: Connection, day: str) -> int:
    """The last place taken in a day's trip; 0 if there is none."""
    found = connection.execute(
        text("SELECT coalesce(max(position), 0) FROM visit WHERE planned_on = :day"), {"day": day}
    )
    return int(found.scalar_one())


@dataclass(frozen=True, slots=True)
class Agreed:
    """A promise or a task that came of a session. `kind`: us, them (who promised) or task."""

    kind: str
    subject: str
    due_on: str | None


def agreed(connection: Connection, session_id: str) -> list[Agreed]:
    """What came of a session: our promises, theirs, then tasks, each in the order in which it was noted."""
    rows = connection.execute(
        text(
            "SELECT kind, subject, due_on FROM ("
            "SELECT direction AS kind, subject, due_on, n FROM promise WHERE session_id = :id "
            "UNION ALL SELECT 'task', subject, due_on, n FROM task WHERE session_id = :id) "
            "ORDER BY CASE kind WHEN 'us' THEN 0 WHEN 'them' THEN 1 ELSE 2 END, n"
        ),
        {"id": session_id},
    )
    return [Agreed(*row) for row in rows]


@dataclass(frozen=True, slots=True)
class PastSession:
    """A session as the brief shows it."""

    happened_at: str
    channel: str
    minutes: int
    subject: str
    narrative: str


def last_sessions(connection: Connection, employer_id: str, limit: int) -> list[PastSession]:
    """The newest sessions with an employer."""
    rows = connection.execute(
        text(
            "SELECT s.happened_at, s.channel, s.minutes_direct + s.minutes_preparation + s.minutes_travel "
            "+ s.minutes_follow_up, s.subject, s.narrative FROM support_session s "
            "JOIN session_employer x ON x.session_id = s.id WHERE x.employer_id = :id "
            "ORDER BY s.happened_at DESC, s.id DESC LIMIT :limit"
        ),
        {"id": employer_id, "limit": limit},
    )
    return [PastSession(*row) for row in rows]


@dataclass(frozen=True, slots=True)
class Work:
    """An opportunity or a placement in one line. `kind`: opportunity or placement."""

    kind: str
    title: str
    state: str
    starts_on: str
    ends_on: str


def current_work(connection: Connection, employer_id: str, today: str) -> list[Work]:
    """Open opportunities, and placements that have not ended."""
    rows = connection.execute(
        text(
            "SELECT 'placement', student_name || CASE WHEN title = '' THEN '' ELSE ' – ' || title END, state, "
            "starts_on, ends_on FROM placement WHERE employer_id = :id AND ends_on >= :today "
            "UNION ALL SELECT 'opportunity', title, status, coalesce(deadline, ''), '' FROM opportunity "
            "WHERE employer_id = :id AND status = 'open' ORDER BY 1 DESC, 4"
        ),
        {"id": employer_id, "today": today},
    )
    return [Work(*(str(value or "") for value in row)) for row in rows]
