"""Sharing as the window sees it: begins it, and hears how it goes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QObject, QTimer, Signal

from talented_desk.events import DataChanged, SharingChanged
from talented_desk.jobs import Running, Task
from talented_desk.sync.errors import OtherEpoch
from ui.bridge import EventBridge
from ui.jobs import JobBridge

if TYPE_CHECKING:
    from talented_desk.bootstrap import Application
    from talented_desk.services.sharing import SharingState

SOON: Final = 150
"""Milliseconds after the last change until what is only here is counted anew."""


class Sharing(QObject):
    """`changed` when anything of what is told here is another."""

    changed = Signal()
    revoked = Signal()
    """The shared database said that this computer is out: the window is to close, and all is erased."""

    def __init__(self, app: Application, jobs: JobBridge, events: EventBridge, parent: QObject) -> None:
        super().__init__(parent)
        self._app, self._jobs = app, jobs
        self.joined = False
        self.told: SharingChanged | None = None
        """What was heard last; None while nothing is shared."""
        self.state: SharingState | None = None
        self._counting: Running[Any] | None = None
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(SOON)
        self._soon.timeout.connect(self.look)
        events.data_changed.connect(self._changed)
        events.sharing_changed.connect(self._heard)

    def start(self) -> None:
        """Share, if this computer has joined a shared database."""
        self._jobs.read(self, lambda task: self._app.membership.place() is not None, self._begin)
        self.look()

    def look(self) -> None:
        """Count what is only here."""
        sharing = self._app.sharing
        if self._counting is not None:
            self._counting.cancel()
        self._counting = self._jobs.read(self, lambda task: sharing.state(), self._tell)

    def join(self) -> None:
        """This computer has joined: begin."""
        self._begin(True)

    def leave(self, task: Task) -> None:
        """Share nothing any more; to be run as a job."""
        self._app.stop_sharing()
        self._app.membership.leave()

    def left(self) -> None:
        """After `leave`."""
        self.joined, self.told = False, None
        self.look()

    def now(self) -> None:
        """Share at once."""
        if self.joined:
            self._app.background.now()

    def is_restored(self) -> bool:
        """Whether the shared database was restored from a backup, and waits for somebody to go on."""
        return self.told is not None and isinstance(self.told.error, OtherEpoch)

    def accept_restored(self) -> None:
        """Go on with it."""
        if self.joined:
            self._app.background.accept_restored()

    def cancel(self) -> None:
        """Leave what is under way where it is."""
        if self.joined:
            self._app.background.cancel()

    def _begin(self, joined: bool) -> None:
        if not joined or self.joined:
            return
        self.joined = True
        self._app.background.start()

    def _changed(self, event: DataChanged) -> None:
        self._soon.start()

    def _heard(self, event: SharingChanged) -> None:
        if not self.joined:
            return
        again = self.told is None or self.told.phase != event.phase
        self.told = event
        if self._app.is_revoked():
            self.revoked.emit()
            return
        if again:
            self._soon.start()
        self.changed.emit()

    def _tell(self, state: SharingState) -> None:
        self._counting = None
        self.state = state
        self.changed.emit()
