"""The outreach report's figures, and the records behind each: sums are made by the database, never row by row.

`Span` holds the moments between which sessions count, so that the days are those of the workstation's zone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, text

from talented_desk.domain.outreach import (
    CANCELLED,
    MET_CHANNELS,
    NOBODY,
    UNKNOWN,
    Minutes,
    OutreachFigures,
    PlacementTally,
    Reach,
    Tally,
    merged,
    sector_prefixes,
    size_floors,
)


@dataclass(frozen=True, slots=True)
class Span:
    """A period as stored. `since` and `until` (exclusive) are moments, `first` and `last` days.

    `quarters` are (key, first moment) in order. `officer_id` is empty for all.
    """

    since: str
    until: str
    first: str
    last: str
    quarters: tuple[tuple[str, str], ...]
    officer_id: str = ""


def figures(connection: Connection, span: Span) -> OutreachFigures:
    """Everything that the report shows; one connection is one snapshot."""
    cube = _cube(connection, span)
    split = _shared(connection, span)
    placements = _placements(connection, span)
    engaged = _engaged(connection, span)
    reached = {key: (contacted, met) for name, key, contacted, met, *_ in split if name == "reach"}
    officers = _grouped(cube, 1)
    names = {str(row[1] or UNKNOWN): str(row[2]) for row in cube}
    return OutreachFigures(
        total=merged(_tally(row) for row in cube),
        channels=_grouped(cube, 0),
        sizes=_split(split, "size"),
        sectors=_split(split, "sector"),
        officers=tuple(Tally(one.key, one.sessions, one.minutes, names[one.key]) for one in officers),
        quarters=_grouped(cube, 3),
        reach=tuple(Reach(key, *reached.get(key, (0, 0)), engaged.get(key, 0)) for key in sorted({*reached, *engaged})),
        states=_placement_tallies(placements, "state"),
        institutions=_placement_tallies(placements, "institution"),
        cancelled=sum(int(row["count"]) for row in placements if row["state"] == CANCELLED),
        without_hours=sum(int(row["unknown"]) for row in placements if row["state"] != CANCELLED),
    )


def behind(connection: Connection, span: Span, what: str, by: str, key: str) -> list[tuple[int, str]]:
    """The records behind a figure as (row number, id): sessions, employers or placements by `what`."""
    if what == "sessions":
        statement = f"SELECT s.n, s.id FROM support_session s WHERE {_SPAN} AND {_session_in(by)}"
    elif what == "placements":
        narrowed = {"": "1", "state": "p.state = :key", "institution": "coalesce(p.institution_id, '') = :key"}[by]
        statement = f"SELECT p.n, p.id FROM placement p WHERE {_RUNS} AND {narrowed}"
    elif what == "engaged":
        statement = f"SELECT e.n, e.id FROM employer e WHERE e.id IN ({_ENGAGED}) AND {_employer_in(by)}"
    else:
        met = f"AND s.channel IN ({_MET})" if what == "met" else ""
        statement = (
            f"SELECT e.n, e.id FROM employer e WHERE e.id IN (SELECT x.employer_id FROM support_session s "
            f"JOIN session_employer x ON x.session_id = s.id WHERE {_SPAN} {met}) AND {_employer_in(by)}"
        )
    values = {**_values(span), "key": key}
    if by == "quarter":
        starts = [start for _, start in span.quarters]
        at = [name for name, _ in span.quarters].index(key)
        values |= {"quarter_since": starts[at], "quarter_until": [*starts[1:], span.until][at]}
    return [(int(n), str(record)) for n, record in connection.execute(text(f"{statement} ORDER BY 1"), values)]


# -- pieces of SQL: made of the program's own code lists, never of what somebody typed ----------------------

_SPAN = "s.happened_at >= :since AND s.happened_at < :until AND (:officer = '' OR s.officer_id = :officer)"
_RUNS = (
    f"p.starts_on <= :last AND p.ends_on >= :first AND p.state <> '{CANCELLED}' "
    "AND (:officer = '' OR p.officer_id = :officer)"
)
_MET = ", ".join(f"'{channel}'" for channel in MET_CHANNELS)
_SIZE = (
    "CASE WHEN e.id IS NULL THEN 'none' WHEN e.headcount IS NULL THEN '' "
    + " ".join(f"WHEN e.headcount >= {least} THEN '{code}'" for least, code in size_floors())
    + " ELSE '' END"
)
_SECTOR = (
    "CASE WHEN e.id IS NULL THEN 'none' ELSE CASE substr(e.naics, 1, 2) "
    + " ".join(f"WHEN '{prefix}' THEN '{code}'" for prefix, code in sector_prefixes().items())
    + " ELSE '' END END"
)
# the journal tells when a record was entered; one that was deleted and brought back was entered the first time
_ENTERED = (
    "(SELECT min(g.at) FROM change c JOIN changeset g ON g.n = c.changeset_n WHERE c.row_id = o.id AND c.op = 'I')"
)
_ENGAGED = (
    "SELECT o.employer_id FROM opportunity o JOIN employer w ON w.id = o.employer_id WHERE o.status <> 'withdrawn' "
    "AND (:officer = '' OR w.owner_id = :officer) "
    f"AND (({_ENTERED} >= :since AND {_ENTERED} < :until) "
    "OR (o.starts_on <= :last AND coalesce(o.ends_on, o.starts_on) >= :first)) "
    f"UNION SELECT p.employer_id FROM placement p WHERE {_RUNS}"
)
_SHARES = """
WITH p AS MATERIALIZED (
  SELECT s.n AS session, x.employer_id AS employer, s.channel AS channel,
    s.minutes_direct AS a, s.minutes_direct + s.minutes_preparation AS b,
    s.minutes_direct + s.minutes_preparation + s.minutes_travel AS c,
    s.minutes_direct + s.minutes_preparation + s.minutes_travel + s.minutes_follow_up AS d,
    count(*) OVER (PARTITION BY s.n) AS k,
    row_number() OVER (PARTITION BY s.n ORDER BY x.employer_id) AS r
  FROM support_session s LEFT JOIN session_employer x ON x.session_id = s.id WHERE {span}),
q AS MATERIALIZED (
  SELECT p.session, p.employer, p.channel IN ({met}) AS met, {size} AS size, {sector} AS sector,
    (p.a + p.k - p.r) / p.k AS a, (p.b + p.k - p.r) / p.k AS b, (p.c + p.k - p.r) / p.k AS c,
    (p.d + p.k - p.r) / p.k AS d
  FROM p LEFT JOIN employer e ON e.id = p.employer)
SELECT 'size', size, count(DISTINCT session), sum(a), sum(b - a), sum(c - b), sum(d - c) FROM q GROUP BY size
UNION ALL
SELECT 'sector', sector, count(DISTINCT session), sum(a), sum(b - a), sum(c - b), sum(d - c) FROM q GROUP BY sector
UNION ALL
SELECT 'reach', size, count(*), sum(met), 0, 0, 0 FROM (
  SELECT size, max(met) AS met FROM q WHERE employer IS NOT NULL GROUP BY employer) GROUP BY size
"""
"""A session's minutes are dealt to its employers like cards, one part after the other, in the order of their ids: of
the first `m` minutes, the employer at place `r` of `k` has `(m + k - r) / k`. So each part is shared equally to the
minute, and all parts together are `domain.support.credited`."""


def _values(span: Span) -> dict[str, Any]:
    return {
        "since": span.since,
        "until": span.until,
        "first": span.first,
        "last": span.last,
        "officer": span.officer_id,
    }


def _cube(connection: Connection, span: Span) -> Sequence[tuple[Any, ...]]:
    """Channel, officer, the officer's name, quarter, sessions, four sums: each session lies in one row."""
    values = _values(span)
    quarter = ""
    for at, (key, start) in reversed(list(enumerate(span.quarters))):
        values |= {f"key{at}": key, f"start{at}": start}
        quarter += f"WHEN s.happened_at >= :start{at} THEN :key{at} "
    statement = (
        f"SELECT g.channel, g.officer_id, coalesce(o.name, ''), g.quarter, g.sessions, g.a, g.b, g.c, g.d FROM ("
        f"SELECT s.channel AS channel, s.officer_id AS officer_id, CASE {quarter}END AS quarter, count(*) AS sessions, "
        f"sum(s.minutes_direct) AS a, sum(s.minutes_preparation) AS b, sum(s.minutes_travel) AS c, "
        f"sum(s.minutes_follow_up) AS d FROM support_session s WHERE {_SPAN} GROUP BY 1, 2, 3) g "
        f"LEFT JOIN officer o ON o.id = g.officer_id"
    )
    return [tuple(row) for row in connection.execute(text(statement), values)]


def _shared(connection: Connection, span: Span) -> Sequence[tuple[Any, ...]]:
    statement = _SHARES.format(span=_SPAN, met=_MET, size=_SIZE, sector=_SECTOR)
    return [tuple(row) for row in connection.execute(text(statement), _values(span))]


def _engaged(connection: Connection, span: Span) -> Mapping[str, int]:
    statement = f"SELECT {_SIZE}, count(*) FROM employer e WHERE e.id IN ({_ENGAGED}) GROUP BY 1"
    return {str(key): int(count) for key, count in connection.execute(text(statement), _values(span))}


def _placements(connection: Connection, span: Span) -> Sequence[Mapping[str, Any]]:
    """Each state at each institution: placements that run in the period, their minutes in it, those without hours."""
    days = "CAST(julianday(min(p.ends_on, :last)) - julianday(max(p.starts_on, :first)) AS INTEGER) + 1"
    statement = (
        f"SELECT p.state AS state, coalesce(p.institution_id, '') AS institution, "
        f"coalesce(nullif(i.short_name, ''), i.name, '') AS name, count(*) AS count, "
        f"coalesce(sum((({days}) * p.hours_per_week * 60 + 350) / 700), 0) AS minutes, "
        f"sum(p.hours_per_week IS NULL) AS unknown "
        f"FROM placement p LEFT JOIN institution i ON i.id = p.institution_id "
        f"WHERE p.starts_on <= :last AND p.ends_on >= :first AND (:officer = '' OR p.officer_id = :officer) "
        f"GROUP BY 1, 2"
    )
    return [dict(row) for row in connection.execute(text(statement), _values(span)).mappings()]


def _tally(row: Sequence[Any], key: str = "") -> Tally:
    minutes: Minutes = (int(row[5]), int(row[6]), int(row[7]), int(row[8]))
    return Tally(key, int(row[4]), minutes)


def _grouped(cube: Sequence[Sequence[Any]], place: int) -> tuple[Tally, ...]:
    keys = sorted({str(row[place] or UNKNOWN) for row in cube})
    return tuple(merged((_tally(row) for row in cube if str(row[place] or UNKNOWN) == key), key) for key in keys)


def _split(rows: Sequence[Sequence[Any]], name: str) -> tuple[Tally, ...]:
    return tuple(
        Tally(str(key), int(sessions), (int(a), int(b), int(c), int(d)))
        for kind, key, sessions, a, b, c, d in rows
        if kind == name
    )


def _placement_tallies(rows: Sequence[Mapping[str, Any]], by: str) -> tuple[PlacementTally, ...]:
    kept = [row for row in rows if row["state"] != CANCELLED]
    names = {str(row[by]): str(row["name"]) if by == "institution" else "" for row in kept}
    return tuple(
        PlacementTally(
            key,
            sum(int(row["count"]) for row in kept if row[by] == key),
            sum(int(row["minutes"]) for row in kept if row[by] == key),
            name,
        )
        for key, name in sorted(names.items())
    )


def _session_in(by: str) -> str:
    if by in ("size", "sector"):
        expression = _SIZE if by == "size" else _SECTOR
        inside = (
            f"EXISTS (SELECT 1 FROM session_employer x JOIN employer e ON e.id = x.employer_id "
            f"WHERE x.session_id = s.id AND {expression} = :key)"
        )
        nobody = "NOT EXISTS (SELECT 1 FROM session_employer x WHERE x.session_id = s.id)"
        return f"CASE WHEN :key = '{NOBODY}' THEN {nobody} ELSE {inside} END"
    return {
        "": "1",
        "channel": "s.channel = :key",
        "officer": "coalesce(s.officer_id, '') = :key",
        "quarter": "s.happened_at >= :quarter_since AND s.happened_at < :quarter_until",
    }[by]


def _employer_in(by: str) -> str:
    return {"": "1", "size": f"{_SIZE} = :key"}[by]
