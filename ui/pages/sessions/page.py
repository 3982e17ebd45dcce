"""All support sessions, newest first, with the drafts that are open above them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QStackedWidget, QWidget

from talented_desk.clock import from_utc_text, utc_text
from talented_desk.compat import override
from talented_desk.domain import codes
from talented_desk.events import DataChanged
from talented_desk.jobs import Task
from ui.actions.hub import Command
from ui.context import UiContext
from ui.navigation import Page
from ui.pages.employer.timeline import ICONS
from ui.widgets.basics import Button, ElidedLabel, clear, column, line
from ui.widgets.chips import Choice, FilterChip, FilterChips
from ui.widgets.header import PageHeader
from ui.widgets.messages import EmptyState
from ui.widgets.report_chip import ReportChip
from ui.widgets.timeline import Timeline, TimelineEntry

if TYPE_CHECKING:
    from talented_desk.services.drafts import DraftRow
    from talented_desk.services.sessions import SessionRow

PAGE: Final = 80
DRAFTS_SHOWN: Final = 3


class SessionsPage(Page):
    """The controller: fetches pages of sessions as one scrolls; Enter opens one."""

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        theme, t = context.theme, context.t
        self._last: tuple[str, str] | None = None
        self._month = ""
        self._run = 0
        header = PageHeader(theme, t("Support sessions"), t("More"))
        header.add_primary(context.actions.action("session.new"), "notebook-pen")
        self._whose = FilterChip(theme, t("Whose"), t("Everybody’s"), (Choice("mine", t("Mine")),))
        self._when = FilterChip(
            theme,
            t("When"),
            t("Any time"),
            (
                Choice(7, t("The last 7 days")),
                Choice(31, t("The last 31 days")),
                Choice(366, t("The last 12 months")),
            ),
        )
        self._chips = FilterChips(theme, t("Show all"))
        self._chips.add(self._whose)
        self._chips.add(self._when)
        self._report = ReportChip(context)
        self._chips.add(self._report)
        self._chips.withdraw(self._report)
        self._chips.changed.connect(self._load)
        self._drafts = QWidget()
        self._draft_rows = column(self._drafts, spacing=theme.px(4))
        self._list = Timeline(theme, t("Support sessions"))
        self._list.setObjectName("sessions-list")
        self._list.opened.connect(self._open)
        self._list.wanted_more.connect(self._more)
        self._empty = EmptyState(
            theme, "messages-square", t("No support session yet."), t("Ctrl+L logs the first one.")
        )
        self._stack = QStackedWidget()
        self._stack.addWidget(self._list)
        self._stack.addWidget(self._empty)
        box = column(self, spacing=theme.px(12))
        box.setContentsMargins(theme.px(24), theme.px(20), theme.px(24), theme.px(8))
        box.addWidget(header)
        box.addWidget(self._chips)
        box.addWidget(self._drafts)
        box.addWidget(self._stack, 1)
        context.events.data_changed.connect(self._changed)
        self._load()

    @override
    def opened(self) -> None:
        self._list.setFocus(Qt.FocusReason.OtherFocusReason)
        self._load_drafts()

    @override
    def record_id(self) -> str | None:
        return self._report.address()

    @override
    def open_record(self, record_id: str) -> None:
        if self._report.narrow(record_id):
            self._whose.choose(None)
            self._when.choose(None)

    @override
    def commands(self) -> Mapping[str, Command]:
        return {
            "session.new": lambda: self.context.navigate("session", "new:"),
            "session.quick": lambda: self.context.navigate("session", "new:"),
            "page.refresh": self._load,
        }

    @override
    def place(self) -> dict[str, Any]:
        return {"whose": self._whose.value, "when": self._when.value}

    @override
    def restore(self, place: dict[str, Any]) -> None:
        self._whose.choose(place.get("whose"))
        self._when.choose(place.get("when"))

    def _load(self) -> None:
        self._last, self._month = None, ""
        self._run += 1
        self._fetch(first=True)
        self._load_drafts()

    def _more(self) -> None:
        if self._last is not None:
            self._fetch(first=False)

    def _fetch(self, *, first: bool) -> None:
        app, before, run = self.context.app, self._last, self._run
        self._last = None
        officer = app.database.identity.officer_id if self._whose.value == "mine" else None
        days, since = self._when.value, None
        behind = self._report.behind if self._report.value is not None else None
        only = behind.rows if behind is not None else None
        if isinstance(days, int):
            zone = app.clock.now().tzinfo
            since = utc_text(datetime.combine(self.context.today() - timedelta(days=days), time(), zone))

        def job(task: Task) -> list[SessionRow]:
            return app.sessions.recent(PAGE, before=before, officer_id=officer, since=since, rows=only)

        def show(rows: list[SessionRow]) -> None:
            if run != self._run:
                return
            entries = [self._entry(row) for row in rows]
            if first:
                t, count = self.context.t, len(only or ())
                words = t.plural(
                    "{number} support session",
                    "{number} support sessions",
                    count,
                    number=self.context.formats.number(count),
                )
                self._chips.set_count(words if only is not None and not (officer or since) else "")
                self._list.show_lines(entries)
                self._stack.setCurrentIndex(0 if entries else 1)
                narrowed = self._chips.narrowed()
                self._empty.say(
                    "messages-square",
                    self.context.t("No session fits these filters.")
                    if narrowed
                    else self.context.t("No support session yet."),
                    "" if narrowed else self.context.t("Ctrl+L logs the first one."),
                )
            else:
                self._list.add_lines(entries)
            self._last = (rows[-1].happened_at, rows[-1].id) if len(rows) == PAGE else None

        self.context.jobs.read(self, job, show)

    def _entry(self, row: SessionRow) -> TimelineEntry:
        t, formats = self.context.t, self.context.formats
        day = from_utc_text(row.happened_at).astimezone().date()
        month = formats.month(day)
        heading = month if month != self._month else ""
        self._month = month
        channel = codes.load("channels").label(row.channel, t.language)
        subject = row.subject or channel
        return TimelineEntry(
            id=row.id,
            kind="session",
            icon=ICONS.get(row.channel, "circle-dot"),
            when=formats.date(day),
            title=t("{employers} – {subject}", employers=row.employers, subject=subject) if row.employers else subject,
            text=row.narrative.replace("\n", " "),
            side=" · ".join(part for part in (formats.minutes(row.minutes), row.officer) if part),
            heading=heading,
        )

    def _load_drafts(self) -> None:
        drafts = self.context.app.drafts
        self.context.jobs.read(self, lambda task: drafts.all("support_session"), self._show_drafts)

    def _show_drafts(self, drafts: tuple[DraftRow, ...]) -> None:
        clear(self._draft_rows)
        self._drafts.setVisible(bool(drafts))
        for draft in drafts[:DRAFTS_SHOWN]:
            self._draft_rows.addWidget(self._draft(draft))

    def _draft(self, draft: DraftRow) -> QWidget:
        theme, t = self.context.theme, self.context.t
        frame = QFrame()
        frame.setProperty("banner", "info")
        row = line(frame, spacing=theme.px(8))
        row.setContentsMargins(theme.px(12), theme.px(4), theme.px(8), theme.px(4))
        names = ", ".join(str(words) for _, words in draft.content.get("employers", ()))
        typed = draft.content.get("quick", {}).get("line")
        what = names or str(
            typed or draft.content.get("subject") or draft.content.get("narrative") or t("nothing chosen yet")
        )
        when = self.context.formats.moment(draft.updated_at)
        row.addWidget(ElidedLabel(t("Draft of {when}: {what}", when=when, what=what)), 1)
        go_on = Button(theme, t("Go on"), "pencil", "quiet")
        go_on.clicked.connect(lambda: self.context.navigate("session", f"draft:{draft.id}"))
        row.addWidget(go_on)
        return frame

    def _open(self, entry: object) -> None:
        self.context.navigate("session", str(getattr(entry, "id", entry)))

    def _changed(self, event: DataChanged) -> None:
        if event.tables & {"support_session", "session_employer", "employer"}:
            self._load()
