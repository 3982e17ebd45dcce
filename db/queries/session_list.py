"""Which sessions a list shows, in which order, and how many each choice of a filter would leave."""

from __future__ import annotations

import json
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, text

from db.queries.sessions import LINE, MINUTES, NAMES, SessionRow
from talented_desk.domain import codes
from talented_desk.domain.typed import plain

NEWEST: Final = "s.happened_at DESC, s.id DESC"
VALUES: Final = {"when": "s.happened_at", "minutes": MINUTES}
"""Columns that sort by their own value."""
WORDS: Final = {
    "employers": NAMES,
    "officer": "coalesce(o.name, '')",
    "subject": "coalesce(nullif(s.subject, ''), s.narrative)",
}
"""Columns that sort as people read them: without accents and case."""
CODED: Final = {"channel": "channels", "outcome": "session_outcomes"}
"""Columns that sort in the order of their code list."""
GROUPED: Final = {"officer_id": "coalesce(s.officer_id, '')", "channel": "s.channel", "outcome": "s.outcome"}


@dataclass(frozen=True, slots=True)
class SessionFilter:
    """Which sessions; empty parts do not narrow."""

    officer_id: str = ""
    since: str = ""
    """The first moment (UTC text)."""
    channel: str = ""
    outcome: str = ""
    topic: str = ""
    rows: tuple[int, ...] | None = None
    """Only these row numbers, such as those behind a figure of a report."""
    found: tuple[tuple[int, ...], tuple[int, ...]] | None = None
    """Only hits of a search: row numbers of sessions, or of employers whose sessions are meant."""


def where(chosen: SessionFilter) -> tuple[str, dict[str, Any]]:
    """The condition on alias `s` that a filter means, and its values."""
    parts, values = ["1"], dict[str, Any]()
    for name in ("officer_id", "channel", "outcome"):
        if value := getattr(chosen, name):
            parts.append(f"s.{name} = :{name}")
            values[name] = value
    if chosen.since:
        parts.append("s.happened_at >= :since")
        values["since"] = chosen.since
    if chosen.topic:
        parts.append("s.id IN (SELECT session_id FROM session_code WHERE kind = 'topic' AND code = :topic)")
        values["topic"] = chosen.topic
    if chosen.rows is not None:
        parts.append("s.n IN (SELECT value FROM json_each(:rows))")
        values["rows"] = json.dumps(chosen.rows)
    if chosen.found is not None:
        parts.append(
            "(s.n IN (SELECT value FROM json_each(:found)) OR s.id IN (SELECT x.session_id FROM session_employer x "
            "JOIN employer e ON e.id = x.employer_id WHERE e.n IN (SELECT value FROM json_each(:employers))))"
        )
        values["found"], values["employers"] = map(json.dumps, chosen.found)
    return " AND ".join(parts), values


def ids(
    connection: Connection, chosen: SessionFilter, sort: str = "when", descending: bool = True, limit: int = -1
) -> list[str]:
    """Ids in order, or the first `limit`; equal ones the newest first. `sort`: a key of the tables above."""
    condition, values = where(chosen)
    source = f"FROM support_session s LEFT JOIN officer o ON o.id = s.officer_id WHERE {condition}"
    if sort in VALUES:
        way = "DESC" if descending else "ASC"
        statement = f"SELECT s.id {source} ORDER BY {VALUES[sort]} {way}, {NEWEST} LIMIT :limit"
        return [str(row[0]) for row in connection.execute(text(statement), {**values, "limit": limit})]
    rank = _rank(CODED[sort]) if sort in CODED else plain
    by = f"s.{sort}" if sort in CODED else WORDS[sort]
    found = [
        (rank(str(row[1])), str(row[0]))
        for row in connection.execute(text(f"SELECT s.id, {by} {source} ORDER BY {NEWEST}"), values)
    ]
    found.sort(key=lambda one: one[0], reverse=descending)
    return [one for _, one in (found if limit < 0 else found[:limit])]


def rows(connection: Connection, wanted: Sequence[str]) -> dict[str, SessionRow]:
    """The lines of these ids; those that are gone are left out."""
    found = connection.execute(
        text(f"{LINE} WHERE s.id IN (SELECT value FROM json_each(:ids))"), {"ids": json.dumps(list(wanted))}
    )
    return {str(values[0]): SessionRow(*values) for values in found}


def count(connection: Connection, chosen: SessionFilter) -> int:
    """How many sessions the filter leaves."""
    condition, values = where(chosen)
    statement = text(f"SELECT count(*) FROM support_session s WHERE {condition}")
    return int(connection.execute(statement, values).scalar_one())


def counts(connection: Connection, chosen: SessionFilter, name: str) -> dict[Hashable, int]:
    """How many each value of the filter `name` (of `GROUPED`, or `topic`) leaves; `chosen` is all other filters."""
    condition, values = where(chosen)
    if name == "topic":
        source = "session_code x JOIN support_session s ON s.id = x.session_id"
        statement = f"SELECT x.code, count(*) FROM {source} WHERE x.kind = 'topic' AND {condition} GROUP BY 1"
    else:
        statement = f"SELECT {GROUPED[name]}, count(*) FROM support_session s WHERE {condition} GROUP BY 1"
    return {str(value): int(number) for value, number in connection.execute(text(statement), values)}


def _rank(list_id: str) -> Callable[[str], Any]:
    places = {entry.code: at for at, entry in enumerate(codes.load(list_id).entries)}
    return lambda code: places.get(code, len(places))
