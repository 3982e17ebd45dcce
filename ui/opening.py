"""The frame that is painted at once, while the database and the pages are still being read in.

It imports nothing of the program but its look, so that it stands before anything slow begins.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QByteArray, QRect, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QWidget

from talented_desk.compat import override
from ui.state import UiState
from ui.theme.theme import Theme

FRAME: Final = (8, 48)
"""What a window manager may draw around a window, which is not known before: borders, a title bar."""


class OpeningWindow(QWidget):
    """As large as the window was, with its grounds and lines; the window takes its place."""

    def __init__(self, theme: Theme, state: UiState, words: str, *, collapsed: bool) -> None:
        super().__init__()
        self._theme, self._words = theme, words
        self._navigation = theme.px(56 if collapsed else 208)
        self.setWindowTitle("Talented Desk")
        self.setAccessibleName(words)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        place_window(self, state)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        theme, px = self._theme, self._theme.px
        painter = QPainter(self)
        width, height, left = self.width(), self.height(), self._navigation
        painter.fillRect(self.rect(), theme.colour("bg"))
        painter.fillRect(QRect(0, 0, left, height), theme.colour("surface"))
        painter.fillRect(QRect(0, height - px(34), width, px(34)), theme.colour("surface"))
        line: QColor = theme.colour("line")
        painter.fillRect(QRect(left, 0, 1, height - px(34)), line)
        painter.fillRect(QRect(left, px(46), width - left, 1), line)
        painter.fillRect(QRect(0, height - px(34), width, 1), line)
        painter.setPen(theme.colour("text"))
        painter.setFont(theme.font(strong=True))
        middle = Qt.AlignmentFlag.AlignVCenter
        brand = "Talented Desk" if left > px(60) else "TD"
        painter.drawText(QRect(px(18), 0, left, px(46)), Qt.AlignmentFlag.AlignLeft | middle, brand)
        painter.setPen(theme.colour("muted"))
        painter.setFont(theme.font())
        painter.drawText(QRect(left, 0, width - left, height), Qt.AlignmentFlag.AlignHCenter | middle, self._words)


def place_window(window: QWidget, state: UiState) -> None:
    """Where the window was last; the first time, large, within the screen with its frame."""
    kept = state.get("geometry")
    if isinstance(kept, str) and window.restoreGeometry(QByteArray.fromBase64(kept.encode("ascii"))):
        return
    screen = QApplication.primaryScreen().availableGeometry()
    window.resize(min(1360, screen.width() - FRAME[0]), min(860, screen.height() - FRAME[1]))
