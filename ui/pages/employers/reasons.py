"""Why an employer is in the list: each condition in words, with the value that fulfils it."""

from __future__ import annotations

from talented_desk.clock import from_utc_text
from talented_desk.domain import codes, pipeline
from talented_desk.domain.employers import size_band
from ui.context import UiContext
from ui.pages.employers.filters import EmployerFilters
from ui.pages.employers.model import Line


def reasons(context: UiContext, filters: EmployerFilters, typed: str, line: Line) -> list[str]:
    """One sentence a condition; nothing when the list shows everybody."""
    t, row, formats = context.t, line.row, context.formats
    found = [t("Found by “{typed}”", typed=typed)] if typed else []
    for name in filters.save():
        value = filters.words(name)
        if name == "headcount" and row.headcount is not None:
            found.append(
                t.plural(
                    "Size: {number} employee, is {band}",
                    "Size: {number} employees, is {band}",
                    row.headcount,
                    number=formats.number(row.headcount),
                    band=value,
                )
            )
        elif name == "last":
            found.append(_last(context, line, str(filters.chip(name).value)))
        elif name == "sector":
            found.append(t("Sector: NAICS code {code}, is {sector}", code=row.naics, sector=value))
        elif name == "overdue" and row.next_due:
            found.append(t("A task was due on {day}", day=formats.date(row.next_due)))
        elif name == "placed":
            count = row.placements
            found.append(t.plural("{count} placement", "{count} placements", count) if count else t("No placement"))
        elif name == "owner_id":
            found.append(t("Officer: {value}", value=row.owner or t("Nobody")))
        elif name == "import_id":
            found.append(t("Import: {value}; it added or changed this employer", value=value))
        else:
            found.append(t("{name}: {value}", name=filters.chip(name).name, value=value))
    return found


def _last(context: UiContext, line: Line, wanted: str) -> str:
    t, row = context.t, line.row
    if not row.last_session:
        return t("No session was ever logged")
    days = (context.today() - from_utc_text(row.last_session).astimezone().date()).days
    kind, _, number = wanted.partition(":")
    if kind == "quiet":
        limit = pipeline.quiet_after(row.headcount)
        size = codes.load("quiet_thresholds").label(_band(row.headcount), t.language)
        return t(
            "Last session {days} days ago, is over {limit} (the limit for: {size})", days=days, limit=limit, size=size
        )
    if kind == "over":
        return t("Last session {days} days ago, is over {limit}", days=days, limit=number)
    return t.plural(
        "Last session {count} day ago, is within {limit}",
        "Last session {count} days ago, is within {limit}",
        days,
        limit=number,
    )


def _band(headcount: int | None) -> str:
    return "unknown" if headcount is None else size_band(headcount)
