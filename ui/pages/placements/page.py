"""Placements: the list, narrowed by chips and words; Enter opens one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QMenu, QStackedWidget, QWidget

from talented_desk.compat import override
from talented_desk.domain import codes
from talented_desk.domain.typed import plain
from talented_desk.domain.views import Definition
from talented_desk.events import DataChanged
from talented_desk.exchange.export import Cell
from talented_desk.i18n import N_
from talented_desk.jobs import Task
from ui.actions.hub import Command
from ui.context import UiContext
from ui.lists.columns import ColumnsDialog
from ui.lists.export import export_seen
from ui.lists.switcher import SavedLists
from ui.models.memory import MemorySource
from ui.models.paged import Column, PagedModel, Query
from ui.navigation import Page
from ui.operations.runner import Operation
from ui.pages.placements.filter import WHENS, PlacementFilter, keeps
from ui.widgets.basics import column, label
from ui.widgets.chips import Choice, FilterChip, FilterChips
from ui.widgets.filter_bar import FilterBar
from ui.widgets.header import PageHeader
from ui.widgets.messages import EmptyState
from ui.widgets.report_chip import ReportChip
from ui.widgets.search_field import SearchField
from ui.widgets.table import DataTable

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
        for action_id in ("list.save", "list.columns", "list.export", "page.refresh"):
            header.add_more(context.actions.action(action_id))
        self._find = SearchField(theme, t("Find in this list"))
        self._find.setObjectName("find-placements")
        self._find.setFixedWidth(theme.px(220))
        self._find.searched.connect(self._searched)
        self._chips = FilterChips(theme, t("Clear filters"))
        self._state = self._chips.add(FilterChip(theme, t("State"), t("Any state")))
        self._institution = self._chips.add(FilterChip(theme, t("Institution"), t("Any institution")))
        self._when = self._chips.add(FilterChip(theme, t("When"), t("Any time")))
        self._report = ReportChip(context)
        self._chips.add(self._report)
        self._chips.withdraw(self._report)
        for chip, name in ((self._state, "state"), (self._institution, "institution"), (self._when, "when")):
            chip.setObjectName(f"filter-{name}")
        self._chips.changed.connect(self._rechosen)
        self._table = DataTable(theme, t("Placements"), self._model)
        self._table.setObjectName("placements")
        self._table.stand_at_the_edge()
        self._table.opened.connect(self._open)
        self._table.current_changed.connect(self._current_changed)
        self._table.menu_asked.connect(self._menu)
        self._table.jumped.connect(self._jump)
        self._find.left.connect(self._table.setFocus)
        self._table.dialog_text = t("Choose columns…")
        self._table.columns_wanted.connect(self.choose_columns)
        self.lists = SavedLists(context, "placements", self._table, self.definition, self.show_definition)
        self.lists.shown.connect(self.commands_changed)
        self._table.columns_changed.connect(self.lists.say)
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
        for chips in (self.lists, self._chips):
            chips.setContentsMargins(0, theme.px(2), 0, 0)  # their middle is that of the taller search box
        top = column(spacing=theme.px(12))
        top.setContentsMargins(theme.px(24), theme.px(20), theme.px(24), theme.px(12))
        top.addWidget(header)
        top.addWidget(FilterBar(theme, (self.lists, self._find), self._chips))
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
    def record_id(self) -> str | None:
        return self._report.address()

    @override
    def open_record(self, record_id: str) -> None:
        if self._report.narrow(record_id):
            self._find.clear()
            for chip in (self._state, self._institution, self._when):
                chip.choose(None)

    @override
    def commands(self) -> Mapping[str, Command]:
        found: dict[str, Command] = {
            **self.lists.commands(),
            "list.columns": self.choose_columns,
            "list.export": self.export,
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
        self.lists.keep_columns()

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
        self.lists.settled = True
        self._find.setText(str(place.get("text") or ""))
        for chip, name in ((self._state, "state"), (self._institution, "institution"), (self._when, "when")):
            chip.choose(place.get(name))
        if place.get("current"):
            self._table.go_to(place["current"])

    # -- saved lists --------------------------------------------------------------------------------------

    def definition(self) -> Definition:
        """What is shown, as a list that can be saved."""
        query = self._model.query
        filters = {name: chip.value for name, chip in self._by_name().items() if chip.value is not None}
        return Definition(filters, self._table.shown_columns(), query.sort, query.descending)

    def show_definition(self, wanted: Definition) -> None:
        """Show a saved list; without an order of its own the latest start comes first."""
        sort, descending = (wanted.sort, wanted.descending) if wanted.sort else ("dates", True)
        self._chips.blockSignals(True)
        self._chips.choose({chip: wanted.filters.get(name) for name, chip in self._by_name().items()})
        self._chips.blockSignals(False)
        self._table.show_sort(sort, descending)
        self._narrow(sort, descending)

    def choose_columns(self) -> None:
        """Which columns, in which order; by keyboard too."""
        table = self._table
        dialog = ColumnsDialog(
            self.context, self._model.columns, table.shown_columns(), table.show_columns, self.window()
        )
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def _by_name(self) -> dict[str, FilterChip]:
        return {"state": self._state, "institution": self._institution, "when": self._when}

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

    def _rechosen(self) -> None:
        self._narrow()

    def _narrow(self, sort: str = "", descending: bool = False) -> None:
        self._chosen = PlacementFilter(
            self.context.today(),
            str(self._state.value or ""),
            str(self._institution.value or ""),
            str(self._when.value or ""),
            plain(self._find.text()),
            self._behind(),
        )
        query = self._model.query
        self._model.load(Query(self._chosen, *((sort, descending) if sort else (query.sort, query.descending))))
        self.lists.say()

    def _behind(self) -> frozenset[str] | None:
        """The records behind the figure of a report that the list was opened from, if it was."""
        behind = self._report.behind if self._report.value is not None else None
        return frozenset(behind.ids) if behind is not None else None

    def _clear(self) -> None:
        self._find.clear()
        self._chips.clear()
        self._table.setFocus()

    def _jump(self, typed: str) -> None:
        """To the first row whose sorted column begins with these letters; in the order of dates, the student's name."""
        wanted, sort = plain(typed), self._model.query.sort
        column = next((one for one in self._model.columns if one.key == sort and sort not in UNSPOKEN), None)
        words = column.text if column is not None else lambda row: row.student_name
        for row_id in self._model.ids():
            row = self._source.rows([row_id]).get(row_id)
            if row is not None and plain(words(row)).startswith(wanted):
                self._table.go_to(row_id)
                return

    def export(self) -> None:
        """Save what is seen (rows, columns, order) as a file."""
        told = "; ".join(chip.text().replace("&&", "&") for chip in self._by_name().values() if chip.value is not None)
        if self._find.text().strip():
            found = self.context.t("Found by “{typed}”", typed=self._find.text().strip())
            told = f"{told}; {found}" if told else found
        view = self.lists.current()
        name = self.lists.name(view) if view is not None else ""
        export_seen(
            self, self.context, self.context.t("Placements"), name, told, self._columns_seen(), self._rows_seen()
        )

    def _columns_seen(self) -> list[tuple[str, Callable[[PlacementRow], Cell]]]:
        """The shown columns; dates as two columns that a spreadsheet can sort."""
        t = self.context.t
        found: list[tuple[str, Callable[[PlacementRow], Cell]]] = []
        by_name = {column.name: column for column in self._model.columns}
        for name in self._table.shown_columns():
            if name == "dates":
                found.append((t("Starts on"), lambda row: date.fromisoformat(row.starts_on)))
                found.append((t("Ends on"), lambda row: date.fromisoformat(row.ends_on)))
            elif name == "packages":
                found.append((by_name[name].title, lambda row: row.packages))
            else:
                found.append((by_name[name].title, by_name[name].text))
        return found

    def _rows_seen(self) -> list[PlacementRow]:
        ids = list(self._model.ids())
        rows = self._source.rows(ids)
        return [rows[row_id] for row_id in ids if row_id in rows]

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
