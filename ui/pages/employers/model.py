"""The columns of the list, and where its rows come from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from talented_desk.clock import from_utc_text
from talented_desk.domain import codes
from talented_desk.domain.employers import sector
from talented_desk.jobs import Task
from ui.context import UiContext
from ui.models.paged import Column, Query

if TYPE_CHECKING:
    from talented_desk.services.employers import EmployerFilter, EmployerRow, Employers


class EmployerSource:
    """Row numbers and rows of the service; called off the interface's thread."""

    def __init__(self, employers: Employers) -> None:
        self._employers = employers

    def ids(self, query: Query[EmployerFilter], limit: int, task: Task) -> Sequence[int]:
        return self._employers.row_numbers(query.chosen, query.sort, query.descending, limit)

    def rows(self, ids: Sequence[int]) -> Mapping[int, EmployerRow]:
        return {row.n: row for row in self._employers.rows(ids)}


def name_of(row: EmployerRow) -> str:
    """The name people use."""
    return row.trade_name or row.legal_name


def columns(context: UiContext) -> tuple[Column[EmployerRow], ...]:
    """All columns; the optional ones are chosen from the header's menu."""
    t, formats, language = context.t, context.formats, context.t.language

    def sector_of(row: EmployerRow) -> str:
        code = sector(row.naics)
        return codes.load("naics_sectors").label(code, language) if code else ""

    def ago(row: EmployerRow) -> str:
        if not row.last_session:
            return ""
        return formats.relative_day(from_utc_text(row.last_session).astimezone().date(), context.today())

    def due(row: EmployerRow) -> str:
        return formats.relative_day(row.next_due, context.today()) if row.next_due else ""

    def overdue(row: EmployerRow) -> tuple[str, str] | None:
        return ("clock", "warn") if row.next_due and row.next_due < context.today().isoformat() else None

    def size(row: EmployerRow) -> str:
        return "" if row.headcount is None else formats.number(row.headcount)

    def phone(row: EmployerRow) -> str:
        return formats.phone(row.phone)

    def spoken(row: EmployerRow) -> str:
        return codes.load("languages").label(row.language, language) if row.language else ""

    def sessions(row: EmployerRow) -> str:
        return formats.number(row.sessions) if row.sessions else ""

    return (
        Column("name", t("Name"), name_of, "name", 270),
        Column("city", t("City"), lambda row: row.city, "city", 120),
        Column("last", t("Last session"), ago, "", 124, muted=True),
        Column("next", t("Next"), due, "", 136, icon=overdue),
        Column("headcount", t("Employees"), size, "headcount", 90, number=True),
        Column("sector", t("Sector"), sector_of, "naics", 230, muted=True, optional=True),
        Column("owner", t("Officer"), lambda row: row.owner, "", 140, muted=True, optional=True),
        Column("phone", t("Phone"), phone, "", 130, optional=True),
        Column("language", t("Language"), spoken, "", 100, optional=True),
        Column("sessions", t("Sessions"), sessions, "", 80, number=True, optional=True),
        Column("legal_name", t("Legal name"), lambda row: row.legal_name, "", 240, muted=True, optional=True),
    )
