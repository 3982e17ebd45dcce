"""The pipeline as a table: every employer with its stage, however many there are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from talented_desk.clock import from_utc_text
from talented_desk.domain import codes
from talented_desk.services.employers import EmployerFilter
from ui.context import UiContext
from ui.models.paged import Column, PagedModel, Query
from ui.pages.employers.model import EmployerSource, name_of
from ui.widgets.table import DataTable

if TYPE_CHECKING:
    from talented_desk.services.employers import EmployerRow

Model = PagedModel["EmployerRow", int, EmployerFilter]


def make_table(context: UiContext) -> tuple[DataTable, Model]:
    """The table and the model behind it, longest in its stage first."""
    t = context.t
    model: Model = PagedModel(
        context.jobs, EmployerSource(context.app.employers), _columns(context), Query(EmployerFilter(), "stage")
    )
    table = DataTable(context.theme, t("Pipeline"), model)
    model.setParent(table)
    return table, model


def _columns(context: UiContext) -> tuple[Column[EmployerRow], ...]:
    t, formats, language = context.t, context.formats, context.t.language

    def days_ago(moment: str | None) -> str:
        if not moment:
            return ""
        return formats.relative_day(from_utc_text(moment).astimezone().date(), context.today())

    def due(row: EmployerRow) -> str:
        return formats.relative_day(row.next_due, context.today()) if row.next_due else ""

    def overdue(row: EmployerRow) -> tuple[str, str] | None:
        return ("clock", "warn") if row.next_due and row.next_due < context.today().isoformat() else None

    return (
        Column("name", t("Name"), name_of, "name", 250),
        Column("stage", t("Stage"), lambda row: codes.load("pipeline_stages").label(row.stage, language), "stage", 160),
        Column("since", t("There since"), lambda row: days_ago(row.stage_since), "since", 130, muted=True),
        Column("last", t("Last session"), lambda row: days_ago(row.last_session), "last", 130, muted=True),
        Column("next", t("Next"), due, "next", 130, icon=overdue),
        Column("city", t("City"), lambda row: row.city, "city", 110, optional=True),
        Column("owner", t("Officer"), lambda row: row.owner, "owner", 150, muted=True),
    )
