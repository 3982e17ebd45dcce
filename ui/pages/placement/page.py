"""One placement: who, where and when; its facts, its package and its history. `new:` asks for a new one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Final

from PySide6.QtWidgets import QStackedWidget, QWidget

from talented_desk.compat import override
from talented_desk.domain import codes
from talented_desk.errors import NotFound
from talented_desk.events import DataChanged
from talented_desk.jobs import Task
from ui.actions.hub import Command
from ui.context import UiContext
from ui.navigation import Page
from ui.operations.runner import Operation
from ui.pages.documents.part import RecordDocuments
from ui.pages.documents.place import split
from ui.pages.employer.history import HistoryTab
from ui.pages.past.dialog import show_past
from ui.pages.placement.facts import FactsTab
from ui.pages.placement.form import NewPlacement
from ui.pages.placement.groups import mended_at
from ui.pages.placement.package import PackageTab
from ui.pages.placement.record import PlacementView, load
from ui.widgets.basics import Button, Pill, column, mark
from ui.widgets.header import PageHeader
from ui.widgets.tabs import Tabs

NEW: Final = "new:"
"""A record id that asks for a new placement; what follows is the employer's id, if it is known."""
TABLES: Final = frozenset(
    {"placement", "employer", "worksite", "contact", "contact_role", "institution", "officer", "package", "attachment"}
)
TONES: Final = {"confirmed": "accent", "active": "ok", "ended_early": "warn", "cancelled": "plain"}


class PlacementPage(Page):
    """The controller: loads the placement with what belongs to it, hands it to the tabs, refreshes on changes."""

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        theme, t = context.theme, context.t
        self._id: str | None = None
        self._view: PlacementView | None = None
        self._form: NewPlacement | None = None
        self._mend: str = ""
        self._header = PageHeader(theme, "", t("More"))
        self._state = Pill("")
        self._state.setObjectName("placement-state")
        self._header.add_primary(context.actions.action("package.generate"), "package")
        self._header.add_beside(self._state)
        self._header.add_more(context.actions.action("record.past"))
        self._header.add_more(context.actions.action("placement.delete"))
        self._tabs = Tabs(theme)
        self._tabs.changed.connect(self._tab_changed)
        self._tabs.add("facts", t("Details"), self._make_facts)
        self._tabs.add("package", t("Package"), self._make_package)
        self._documents = RecordDocuments(context, self, self._tabs)
        self._tabs.add("history", t("History"), lambda: HistoryTab(context, "placement"))
        self._record = QWidget()
        box = column(self._record, spacing=theme.px(12))
        box.setContentsMargins(theme.px(24), theme.px(20), theme.px(12), 0)
        box.addWidget(self._header)
        box.addWidget(self._tabs, 1)
        self._stack = QStackedWidget()
        self._blank = QWidget()
        self._stack.addWidget(self._blank)  # until the record is read: a page of empty facts would flicker
        self._stack.addWidget(self._record)
        column(self).addWidget(self._stack)
        context.events.data_changed.connect(self._changed)

    # -- what the window asks -----------------------------------------------------------------------------

    @override
    def open_record(self, record_id: str) -> None:
        record_id, document_id = split(record_id)
        if record_id != self._id:
            self._documents.show_nothing()
        self._documents.want(document_id, there=self._view is not None and record_id == self._id)
        if record_id.startswith(NEW):
            self._id, self._view = record_id, None
            self._open_form(record_id.removeprefix(NEW))
        elif record_id != self._id or self._form is not None:
            self._close_form()
            self._id, self._view = record_id, None
            self._stack.setCurrentWidget(self._blank)
            self._load()
        self.commands_changed.emit()

    @override
    def record_id(self) -> str | None:
        return self._documents.place(self._id)

    @override
    def opened(self) -> None:
        if self._form is not None:
            self._form.start()
            return
        self._focus_tab()
        if self._view is not None:
            self._load()

    @override
    def commands(self) -> Mapping[str, Command]:
        if self._view is None or self._form is not None:
            return {}
        found: dict[str, Command] = {"placement.delete": self._delete, **self._documents.commands()}
        found["record.past"] = self._look_back
        package = self._tabs.page("package")
        can = package.can() if isinstance(package, PackageTab) else frozenset({"generate"})
        wanted: dict[str, Callable[[PackageTab], None]] = {
            "generate": PackageTab.generate,
            "save": PackageTab.save,
            "print": PackageTab.print_,
            "open": PackageTab.open_outside,
        }
        for name in wanted.keys() & can:
            found[f"package.{name}"] = partial(self._on_package, wanted[name])
        return found

    @override
    def leaving(self) -> None:
        if self._form is not None:
            self._form.leave()
        facts = self._tabs.page("facts")
        if isinstance(facts, FactsTab):
            facts.leave()
        self._documents.leave()

    @override
    def escape(self) -> bool:
        if self._form is not None:
            self._form.leave()
            return False
        return self._documents.escape()

    @override
    def place(self) -> dict[str, Any]:
        return {"tab": self._tabs.current()}

    @override
    def restore(self, place: dict[str, Any]) -> None:
        if place.get("tab"):
            self._tabs.show_tab(str(place["tab"]))

    def show_tab(self, name: str) -> None:
        """Show one of the tabs: facts, package, documents or history."""
        self._tabs.show_tab(name)

    # -- the record ---------------------------------------------------------------------------------------

    def _load(self) -> None:
        if self._id is None or self._id.startswith(NEW):
            return
        app, placement_id = self.context.app, self._id
        self.context.jobs.read(self, lambda task: load(app, placement_id), self._show, self._failed)

    def _show(self, view: PlacementView) -> None:
        if view.placement.id != self._id:
            return
        self._view = view
        t, row = self.context.t, view.placement.row
        self._header.set_title(
            t("{student} – {title}", student=row.student_name, title=row.title),
            " · ".join(
                part
                # what may be long comes last, where it is cut
                for part in (row.institution, self.context.formats.date_range(row.starts_on, row.ends_on), row.employer)
                if part
            ),
        )
        self._state.setText(codes.load("placement_states").label(row.state, t.language))
        mark(self._state, "pill", TONES.get(row.state, "plain"))
        self._tabs.set_count("package", len(view.packages))
        self._documents.show_record("placement", view.placement.id, row.student_name)
        self._refresh_tab()
        self._stack.setCurrentWidget(self._record)
        self.commands_changed.emit()

    def _tab_changed(self, name: str) -> None:
        self._refresh_tab()
        if self._view is not None:
            self._documents.refresh()
        self.commands_changed.emit()

    def _refresh_tab(self) -> None:
        if self._view is None:
            return
        page = self._tabs.page(self._tabs.current())
        if isinstance(page, (FactsTab, PackageTab)):
            page.show_view(self._view)
        elif isinstance(page, HistoryTab):
            page.show_record(self._view.placement.id)
        if isinstance(page, FactsTab) and self._mend:
            fact, self._mend = self._mend, ""
            page.mend(fact)

    def _changed(self, event: DataChanged) -> None:
        if event.tables & TABLES and self._form is None and self.isVisible():
            self._load()

    def _failed(self, error: BaseException) -> None:
        if isinstance(error, NotFound):
            self._id, self._view = None, None
            self.context.navigate("placements", None)
        else:
            self.context.operations.tell(error)

    def _focus_tab(self) -> None:
        button = self.findChild(Button, f"tab-{self._tabs.current()}")
        if button is not None:
            button.setFocus()

    def _make_facts(self) -> FactsTab:
        return FactsTab(self.context)

    def _make_package(self) -> PackageTab:
        tab = PackageTab(self.context)
        tab.mend.connect(self._go_and_mend)
        tab.can_changed.connect(self.commands_changed)
        return tab

    def _on_package(self, do: Callable[[PackageTab], None]) -> None:
        self._tabs.show_tab("package")
        self._focus_tab()
        page = self._tabs.page("package")
        if isinstance(page, PackageTab):
            do(page)

    def _go_and_mend(self, gap: str) -> None:
        if self._view is None:
            return
        fact = mended_at(gap, self._view)
        if not fact:
            self.context.navigate("settings", None)
            return
        self._mend = fact
        self._tabs.show_tab("facts")

    def _look_back(self) -> None:
        if self._view is not None:
            placement = self._view.placement
            show_past(self.context, "placement", placement.id, placement.row.student_name, self)

    def _delete(self) -> None:
        view = self._view
        if view is None:
            return
        t, placements = self.context.t, self.context.app.placements

        def job(task: Task) -> None:
            placements.delete(view.placement.id)

        said = t("The placement of {name} was deleted", name=view.placement.row.student_name)
        self.context.operations.run(self, Operation(t("Deleting"), job, said=said))

    # -- a new one ----------------------------------------------------------------------------------------

    def _open_form(self, employer_id: str) -> None:
        self._close_form()
        self._form = NewPlacement(self.context, employer_id)
        self._form.saved.connect(self._saved)
        self._form.closed.connect(self._left)
        self._stack.addWidget(self._form)
        self._stack.setCurrentWidget(self._form)
        self._form.start()

    def _close_form(self) -> None:
        if self._form is not None:
            self._form.leave()
            self._stack.removeWidget(self._form)
            self._form.deleteLater()
            self._form = None

    def _saved(self, placement_id: str) -> None:
        self.context.navigate("placement", placement_id)

    def _left(self) -> None:
        self.context.navigate("placements", None)
