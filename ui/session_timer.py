"""The one running timer of the window: it goes on when its page is left, and is found again after a crash."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer, Signal

from talented_desk.domain.stopwatch import Stopwatch, as_kept, from_kept, started, stopped
from talented_desk.jobs import Task
from ui.jobs import JobBridge

if TYPE_CHECKING:
    from talented_desk.bootstrap import Application
    from talented_desk.services.drafts import DraftRow

KIND: Final = "support_session"
ASLEEP: Final = 60.0
"""Seconds without a tick after which the computer must have slept, where its steady clock goes on asleep."""


def clock_face(watch: Stopwatch) -> str:
    """What it has counted: `0:42`, `1:05:09`."""
    seconds = int(watch.seconds)
    hours, rest = divmod(seconds, 3600)
    minutes = f"{rest // 60:02d}" if hours else str(rest // 60)
    return (f"{hours}:" if hours else "") + f"{minutes}:{seconds % 60:02d}"


class SessionTimer(QObject):
    """Runs one timer at a time, for the draft with the id `draft`. `ticked` comes each second, `changed` otherwise."""

    ticked = Signal()
    changed = Signal()
    paused_other = Signal(str)
    """Another session's timer was paused for this one; carries what that session was called."""

    def __init__(
        self,
        app: Application,
        jobs: JobBridge,
        parent: QObject | None = None,
        *,
        steady: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(parent)
        self._app, self._jobs, self._steady = app, jobs, steady
        self.draft, self.title = "", ""
        self._watch = Stopwatch()
        self._begun: float | None = None
        self._last = 0.0
        self._asleep = 0.0
        self._beat = QTimer(self)
        self._beat.setInterval(1000)
        self._beat.timeout.connect(self.tick)

    @property
    def running(self) -> bool:
        return self._watch.running

    def runs_for(self, draft: str) -> bool:
        """Whether it is this draft's timer that runs."""
        return self.running and bool(draft) and draft == self.draft

    def look(self) -> Stopwatch:
        """What it would have counted if it were stopped now."""
        return stopped(self._watch, self._app.clock.now(), self._seen())

    def watch(self) -> Stopwatch:
        """The timer as a draft keeps it: with its start while it runs."""
        return self._watch

    def start(self, draft: str, title: str, watch: Stopwatch) -> Stopwatch:
        """Run for this draft; a timer of another draft is paused and kept there."""
        if self.running and self.draft != draft:
            self._set_aside()
        self.draft, self.title = draft, title
        self._run(started(watch, self._app.clock.now()), self._steady())
        return self._watch

    def adopt(self, draft: str, title: str, watch: Stopwatch) -> None:
        """Go on with a timer that a draft was kept with while it ran."""
        if self.running:
            return
        self.draft, self.title = draft, title
        self._run(watch, None)

    def call(self, title: str) -> None:
        """The session is called something else now."""
        if title != self.title:
            self.title = title
            self.changed.emit()

    def aim(self, part: str) -> None:
        """Count for another part of the minutes."""
        self._watch = replace(self._watch, part=part)

    def stop(self) -> Stopwatch:
        """Stand still; returns what was counted."""
        counted = self.look()
        self._watch, self._begun, self.draft, self.title = Stopwatch(), None, "", ""
        self._beat.stop()
        self.changed.emit()
        return counted

    def find(self) -> None:
        """Look for a draft whose timer ran when the program ended, and go on with it."""
        drafts = self._app.drafts
        self._jobs.read(self, lambda task: drafts.all(KIND), self._found)

    def tick(self) -> None:
        """A second has gone by, or the computer was asleep."""
        now = self._steady()
        if now - self._last > ASLEEP:
            self._asleep += now - self._last
        self._last = now
        self.ticked.emit()

    def _run(self, watch: Stopwatch, begun: float | None) -> None:
        self._watch, self._begun, self._asleep, self._last = watch, begun, 0.0, self._steady()
        self._beat.start()
        self.changed.emit()

    def _seen(self) -> float | None:
        if self._begun is None:
            return None
        return max(0.0, self._steady() - self._begun - self._asleep)

    def _found(self, drafts: tuple[DraftRow, ...]) -> None:
        for draft in drafts:
            watch = from_kept(draft.content.get("timer") or {})
            if watch.running:
                names = ", ".join(str(name) for _, name in draft.content.get("employers", ()))
                self.adopt(draft.id, names, watch)
                return

    def _set_aside(self) -> None:
        draft_id, title = self.draft, self.title
        kept = as_kept(self.stop())
        drafts = self._app.drafts

        def job(task: Task) -> None:
            if (draft := drafts.get(draft_id)) is not None:
                content = {**draft.content, "timer": kept}
                drafts.keep(draft.kind, content, draft_id=draft.id, subject_id=draft.subject_id)

        self._jobs.draft(self, job, lambda _: self.paused_other.emit(title))
