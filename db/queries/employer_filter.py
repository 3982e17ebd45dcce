"""Which employers a list shows: the filter, and the SQL condition that it means."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Any, Final

from db.base import Base, fields
from db.journal import table_number
from talented_desk.clock import utc_text
from talented_desk.domain import codes, pipeline

NOBODY: Final = "nobody"
"""The `owner_id` that asks for employers without an officer."""
_SECTOR_RANGES: Final = {"31-33": ("31", "33"), "44-45": ("44", "45"), "48-49": ("48", "49")}
_PARTS: Final = ("worksite", "employer_name", "contact_role", "employer_tag", "employer_fact")
"""Tables of an employer's own rows that an import writes."""


@dataclass(frozen=True, slots=True)
class EmployerFilter:
    """Which employers; empty parts do not narrow. `headcount` is an inclusive range, None = open."""

    owner_id: str = ""
    """An officer's id, or `NOBODY`."""
    city: str = ""
    sector: str = ""
    headcount: tuple[int | None, int | None] | None = None
    language: str = ""
    tag_id: str = ""
    stage: str = ""
    import_id: str = ""
    """An import that added the employer or something to it."""
    rows: tuple[int, ...] | None = None
    """Only these row numbers, such as the hits of a search."""
    import_new: bool = False
    """Of the import, only the employers that it added."""
    last: str = ""
    """The last session: `quiet` (beyond the threshold of its size), `never`, `within:N` or `over:N` days ago."""
    overdue: bool = False
    """With an open task whose day has passed."""
    placed: str = ""
    """`now`, `ever` or `never` a placement that was not cancelled."""
    today: str = ""
    """The ISO day that days are counted from; empty: the workstation's."""


def where(chosen: EmployerFilter) -> tuple[str, dict[str, Any]]:
    """The condition on alias `e` that a filter means, and its values."""
    parts: list[str] = []
    values: dict[str, Any] = {}
    today = date.fromisoformat(chosen.today) if chosen.today else date.today()
    for name in ("owner_id", "city", "language", "stage"):
        value = getattr(chosen, name)
        if name == "owner_id" and value == NOBODY:
            parts.append("e.owner_id IS NULL")
        elif value:
            parts.append(f"e.{name} = :{name}")
            values[name] = value
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
        parts.append(f"e.id IN ({_added() if chosen.import_new else _touched()})")
        values["import_id"] = chosen.import_id
    if chosen.last:
        parts.append(_last(chosen.last, today))
    if chosen.overdue:
        parts.append("e.id IN (SELECT employer_id FROM task WHERE done_at IS NULL AND due_on < :today)")
        values["today"] = today.isoformat()
    if chosen.placed:
        parts.append(_placed(chosen.placed, today))
    if chosen.rows is not None:
        parts.append("e.n IN (SELECT value FROM json_each(:rows))")
        values["rows"] = "[" + ",".join(map(str, chosen.rows)) + "]"
    return " AND ".join(parts) or "1", values


def since(today: date, days: int) -> str:
    """The first moment (UTC text) of the local day so many days before `today`."""
    return utc_text(datetime.combine(today - timedelta(days=days), time()).astimezone())


def _last(wanted: str, today: date) -> str:
    spoken = "e.id {} (SELECT employer_id FROM session_employer)"
    recent = (
        "e.id {} (SELECT x.employer_id FROM support_session s JOIN session_employer x ON x.session_id = s.id "
        "WHERE s.happened_at >= '{}')"
    )
    if wanted == "never":
        return spoken.format("NOT IN")
    if wanted == "quiet":
        return f"({spoken.format('IN')} AND {quiet(today)})"
    kind, _, number = wanted.partition(":")
    if kind == "within":
        return recent.format("IN", since(today, int(number)))
    if kind == "over":
        return f"({spoken.format('IN')} AND {recent.format('NOT IN', since(today, int(number)))})"
    raise ValueError(wanted)


def quiet(today: date) -> str:
    """As *Today* counts it: beyond the days of its size, in no lost stage, not snoozed."""
    limits = pipeline.quiet_limits(today)
    cases = "".join(
        f"WHEN e.headcount >= {int(entry.attributes['low'])}"
        + (f" AND e.headcount <= {int(high)}" if (high := entry.attributes.get("high")) else "")
        + f" THEN '{limits[entry.code]}' "
        for entry in codes.load("size_bands").entries
    )
    lost = ", ".join(f"'{stage}'" for stage in sorted(pipeline.lost_stages())) or "''"
    return (
        "(SELECT max(s.happened_at) FROM session_employer x JOIN support_session s ON s.id = x.session_id "
        f"WHERE x.employer_id = e.id) < CASE {cases}ELSE '{limits['unknown']}' END "
        f"AND e.stage NOT IN ({lost}) AND (e.snoozed_until IS NULL OR e.snoozed_until <= '{today.isoformat()}')"
    )


def _placed(wanted: str, today: date) -> str:
    source = "SELECT employer_id FROM placement WHERE state <> 'cancelled'"
    if wanted == "now":
        day = today.isoformat()
        return f"e.id IN ({source} AND starts_on <= '{day}' AND ends_on >= '{day}')"
    if wanted in ("ever", "never"):
        return f"e.id {'NOT IN' if wanted == 'never' else 'IN'} ({source})"
    raise ValueError(wanted)


_RUN: Final = (
    "SELECT changeset_n FROM change WHERE row_id = (SELECT id FROM import_run WHERE id = :import_id) AND op = 'I'"
)
"""The operation that wrote the import's own row: the import itself, and doing it again after an undo. None for an
import that was taken back, whose row is gone."""


@cache
def _added() -> str:
    table = table_number("employer")
    return f"SELECT c.row_id FROM change c WHERE c.changeset_n IN ({_RUN}) AND c.table_id = {table} AND c.op = 'I'"


@cache
def _touched() -> str:
    cases = "".join(
        f"WHEN {table_number(name)} THEN "
        f"json_extract(c.after, '$[{fields(Base.metadata.tables[name]).index('employer_id')}]') "
        for name in _PARTS
    )
    numbers = ", ".join(str(table_number(name)) for name in _PARTS)
    return (
        f"SELECT CASE c.table_id WHEN {table_number('employer')} THEN c.row_id {cases}END FROM change c "
        f"WHERE c.changeset_n IN ({_RUN}) AND (c.table_id = {table_number('employer')} "
        f"OR (c.table_id IN ({numbers}) AND c.op = 'I'))"
    )
