"""Placements: the list, narrowed by chips and words; Enter opens one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from talented_desk.compat import override
from talented_desk.domain import codes
from talented_desk.domain.typed import plain
from talented_desk.events import DataChanged
from talented_desk.exchange.export import Cell
from talented_desk.i18n import N_
from talented_desk.jobs import Task
from ui.actions.hub import Command
from ui.context import UiContext
from ui.lists.bulk import BulkBar
from ui.lists.page import ListPage, ListSpec
from ui.models.memory import MemorySource
from ui.models.paged import Column
from ui.operations.runner import Operation
from ui.pages.placements.bulk_edit import MENU, PlacementsEdit
from ui.pages.placements.filter import WHENS, PlacementFilter, keeps
from ui.widgets.chips import Choice, FilterChip
from ui.widgets.messages import EmptyState

if TYPE_CHECKING:
    from talented_desk.services.placements import PlacementRow

UNSPOKEN: Final = ("dates", "packages")
"""Orders in which letters mean the student."""
TABLES: Final = frozenset({"placement", "employer", "institution", "package"})
ICONS: Final[Mapping[str, tuple[str, str]]] = {
    "planned": ("circle", "muted"),
    "offered": ("mail", "muted"),
    "confirmed": ("circle-dot", "accent"),
    "active": ("play", "ok"),
    "completed": ("circle-check", "ok"),
    "ended_early": ("triangle-alert", "warn"),
    "cancelled": ("circle-x", "muted"),
}
WHEN_TEXTS: Final[Mapping[str, str]] = {
    "current": N_("Going on now"),
    "upcoming": N_("Still to come"),
    "past": N_("Over"),
}


class PlacementsPage(ListPage["PlacementRow", PlacementFilter]):
    """All placements, the latest start first."""

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        theme, t = context.theme, context.t
        self._memory: MemorySource[PlacementRow, PlacementFilter] = MemorySource(
            context.app.placements.all,
            lambda row: row.id,
            keeps,
            {
                "student": lambda row: plain(row.student_name),
                "title": lambda row: plain(row.title),
                "employer": lambda row: plain(row.employer),
                "institution": lambda row: plain(row.institution),
                "type": lambda row: row.wil_type,
                "dates": lambda row: (row.starts_on, row.ends_on),
                "state": lambda row: _order(row.state),
                "packages": lambda row: row.packages,
            },
        )
        empty = EmptyState(
            theme,
            "graduation-cap",
            t("No placement yet"),
            t("A placement is a student at an employer’s worksite for a term. Its package is made from it."),
        )
        chips = {
            "state": FilterChip(theme, t("State"), t("Any state")),
            "institution": FilterChip(theme, t("Institution"), t("Any institution")),
            "when": FilterChip(theme, t("When"), t("Any time")),
        }
        spec = ListSpec(
            "placements", t("Placements"), ("placement.new", "plus"), "dates", True, empty, t("No placement matches")
        )
        super().__init__(context, spec, self._memory, _columns(context), chips, parent)
        empty.offer(t("New placement"), self._new, "plus")
        context.events.data_changed.connect(self._data_changed)

    @override
    def commands(self) -> Mapping[str, Command]:
        return {**super().commands(), "placement.new": self._new}

    @override
    def row_commands(self, row_id: str) -> Mapping[str, Command]:
        return {
            "placement.open": self.opener(row_id),
            "placement.delete": self._delete,
            "list.change": self.change,
        }

    @override
    def bulk_bar(self) -> BulkBar:
        t = self.context.t
        bar = BulkBar(self.context, [(name, t(words)) for name, words in MENU])
        bar.change_wanted.connect(self.change)
        bar.add("export", t("Export"), "download", self.export_selected)
        bar.add("delete", t("Delete"), "trash-2", self._delete)
        return bar

    def change(self, field: str = "state") -> None:
        """Change one field of the selected placements, after a look at what would change."""
        dialog = PlacementsEdit(self.context, self._table.selected_ids(), field, self.window())
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    @override
    def menu_actions(self) -> tuple[str, ...]:
        return ("placement.open", "placement.new", "list.change", "placement.delete")

    @override
    def open_row(self, row_id: str) -> None:
        self.context.navigate("placement", row_id)

    @override
    def chosen(self) -> PlacementFilter:
        state, institution, when = (str(chip.value or "") for chip in self._by_name.values())
        only = self.only_ids()
        ids = frozenset(only) if only is not None else None
        return PlacementFilter(self.context.today(), state, institution, when, plain(self._find.text()), ids)

    @override
    def is_empty(self) -> bool:
        return not self._memory.everything

    @override
    def count_words(self, count: int) -> str:
        t, everything = self.context.t, self._memory.everything
        if count == len(everything):
            return t.plural("{count} placement", "{count} placements", count)
        return t("{count} of {all}", count=count, all=len(everything))

    @override
    def exported(self, column: Column[PlacementRow]) -> list[tuple[str, Callable[[PlacementRow], Cell]]]:
        t = self.context.t
        if column.name == "dates":
            return [
                (t("Starts on"), lambda row: date.fromisoformat(row.starts_on)),
                (t("Ends on"), lambda row: date.fromisoformat(row.ends_on)),
            ]
        if column.name == "packages":
            return [(column.title, lambda row: row.packages)]
        return super().exported(column)

    @override
    def _loaded(self, count: int) -> None:
        self._count_chips()
        super()._loaded(count)

    def _count_chips(self) -> None:
        t, rows, today = self.context.t, self._memory.everything, self.context.today()
        language = t.language

        def left(**narrowed: Any) -> int:
            chosen = replace(self.chosen(), today=today, **narrowed)
            return sum(1 for row in rows if keeps(row, chosen))

        states = [(code, words) for code, words in codes.load("placement_states").choices(language)]
        names = sorted({row.institution for row in rows if row.institution}, key=plain)
        self._by_name["state"].set_choices([Choice(code, words, left(state=code)) for code, words in states])
        self._by_name["institution"].set_choices([Choice(name, name, left(institution=name)) for name in names])
        self._by_name["when"].set_choices([Choice(when, t(WHEN_TEXTS[when]), left(when=when)) for when in WHENS])

    @override
    def _jump(self, typed: str) -> None:
        """In the order of dates letters mean the student's name."""
        wanted, sort = plain(typed), self._model.query.sort
        column = next((one for one in self._model.columns if one.key == sort and sort not in UNSPOKEN), None)
        words = column.text if column is not None else lambda row: row.student_name
        for row_id in self._model.ids():
            row = self._source.rows([row_id]).get(row_id)
            if row is not None and plain(words(row)).startswith(wanted):
                self._table.go_to(row_id)
                return

    def _data_changed(self, event: DataChanged) -> None:
        if event.tables & TABLES:
            self._model.refresh()

    def _new(self) -> None:
        self.context.navigate("placement", "new:")

    def _delete(self) -> None:
        placement_id, selected = self._table.current_id(), self._table.selected_ids()
        row = self._source.rows([placement_id]).get(placement_id) if placement_id else None
        if row is None:
            return
        t, placements, chosen = self.context.t, self.context.app.placements, row.id
        several = len(selected) > 1

        def job(task: Task) -> None:
            if several:
                placements.delete_many(selected)
            else:
                placements.delete(chosen)

        said = t("The placement of {name} was deleted", name=row.student_name)
        if several:
            said = t.plural("{count} placement deleted", "{count} placements deleted", len(selected))
        self.context.operations.run(self, Operation(t("Deleting"), job, said=said))


def _columns(context: UiContext) -> tuple[Column[PlacementRow], ...]:
    t, formats = context.t, context.formats
    states, types = codes.load("placement_states"), codes.load("wil_types")
    return (
        Column("student", t("Student"), lambda row: row.student_name, "student", 160),
        Column("title", t("Title"), lambda row: row.title, "title", 180, grows=True),
        Column("employer", t("Employer"), lambda row: row.employer, "employer", 204, grows=True),
        Column("institution", t("Institution"), lambda row: row.institution, "institution", 112, muted=True),
        Column(
            "dates",
            t("Dates"),
            lambda row: formats.date_range(row.starts_on, row.ends_on),
            "dates",
            212,
            muted=True,
        ),
        Column(
            "state",
            t("State"),
            lambda row: states.label(row.state, t.language),
            "state",
            150,
            icon=lambda row: ICONS.get(row.state),
        ),
        Column(
            "packages",
            t("Packages"),
            lambda row: str(row.packages or "–"),
            "packages",
            80,
            number=True,
            muted=True,
            optional=True,
        ),
        Column(
            "type",
            t("Type"),
            lambda row: types.label(row.wil_type, t.language),
            "type",
            260,
            muted=True,
            optional=True,
            grows=True,
        ),
    )


def _order(state: str) -> int:
    """States sort in the order of their list, which is the order of a placement's life."""
    return next((at for at, entry in enumerate(codes.load("placement_states").entries) if entry.code == state), 99)
