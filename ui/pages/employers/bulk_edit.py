"""Changing one field of several employers, after a look at what exactly would change."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

from PySide6.QtWidgets import QWidget

from talented_desk.compat import override
from talented_desk.domain import codes, pipeline
from ui.context import UiContext
from ui.lists.bulk_edit import BulkEdit, BulkField, BulkWords
from ui.widgets.inputs import ChoiceField

if TYPE_CHECKING:
    from talented_desk.services.bulk import ChangePreview


class BulkEditDialog(BulkEdit):
    """A field of the employers with these row numbers; a stage that means lost asks why."""

    def __init__(
        self, context: UiContext, numbers: Sequence[int], field: str = "stage", parent: QWidget | None = None
    ) -> None:
        t = context.t
        self._numbers, self._reason = list(numbers), ""
        fields = (
            BulkField("stage", t("Stage"), code_list="pipeline_stages"),
            BulkField("owner_id", t("Responsible officer")),
            BulkField("tag_add", t("Add a tag"), "text"),
            BulkField("tag_remove", t("Take a tag off"), "text"),
            BulkField("language", t("Language"), code_list="languages"),
            BulkField("city", t("City"), "text", empty=True),
            BulkField("naics", t("NAICS code"), "text", empty=True),
            BulkField("federally_regulated", t("Federally regulated")),
        )
        super().__init__(context, BulkWords(t("Change several employers"), t("Employer")), fields, field, parent)
        self.reason = ChoiceField((("", t("Why was it lost?")), *codes.load("barriers").choices(t.language)))
        self.reason.setObjectName("bulk-reason")
        self.reason.setAccessibleName(t("Why lost"))
        self.reason.hide()
        self.reason.currentIndexChanged.connect(self._other_value)
        self.more.addWidget(self.reason)
        self.begin()

    @override
    def total(self) -> int:
        return len(self._numbers)

    @override
    def look(self, field: str, value: str) -> ChangePreview:
        return self.context.app.employers.preview(self._numbers, field, value)

    @override
    def write(self, ids: Sequence[str], field: str, value: str) -> None:
        app = self.context.app
        if field == "stage":
            app.pipeline.move(ids, {"stage": value, "lost_reason": self._reason})
        elif field in ("tag_add", "tag_remove"):
            app.employers.tag_many(ids, value, remove=field == "tag_remove")
        else:
            app.employers.edit_many(ids, {field: value or None if field == "owner_id" else value})

    @override
    def choices(self, field: BulkField) -> Sequence[tuple[str, str]]:
        return [("1", self.t("Yes")), ("0", self.t("No"))] if field.name == "federally_regulated" else ()

    @override
    def value_changed(self, field: str, value: str) -> None:
        self.reason.setVisible(field == "stage" and pipeline.kind(value) == "lost")
        self._reason = str(self.reason.currentData() or "")

    @override
    def missing(self) -> bool:
        return self.reason.isVisibleTo(self) and not self._reason

    @override
    def counted(self, what: Literal["selected", "change", "button", "said"], count: int) -> str:
        t, number = self.t, self.context.formats.number(count)
        if what == "selected":
            return t.plural("{number} employer selected", "{number} employers selected", count, number=number)
        if what == "change":
            return t.plural("{number} employer changes", "{number} employers change", count, number=number)
        if what == "button":
            return t.plural("Change {number} employer", "Change {number} employers", count, number=number)
        return t.plural("{count} employer changed", "{count} employers changed", count)
