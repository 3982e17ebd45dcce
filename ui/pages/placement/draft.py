"""The draft of a new placement: kept a moment after each keystroke, given back, forgotten when saved."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QObject, QTimer, Signal

from talented_desk.ids import new_id
from talented_desk.jobs import Task
from ui.context import UiContext

if TYPE_CHECKING:
    from talented_desk.services.drafts import Drafts

KIND: Final = "placement"
PAUSE: Final = 120
"""Milliseconds: one write for a burst of keys, and nothing that a person would notice losing."""


class Draft(QObject):
    """One draft at a time; `kept` tells that it lies in the database."""

    kept = Signal()

    def __init__(self, context: UiContext, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._id = new_id()
        self._content: Callable[[], Mapping[str, Any]] | None = None
        self._written: Mapping[str, Any] = {}
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PAUSE)
        self._timer.timeout.connect(self._write)

    def read(self, drafts: Drafts) -> Mapping[str, Any]:
        """What was typed last time; call it off the interface's thread."""
        found = drafts.all(KIND)
        if not found:
            return {}
        self._id, self._written = found[0].id, found[0].content
        return found[0].content

    def keep_soon(self, content: Callable[[], Mapping[str, Any]]) -> None:
        """Something was typed."""
        self._content = content
        self._timer.start()

    def flush(self, content: Mapping[str, Any]) -> None:
        """The form is being left: write now if something waits."""
        if self._timer.isActive():
            self._timer.stop()
            self._save(content)

    def forget_soon(self) -> None:
        """What waits is not wanted."""
        self._timer.stop()

    def discard(self) -> None:
        """It was saved, or emptied."""
        self._timer.stop()
        drafts, draft_id = self._context.app.drafts, self._id
        self._id, self._written = new_id(), {}
        self._context.jobs.draft(self, lambda task: drafts.discard(draft_id), lambda nothing: None)

    def _write(self) -> None:
        if self._content is not None:
            self._save(self._content())

    def _save(self, content: Mapping[str, Any]) -> None:
        if dict(content) == dict(self._written):
            return
        self._written = content
        drafts, draft_id = self._context.app.drafts, self._id

        def job(task: Task) -> None:
            if content:
                drafts.keep(KIND, content, draft_id=draft_id)
            else:
                drafts.discard(draft_id)

        self._context.jobs.draft(self, job, lambda nothing: self.kept.emit())
