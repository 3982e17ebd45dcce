"""*Visits*: the trips on the left; on the right the brief of a planned one, or the review of one that was made."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QStackedWidget, QWidget

from talented_desk.compat import override
from talented_desk.events import DataChanged
from talented_desk.jobs import Task
from ui.actions.hub import Command
from ui.context import UiContext
from ui.dialogs.paper import PaperDialog
from ui.navigation import Page
from ui.operations.runner import Operation
from ui.pages.visits.brief_view import BriefView
from ui.pages.visits.lines import Trips, trip_lines
from ui.pages.visits.planning import plan_visits
from ui.pages.visits.review import Review, totals
from ui.widgets.basics import Button, column, hairline, label, line
from ui.widgets.header import PageHeader
from ui.widgets.messages import EmptyState
from ui.widgets.split import SplitView

if TYPE_CHECKING:
    from talented_desk.services.visit_briefs import Brief
    from talented_desk.services.visits import VisitRow

SHARE = 0.36
Found = tuple["tuple[VisitRow, ...]", frozenset[str]]


class VisitsPage(Page):
    """Plan, take the briefs along, capture, review."""

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        theme, t = context.theme, context.t
        self._rows: dict[str, VisitRow] = {}
        self._shown = ""
        self._begun: frozenset[str] = frozenset()
        header = self._header = PageHeader(theme, t("Visits"), t("More"))
        header.add_quiet(context.actions.action("visit.brief"), "printer")
        header.add_quiet(context.actions.action("visit.plan"), "plus")
        header.add_more(context.actions.action("visit.capture"))
        header.add_more(context.actions.action("visit.remove"))
        self.trips = Trips(theme, t("Trips"))
        self.trips.setObjectName("trips")
        self.trips.chosen.connect(self._choose)
        self.trips.opened.connect(lambda line: self._go(line.id))
        self.trips.removed.connect(self._remove)
        self._name = label("", "heading", wrap=True)
        self._start = Button(theme, t("Begin the visit"), "play", "primary")
        self._start.setObjectName("visit-start")
        self._start.clicked.connect(self.capture)
        self._employer = Button(theme, t("Open the employer"), "eye")
        self._employer.clicked.connect(self._open_employer)
        self.brief = BriefView(context)
        self.review = Review(context)
        self.review.reviewed.connect(self._next)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.brief)
        self._stack.addWidget(self.review)
        head = column(spacing=theme.px(8))
        head.setContentsMargins(theme.px(24), theme.px(16), theme.px(24), theme.px(4))
        head.addWidget(self._name)
        buttons = line(spacing=theme.px(8))
        buttons.addWidget(self._start)
        buttons.addWidget(self._employer)
        buttons.addStretch(1)
        head.addLayout(buttons)
        self._day = label("", "muted", wrap=True)
        head.addWidget(self._day)
        right = QWidget()
        inner = column(right)
        inner.addLayout(head)
        inner.addWidget(self._stack, 1)
        self._split = SplitView(theme, self.trips, right, SHARE)
        self._empty = EmptyState(
            theme,
            "route",
            t("No visits planned"),
            t("Pin the employers of a trip: their briefs, and all you capture there, work without a network."),
        )
        self._empty.offer(t("Plan visits"), self.plan, "plus", primary=True)
        self._whole = QStackedWidget()
        self._whole.addWidget(QWidget())  # until it is known whether there are any
        self._whole.addWidget(self._empty)
        self._whole.addWidget(self._split)
        top = column()
        top.setContentsMargins(theme.px(24), theme.px(20), theme.px(24), theme.px(12))
        top.addWidget(header)
        box = column(self)
        box.addLayout(top)
        box.addWidget(hairline())
        box.addWidget(self._whole, 1)
        context.events.data_changed.connect(self._changed)

    @override
    def opened(self) -> None:
        self._load()
        self._focus()

    @override
    def commands(self) -> Mapping[str, Command]:
        found: dict[str, Command] = {"visit.plan": self.plan, "page.refresh": self._load}
        row = self._current()
        if row is not None:
            found |= {"visit.brief": self.print_brief, "visit.remove": lambda: self._remove(row.id)}
            if row.state == "planned":
                found["visit.capture"] = self.capture
        return found

    @override
    def place(self) -> dict[str, Any]:
        return {"visit": self._shown}

    @override
    def restore(self, place: dict[str, Any]) -> None:
        self._shown = str(place.get("visit", ""))

    def plan(self) -> None:
        """Ask for a trip."""
        plan_visits(self.context, self)

    def capture(self) -> None:
        """Begin, or go on with, the visit in sight."""
        if (row := self._current()) is not None and row.state == "planned":
            self.context.navigate("visit", row.id)

    def print_brief(self) -> None:
        """The brief as it prints."""
        row, app, language = self._current(), self.context.app, self.context.t.language
        if row is None:
            return
        t = self.context.t

        def job(task: Task) -> bytes:
            from talented_desk.packages.visit_papers import brief_pdf

            brief = app.visit_briefs.brief(row.employer_id, language, app.documents.expiring("9999-12-31"))
            return brief_pdf(brief, app.clock.now())

        def show(pdf: bytes) -> None:
            name = t("Brief {name}", name=row.employer)
            PaperDialog(self.context, name, name, pdf, self.window()).open()

        self.context.jobs.read(self, job, show, self.context.operations.tell)

    # -- within -----------------------------------------------------------------------------------------------

    def _focus(self) -> None:
        where = self.trips if self._whole.currentWidget() is self._split else self
        where.setFocus(Qt.FocusReason.OtherFocusReason)

    def _load(self) -> None:
        app = self.context.app

        def job(task: Task) -> Found:
            begun = frozenset(draft.subject_id or "" for draft in app.drafts.all("visit"))
            return app.visits.all(), begun

        self.context.jobs.read(self, job, self._show)

    def _show(self, found: Found) -> None:
        rows, begun = found
        self._rows = {row.id: row for row in rows}
        self._begun = begun
        kept = self._shown
        self.trips.show_lines(trip_lines(self.context, rows, begun))
        if kept and kept in self._rows:
            self.trips.select(kept)
        wanted = self._split if rows else self._empty
        if self._whole.currentWidget() is not wanted:
            self._whole.setCurrentWidget(wanted)
            if self.isVisible():  # what had the focus is gone: not that it falls on the Undo of a toast
                self._focus()
        self._choose(self._current_id())
        self.commands_changed.emit()

    def _current_id(self) -> str:
        line = self.trips.current_line()
        return line.id if line is not None else ""

    def _current(self) -> VisitRow | None:
        return self._rows.get(self._current_id())

    def _choose(self, visit_id: str) -> None:
        row = self._rows.get(visit_id)
        if row is None:
            return
        self._shown, t = visit_id, self.context.t
        self._name.setText(row.employer)
        self._start.setVisible(row.state == "planned")
        self._start.setText(t("Go on with the visit") if row.id in self._begun else t("Begin the visit"))
        self._tell_day(row)
        if row.state == "planned":
            self._stack.setCurrentWidget(self.brief)
            app, language = self.context.app, self.context.t.language

            def job(task: Task) -> Brief:
                return app.visit_briefs.brief(row.employer_id, language, app.documents.expiring("9999-12-31"))

            def show(brief: Brief) -> None:
                if self._shown == visit_id:
                    self.brief.show_brief(brief)

            self.context.jobs.read(self, job, show, self.context.operations.tell)
        else:
            self._stack.setCurrentWidget(self.review)
            self.review.show_visit(row)
        self.commands_changed.emit()

    def _tell_day(self, row: VisitRow) -> None:
        t, formats = self.context.t, self.context.formats
        day = [one for one in self._rows.values() if one.planned_on == row.planned_on and one.state != "planned"]
        if not day or row.state == "planned":
            self._day.setText("")
            return
        sums = totals(day)
        words = t.plural("{count} visit that day", "{count} visits that day", len(day))
        minutes = formats.minutes(sum(sums.values()))
        travel = formats.minutes(sums["minutes_travel"])
        self._day.setText(
            t("{visits}: {minutes}, of these {travel} on the road", visits=words, minutes=minutes, travel=travel)
        )

    def _go(self, visit_id: str) -> None:
        row = self._rows.get(visit_id)
        if row is not None and row.state == "planned":
            self.capture()

    def _next(self) -> None:
        self.trips.setFocus(Qt.FocusReason.OtherFocusReason)

    def _remove(self, visit_id: str) -> None:
        row, t, visits = self._rows.get(visit_id), self.context.t, self.context.app.visits
        if row is not None:
            said = t("{name} was taken off the trip", name=row.employer)
            self.context.operations.run(self, Operation(t("Saving"), lambda task: visits.unpin([visit_id]), said=said))

    def _open_employer(self) -> None:
        if (row := self._current()) is not None:
            self.context.navigate("employer", row.employer_id)

    def _changed(self, event: DataChanged) -> None:
        if self.isVisible():
            self._load()
