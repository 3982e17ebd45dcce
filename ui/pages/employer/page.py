"""One employer: what it is, what is next, and behind tabs its timeline, people, places, work and history."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from talented_desk.compat import override
from talented_desk.domain import codes
from talented_desk.errors import NotFound
from talented_desk.events import DataChanged
from talented_desk.jobs import Task
from ui.actions.hub import Command
from ui.context import UiContext
from ui.merging.partner import ask_partner
from ui.navigation import Page
from ui.operations.runner import Operation
from ui.pages.documents.part import RecordDocuments
from ui.pages.documents.place import split
from ui.pages.employer.details import DetailsTab
from ui.pages.employer.history import HistoryTab
from ui.pages.employer.people import PeopleTab
from ui.pages.employer.side import NextPanel
from ui.pages.employer.timeline import TimelineTab
from ui.pages.employer.work import WorkTab
from ui.pages.employer.worksites import WorksitesTab
from ui.pages.past.dialog import show_past
from ui.pages.visits.planning import plan_visits
from ui.widgets.basics import column, hairline, line
from ui.widgets.header import PageHeader
from ui.widgets.tabs import Tabs

if TYPE_CHECKING:
    from talented_desk.services.employers import EmployerRecord


ROOMY: Final = 780
"""Pixels at 100 % from which what is next stands beside the record."""
WIDGET_MOST: Final = 16777215
"""Qt's own greatest width."""


class EmployerPage(Page):
    """The controller: loads the record, hands it to the tab that is shown, refreshes when data change."""

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        theme, t = context.theme, context.t
        self._id: str | None = None
        self._record: EmployerRecord | None = None
        self._stale = False
        self._header = PageHeader(theme, "", t("More"))
        self._header.add_primary(context.actions.action("session.new"), "notebook-pen")
        self._header.add_more(context.actions.action("visit.plan"))
        self._header.add_more(context.actions.action("employer.merge"))
        self._header.add_more(context.actions.action("record.past"))
        self._header.add_more(context.actions.action("employer.delete"))
        self._next = NextPanel(context)
        self._aside = column()
        self._edge = hairline(vertical=True)
        self._tabs = Tabs(theme)
        self._tabs.changed.connect(self._refresh_tab)
        self._tabs.add("timeline", t("Timeline"), self._make_timeline)
        self._tabs.add("details", t("Details"), lambda: DetailsTab(context))
        self._tabs.add("people", t("People"), lambda: PeopleTab(context))
        self._tabs.add("worksites", t("Worksites"), lambda: WorksitesTab(context))
        self._tabs.add("work", t("Opportunities and placements"), lambda: WorkTab(context))
        self._documents = RecordDocuments(context, self, self._tabs)
        self._tabs.add("history", t("History"), lambda: HistoryTab(context, "employer"))
        self._behind = QWidget(self)  # until its tab is first shown
        self._behind.hide()
        column(self._behind)
        self._tabs.add("next", t("What is next"), lambda: self._behind)
        self._tabs.offer("next", offered=False)
        left = column(spacing=theme.px(12))
        left.setContentsMargins(theme.px(24), theme.px(20), theme.px(16), theme.px(8))
        left.addWidget(self._header)
        left.addWidget(self._tabs, 1)
        row = line(self)
        row.addLayout(left, 1)
        row.addWidget(self._edge)
        row.addLayout(self._aside)
        self._aside.addWidget(self._next)
        self._next.setFixedWidth(theme.px(280))
        context.events.data_changed.connect(self._changed)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        """What is next stands beside the record, or where that would leave too little room, behind a tab of its own."""
        super().resizeEvent(event)
        theme = self.context.theme
        beside = self.width() >= theme.px(ROOMY)
        if beside == self._edge.isVisibleTo(self):
            return
        self._edge.setVisible(beside)
        self._next.setMinimumWidth(theme.px(280) if beside else 0)
        self._next.setMaximumWidth(theme.px(280) if beside else WIDGET_MOST)
        place = self._aside if beside else self._behind.layout()
        if place is not None:
            place.addWidget(self._next)
        self._tabs.offer("next", offered=not beside)

    @override
    def open_record(self, record_id: str) -> None:
        record_id, document_id = split(record_id)
        if record_id != self._id:
            self._record = None
            self._documents.show_nothing()
        self._documents.want(document_id, there=self._record is not None)
        if record_id != self._id or self._stale:
            self._id, self._stale = record_id, False
            self._load()

    @override
    def opened(self) -> None:
        super().opened()
        if self._stale:  # something was saved meanwhile, on another page
            self._stale = False
            self._load()

    @override
    def record_id(self) -> str | None:
        return self._documents.place(self._id)

    @override
    def commands(self) -> Mapping[str, Command]:
        if self._id is None:
            return {}
        return {
            "session.new": self._log_session,
            "session.quick": self._log_session,
            "employer.delete": self._delete,
            **({"record.past": self._look_back} if self._record is not None else {}),
            "employer.merge": self._merge,
            **({"visit.plan": self._plan_visit} if self._record is not None else {}),
            **self._documents.commands(),
        }

    @override
    def escape(self) -> bool:
        return self._documents.escape()

    @override
    def leaving(self) -> None:
        self._documents.leave()

    @override
    def place(self) -> dict[str, Any]:
        return {"tab": self._tabs.current()}

    @override
    def restore(self, place: dict[str, Any]) -> None:
        if place.get("tab"):
            self._tabs.show_tab(str(place["tab"]))

    def _make_timeline(self) -> TimelineTab:
        timeline = TimelineTab(self.context)
        timeline.facts_wanted.connect(lambda: self.show_tab("work"))
        return timeline

    def show_tab(self, name: str) -> None:
        """Show one of the tabs: timeline, details, people, worksites, work, documents or history."""
        self._tabs.show_tab(name)

    def _load(self) -> None:
        if self._id is None:
            return
        employers, employer_id = self.context.app.employers, self._id
        self.context.jobs.read(
            self, lambda task: employers.get(employer_id), lambda record: self._show(employer_id, record), self._failed
        )

    def _show(self, asked: str, record: EmployerRecord) -> None:
        if asked != self._id:
            return
        self._id = record.id  # one that was merged carries on as another
        self._record = record
        t, language = self.context.t, self.context.t.language
        facts = [
            # what is longest and asked for least stands last, where a narrow window cuts
            codes.load("size_bands").label(record.band, language) if record.band else "",
            record.values["city"],
            t("Responsible: {officer}", officer=record.owner) if record.owner else "",
            codes.load("naics_sectors").label(record.sector, language) if record.sector else "",
            record.values["legal_name"] if record.values["legal_name"] != record.name else "",
        ]
        self._header.set_title(record.name, " · ".join(str(fact) for fact in facts if fact))
        self._tabs.set_count("worksites", len(record.worksites))
        self._next.show_record(record.id)
        self._documents.show_record("employer", record.id, record.name)
        self._refresh_tab()
        self.commands_changed.emit()

    def _refresh_tab(self, name: str = "") -> None:
        if self._record is None:
            return
        page = self._tabs.page(self._tabs.current())
        if isinstance(page, (DetailsTab, WorksitesTab)):
            page.show_record(self._record)
        elif isinstance(page, (PeopleTab, WorkTab, HistoryTab, TimelineTab)):
            page.show_record(self._record.id)
        elif name:
            self._documents.refresh()

    def _changed(self, event: DataChanged) -> None:
        if self.isVisible():
            self._load()
        else:
            self._stale = True

    def _failed(self, error: BaseException) -> None:
        if isinstance(error, NotFound):
            self.context.navigate("employers", None)
        else:
            self.context.operations.tell(error)

    def _log_session(self) -> None:
        self.context.navigate("session", f"new:{self._id}")

    def _merge(self) -> None:
        if self._record is not None:
            ask_partner(self.context, self._record.id, self._record.name, self)

    def _plan_visit(self) -> None:
        if self._record is not None:
            plan_visits(self.context, self, [(self._record.id, self._record.name)])

    def _look_back(self) -> None:
        if self._record is not None:
            show_past(self.context, "employer", self._record.id, self._record.name, self)

    def _delete(self) -> None:
        record = self._record
        if record is None:
            return
        t, employers = self.context.t, self.context.app.employers

        def job(task: Task) -> None:
            employers.delete([record.id])

        self.context.operations.run(self, Operation(t("Deleting"), job, said=t("{name} was deleted", name=record.name)))
