"""Reminders while the program runs, with or without a network: what is due now, and how much waits on *Today*."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer, Signal

from talented_desk.events import DataChanged
from talented_desk.jobs import Task
from ui.bridge import EventBridge
from ui.jobs import JobBridge

if TYPE_CHECKING:
    from talented_desk.bootstrap import Application
    from talented_desk.services.today import Day, Item

EVERY: Final = 30_000
"""Milliseconds between two looks at the clock."""
TABLES: Final = frozenset({"task", "promise", "officer"})


class Reminders(QObject):
    """Looks at the clock and at what changes. `due` carries each task once, when its time of day has come."""

    due = Signal(object)
    counted = Signal(int)

    def __init__(self, app: Application, jobs: JobBridge, events: EventBridge, parent: QObject) -> None:
        super().__init__(parent)
        self._app, self._jobs = app, jobs
        self._told: set[tuple[str, str, str]] = set()
        self.count = 0
        self._timer = QTimer(self)
        self._timer.setInterval(EVERY)
        self._timer.timeout.connect(self.look)
        events.data_changed.connect(self._changed)

    def start(self) -> None:
        """Look now, and again and again."""
        self._timer.start()
        self.look()

    def look(self) -> None:
        """Count what is due, and tell what has come since the last look."""
        app, officer = self._app, self._app.database.identity.officer_id or None
        now = app.clock.now().strftime("%H:%M")

        def job(task: Task) -> tuple[Day, tuple[Item, ...]]:
            return app.today.day(officer), app.today.reminders(officer, now)

        self._jobs.read(self, job, self._tell)

    def _tell(self, found: tuple[Day, tuple[Item, ...]]) -> None:
        day, ripe = found
        if day.pressing != self.count:
            self.count = day.pressing
            self.counted.emit(self.count)
        for item in ripe:
            key = (item.id, item.on, item.extra)
            if key not in self._told:
                self._told.add(key)
                self.due.emit(item)

    def _changed(self, event: DataChanged) -> None:
        if event.tables & TABLES:
            self.look()
