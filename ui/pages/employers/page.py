"""Employers: the list with filters on the left, the record on the right. Enter opens it, Esc comes back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QMenu, QSizePolicy, QStackedWidget, QWidget

from talented_desk.compat import override
from talented_desk.domain.views import Definition
from talented_desk.events import DataChanged
from talented_desk.jobs import Running, Task
from ui.actions.hub import Command
from ui.context import UiContext
from ui.lists.columns import ColumnsDialog
from ui.lists.export import ask_file, run_export
from ui.lists.switcher import SavedLists
from ui.merging.dialog import merge
from ui.merging.partner import ask_partner
from ui.models.paged import PagedModel, Query
from ui.navigation import Page
from ui.operations.runner import Operation
from ui.pages.employers import jump
from ui.pages.employers.bulk import BulkBar
from ui.pages.employers.bulk_edit import BulkEditDialog
from ui.pages.employers.columns import columns
from ui.pages.employers.filters import EmployerFilters
from ui.pages.employers.model import Line, ListSource, Shown, name_of
from ui.pages.employers.new import NewEmployerDialog
from ui.pages.employers.preview import Preview
from ui.pages.employers.reasons import reasons
from ui.pages.visits.planning import MOST, plan_visits
from ui.widgets.basics import column, hairline
from ui.widgets.filter_bar import FilterBar
from ui.widgets.header import PageHeader
from ui.widgets.messages import EmptyState
from ui.widgets.search_field import SearchField
from ui.widgets.split import SplitView
from ui.widgets.table import DataTable

if TYPE_CHECKING:
    from talented_desk.services.employers import EmployerRow

SHARE = 0.62
FOUND = 2000
"""Hits that the list takes from the search."""
MOST_IN_A_SESSION = 60
MENU = ("employer.open", "session.new", "visit.plan", "list.change", "", "employer.merge", "employer.delete")
NARROWING = ("stage", "import", "filters", "rows")
"""What `open_record` understands before a colon."""


class EmployersPage(Page):
    """The controller of the list.

    `open_record` narrows it: `stage:CODE`, `import:ID` (what that import added or changed), `filters:JSON` with
    filters by name, or `rows:JSON` with `text` and `rows` (row numbers), which a chip then tells.
    """

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.t = context.t
        theme, t = context.theme, context.t
        self._opened_as: str | None = None
        kept = context.state.get("employers", {})
        header = PageHeader(theme, t("Employers"), t("More"))
        header.add_primary(context.actions.action("employer.new"), "plus")
        header.add_quiet(context.actions.action("go.import"), "file-input")
        for action_id in (
            "employer.open",
            "list.change",
            "visit.plan",
            "",
            "list.save",
            "list.columns",
            "list.export",
            "page.refresh",
            "",
            "employer.merge",
            "employer.delete",
        ):
            header.add_more(context.actions.action(action_id) if action_id else None)
        self.search = SearchField(theme, t("Find in this list"))
        self.search.setObjectName("employers-search")
        words = theme.metrics_of().horizontalAdvance(self.search.placeholderText())
        self.search.setFixedWidth(max(theme.px(180), words + theme.px(64)))  # the magnifier, and the edges
        self.search.searched.connect(self._searched)
        self.search.left.connect(self._to_table)
        self._searching: Running[Any] | None = None
        self.filters = EmployerFilters(context)
        self.source = ListSource(context.app.employers, context.app.views, context.app.consents)
        self.model: PagedModel[Line, int, Shown] = PagedModel(
            context.jobs, self.source, columns(context), Query(Shown(), "name"), parent=self
        )
        self.model.loaded.connect(self._loaded)
        self.model.failed.connect(context.operations.tell)
        self.model.dataChanged.connect(self._arrived)
        self.table = DataTable(theme, t("Employers"), self.model)
        self.table.stand_at_the_edge()
        self.table.setObjectName("employers")
        self.table.dialog_text = t("Choose columns…")
        self.table.columns_wanted.connect(self.choose_columns)
        self.table.columns_changed.connect(self._columns_changed)
        self.table.current_changed.connect(self._current)
        self.table.selection_changed.connect(self._selected)
        self.table.opened.connect(self._open_row)
        self.table.menu_asked.connect(self._menu)
        self.table.jumped.connect(self._jump)
        self.lists = SavedLists(context, "employers", self.table, self.definition, self.show_definition)
        self.lists.shown.connect(self.commands_changed)
        self.filters.changed.connect(self._filter)
        self.bulk = BulkBar(context)
        self.bulk.change_wanted.connect(self.change)
        self.bulk.session_wanted.connect(self._session_of_selected)
        self.bulk.visits_wanted.connect(self.plan_visits)
        self.bulk.export_wanted.connect(self.export_selected)
        self.bulk.merge_wanted.connect(self.merge)
        self.bulk.delete_wanted.connect(self._delete)
        self._empty = EmptyState(theme, "building-2", "")
        self._clear = self._empty.offer(t("Clear filters"), self._show_all)
        self._import = self._empty.offer(
            t("Import a list"), context.actions.action("go.import").trigger, "file-input", primary=True
        )
        self._first = self._empty.offer(t("New employer"), self.new_employer, "plus")
        self._empty.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Ignored)  # unseen, it takes no room
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
        self._stack.setMinimumHeight(1)
        self.split.setMinimumHeight(1)  # at large text in a low window the filters above it go first
        top = column(spacing=theme.px(12))
        top.setContentsMargins(theme.px(24), theme.px(20), theme.px(24), theme.px(12))
        top.addWidget(header)
        for chips in (self.lists, self.filters):
            chips.setContentsMargins(0, theme.px(2), 0, 0)  # their middle is that of the taller search box
        top.addWidget(FilterBar(theme, (self.lists, self.search), self.filters))
        box = column(self)
        box.addLayout(top)
        box.addWidget(hairline())
        box.addWidget(self.split, 1)
        for before, after in ((self.lists, self.search), (self.search, self.filters), (self.filters, self.table)):
            self.setTabOrder(before, after)
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
    def record_id(self) -> str | None:
        return self._opened_as

    @override
    def open_record(self, record_id: str) -> None:
        kind, _, value = record_id.partition(":")
        if kind not in NARROWING:
            return
        self.lists.settled = True
        self.search.clear()
        self.filters.hits = None
        self.table.clearSelection()  # what was selected belongs to another list
        if kind == "rows":
            told = json.loads(value)
            self.filters.show_rows(str(told["text"]), tuple(int(n) for n in told["rows"]))
        elif kind == "filters":
            self.filters.restore(json.loads(value))
        else:
            self.filters.restore({"stage" if kind == "stage" else "import_id": value})
        self._opened_as = record_id

    @override
    def leaving(self) -> None:
        state = self.context.state
        share = self.split.share() if self.preview.isVisible() else state.get("employers", {}).get("share", SHARE)
        state.set("employers", {"share": share})
        self.lists.keep_columns()

    @override
    def commands(self) -> Mapping[str, Command]:
        found: dict[str, Command] = {
            **self.lists.commands(),
            "employer.new": self.new_employer,
            "page.refresh": self.refresh,
            "page.filter": self._to_search,
            "list.columns": self.choose_columns,
            "list.export": self.export,
        }
        if self.table.current_id() is not None:
            found |= {
                "employer.open": self._open_current,
                "employer.delete": self._delete,
                "employer.merge": self.merge,
                "session.new": self._session_of_current,
                "list.change": self.change,
                "visit.plan": self.plan_visits,
            }
        return found

    @override
    def escape(self) -> bool:
        if self.filters.narrowed() or self.filters.hits is not None:
            self._show_all()
            return True
        return False

    @override
    def place(self) -> dict[str, Any]:
        return {
            "typed": self.search.text(),
            "filters": self.filters.save(),
            "rows": self.filters.words("rows"),
            "current": self.table.current_id(),
            "columns": self.table.save_columns(),
            "sort": (self.model.query.sort, self.model.query.descending),
        }

    @override
    def restore(self, place: dict[str, Any]) -> None:
        self.lists.settled = True
        if place.get("current") is not None:
            self.table.go_to(place["current"])
        self.table.restore_columns(place.get("columns", {}))
        sort, descending = place.get("sort", ("name", False))
        self._show(place.get("filters", {}), sort, descending, str(place.get("rows", "")))
        self.search.setText(str(place.get("typed", "")))

    # -- saved lists --------------------------------------------------------------------------------------

    def definition(self) -> Definition:
        """What is shown, as a list that can be saved."""
        filters = {name: value for name, value in self.filters.save().items() if name != "rows"}
        query = self.model.query
        return Definition(filters, self.table.shown_columns(), query.sort, query.descending)

    def show_definition(self, wanted: Definition) -> None:
        """Show a saved list."""
        self._opened_as = None
        self._show(wanted.filters, wanted.sort or "name", wanted.descending)

    def _show(self, filters: Mapping[str, Any], sort: str, descending: bool, rows_text: str = "") -> None:
        self.filters.blockSignals(True)
        if filters.get("rows"):
            self.filters.show_rows(rows_text, tuple(filters["rows"]))
        self.filters.restore(filters)
        self.filters.blockSignals(False)
        self.table.show_sort(sort, descending)
        query = Query(self.filters.shown(), sort, descending)
        if query != self.model.query:
            self.model.load(query)
        self._renamed()

    def _columns_changed(self) -> None:
        self._renamed()

    def _renamed(self) -> None:
        self.lists.say()

    def choose_columns(self) -> None:
        """Which columns, in which order; by keyboard too."""
        dialog = ColumnsDialog(
            self.context, self.model.columns, self.table.shown_columns(), self.table.show_columns, self.window()
        )
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    # -- filters and search -------------------------------------------------------------------------------

    def _show_all(self) -> None:
        self.search.clear()
        self.filters.hits = None
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
        self.filters.hits = hits
        self._filter()

    def _jump(self, letters: str) -> None:
        """To the first row whose sorted column begins with these letters; looked up, not walked through."""
        ids, employers, query = self.model.ids(), self.context.app.employers, self.model.query
        language = self.t.language

        def job(task: Task) -> int:
            return jump.find(employers, ids, query.sort, query.descending, letters, language)

        self.context.jobs.read(self, job, self._jump_to)

    def _jump_to(self, at: int) -> None:
        row_id = self.model.id_at(min(at, self.model.rowCount() - 1)) if at >= 0 else None
        if row_id is not None:
            self.table.go_to(row_id)

    def _filter(self) -> None:
        self._opened_as = None
        self.model.load(Query(self.filters.shown(), self.model.query.sort, self.model.query.descending))
        self._renamed()

    def _loaded(self, count: int) -> None:
        t = self.t
        narrowed = self.filters.narrowed() or self.filters.hits is not None
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
        self._renamed()

    # -- the current row and the selected ones ------------------------------------------------------------

    def _line(self) -> Line | None:
        return self.model.row_at(self.table.currentIndex().row())

    def _row(self) -> EmployerRow | None:
        found = self._line()
        return found.row if found is not None else None

    def why(self) -> list[str]:
        """Why the current employer is in the list: a sentence for each condition."""
        found = self._line()
        typed = self.search.text().strip() if self.filters.hits is not None else ""
        return reasons(self.context, self.filters, typed, found) if found is not None else []

    def _current(self, n: int | None) -> None:
        self._arrived()
        if self._line() is None:
            self.preview.show_employer(None)
        self.commands_changed.emit()

    def _arrived(self) -> None:
        row = self._row()
        if row is not None:
            self.preview.show_employer(row.id, self.why())

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
        if len(self.table.selected_ids()) > 1:
            self._session_of_selected()
        elif (row := self._row()) is not None:
            self._log_session(row.id)

    def _session_of_selected(self) -> None:
        numbers, employers = self.table.selected_ids(), self.context.app.employers
        if len(numbers) > MOST_IN_A_SESSION:
            words = self.t(
                "A group session has at most {most} employers; fewer are to be selected.", most=MOST_IN_A_SESSION
            )
            self.context.notices.banner(words, "warn")
            return
        self.context.jobs.read(self, lambda task: employers.ids(numbers), self._log_group)

    def _log_group(self, ids: list[str]) -> None:
        self._log_session(",".join(ids))

    def _log_session(self, employer_id: str) -> None:
        self.context.navigate("session", f"new:{employer_id}")

    def plan_visits(self) -> None:
        """Pin the selected employers, or the current one, for a trip."""
        numbers, employers = self.table.selected_ids(), self.context.app.employers
        row = self._row()
        if not numbers and row is not None:
            numbers = [row.n]

        def job(task: Task) -> list[tuple[str, str]]:
            return [(one.id, name_of(one)) for one in employers.rows(numbers[: MOST + 1])]

        def ask(chosen: list[tuple[str, str]]) -> None:
            plan_visits(self.context, self, chosen)

        self.context.jobs.read(self, job, ask, self.context.operations.tell)

    def _menu(self, place: QPoint) -> None:
        menu = QMenu(self)
        for action_id in MENU:
            if action_id:
                menu.addAction(self.context.actions.action(action_id))
            else:
                menu.addSeparator()
        if told := self.why():
            menu.addSeparator()
            inside = menu.addMenu(self.t("Why it is in this list"))
            for sentence in told:
                inside.addAction(sentence.replace("&", "&&"))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(place)

    def change(self, field: str = "stage") -> None:
        """Change one field of the selected employers, after a look at what would change."""
        dialog = BulkEditDialog(self.context, self.table.selected_ids(), field, self.window())
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def merge(self) -> None:
        """Make one of the two selected employers, or of the current one and another that is asked for."""
        numbers, employers = self.table.selected_ids(), self.context.app.employers
        if len(numbers) == 2:
            self.context.jobs.read(self, lambda task: employers.ids(numbers), self._merge_two)
        elif len(numbers) > 2:
            self.context.notices.banner(self.t("Two employers are merged at a time: select two."), "info")
        elif (row := self._row()) is not None:
            ask_partner(self.context, row.id, name_of(row), self)

    def _merge_two(self, ids: list[str]) -> None:
        from talented_desk.services.merging import Pair

        merge(self.context, Pair("employer", ids[0], ids[1]), self)

    def _delete(self) -> None:
        t, employers, row = self.t, self.context.app.employers, self._row()
        if row is None:
            return
        numbers = self.table.selected_ids() or [row.n]

        def job(task: Task) -> None:
            employers.delete(employers.ids(numbers))

        if len(numbers) == 1:
            said = t("{name} was deleted", name=name_of(row))
        else:
            said = t.plural("{count} employer deleted", "{count} employers deleted", len(numbers))
        self.context.operations.run(self, Operation(t("Deleting"), job, said=said))

    # -- export -------------------------------------------------------------------------------------------

    def export(self) -> None:
        """Save what is seen (rows, columns, order) as a file."""
        self._ask_file(list(self.model.ids()))

    def export_selected(self) -> None:
        """Save the selected rows as a file."""
        self._ask_file(self.table.selected_ids())

    def _ask_file(self, numbers: list[int]) -> None:
        ask_file(self, self.context, self._title(), self.filters.sentence(), lambda path: self.write(path, numbers))

    def write(self, path: Path, numbers: list[int]) -> None:
        """Write these rows to this file, with progress and Cancel."""
        from talented_desk.services.list_export import EmployerExport, write_employers

        t, app = self.t, self.context.app
        title, told, shown, now = self._title(), self.filters.sentence(), self.table.shown_columns(), app.clock.now()

        def job(task: Task) -> int:
            me = app.officers.me()
            wanted = EmployerExport(path, numbers, shown, title, told, me.name if me is not None else "", now)
            return write_employers(wanted, app.employers, app.consents, t, task)

        run_export(self.context, path, told, job)

    def _title(self) -> str:
        view = self.lists.current()
        return f"{self.t('Employers')} – {self.lists.name(view)}" if view is not None else self.t("Employers")
