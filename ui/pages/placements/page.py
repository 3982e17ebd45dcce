"""Placements: the list, narrowed by chips and words; Enter opens one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QMenu, QStackedWidget, QWidget

from talented_desk.compat import override
from talented_desk.domain import codes
from talented_desk.domain.typed import plain
from talented_desk.events import DataChanged
from talented_desk.i18n import N_
from talented_desk.jobs import Task
from ui.actions.hub import Command
from ui.context import UiContext
from ui.models.memory import MemorySource
from ui.models.paged import Column, PagedModel, Query
from ui.navigation import Page
from ui.operations.runner import Operation
from ui.pages.placements.filter import WHENS, PlacementFilter, keeps
from ui.widgets.basics import column, label, line
from ui.widgets.chips import Choice, FilterChip, FilterChips
from ui.widgets.header import PageHeader
from ui.widgets.messages import EmptyState
from ui.widgets.search_field import SearchField
from ui.widgets.table import DataTable

if TYPE_CHECKING:
    from talented_desk.services.placements import PlacementRow

COLUMNS: Final = "placements.columns"
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


class PlacementsPage(Page):
    """All placements, the latest start first."""

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        theme, t = context.theme, context.t
        self._focus_list = False
        self._chosen = PlacementFilter(context.today())
        placements = context.app.placements
        self._source: MemorySource[PlacementRow, PlacementFilter] = MemorySource(
            placements.all,
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
        self._model: PagedModel[PlacementRow, str, PlacementFilter] = PagedModel(
            context.jobs, self._source, self._columns(), Query(self._chosen, "dates", True), parent=self
        )
        self._model.loaded.connect(self._loaded)
        self._model.failed.connect(context.operations.tell)
        header = PageHeader(theme, t("Placements"), t("More"))
        header.add_primary(context.actions.action("placement.new"), "plus")
        self._find = SearchField(theme, t("Find in this list"))
        self._find.setObjectName("find-placements")
        self._find.setFixedWidth(theme.px(220))
        self._find.searched.connect(self._searched)
        self._chips = FilterChips(theme, t("Clear filters"))
        self._state = self._chips.add(FilterChip(theme, t("State"), t("Any state")))
        self._institution = self._chips.add(FilterChip(theme, t("Institution"), t("Any institution")))
        self._when = self._chips.add(FilterChip(theme, t("When"), t("Any time")))
        for chip, name in ((self._state, "state"), (self._institution, "institution"), (self._when, "when")):
            chip.setObjectName(f"filter-{name}")
        self._chips.changed.connect(self._narrow)
        self._table = DataTable(theme, t("Placements"), self._model)
        self._table.setObjectName("placements")
        self._table.opened.connect(self._open)
        self._table.current_changed.connect(self._current_changed)
        self._table.menu_asked.connect(self._menu)
        self._table.jumped.connect(self._jump)
        self._find.left.connect(self._table.setFocus)
        self._table.restore_columns(context.state.get(COLUMNS, {}))
        self._none = EmptyState(
            theme,
            "graduation-cap",
            t("No placement yet"),
            t("A placement is a student at an employer’s worksite for a term. Its package is made from it."),
        )
        self._none.offer(t("New placement"), self._new, "plus")
        self._no_match = EmptyState(theme, "funnel", t("No placement matches"), t("Clear the filters to see them all."))
        self._no_match.offer(t("Clear filters"), self._clear)
        self._waiting = label("")
        self._stack = QStackedWidget()
        for page in (self._waiting, self._table, self._none, self._no_match):
            self._stack.addWidget(page)
        bar = line(spacing=theme.px(8))
        bar.addWidget(self._find, 0, Qt.AlignmentFlag.AlignTop)
        bar.addWidget(self._chips, 1, Qt.AlignmentFlag.AlignTop)
        top = column(spacing=theme.px(12))
        top.setContentsMargins(theme.px(24), theme.px(20), theme.px(24), theme.px(12))
        top.addWidget(header)
        top.addLayout(bar)
        box = column(self)
        box.addLayout(top)
        box.addWidget(self._stack, 1)
        context.events.data_changed.connect(self._data_changed)
        self._model.load()

    @override
    def opened(self) -> None:
        self._focus_list = True
        self._take_focus()

    @override
    def commands(self) -> Mapping[str, Command]:
        found: dict[str, Command] = {
            "placement.new": self._new,
            "page.filter": self._find.setFocus,
            "page.refresh": self._model.refresh,
        }
        current = self._table.current_id()
        if current is not None:
            found["placement.open"] = partial(self._open, current)
            found["placement.delete"] = self._delete
        return found

    @override
    def leaving(self) -> None:
        self.context.state.set(COLUMNS, self._table.save_columns())

    @override
    def escape(self) -> bool:
        if self._find.text() or self._chips.narrowed():
            self._clear()
            return True
        return False

    @override
    def place(self) -> dict[str, Any]:
        return {
            "current": self._table.current_id(),
            "text": self._find.text(),
            "state": self._state.value,
            "institution": self._institution.value,
            "when": self._when.value,
        }

    @override
    def restore(self, place: dict[str, Any]) -> None:
        self._find.setText(str(place.get("text") or ""))
        for chip, name in ((self._state, "state"), (self._institution, "institution"), (self._when, "when")):
            chip.choose(place.get(name))
        if place.get("current"):
            self._table.go_to(place["current"])

    def _take_focus(self) -> None:
        # the list comes into sight when it has been read, perhaps after the page was opened
        if self._focus_list and self._table.isVisible():
            self._focus_list = False
            self._table.setFocus()

    # -- the list -----------------------------------------------------------------------------------------

    def _columns(self) -> tuple[Column[PlacementRow], ...]:
        t, formats = self.context.t, self.context.formats
        states, types = codes.load("placement_states"), codes.load("wil_types")
        return (
            Column("student", t("Student"), lambda row: row.student_name, "student", 160),
            Column("title", t("Title"), lambda row: row.title, "title", 190),
            Column("employer", t("Employer"), lambda row: row.employer, "employer", 190),
            Column("institution", t("Institution"), lambda row: row.institution, "institution", 112, muted=True),
            Column(
                "dates",
                t("Dates"),
                lambda row: formats.date_range(row.starts_on, row.ends_on),
                "dates",
                214,
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
            ),
        )

    def _loaded(self, count: int) -> None:
        t, everything = self.context.t, self._source.everything
        self._count_chips()
        if not everything:
            self._chips.set_count("")
            self._stack.setCurrentWidget(self._none)
            return
        self._stack.setCurrentWidget(self._table if count else self._no_match)
        self._take_focus()
        if count == len(everything):
            words = t.plural("{count} placement", "{count} placements", count)
        else:
            words = t("{count} of {all}", count=count, all=len(everything))
        self._chips.set_count(words)

    def _count_chips(self) -> None:
        t, rows, today = self.context.t, self._source.everything, self.context.today()
        language = t.language

        def left(**narrowed: Any) -> int:
            chosen = replace(self._chosen, today=today, **narrowed)
            return sum(1 for row in rows if keeps(row, chosen))

        states = [(code, words) for code, words in codes.load("placement_states").choices(language)]
        names = sorted({row.institution for row in rows if row.institution}, key=plain)
        self._state.set_choices([Choice(code, words, left(state=code)) for code, words in states])
        self._institution.set_choices([Choice(name, name, left(institution=name)) for name in names])
        self._when.set_choices([Choice(when, t(WHEN_TEXTS[when]), left(when=when)) for when in WHENS])

    def _searched(self, text: str) -> None:
        self._narrow()

    def _narrow(self) -> None:
        self._chosen = PlacementFilter(
            self.context.today(),
            str(self._state.value or ""),
            str(self._institution.value or ""),
            str(self._when.value or ""),
            plain(self._find.text()),
        )
        self._model.load(Query(self._chosen, self._model.query.sort, self._model.query.descending))

    def _clear(self) -> None:
        self._find.clear()
        self._chips.clear()
        self._table.setFocus()

    def _jump(self, typed: str) -> None:
        wanted = plain(typed)
        for row_id in self._model.ids():
            row = self._source.rows([row_id]).get(row_id)
            if row is not None and plain(row.student_name).startswith(wanted):
                self._table.go_to(row_id)
                return

    def _current_changed(self, row_id: object) -> None:
        self.commands_changed.emit()

    def _data_changed(self, event: DataChanged) -> None:
        if event.tables & TABLES:
            self._model.refresh()

    # -- what one does here -------------------------------------------------------------------------------

    def _open(self, placement_id: str) -> None:
        self.context.navigate("placement", placement_id)

    def _new(self) -> None:
        self.context.navigate("placement", "new:")

    def _menu(self, place: QPoint) -> None:
        menu = QMenu(self)
        for action in ("placement.open", "placement.new", "placement.delete"):
            menu.addAction(self.context.actions.action(action))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(place)

    def _delete(self) -> None:
        placement_id = self._table.current_id()
        row = self._source.rows([placement_id]).get(placement_id) if placement_id else None
        if row is None:
            return
        t, placements, chosen = self.context.t, self.context.app.placements, row.id

        def job(task: Task) -> None:
            placements.delete(chosen)

        said = t("The placement of {name} was deleted", name=row.student_name)
        self.context.operations.run(self, Operation(t("Deleting"), job, said=said))


def _order(state: str) -> int:
    """States sort in the order of their list, which is the order of a placement's life."""
    return next((at for at, entry in enumerate(codes.load("placement_states").entries) if entry.code == state), 99)
