"""The list of employers as a file: each column as a value that a spreadsheet can sort and add up."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from talented_desk.clock import from_utc_text
from talented_desk.domain import codes
from talented_desk.domain.employers import sector, size_band
from talented_desk.exchange.export import Cell
from talented_desk.i18n import N_, Translator

if TYPE_CHECKING:
    from talented_desk.domain.consent import Standing
    from talented_desk.services.employers import EmployerRow

AT_ONCE: Final = 500
USUAL: Final = ("name", "stage", "last", "next", "city", "headcount", "owner")


@dataclass(frozen=True, slots=True)
class ListColumn:
    """A column of the file. `value` gets the row, its main contact's standing and the language spoken."""

    title: str
    value: Callable[[EmployerRow, Standing | None, Translator], Cell]


def _coded(list_id: str, code: str, language: str) -> str:
    return codes.load(list_id).label(code, language) if code else ""


def _day(moment: str | None) -> date | None:
    return from_utc_text(moment).astimezone().date() if moment else None


CONSENTS: Final[Mapping[str, str]] = {
    "express": N_("express"),
    "implied": N_("implied"),
    "expiring": N_("implied, ends soon"),
    "expired": N_("expired"),
    "withdrawn": N_("withdrawn"),
    "none": N_("none"),
}


def _consent(standing: Standing | None, t: Translator) -> str:
    if standing is None:
        return ""
    words = t(CONSENTS[standing.state])
    return f"{words} ({standing.expires_on})" if standing.expires_on else words


COLUMNS: Final[Mapping[str, ListColumn]] = {
    "name": ListColumn(N_("Name"), lambda row, s, t: row.trade_name or row.legal_name),
    "stage": ListColumn(N_("Stage"), lambda row, s, t: _coded("pipeline_stages", row.stage, t.language)),
    "last": ListColumn(N_("Last session"), lambda row, s, t: _day(row.last_session)),
    "next": ListColumn(N_("Next"), lambda row, s, t: date.fromisoformat(row.next_due) if row.next_due else None),
    "city": ListColumn(N_("City"), lambda row, s, t: row.city),
    "headcount": ListColumn(N_("Employees"), lambda row, s, t: row.headcount),
    "owner": ListColumn(N_("Officer"), lambda row, s, t: row.owner),
    "sector": ListColumn(N_("Sector"), lambda row, s, t: _coded("naics_sectors", sector(row.naics) or "", t.language)),
    "since": ListColumn(N_("In this stage since"), lambda row, s, t: _day(row.stage_since)),
    "phone": ListColumn(N_("Phone"), lambda row, s, t: row.phone),
    "email": ListColumn(N_("E-mail"), lambda row, s, t: row.email),
    "band": ListColumn(
        N_("Size"),
        lambda row, s, t: "" if row.headcount is None else _coded("size_bands", size_band(row.headcount), t.language),
    ),
    "tags": ListColumn(N_("Tags"), lambda row, s, t: ", ".join(row.tags)),
    "language": ListColumn(N_("Language"), lambda row, s, t: _coded("languages", row.language, t.language)),
    "sessions": ListColumn(N_("Sessions"), lambda row, s, t: row.sessions),
    "minutes": ListColumn(N_("Hours of support"), lambda row, s, t: round(row.minutes / 60, 2)),
    "placements": ListColumn(N_("Placements"), lambda row, s, t: row.placements),
    "consent": ListColumn(N_("Consent to e-mail"), lambda row, s, t: _consent(s, t)),
    "website": ListColumn(N_("Website"), lambda row, s, t: row.website),
    "legal_name": ListColumn(N_("Legal name"), lambda row, s, t: row.legal_name),
}


def headings(names: Sequence[str], t: Translator) -> tuple[str, ...]:
    """The titles of these columns."""
    return tuple(t(COLUMNS[name].title) for name in names)


def cells(
    numbers: Sequence[int],
    fetch: Callable[[Sequence[int]], Sequence[tuple[EmployerRow, Standing | None]]],
    names: Sequence[str],
    t: Translator,
) -> Iterator[list[Cell]]:
    """The rows of the file, fetched a few hundred at a time; those deleted meanwhile are left out."""
    chosen = [COLUMNS[name].value for name in names]
    for start in range(0, len(numbers), AT_ONCE):
        for row, standing in fetch(numbers[start : start + AT_ONCE]):
            yield [value(row, standing, t) for value in chosen]
