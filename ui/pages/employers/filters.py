"""The filters of the list, as chips."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from talented_desk.domain import codes
from talented_desk.jobs import Task
from talented_desk.services.employers import EmployerFilter
from ui.context import UiContext
from ui.widgets.basics import column
from ui.widgets.chips import Choice, FilterChip, FilterChips

if TYPE_CHECKING:
    from talented_desk.services.officers import OfficerRow

Loaded = tuple[tuple["OfficerRow", ...], "OfficerRow | None", list[tuple[str, int]], tuple[tuple[str, str, int], ...]]


class EmployerFilters(QWidget):
    """Officer, stage, city, size, sector, language, tag. Choices with counts are read again when data change."""

    changed = Signal()

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        theme, t, language = context.theme, context.t, context.t.language
        self.chips = FilterChips(theme, t("Clear filters"))
        add = self.chips.add
        self._chips: dict[str, FilterChip] = {
            "owner_id": add(FilterChip(theme, t("Officer"), t("Any officer"))),
            "stage": add(FilterChip(theme, t("Stage"), t("Any stage"), _codes("pipeline_stages", language))),
            "city": add(FilterChip(theme, t("City"), t("Any city"))),
            "headcount": add(FilterChip(theme, t("Size"), t("Any size"), _sizes(language))),
            "sector": add(FilterChip(theme, t("Sector"), t("Any sector"), _codes("naics_sectors", language))),
            "language": add(FilterChip(theme, t("Language"), t("Any language"), _codes("languages", language))),
            "tag_id": add(FilterChip(theme, t("Tag"), t("Any tag"))),
        }
        for name, chip in self._chips.items():
            chip.setObjectName(f"filter-{name}")
        self.chips.changed.connect(self.changed)
        column(self).addWidget(self.chips)

    def chosen(self) -> EmployerFilter:
        """What the chips leave."""
        values: dict[str, Any] = {name: chip.value for name, chip in self._chips.items() if chip.value is not None}
        return EmployerFilter(**values)

    def chip(self, name: str) -> FilterChip:
        return self._chips[name]

    def narrowed(self) -> bool:
        return self.chips.narrowed()

    def load(self) -> None:
        """Read the choices that come from the data."""
        app = self.context.app

        def job(task: Task) -> Loaded:
            return app.officers.all(), app.officers.me(), app.employers.cities(), app.employers.tags()

        self.context.jobs.read(self, job, self._show)

    def save(self) -> dict[str, Any]:
        """The chosen values, to be kept."""
        return {name: chip.value for name, chip in self._chips.items() if chip.value is not None}

    def restore(self, kept: dict[str, Any]) -> None:
        """Choose what `save` kept."""
        for name, value in kept.items():
            if name in self._chips:
                self._chips[name].choose(tuple(value) if isinstance(value, list) else value)

    def _show(self, found: Loaded) -> None:
        t = self.context.t
        officers, me, cities, tags = found
        mine = [Choice(me.id, t("Mine"))] if me is not None else []
        others = [Choice(officer.id, officer.name) for officer in officers if me is None or officer.id != me.id]
        self._chips["owner_id"].set_choices([*mine, *others])
        self._chips["city"].set_choices([Choice(city, city, count) for city, count in cities[:40]])
        self._chips["tag_id"].set_choices([Choice(tag_id, text, count) for tag_id, text, count in tags])
        self._chips["tag_id"].setVisible(bool(tags))


def _codes(list_id: str, language: str) -> list[Choice]:
    return [Choice(code, text) for code, text in codes.load(list_id).choices(language)]


def _sizes(language: str) -> list[Choice]:
    return [
        Choice((int(band.attributes["low"]), int(high) if (high := band.attributes.get("high")) else None), text)
        for band in codes.load("size_bands").entries
        if (text := band.label(language))
    ]
