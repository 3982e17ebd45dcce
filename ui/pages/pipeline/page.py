"""The outreach pipeline: board, table, workload; employers are moved between stages and Undo takes them back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QWidget

from talented_desk.compat import override
from talented_desk.events import DataChanged
from talented_desk.jobs import Task
from talented_desk.services.employers import EmployerFilter
from ui.actions.hub import Command
from ui.context import UiContext
from ui.models.paged import Query
from ui.navigation import Page
from ui.pages.pipeline.board import Board
from ui.pages.pipeline.moving import Criteria, move, stage_menu
from ui.pages.pipeline.table import make_table
from ui.pages.pipeline.workload import Workload
from ui.widgets.basics import Button, column, label, line
from ui.widgets.chips import Choice, FilterChip, FilterChips
from ui.widgets.header import PageHeader
from ui.widgets.menus import ask
from ui.widgets.tabs import Tabs

if TYPE_CHECKING:
    from talented_desk.services.employers import EmployerRow
    from talented_desk.services.officers import OfficerRow
    from talented_desk.services.pipeline import Column

Found = tuple[tuple["Column", ...], tuple["OfficerRow", ...], "OfficerRow | None"]
TABLES = frozenset(("employer", "stage_change", "task", "support_session", "session_employer", "officer"))


LOW: Final = 360
"""Pixels at 100 % of height under which only the board is shown."""


class PipelinePage(Page):
    """The controller: reads the board, moves what is asked."""

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        theme, t = context.theme, context.t
        self._follow = ""
        self._run = 0
        self._stale = False
        header = PageHeader(theme, t("Pipeline"), t("More"))
        header.add_primary(context.actions.action("session.new"), "notebook-pen")
        self._whose = FilterChip(theme, t("Officer"), t("Any officer"))
        self._whose.setObjectName("filter-owner")
        self._chips = FilterChips(theme, t("Clear filters"))
        self._chips.add(self._whose)
        self._chips.changed.connect(self._load)
        self._board = Board(context)
        self._board.opened.connect(self._open)
        self._board.moved.connect(self._move)
        self._board.menu_asked.connect(self._menu)
        self._board.all_wanted.connect(lambda stage: context.navigate("employers", f"stage:{stage}"))
        self._criteria = Criteria(context)
        self._board.current_changed.connect(self._criteria.show_employer)
        self._table, self._model = make_table(context)
        self._table.setParent(self)  # until its tab is first shown
        self._table.hide()
        self._table.setObjectName("pipeline-table")
        self._table.opened.connect(self._open_row)
        self._table.menu_asked.connect(self._menu)
        self._workload = Workload(context, self)
        self._workload.hide()
        self._tabs = Tabs(theme)
        self._tabs.add("board", t("Board"), self._board_tab)
        self._tabs.add("table", t("Table"), lambda: self._table)
        self._tabs.add("workload", t("Workload"), lambda: self._workload)
        self._tabs.changed.connect(self._tab_changed)
        for place in (self._board, self._table):
            shortcut = QShortcut(QKeySequence("M"), place)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(self._ask_stage)
        whole = column(self, spacing=theme.px(12))
        whole.setContentsMargins(theme.px(24), theme.px(20), theme.px(16), theme.px(8))
        whole.addWidget(header)
        whole.addWidget(self._chips)
        whole.addWidget(self._tabs, 1)
        context.events.data_changed.connect(self._changed)
        self._load()

    @override
    def opened(self) -> None:
        if self._stale:
            self._load()
        self._focus()

    @override
    def commands(self) -> Mapping[str, Command]:
        return {"session.new": self._log, "pipeline.move": self._ask_stage, "page.refresh": self._load}

    @override
    def place(self) -> dict[str, Any]:
        return {"tab": self._tabs.current(), "whose": self._whose.value, "current": self._current()}

    @override
    def restore(self, place: dict[str, Any]) -> None:
        self._follow = str(place.get("current", ""))
        self._whose.choose(place.get("whose"))
        if place.get("tab"):
            self._tabs.show_tab(str(place["tab"]))

    def _board_tab(self) -> QWidget:
        theme, t = self.context.theme, self.context.t
        holder = QWidget()
        box = column(holder, spacing=theme.px(8))
        bar = line(spacing=theme.px(12))
        self._mover = Button(theme, t("Move to another stage"), "arrow-right-left", "quiet")
        self._mover.setToolTip(t("M chooses a stage; Shift with an arrow moves by one"))
        self._mover.clicked.connect(self._ask_stage)
        bar.addWidget(self._mover, 0, Qt.AlignmentFlag.AlignVCenter)
        bar.addWidget(self._criteria, 1, Qt.AlignmentFlag.AlignVCenter)
        bar.addStretch(0)
        box.addLayout(bar)
        box.addWidget(self._board, 1)
        self._hint = label(t("Arrows walk, Shift with Left or Right moves the card, M chooses a stage."), "small")
        box.addWidget(self._hint)
        return holder

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        roomy = self.height() >= self.context.theme.px(LOW)
        self._hint.setVisible(roomy)  # at large text in a low window the cards come first
        self._criteria.setVisible(roomy)

    # -- showing ------------------------------------------------------------------------------------------

    def _filter(self) -> EmployerFilter:
        return EmployerFilter(owner_id=str(self._whose.value or ""))

    def _load(self) -> None:
        self._stale = False
        self._run += 1
        run, chosen, app = self._run, self._filter(), self.context.app

        def job(task: Task) -> Found:
            return app.pipeline.board(chosen), app.officers.all(), app.officers.me()

        self.context.jobs.read(self, job, lambda found: self._show(run, found))
        query = self._model.query
        self._model.load(Query(chosen, query.sort, query.descending))
        if self._tabs.current() == "workload":
            self._workload.load()

    def _show(self, run: int, found: Found) -> None:
        if run != self._run:
            return
        columns, officers, me = found
        t = self.context.t
        mine = [Choice(me.id, t("Mine"))] if me is not None else []
        self._whose.set_choices(
            [*mine, *(Choice(one.id, one.name) for one in officers if me is None or one.id != me.id)]
        )
        total = sum(each.count for each in columns)
        self._chips.set_count(
            t.plural("{number} employer", "{number} employers", total, number=self.context.formats.number(total))
        )
        self._board.show_columns(columns)
        if self._follow:
            follow, self._follow = self._follow, ""
            self._board.follow(follow)

    def _focus(self) -> None:
        if self._tabs.current() == "table":
            self._table.setFocus(Qt.FocusReason.OtherFocusReason)
        elif self._tabs.current() == "board":
            self._board.take_focus()

    def _tab_changed(self, name: str) -> None:
        self._chips.setVisible(name != "workload")  # everybody's load stands there side by side
        if name == "workload":
            self._workload.load()
        self._focus()

    def _changed(self, event: DataChanged) -> None:
        if not event.tables & TABLES:
            return
        if self.isVisible():
            self._load()
        else:
            self._stale = True

    # -- doing --------------------------------------------------------------------------------------------

    def _current(self) -> str:
        chosen = self._board.selected()
        return chosen[0] if chosen else ""

    def _with_selected(self, use: Callable[[list[str]], None]) -> None:
        """Hand on the ids of the selected employers, if any; those of the table are read first."""
        if self._tabs.current() != "table":
            if chosen := self._board.selected():
                use(chosen)
            return
        employers, numbers = self.context.app.employers, self._table.selected_ids()

        def read(rows: list[EmployerRow]) -> None:
            if rows:
                use([row.id for row in rows])

        self.context.jobs.read(self, lambda task: employers.rows(numbers), read)

    def _move(self, ids: Sequence[str], stage: str) -> None:
        self._follow = ids[0] if len(ids) == 1 and self._tabs.current() == "board" else ""
        move(self.context, self, list(ids), stage, self._load)

    def _ask_stage(self) -> None:
        if self._tabs.current() == "table":
            rect = self._table.visualRect(self._table.currentIndex())
            place = self._table.viewport().mapToGlobal(rect.bottomLeft())
        else:
            place = self._board.lane().under_current()
        self._menu(place)

    def _menu(self, place: QPoint) -> None:
        def choose(ids: list[str]) -> None:
            menu = stage_menu(self.context, self, lambda stage: self._move(ids, stage))
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            ask(menu, place)

        self._with_selected(choose)

    def _open(self, employer_id: str) -> None:
        self.context.navigate("employer", employer_id)

    def _open_row(self, number: int) -> None:
        self._with_selected(lambda ids: self._open(ids[0]))

    def _log(self) -> None:
        ids = self._board.selected() if self._tabs.current() == "board" else []
        self.context.navigate("session", f"new:{ids[0] if len(ids) == 1 else ''}")
