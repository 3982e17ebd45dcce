"""Progress in the place where the result will be: what is being done, how far, what is left, Cancel."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QElapsedTimer, QTimer, Signal
from PySide6.QtWidgets import QFrame, QProgressBar, QWidget

from talented_desk.i18n import Translator
from talented_desk.jobs import Progress
from ui.theme.theme import Theme
from ui.widgets.basics import Button, column, label, line

PATIENCE: Final = 600
"""Milliseconds before a job is worth a line: what is quick should not flicker."""


class ProgressLine(QFrame):
    """Appears 0.6 s after `start`, goes at `stop`. Counts what is left once it can."""

    cancelled = Signal()

    def __init__(self, theme: Theme, t: Translator, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.t = t
        self._words = label("")
        self._left = label("", "muted")
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(t("Progress"))
        self._cancel = Button(theme, t("Cancel"), "x", "quiet")
        self._cancel.setObjectName("cancel-job")
        self._cancel.clicked.connect(self._ask)
        words = line(spacing=theme.px(8))
        words.addWidget(self._words)
        words.addWidget(self._left)
        words.addStretch(1)
        box = column(spacing=theme.px(4))
        box.addLayout(words)
        box.addWidget(self._bar)
        row = line(self, spacing=theme.px(12))
        row.addLayout(box, 1)
        row.addWidget(self._cancel)
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.setInterval(PATIENCE)
        self._wait.timeout.connect(self.show)
        self._clock = QElapsedTimer()
        self.hide()

    def start(self, busy: str, *, can_cancel: bool = True) -> None:
        """A job began; `busy` says what, in words."""
        self._words.setText(busy)
        self._left.setText("")
        self._bar.setRange(0, 0)
        self._cancel.setVisible(can_cancel)
        self._cancel.setEnabled(True)
        self._clock.start()
        self._wait.start()

    def advance(self, progress: Progress) -> None:
        """The job is this far."""
        if progress.note:
            self._words.setText(self.t(progress.note))
        fraction = progress.fraction
        if fraction is None:
            self._bar.setRange(0, 0)
            self._left.setText(f"{progress.done:n}" if progress.done else "")
            return
        self._bar.setRange(0, 1000)
        self._bar.setValue(round(fraction * 1000))
        self._left.setText(self._remaining(fraction))

    def stop(self) -> None:
        """The job ended, one way or the other."""
        self._wait.stop()
        self.hide()

    def _remaining(self, fraction: float) -> str:
        elapsed = self._clock.elapsed() / 1000
        if fraction < 0.02 or elapsed < 2:
            return ""
        seconds = round(elapsed / fraction * (1 - fraction))
        if seconds >= 90:
            return self.t.plural("about {count} minute left", "about {count} minutes left", round(seconds / 60))
        return self.t.plural("about {count} second left", "about {count} seconds left", max(1, seconds))

    def _ask(self) -> None:
        self._cancel.setEnabled(False)
        self.cancelled.emit()
