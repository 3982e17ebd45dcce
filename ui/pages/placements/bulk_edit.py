"""Changing one field of several placements, after a look at what exactly would change."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final, Literal

from PySide6.QtWidgets import QWidget

from talented_desk.compat import override
from talented_desk.i18n import N_, Translator
from talented_desk.jobs import Task
from ui import labels
from ui.context import UiContext
from ui.lists.bulk_edit import BulkEdit, BulkField, BulkWords

if TYPE_CHECKING:
    from talented_desk.services.bulk import ChangePreview

MENU: Final = (
    ("state", N_("State…")),
    ("officer_id", N_("Officer…")),
    ("institution_id", N_("Institution…")),
    ("starts_on", N_("Starts on…")),
    ("ends_on", N_("Ends on…")),
    ("work_mode", N_("Work mode…")),
    ("program", N_("Program…")),
    ("faculty_supervisor", N_("Faculty supervisor…")),
)
"""What the bar above the list offers, in words."""


class PlacementsEdit(BulkEdit):
    """A field of the placements with these ids."""

    def __init__(
        self, context: UiContext, ids: Sequence[str], field: str = "state", parent: QWidget | None = None
    ) -> None:
        t = context.t
        self._ids = list(ids)
        self._institutions: tuple[tuple[str, str], ...] = ()
        fields = (
            _field(t, "state", code_list="placement_states"),
            _field(t, "officer_id"),
            BulkField("institution_id", t("Institution")),
            _field(t, "starts_on", "day"),
            _field(t, "ends_on", "day"),
            _field(t, "wil_type", code_list="wil_types"),
            _field(t, "work_mode", code_list="work_modes", empty=True),
            _field(t, "wcb_basis", code_list="wcb_basis", empty=True),
            _field(t, "program", "text", empty=True),
            _field(t, "faculty_supervisor", "text", empty=True),
        )
        super().__init__(context, BulkWords(t("Change several placements"), t("Placement")), fields, field, parent)
        institutions = context.app.institutions

        def job(task: Task) -> tuple[tuple[str, str], ...]:
            return tuple((one.id, one.short_name or one.name) for one in institutions.all())

        context.jobs.read(self, job, self._know_institutions)
        self.begin()

    @override
    def total(self) -> int:
        return len(self._ids)

    @override
    def look(self, field: str, value: str) -> ChangePreview:
        return self.context.app.placements.preview(self._ids, field, value)

    @override
    def write(self, ids: Sequence[str], field: str, value: str) -> None:
        self.context.app.placements.edit_many(ids, field, value)

    @override
    def choices(self, field: BulkField) -> Sequence[tuple[str, str]]:
        return (*self._institutions, ("", "–")) if field.name == "institution_id" else ()

    @override
    def counted(self, what: Literal["selected", "change", "button", "said"], count: int) -> str:
        t, number = self.t, self.context.formats.number(count)
        if what == "selected":
            return t.plural("{number} placement selected", "{number} placements selected", count, number=number)
        if what == "change":
            return t.plural("{number} placement changes", "{number} placements change", count, number=number)
        if what == "button":
            return t.plural("Change {number} placement", "Change {number} placements", count, number=number)
        return t.plural("{count} placement changed", "{count} placements changed", count)

    def _know_institutions(self, found: tuple[tuple[str, str], ...]) -> None:
        self._institutions = found
        if self.field.currentData() == "institution_id":
            self._other_field()


def _field(
    t: Translator,
    name: str,
    kind: Literal["choice", "text", "day"] = "choice",
    code_list: str = "",
    empty: bool = False,
) -> BulkField:
    return BulkField(name, labels.field_label(name, t), kind, code_list, empty)
