"""The timer of a visit: runs from the beginning, kept in the draft, right after a crash and on a wrong clock."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from talented_desk.domain.stopwatch import Stopwatch, as_kept, from_kept, started, stopped


class VisitClock(QObject):
    """Counts one visit; `ticked` comes each second while it runs."""

    ticked = Signal()

    def __init__(
        self, now: Callable[[], datetime], parent: QObject, steady: Callable[[], float] = time.monotonic
    ) -> None:
        super().__init__(parent)
        self._now, self._steady = now, steady
        self._watch = Stopwatch()
        self._begun: float | None = None
        self._beat = QTimer(self)
        self._beat.setInterval(1000)
        self._beat.timeout.connect(self.ticked)

    @property
    def running(self) -> bool:
        """Whether it counts."""
        return self._watch.running

    def look(self) -> Stopwatch:
        """What it would have counted if it were stopped now."""
        seen = None if self._begun is None else self._steady() - self._begun
        return stopped(self._watch, self._now(), seen)

    def start(self) -> None:
        """Count, from what there is on."""
        if not self.running:
            self._watch, self._begun = started(self._watch, self._now()), self._steady()
            self._beat.start()

    def pause(self) -> None:
        """Stand, with what was counted."""
        self._watch, self._begun = self.look(), None
        self._beat.stop()

    def kept(self) -> dict[str, Any]:
        """As the draft keeps it: with its start while it runs."""
        return as_kept(self._watch)

    def load(self, kept: Mapping[str, Any]) -> None:
        """Go on with what a draft kept; one that ran when the computer failed runs on, and the time between counts."""
        self._beat.stop()
        self._watch, self._begun = from_kept(kept), None
        if self._watch.running:
            self._watch = stopped(self._watch, self._now(), None)
            self.start()
