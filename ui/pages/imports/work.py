"""One job at a time, with its progress; what a newer one overtook is dropped."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from PySide6.QtCore import QCoreApplication, QObject, Signal

from talented_desk.jobs import Running, Task
from ui.jobs import JobBridge
from ui.widgets.progress import ProgressLine

T = TypeVar("T")


class Work(QObject):
    """`changed` comes when a job begins or ends, `refused` with what it failed of, a cancel too."""

    changed = Signal()
    refused = Signal(object)

    def __init__(self, jobs: JobBridge, progress: ProgressLine, parent: QObject) -> None:
        super().__init__(parent)
        self._jobs, self._progress = jobs, progress
        self._running: Running[Any] | None = None
        self.applying = False
        """Whether the job writes records: it is not overtaken by accident."""
        progress.cancelled.connect(self.cancel)
        application = QCoreApplication.instance()
        if application is not None:
            application.aboutToQuit.connect(self.cancel)

    @property
    def idle(self) -> bool:
        return self._running is None

    def cancel(self) -> None:
        """Ask the job to stop; `refused` tells when it did."""
        if self._running is not None:
            self._running.task.cancel()

    def run(self, busy: str, job: Callable[[Task], T], done: Callable[[T], None], *, writes: bool = False) -> None:
        """Start a job in the place of what runs: on the writer's lane if it writes records."""
        self.cancel()
        mine: list[Running[Any]] = []

        def ended() -> bool:
            if self._running is not mine[0]:
                return False
            self._running, self.applying = None, False
            self._progress.stop()
            self.changed.emit()
            return True

        def finished(result: T) -> None:
            if ended():
                done(result)

        def failed(error: BaseException) -> None:
            if ended():
                self.refused.emit(error)

        start = self._jobs.write if writes else self._jobs.read
        self._running, self.applying = start(self, job, finished, failed, self._progress.advance), writes
        mine.append(self._running)
        self._progress.start(busy)
        self.changed.emit()
