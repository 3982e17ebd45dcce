"""A page that is one list: narrowed by chips and words, saved, its columns chosen, exported; Enter opens a row."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final, Generic, TypeVar

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QMenu, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from talented_desk.compat import override
from talented_desk.domain.views import Definition
from talented_desk.exchange.export import Cell
from ui.actions.hub import Command
from ui.context import UiContext
from ui.lists.bulk import BulkBar
from ui.lists.columns import ColumnsDialog
from ui.lists.export import Seen, export_seen
from ui.lists.switcher import SavedLists
from ui.models.paged import Column, PagedModel, Query, RowSource
from ui.navigation import Page
from ui.widgets.basics import column, label
from ui.widgets.chips import FilterChip, FilterChips
from ui.widgets.filter_bar import FilterBar
from ui.widgets.header import PageHeader
from ui.widgets.messages import EmptyState
from ui.widgets.report_chip import ReportChip
from ui.widgets.search_field import SearchField
from ui.widgets.table import DataTable

R = TypeVar("R")
F = TypeVar("F")
AT_ONCE: Final = 500
"""Rows that an export fetches in one go."""


@dataclass(frozen=True, slots=True)
class ListSpec:
    """What tells a list from others. `page` is its name among saved lists; texts are translated."""

    page: str
    title: str
    primary: tuple[str, str]
    """The action of the primary button, and its icon."""
    sort: str
    descending: bool
    empty: EmptyState
    no_match: str


class ListPage(Page, Generic[R, F]):
    """Table, search box, chips and saved lists; a kind of list says what its filter is and what its columns are."""

    def __init__(
        self,
        context: UiContext,
        spec: ListSpec,
        source: RowSource[R, str, F],
        columns: tuple[Column[R], ...],
        chips: Mapping[str, FilterChip],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(context, parent)
        theme, t = context.theme, context.t
        self._spec, self._source, self._by_name, self._focus_list = spec, source, dict(chips), False
        self._find = SearchField(theme, t("Find in this list"))
        self._find.setObjectName(f"find-{spec.page}")
        self._find.setFixedWidth(theme.px(220))
        self._find.searched.connect(self._rechosen)
        self._chips = FilterChips(theme, t("Clear filters"), t("More filters") if self.seldom() else "")
        for name, chip in chips.items():
            chip.setObjectName(f"filter-{name}")
            self._chips.add(chip, seldom=name in self.seldom())
        self._report = ReportChip(context)
        self._chips.add(self._report)
        self._chips.withdraw(self._report)
        self._chips.changed.connect(self._rechosen)
        self._model: PagedModel[R, str, F] = PagedModel(
            context.jobs, source, columns, Query(self.chosen(), spec.sort, spec.descending), parent=self
        )
        self._model.loaded.connect(self._loaded)
        self._model.failed.connect(context.operations.tell)
        header = PageHeader(theme, spec.title, t("More"))
        header.add_primary(context.actions.action(spec.primary[0]), spec.primary[1])
        for action_id in ("list.save", "list.columns", "list.export", "page.refresh"):
            header.add_more(context.actions.action(action_id))
        self._table = DataTable(theme, spec.title, self._model)
        self._table.setObjectName(spec.page)
        self._table.stand_at_the_edge()
        self._table.opened.connect(self.open_row)
        self._table.current_changed.connect(self._current_changed)
        self._table.menu_asked.connect(self._menu)
        self._table.jumped.connect(self._jump)
        self._find.left.connect(self._table.setFocus)
        self._table.dialog_text = t("Choose columns…")
        self._table.columns_wanted.connect(self.choose_columns)
        self.lists = SavedLists(context, spec.page, self._table, self.definition, self.show_definition)
        self.lists.shown.connect(self.commands_changed)
        self._table.columns_changed.connect(self.lists.say)
        self._no_match = EmptyState(theme, "funnel", spec.no_match, t("Clear the filters to see them all."))
        self._no_match.offer(t("Clear filters"), self._clear)
        self._stack = QStackedWidget()
        for page in (label(""), self._table, spec.empty, self._no_match):
            self._stack.addWidget(page)
        for seldom_seen in (spec.empty, self._no_match):  # unseen, they take no room
            seldom_seen.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Ignored)
        self._stack.setMinimumHeight(1)  # at large text in a low window the filters above it go first
        for beside in (self.lists, self._chips):
            beside.setContentsMargins(0, theme.px(2), 0, 0)  # their middle is that of the taller search box
        self._top: QVBoxLayout = column(spacing=theme.px(12))
        self._top.setContentsMargins(theme.px(24), theme.px(20), theme.px(24), theme.px(12))
        self._top.addWidget(header)
        self._top.addWidget(FilterBar(theme, (self.lists, self._find), self._chips))
        box = column(self)
        box.addLayout(self._top)
        self.bulk = self.bulk_bar()
        if self.bulk is not None:
            self._table.selection_changed.connect(self.bulk.show_count)
            box.addWidget(self.bulk)
        box.addWidget(self._stack, 1)
        self._model.load()

    # -- what a kind of list says -------------------------------------------------------------------------

    def chosen(self) -> F:
        """What chips, search box and report leave."""
        raise NotImplementedError

    def open_row(self, row_id: str) -> None:
        """Enter or a double click on a row."""
        raise NotImplementedError

    def count_words(self, count: int) -> str:
        """Such as `12 placements`."""
        raise NotImplementedError

    def menu_actions(self) -> tuple[str, ...]:
        """Actions of the context menu."""
        raise NotImplementedError

    def seldom(self) -> tuple[str, ...]:
        """Chips that stand behind a button until they are asked for."""
        return ()

    def bulk_bar(self) -> BulkBar | None:
        """What can be done with several rows, above the list while they are selected."""
        return None

    def exported(self, column: Column[R]) -> list[tuple[str, Callable[[R], Cell]]]:
        """A column of the list as columns of a file, with values that a spreadsheet can sort."""
        return [(column.title, column.text)]

    def is_empty(self) -> bool:
        """Whether nothing is listed because there is nothing at all."""
        return not self.narrowed()

    def row_commands(self, row_id: str) -> Mapping[str, Command]:
        """What can be done with the current row."""
        return {}

    # -- the page -----------------------------------------------------------------------------------------

    def narrowed(self) -> bool:
        return bool(self._find.text().strip()) or self._chips.narrowed()

    def only_ids(self) -> Sequence[str] | None:
        """Ids of the records behind the figure of a report that the list was opened from, if it was."""
        behind = self._report.behind if self._report.value is not None else None
        return behind.ids if behind is not None else None

    def only_rows(self) -> Sequence[int] | None:
        """The same as row numbers."""
        behind = self._report.behind if self._report.value is not None else None
        return behind.rows if behind is not None else None

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
            self.lists.settled = True
            self._find.clear()
            for chip in self._by_name.values():
                chip.choose(None)

    @override
    def commands(self) -> Mapping[str, Command]:
        found: dict[str, Command] = {
            **self.lists.commands(),
            "list.columns": self.choose_columns,
            "list.export": self.export,
            "page.filter": self._find.setFocus,
            "page.refresh": self._model.refresh,
        }
        current = self._table.current_id()
        return found if current is None else {**found, **self.row_commands(current)}

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
        chips = {name: chip.value for name, chip in self._by_name.items()}
        return {"current": self._table.current_id(), "text": self._find.text(), **chips}

    @override
    def restore(self, place: dict[str, Any]) -> None:
        self.lists.settled = True
        self._find.setText(str(place.get("text") or ""))
        for name, chip in self._by_name.items():
            chip.choose(place.get(name))
        if place.get("current"):
            self._table.go_to(place["current"])

    # -- saved lists --------------------------------------------------------------------------------------

    def definition(self) -> Definition:
        """What is shown, as a list that can be saved."""
        query = self._model.query
        filters = {name: chip.value for name, chip in self._by_name.items() if chip.value is not None}
        return Definition(filters, self._table.shown_columns(), query.sort, query.descending)

    def show_definition(self, wanted: Definition) -> None:
        """Show a saved list, in the usual order if it has none of its own."""
        usual = (self._spec.sort, self._spec.descending)
        sort, descending = (wanted.sort, wanted.descending) if wanted.sort else usual
        self._chips.blockSignals(True)
        self._chips.choose({chip: wanted.filters.get(name) for name, chip in self._by_name.items()})
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

    def export(self) -> None:
        """Save what is seen (rows, columns, order) as a file."""
        export_seen(self, self.context, self.seen())

    def export_selected(self) -> None:
        """Save the selected rows as a file."""
        export_seen(self, self.context, self.seen(self._table.selected_ids()))

    def seen(self, only: Sequence[str] | None = None) -> Seen[R]:
        """What is seen, to be written to a file; `only` these rows of it."""
        told = "; ".join(chip.text().replace("&&", "&") for chip in self._by_name.values() if chip.value is not None)
        if self._find.text().strip():
            found = self.context.t("Found by “{typed}”", typed=self._find.text().strip())
            told = f"{told}; {found}" if told else found
        view, source = self.lists.current(), self._source
        ids = list(self._model.ids() if only is None else only)
        by_name = {column.name: column for column in self._model.columns}
        columns = [one for name in self._table.shown_columns() for one in self.exported(by_name[name])]

        def rows() -> Iterator[R]:
            for start in range(0, len(ids), AT_ONCE):
                some = ids[start : start + AT_ONCE]
                known = source.rows(some)
                yield from (known[row_id] for row_id in some if row_id in known)

        name = self.lists.name(view) if view is not None else ""
        return Seen(self._spec.title, name, told, columns, len(ids), rows)

    # -- the list -----------------------------------------------------------------------------------------

    def _take_focus(self) -> None:
        # the list comes into sight when it has been read, perhaps after the page was opened
        if self._focus_list and self._table.isVisible():
            self._focus_list = False
            self._table.setFocus()

    def _loaded(self, count: int) -> None:
        empty = not count and self.is_empty()
        self._chips.set_count("" if empty else self.count_words(count))
        self._stack.setCurrentWidget(self._spec.empty if empty else self._table if count else self._no_match)
        self._take_focus()

    def _rechosen(self, text: str = "") -> None:
        self._narrow()

    def _narrow(self, sort: str = "", descending: bool = False) -> None:
        query = self._model.query
        order = (sort, descending) if sort else (query.sort, query.descending)
        self._model.load(Query(self.chosen(), *order))
        self.lists.say()

    def _clear(self) -> None:
        self._find.clear()
        self._chips.clear()
        self._table.setFocus()

    def _jump(self, typed: str) -> None:
        """To the first row whose sorted column begins with these letters."""

    def _current_changed(self, row_id: object) -> None:
        self.commands_changed.emit()

    def _menu(self, place: QPoint) -> None:
        menu = QMenu(self)
        for action in self.menu_actions():
            menu.addAction(self.context.actions.action(action))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(place)

    def opener(self, row_id: str) -> Command:
        """The command that opens a row."""
        return partial(self.open_row, row_id)
