"""Employers: the list with filters on the left, the record on the right. Enter opens it, Esc comes back."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QMenu, QStackedWidget, QWidget

from talented_desk.compat import override
from talented_desk.events import DataChanged
from talented_desk.jobs import Running, Task
from talented_desk.services.employers import EmployerFilter, EmployerRow
from ui.actions.hub import Command
from ui.context import UiContext
from ui.dialogs.palette import fold
from ui.models.paged import PagedModel, Query
from ui.navigation import Page
from ui.operations.runner import Operation
from ui.pages.employers.bulk import BulkBar
from ui.pages.employers.filters import EmployerFilters
from ui.pages.employers.model import EmployerSource, columns, name_of
from ui.pages.employers.new import NewEmployerDialog
from ui.pages.employers.preview import Preview
from ui.widgets.basics import column, hairline, line
from ui.widgets.header import PageHeader
from ui.widgets.messages import EmptyState
from ui.widgets.search_field import SearchField
from ui.widgets.split import SplitView
from ui.widgets.table import DataTable

SHARE = 0.62
FOUND = 2000
"""Hits that the list takes from the search."""


class EmployersPage(Page):
    """The controller of the list."""

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.t = context.t
        theme, t = context.theme, context.t
        self._all = 0
        kept = context.state.get("employers", {})
        header = PageHeader(theme, t("Employers"), t("More"))
        header.add_primary(context.actions.action("employer.new"), "plus")
        header.add_quiet(context.actions.action("go.import"), "file-input")
        for action_id in ("employer.open", "page.refresh", "", "employer.delete"):
            header.add_more(context.actions.action(action_id) if action_id else None)
        self.search = SearchField(theme, t("Find in this list"))
        self.search.setObjectName("employers-search")
        self.search.setFixedWidth(theme.px(200))
        self.search.searched.connect(self._searched)
        self.search.left.connect(self._to_table)
        self._hits: tuple[int, ...] | None = None
        self._searching: Running[Any] | None = None
        self.filters = EmployerFilters(context)
        self.filters.changed.connect(self._filter)
        self.model: PagedModel[EmployerRow, int, EmployerFilter] = PagedModel(
            context.jobs,
            EmployerSource(context.app.employers),
            columns(context),
            Query(EmployerFilter(), "name"),
            parent=self,
        )
        self.model.loaded.connect(self._loaded)
        self.model.failed.connect(context.operations.tell)
        self.model.dataChanged.connect(self._arrived)
        self.table = DataTable(theme, t("Employers"), self.model)
        self.table.restore_columns(kept.get("columns", {}))
        self.table.current_changed.connect(self._current)
        self.table.selection_changed.connect(self._selected)
        self.table.opened.connect(self._open_row)
        self.table.menu_asked.connect(self._menu)
        self.table.jumped.connect(self._jump)
        self.bulk = BulkBar(context)
        self.bulk.owner_chosen.connect(self._assign)
        self.bulk.delete_wanted.connect(self._delete)
        self._empty = EmptyState(theme, "building-2", "")
        self._clear = self._empty.offer(t("Clear filters"), self._show_all)
        self._import = self._empty.offer(
            t("Import a list"), context.actions.action("go.import").trigger, "file-input", primary=True
        )
        self._first = self._empty.offer(t("New employer"), self.new_employer, "plus")
        self._stack = QStackedWidget()
        self._stack.addWidget(self.table)
        self._stack.addWidget(self._empty)
        self.preview = Preview(context)
        self.preview.opened.connect(self._open)
        self.preview.session_wanted.connect(self._log_session)
        left = QWidget()
        inner = column(left, spacing=0)
        inner.addWidget(self.bulk)
        inner.addWidget(self._stack, 1)
        self.split = SplitView(theme, left, self.preview, float(kept.get("share", SHARE)))
        top = column(spacing=theme.px(12))
        top.setContentsMargins(theme.px(24), theme.px(18), theme.px(24), theme.px(12))
        top.addWidget(header)
        row = line(spacing=theme.px(12))
        row.addWidget(self.search, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.filters, 1)
        top.addLayout(row)
        box = column(self)
        box.addLayout(top)
        box.addWidget(hairline())
        box.addWidget(self.split, 1)
        self.setTabOrder(self.filters, self.table)
        context.events.data_changed.connect(self._changed)
        self.filters.load()
        self.model.load()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.preview.setVisible(self.width() >= self.context.theme.px(760))

    @override
    def opened(self) -> None:
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    @override
    def leaving(self) -> None:
        state = self.context.state
        share = self.split.share() if self.preview.isVisible() else state.get("employers", {}).get("share", SHARE)
        state.set("employers", {"columns": self.table.save_columns(), "share": share})

    @override
    def commands(self) -> Mapping[str, Command]:
        found: dict[str, Command] = {
            "employer.new": self.new_employer,
            "page.refresh": self.refresh,
            "page.filter": self._to_search,
        }
        if self.table.current_id() is not None:
            found |= {
                "employer.open": self._open_current,
                "employer.delete": self._delete,
                "session.new": self._session_of_current,
            }
        return found

    @override
    def escape(self) -> bool:
        if self.filters.narrowed() or self._hits is not None:
            self._show_all()
            return True
        return False

    @override
    def place(self) -> dict[str, Any]:
        return {
            "typed": self.search.text(),
            "filters": self.filters.save(),
            "current": self.table.current_id(),
            "columns": self.table.save_columns(),
        }

    @override
    def open_record(self, record_id: str) -> None:
        """The list narrowed: `stage:met` shows one stage of the pipeline."""
        kind, _, value = record_id.partition(":")
        if kind == "stage":
            self._show_all()
            self.filters.restore({"stage": value})

    @override
    def restore(self, place: dict[str, Any]) -> None:
        if place.get("current") is not None:
            self.table.go_to(place["current"])
        self.table.restore_columns(place.get("columns", {}))
        self.filters.restore(place.get("filters", {}))
        self.search.setText(str(place.get("typed", "")))

    def _show_all(self) -> None:
        self.search.clear()
        self._hits = None
        self.filters.chips.clear()

    def refresh(self) -> None:
        """Read everything again."""
        self.filters.load()
        self.model.refresh()
        self.preview.refresh()

    def new_employer(self) -> None:
        """Ask for a new employer and its first worksite, and open it."""
        dialog = NewEmployerDialog(self.context, self._open, self.window())
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def _to_table(self) -> None:
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _to_search(self) -> None:
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def _searched(self, typed: str) -> None:
        if self._searching is not None:
            self._searching.cancel()
        if not typed:
            self._show_hits(None)
            return
        search = self.context.app.search

        def job(task: Task) -> tuple[int, ...]:
            return tuple(hit.n for hit in search.find(typed, FOUND, ("employer",)))

        self._searching = self.context.jobs.read(self, job, self._show_hits)

    def _show_hits(self, hits: tuple[int, ...] | None) -> None:
        self._hits = hits
        self._filter()

    def _jump(self, letters: str) -> None:
        """To the first name that begins with these letters or comes after them; looked up, not walked through."""
        if self.model.query.sort != "name" or self.model.query.descending:
            return
        ids, employers, wanted = self.model.ids(), self.context.app.employers, fold(letters)

        def job(task: Task) -> int:
            return bisect_left(
                range(len(ids)), wanted, key=lambda at: fold("".join(name_of(row) for row in employers.rows([ids[at]])))
            )

        self.context.jobs.read(self, job, self._jump_to)

    def _jump_to(self, at: int) -> None:
        row_id = self.model.id_at(min(at, self.model.rowCount() - 1))
        if row_id is not None:
            self.table.go_to(row_id)

    def _filter(self) -> None:
        chosen = replace(self.filters.chosen(), rows=self._hits)
        self.model.load(Query(chosen, self.model.query.sort, self.model.query.descending))

    def _loaded(self, count: int) -> None:
        t = self.t
        narrowed = self.filters.narrowed() or self._hits is not None
        number = self.context.formats.number(count)
        self.filters.chips.set_count(t.plural("{number} employer", "{number} employers", count, number=number))
        if narrowed:
            self._empty.say("funnel", t("No employer fits"), t("Take one away, or show all again."))
        else:
            self._empty.say(
                "building-2",
                t("No employers yet"),
                t("Bring in the list that you have (CSV or Excel), or add the first one by hand."),
            )
        self._clear.setVisible(narrowed)
        self._import.setVisible(not narrowed)
        self._first.setVisible(not narrowed)
        self._stack.setCurrentIndex(0 if count else 1)

    def _row(self) -> EmployerRow | None:
        return self.model.row_at(self.table.currentIndex().row())

    def _current(self, n: int | None) -> None:
        row = self._row()
        self.preview.show_employer(row.id if row is not None else None)
        self.commands_changed.emit()

    def _arrived(self) -> None:
        row = self._row()
        if row is not None:
            self.preview.show_employer(row.id)

    def _selected(self, count: int) -> None:
        self.bulk.show_count(count)

    def _changed(self, event: DataChanged) -> None:
        self.refresh()

    def _open_row(self, n: int) -> None:
        self._open_current()

    def _open_current(self) -> None:
        row = self._row()
        if row is not None:
            self._open(row.id)

    def _open(self, employer_id: str) -> None:
        self.context.navigate("employer", employer_id)

    def _session_of_current(self) -> None:
        row = self._row()
        if row is not None:
            self._log_session(row.id)

    def _log_session(self, employer_id: str) -> None:
        self.context.navigate("session", f"new:{employer_id}")

    def _menu(self, place: QPoint) -> None:
        menu = QMenu(self)
        for action_id in ("employer.open", "session.new", "", "employer.delete"):
            if action_id:
                menu.addAction(self.context.actions.action(action_id))
            else:
                menu.addSeparator()
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(place)

    def _assign(self, officer_id: str) -> None:
        t, employers, numbers = self.t, self.context.app.employers, self.table.selected_ids()

        def job(task: Task) -> None:
            employers.edit_many([row.id for row in employers.rows(numbers)], {"owner_id": officer_id or None})

        said = t.plural("{count} employer changed", "{count} employers changed", len(numbers))
        self.context.operations.run(self, Operation(t("Saving"), job, said=said))

    def _delete(self) -> None:
        t, employers, row = self.t, self.context.app.employers, self._row()
        if row is None:
            return
        numbers = self.table.selected_ids() or [row.n]

        def job(task: Task) -> None:
            employers.delete([found.id for found in employers.rows(numbers)])

        if len(numbers) == 1:
            said = t("{name} was deleted", name=name_of(row))
        else:
            said = t.plural("{count} employer deleted", "{count} employers deleted", len(numbers))
        self.context.operations.run(self, Operation(t("Deleting"), job, said=said))
