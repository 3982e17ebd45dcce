"""Runs a user's action: off the interface's thread, then says what was done, with Undo, or why not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

import shiboken6
from PySide6.QtCore import QObject, Signal

from talented_desk.errors import Cancelled, DeskError
from talented_desk.i18n import Translator
from talented_desk.jobs import Progress, Running, Task
from ui.jobs import JobBridge

T = TypeVar("T")


class Notices(Protocol):
    """Where the window tells things."""

    def toast(self, sentence: str, *, undo: bool = False, back: Callable[[], object] | None = None) -> None:
        """Tell what was done; with Undo if it can be taken back.

        `back` is what Undo does for what the journal does not keep, such as a discarded draft.
        """
        ...

    def banner(self, sentence: str, tone: str = "bad") -> None:
        """Tell what needs attention, until it is closed."""
        ...

    def busy(self, sentence: str, running: Running[Any] | None) -> None:
        """Show progress with Cancel (after 0.6 s), or end it with None."""
        ...

    def progress(self, progress: Progress) -> None:
        """How far the running operation is."""
        ...


@dataclass(frozen=True, slots=True)
class Operation(Generic[T]):
    """One user action: what to say while it runs, the work, and what follows.

    `said` is the toast (empty for none). `refused` gets an expected failure first and returns True if it showed
    it, such as a form that puts `Invalid` problems at its fields. `ended` comes first whatever happened: saved,
    refused, cancelled or a bug. Texts are already translated.
    """

    busy: str
    job: Callable[[Task], T]
    done: Callable[[T], None] | None = None
    said: str = ""
    undo: bool = True
    refused: Callable[[DeskError], bool] | None = None
    ended: Callable[[], None] | None = None


class Operations(QObject):
    """The runner. `crashed` carries any exception that is a bug."""

    crashed = Signal(object)

    def __init__(self, jobs: JobBridge, notices: Notices, t: Translator, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs, self._notices, self._t = jobs, notices, t

    def run(self, owner: QObject, operation: Operation[T]) -> Running[T]:
        """Start on the writer lane. If `owner` is gone when it ends, only the notices are told."""

        def end() -> None:
            self._notices.busy("", None)
            if operation.ended is not None and shiboken6.isValid(owner):
                operation.ended()

        def done(result: T) -> None:
            end()
            if operation.said:
                self._notices.toast(operation.said, undo=operation.undo)
            if operation.done is not None and shiboken6.isValid(owner):
                operation.done(result)

        def failed(error: BaseException) -> None:
            end()
            self.tell(error, operation.refused if shiboken6.isValid(owner) else None)

        running = self._jobs.write(self, operation.job, done, failed, self._notices.progress)
        self._notices.busy(operation.busy, running)
        return running

    def tell(self, error: BaseException, refused: Callable[[DeskError], bool] | None = None) -> None:
        """Show a failure: in its form, in a sentence, or as a crash."""
        if isinstance(error, Cancelled):
            self._notices.toast(error.describe(self._t))
        elif isinstance(error, DeskError):
            if refused is None or not refused(error):
                self._notices.banner(error.describe(self._t))
        else:
            self.crashed.emit(error)
