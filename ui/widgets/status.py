"""The foot of the window: saved or not, the last operation, progress of what runs, Undo."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from talented_desk.compat import override
from talented_desk.i18n import Translator
from talented_desk.jobs import Progress
from ui.theme.theme import Theme
from ui.widgets.basics import Button, ElidedLabel, Icon, line
from ui.widgets.progress import ProgressLine

NARROW: Final = 1000
"""Pixels at 100 % under which what lies here alone is an icon."""


class StatusBar(QWidget):
    """One line. `undo`, `timer` and `here` are asked for by their buttons, `cancelled` by the progress line."""

    undo = Signal()
    timer = Signal()
    here = Signal()
    cancelled = Signal()

    def __init__(self, theme: Theme, t: Translator, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.t = t
        self._px = theme.px
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("ground", "surface")
        self._icon = Icon(theme, "circle-check", "ok", 14)
        self._words = ElidedLabel(t("Saved"), "small")
        self._words.setObjectName("status-words")
        self.progress = ProgressLine(theme, t)
        self.progress.setMaximumWidth(theme.px(420))
        self.progress.cancelled.connect(self.cancelled)
        self._undo = Button(theme, t("Undo"), "undo-2", "quiet")
        self._undo.setObjectName("status-undo")
        self._undo.clicked.connect(self.undo)
        self._undo.hide()
        self._timer = Button(theme, t("Timer"), "timer", "quiet")
        self._timer.setObjectName("status-timer")
        self._timer.clicked.connect(self.timer)
        self._timer.hide()
        self._here = Button(theme, t("Only on this computer"), "cloud-off", "quiet")
        self._here.setObjectName("status-here")
        self._here.clicked.connect(self.here)
        self._here.hide()
        row = line(self, spacing=theme.px(8))
        row.setContentsMargins(theme.px(14), theme.px(2), theme.px(8), theme.px(2))
        row.addWidget(self._icon)
        row.addWidget(self._words, 1)
        row.addWidget(self.progress, 2)
        row.addWidget(self._here)
        row.addWidget(self._timer)
        row.addWidget(self._undo)
        self.setMinimumHeight(theme.px(34))

    def text(self) -> str:
        return self._words.whole()

    def saving(self, busy: str) -> None:
        """Something is being written."""
        self._icon.show_icon("loader", "muted")
        self._words.set_whole(busy)

    def saved(self, last: str) -> None:
        """Everything is written; `last` names the newest operation, empty if there is none."""
        self._icon.show_icon("circle-check", "ok")
        self._words.set_whole(self.t("Saved · {operation}", operation=last) if last else self.t("Saved"))

    def offer_undo(self, what: str) -> None:
        """Name what Undo would take back; empty hides the button."""
        self._undo.setVisible(bool(what))
        short = what if len(what) <= 40 else what[:39] + "…"
        text = self.t("Undo “{operation}”", operation=short) if what else self.t("Undo")
        self._undo.setText(text.replace("&", "&&"))
        self._undo.setAccessibleName(text)
        self._undo.setToolTip(what if short != what else "")

    def show_here(self, words: str, icon: str = "cloud-off") -> None:
        """Say what lies on this computer alone; empty hides it."""
        self._here.set_icon(icon)
        self._here.setVisible(bool(words))
        self._here.setAccessibleName(words or self.t("Only on this computer"))
        self._here.setToolTip(words)
        self._fit_here()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_here()

    def _fit_here(self) -> None:
        narrow = self.width() < self._px(NARROW)
        self._here.set_bare(narrow)
        if not narrow:
            self._here.setText(self._here.accessibleName())

    def show_timer(self, face: str, whose: str) -> None:
        """A session's timer is running: what it shows, and for whom; empty hides it."""
        self._timer.setVisible(bool(face))
        if face:
            short = whose if len(whose) <= 28 else whose[:27] + "…"
            self._timer.setText(f"{face} · {short}".replace("&", "&&") if whose else face)
            said = self.t("Timer running for {name}: go to the session", name=whose or self.t("a session"))
            self._timer.setAccessibleName(said)
            self._timer.setToolTip(said)

    def advance(self, progress: Progress) -> None:
        self.progress.advance(progress)
