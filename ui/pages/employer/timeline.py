"""An employer's timeline, newest first: sessions, tasks done, promises kept, placements, packages, imports, stages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from talented_desk.clock import from_utc_text
from talented_desk.domain import codes
from talented_desk.i18n import N_
from ui.context import UiContext
from ui.pages.documents.place import at_document
from ui.widgets.basics import column
from ui.widgets.messages import EmptyState
from ui.widgets.timeline import Timeline, TimelineEntry

if TYPE_CHECKING:
    from talented_desk.services.sessions import TimelineRow

PAGE: Final = 60
ICONS: Final = {
    "phone": "phone",
    "video": "video",
    "email": "mail",
    "visit": "map-pin",
    "meeting": "users",
    "event": "calendar-days",
    "text": "message-square",
    "letter": "file-text",
    "task": "circle-check",
    "promise": "handshake",
    "placement": "graduation-cap",
    "package": "package-check",
    "import": "file-input",
    "stage": "columns-3",
    "document": "paperclip",
}


class TimelineTab(QWidget):
    """Pages of entries; more are fetched when one scrolls to the end."""

    facts_wanted = Signal()
    """An import was opened: the lines that it brought are elsewhere on the page."""

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self._employer = ""
        self._last: tuple[str, str] | None = None
        self._month = ""
        self._fetching = False
        theme, t = context.theme, context.t
        self._list = Timeline(theme, t("Timeline"))
        self._list.setObjectName("timeline")
        self._list.opened.connect(self._open)
        self._list.wanted_more.connect(self._more)
        empty = EmptyState(
            theme,
            "messages-square",
            t("Nothing has happened here yet."),
            t("Log the first support session with Ctrl+L."),
        )
        self._stack = QStackedWidget()
        self._stack.addWidget(self._list)
        self._stack.addWidget(empty)
        column(self).addWidget(self._stack)

    def show_record(self, employer_id: str) -> None:
        """Show this employer's timeline from its newest entry."""
        self._employer, self._last, self._month = employer_id, None, ""
        self._fetch(first=True)

    def _more(self) -> None:
        if self._last is not None and not self._fetching:
            self._fetch(first=False)

    def _fetch(self, *, first: bool) -> None:
        sessions, employer_id, before = self.context.app.sessions, self._employer, self._last
        self._fetching = True

        def show(rows: list[TimelineRow]) -> None:
            self._fetching = False
            if employer_id != self._employer:
                return
            entries = [self._entry(row) for row in rows]
            if first:
                self._list.show_lines(entries)
                self._stack.setCurrentIndex(0 if entries else 1)
            else:
                self._list.add_lines(entries)
            self._last = (rows[-1].at, rows[-1].id) if len(rows) == PAGE else None

        self.context.jobs.read(self, lambda task: sessions.timeline(employer_id, PAGE, before), show)

    def _entry(self, row: TimelineRow) -> TimelineEntry:
        formats = self.context.formats
        moment = from_utc_text(row.at)
        day = row.at[:10] if row.kind == "placement" else moment.astimezone().date().isoformat()
        month = formats.month(day)
        heading = month if month != self._month else ""
        self._month = month
        title, side = self._words(row)
        return TimelineEntry(
            id=f"{row.kind}:{row.id}",
            kind=row.kind,
            icon=ICONS.get(row.code if row.kind == "session" else row.kind, "circle-dot"),
            when=formats.date(day),
            title=title,
            text=row.body.replace("\n", " ") if row.kind in ("session", "stage") else "",
            side=side,
            heading=heading,
        )

    def _words(self, row: TimelineRow) -> tuple[str, str]:
        t, formats, language = self.context.t, self.context.formats, self.context.t.language
        who = f" · {row.who}" if row.who else ""
        if row.kind == "session":
            channel = codes.load("channels").label(row.code, language)
            return (
                t("{channel}: {subject}", channel=channel, subject=row.title) if row.title else channel,
                formats.minutes(row.number) + who,
            )
        if row.kind == "task":
            return t("Done: {subject}", subject=row.title), row.who
        if row.kind == "promise":
            message = (
                N_("We kept our promise: {subject}") if row.code == "us" else N_("They kept their promise: {subject}")
            )
            return t(message, subject=row.title), row.who
        if row.kind == "placement":
            return (
                t("Placement of {student}: {title}", student=row.body, title=row.title),
                codes.load("placement_states").label(row.code, language),
            )
        if row.kind == "package":
            pages = t.plural("{count} page", "{count} pages", row.number)
            return (
                t("Package for {student}: {title}", student=row.body, title=row.title),
                t("{pages} · hash {hash}", pages=pages, hash=row.extra[:8]) + who,
            )
        if row.kind == "document":
            kind = codes.load("document_kinds").label(row.code, language)
            side = " · ".join(part for part in (formats.file_size(row.number), row.who) if part)
            if row.body:
                return t("{kind} for {record}: {name}", kind=kind, record=row.body, name=row.title), side
            return t("{kind}: {name}", kind=kind, name=row.title), side
        if row.kind == "stage":
            stage = codes.load("pipeline_stages").label(row.code, language)
            if not row.extra:
                return t("Stage: {stage}", stage=stage), row.who
            barrier = codes.load("barriers").label(row.extra, language)
            return t("Stage: {stage} – {barrier}", stage=stage, barrier=barrier), row.who
        lines = t.plural("{count} line", "{count} lines", row.number)
        return t("Imported from {file}", file=row.title), lines

    def _open(self, entry: object) -> None:
        kind, _, record_id = str(getattr(entry, "id", entry)).partition(":")
        if kind == "session":
            self.context.navigate("session", record_id)
        elif kind == "placement":
            self.context.navigate("placement", record_id)
        elif kind == "document":
            self.context.navigate("employer", at_document(self._employer, record_id))
        elif kind == "import":
            self.facts_wanted.emit()
