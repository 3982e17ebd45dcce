"""The record beside the list: who it is, what is next, what happened."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from talented_desk.compat import override
from talented_desk.domain import codes
from talented_desk.errors import NotFound
from talented_desk.jobs import Running
from ui.context import UiContext
from ui.pages.employer.side import NextPanel
from ui.pages.employer.timeline import TimelineTab
from ui.widgets.basics import Button, ElidedLabel, column, hairline, label, line
from ui.widgets.messages import EmptyState

if TYPE_CHECKING:
    from talented_desk.services.employers import EmployerRecord


class Preview(QStackedWidget):
    """Follows the current row a moment behind, so that moving through the list stays light."""

    opened = Signal(str)
    session_wanted = Signal(str)

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        theme, t = context.theme, context.t
        self._id = ""
        self._wanted = ""
        self._why: tuple[str, ...] = ()
        self._running: Running[EmployerRecord] | None = None
        self._nothing = EmptyState(theme, "building-2", t("Choose an employer in the list"))
        self._name = ElidedLabel("", "heading")
        self._facts = label("", "muted", wrap=True)
        self.why = label("", "small", wrap=True)
        self.why.setObjectName("why-in-list")
        self._open = Button(theme, t("Open"), "eye")
        self._open.setObjectName("preview-open")
        self._open.clicked.connect(self._ask_open)
        self._log = Button(theme, t("Log a session"), "notebook-pen")
        self._log.clicked.connect(self._ask_session)
        self._next = NextPanel(context, compact=True)
        self._next.setMinimumHeight(theme.px(150))
        self._timeline = TimelineTab(context)
        buttons = line(spacing=theme.px(8))
        buttons.addWidget(self._open)
        buttons.addWidget(self._log)
        buttons.addStretch(1)
        record = QWidget()
        box = column(record)
        head = column(spacing=theme.px(4))
        head.setContentsMargins(theme.px(16), theme.px(14), theme.px(16), theme.px(12))
        head.addWidget(self._name)
        head.addWidget(self._facts)
        head.addWidget(self.why)
        head.addSpacing(theme.px(6))
        head.addLayout(buttons)
        below = column()
        below.setContentsMargins(theme.px(16), theme.px(8), theme.px(8), 0)
        below.addWidget(self._timeline, 1)
        box.addLayout(head)
        box.addWidget(hairline())
        box.addWidget(self._next, 2)
        box.addWidget(hairline())
        box.addLayout(below, 3)
        self.addWidget(self._nothing)
        self.addWidget(record)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(90)
        self._pause.timeout.connect(self._load)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._next.setVisible(self.height() >= self.context.theme.px(420))

    def show_employer(self, employer_id: str | None, why: Sequence[str] = ()) -> None:
        """Show this one soon, and why it is in the list; None shows that none is chosen."""
        self._wanted, self._why = employer_id or "", tuple(why)
        if not self._wanted:
            self._id = ""
            self.setCurrentIndex(0)
        else:
            self._pause.start()

    def refresh(self) -> None:
        """Read the shown one again."""
        if self._wanted:
            self._pause.start()

    def _load(self) -> None:
        employers, employer_id = self.context.app.employers, self._wanted
        if self._running is not None:
            self._running.cancel()
        if employer_id:
            self._running = self.context.jobs.read(
                self, lambda task: employers.get(employer_id), self._show, self._gone
            )

    def _show(self, record: EmployerRecord) -> None:
        if record.id != self._wanted:
            return
        t, language, formats = self.context.t, self.context.t.language, self.context.formats
        self._id = record.id
        self._name.set_whole(record.name)
        headcount = record.values["headcount"]
        facts = [
            codes.load("size_bands").label(record.band, language) if headcount is not None else "",
            codes.load("naics_sectors").label(record.sector, language) if record.sector else "",
            str(record.values["city"] or ""),
            formats.phone(str(record.values["phone"] or "")),
            t("Responsible: {officer}", officer=record.owner) if record.owner else "",
        ]
        self._facts.setText(" · ".join(fact for fact in facts if fact))
        self.why.setText(t("In this list because: {reasons}", reasons=" · ".join(self._why)) if self._why else "")
        self.why.setVisible(bool(self._why))
        self._next.show_record(record.id)
        self._timeline.show_record(record.id)
        self.setCurrentIndex(1)

    def _gone(self, error: BaseException) -> None:
        if isinstance(error, NotFound):
            self.show_employer(None)
        else:
            self.context.operations.tell(error)

    def _ask_open(self) -> None:
        self.opened.emit(self._id)

    def _ask_session(self) -> None:
        self.session_wanted.emit(self._id)
