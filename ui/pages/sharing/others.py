"""What colleagues changed since yesterday; Enter opens the record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QStackedWidget, QWidget

from talented_desk.events import DataChanged
from ui.context import UiContext
from ui.widgets.basics import column
from ui.widgets.messages import EmptyState
from ui.widgets.two_lines import TwoLines, TwoLinesList

if TYPE_CHECKING:
    from talented_desk.services.sharing import OthersChange

PAGES = {"employer": "employer", "placement": "placement", "support_session": "session", "institution": "institutions"}
"""The page that shows a record of this table."""


class OthersTab(QWidget):
    """Operations of others, newest first."""

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        theme, t = context.theme, context.t
        self._found: dict[str, OthersChange] = {}
        self.lines = TwoLinesList(theme, t("By others"))
        self.lines.setObjectName("by-others")
        self.lines.opened.connect(self._open)
        self._empty = EmptyState(
            theme, "users", t("Nobody else changed anything since yesterday"), t("What others do is listed here.")
        )
        self._stack = QStackedWidget()
        self._stack.addWidget(self._empty)
        self._stack.addWidget(self.lines)
        box = column(self)
        box.addWidget(self._stack, 1)
        context.events.data_changed.connect(self._changed)
        self.load()

    def opened(self) -> None:
        """The tab came to the front."""
        self.lines.setFocus(Qt.FocusReason.OtherFocusReason)

    def load(self) -> None:
        """Read it again."""
        sharing = self.context.app.sharing
        self.context.jobs.read(self, lambda task: sharing.others(), self._show)

    def _changed(self, event: DataChanged) -> None:
        if not event.operation:  # others' operations come without a name
            self.load()

    def _show(self, found: tuple[OthersChange, ...]) -> None:
        t, formats = self.context.t, self.context.formats
        self._found = {one.id: one for one in found}
        self.lines.show_lines(
            [
                TwoLines(one.id, one.title or one.subject or t(one.operation), self._under(one), formats.moment(one.at))
                for one in found
            ]
        )
        self._stack.setCurrentIndex(1 if found else 0)

    def _under(self, one: OthersChange) -> str:
        t = self.context.t
        words = t("{officer}: {operation}", officer=one.officer or t("Somebody"), operation=t(one.operation))
        if one.rows > 1:
            words += " · " + t.plural("{count} record", "{count} records", one.rows)
        return words

    def _open(self, line: TwoLines) -> None:
        one = self._found.get(line.id)
        if one is not None and one.page in PAGES:
            self.context.navigate(PAGES[one.page], one.page_id)
