"""What no other computer has yet, newest first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QStackedWidget, QWidget

from talented_desk.events import DataChanged, SharingChanged
from talented_desk.jobs import Task
from ui.context import UiContext
from ui.operations.history import named
from ui.widgets.basics import column, label
from ui.widgets.messages import EmptyState
from ui.widgets.two_lines import TwoLines, TwoLinesList

if TYPE_CHECKING:
    from talented_desk.services.journal import HistoryEntry

SHOWN: Final = 500
Found = tuple["tuple[HistoryEntry, ...]", int]


class HereTab(QWidget):
    """The operations that are not in the shared database, and how many drafts there are."""

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        theme, t = context.theme, context.t
        self._drafts = label("", "muted", wrap=True)
        self._drafts.setObjectName("drafts-here")
        self._drafts.hide()
        self.lines = TwoLinesList(theme, t("Only on this computer"))
        self.lines.setObjectName("only-here")
        self._more = label("", "small", wrap=True)
        self._more.hide()
        self._empty = EmptyState(
            theme, "circle-check", t("Everything that you saved is shared"), t("What you write next is listed here.")
        )
        self._stack = QStackedWidget()
        self._stack.addWidget(self._empty)
        self._stack.addWidget(self.lines)
        box = column(self, spacing=theme.px(8))
        box.addWidget(self._drafts)
        box.addWidget(self._stack, 1)
        box.addWidget(self._more)
        context.events.data_changed.connect(self._changed)
        context.events.sharing_changed.connect(self._heard)
        self.load()

    def opened(self) -> None:
        """The tab came to the front."""
        self.lines.setFocus(Qt.FocusReason.OtherFocusReason)

    def load(self) -> None:
        """Read it again."""
        app = self.context.app

        def job(task: Task) -> Found:
            return app.journal.not_shared(SHOWN), len(app.drafts.all())

        self.context.jobs.read(self, job, self._show)

    def _changed(self, event: DataChanged) -> None:
        self.load()

    def _heard(self, event: SharingChanged) -> None:
        if event.phase == "idle":
            self.load()

    def _show(self, found: Found) -> None:
        entries, drafts = found
        t, formats = self.context.t, self.context.formats
        self._drafts.setVisible(bool(drafts))
        self._drafts.setText(
            t.plural("{count} draft is not saved yet.", "{count} drafts are not saved yet.", drafts) if drafts else ""
        )
        self.lines.show_lines(
            [
                TwoLines(one.changeset_id, named(t, one.operation, one.subject), one.officer, formats.moment(one.at))
                for one in entries
            ]
        )
        self._stack.setCurrentIndex(1 if entries else 0)
        self._more.setVisible(len(entries) == SHOWN)
        self._more.setText(t("The newest {count} are listed.", count=formats.number(SHOWN)))
