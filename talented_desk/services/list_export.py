"""A list of employers as a file: the rows, columns and order that are seen, and what they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from talented_desk.domain.consent import Standing
from talented_desk.exchange import employer_list, export
from talented_desk.exchange.export import Sheet
from talented_desk.formats import Formats
from talented_desk.i18n import N_, Translator
from talented_desk.jobs import Task
from talented_desk.services.employers import EmployerRow

if TYPE_CHECKING:
    from talented_desk.services.consents import Consents
    from talented_desk.services.employers import Employers


@dataclass(frozen=True, slots=True)
class EmployerExport:
    """What to write: row numbers in order, columns by name, and the words for list, filters and officer."""

    path: Path
    numbers: Sequence[int]
    columns: tuple[str, ...]
    title: str
    filters: str
    officer: str
    at: datetime


def write_employers(
    wanted: EmployerExport, employers: Employers, consents: Consents, t: Translator, task: Task | None = None
) -> int:
    """Write the file; returns how many rows. Raises the sentences of `talented_desk.exchange.export`."""
    columns = tuple(name for name in wanted.columns if name in employer_list.COLUMNS) or employer_list.USUAL
    formats = Formats(t.language)
    rows = len(wanted.numbers)
    about = (
        (t("List"), wanted.title),
        (t("Filters"), wanted.filters or t("none")),
        (t("Rows"), formats.number(rows)),
        (t("Made by"), wanted.officer),
        (t("Made on"), formats.moment(wanted.at)),
    )
    sheet = Sheet(t(N_("Employers")), employer_list.headings(columns, t), rows, about)

    def fetch(numbers: Sequence[int]) -> list[tuple[EmployerRow, Standing | None]]:
        found = employers.rows(numbers)
        known = consents.standings([row.contact_id for row in found if row.contact_id]) if "consent" in columns else {}
        return [(row, known.get(row.contact_id)) for row in found]

    return export.write(wanted.path, sheet, employer_list.cells(wanted.numbers, fetch, columns, t), t, task)


def file_name(title: str, filters: str, at: datetime, ending: str) -> str:
    """A name that says which list, which filters and when; a list in CSV has no other place for it."""
    name = f"{title} ({filters})" if filters else title
    kept = "".join(letter if letter.isalnum() or letter in " -–_.,()" else "_" for letter in name)
    return f"{' '.join(kept.split())[:110].rstrip()} {at:%Y-%m-%d %H.%M}{ending}"
