"""The life of a record as a line: a tick where something changed, a handle that goes from tick to tick."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QSlider, QWidget

from talented_desk.compat import override
from ui.theme.theme import Theme


class LifeSlider(QSlider):
    """Its value is the number of the step. Arrows go change by change, Home and End to the first and the last.

    Ticks stand where their moments are: half by time, half by order, so that busy days do not become one blot.
    """

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._theme = theme
        self._places: list[float] = []
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setSingleStep(1)
        self.setPageStep(10)

    def set_moments(self, moments: Sequence[datetime]) -> None:
        """A tick for each, in their order."""
        count = len(moments)
        if not count:
            self._places = []
            return
        first = moments[0].timestamp()
        whole = max(1.0, max(one.timestamp() for one in moments) - first)
        last, places = 0.0, []
        for at, one in enumerate(moments):
            by_time = min(1.0, max(0.0, (one.timestamp() - first) / whole))
            last = max(last, (by_time + at / max(1, count - 1)) / 2)
            places.append(last)
        self._places = places
        self.setRange(0, count - 1)
        self.update()

    @override
    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(300), self._theme.px(40))

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.px(120), self._theme.px(40))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        theme, px = self._theme, self._theme.px
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle, room = self.height() / 2, self._room()
        painter.setPen(QPen(theme.colour("control"), px(2)))
        painter.drawLine(QPointF(room.left(), middle), QPointF(room.right(), middle))
        painter.setPen(QPen(theme.colour("muted"), 1))
        for place in self._places:
            x = room.left() + place * room.width()
            painter.drawLine(QPointF(x, middle - px(7)), QPointF(x, middle + px(7)))
        if not self._places:
            return
        at = QPointF(room.left() + self._places[self.value()] * room.width(), middle)
        painter.setPen(QPen(theme.colour("accent"), px(2)))
        painter.drawLine(QPointF(room.left(), middle), at)
        painter.setBrush(theme.colour("accent"))
        painter.drawEllipse(at, px(8), px(8))
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(at, px(12), px(12))

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        self._go(event.position().x())

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._go(event.position().x())

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def _room(self) -> QRectF:
        edge = self._theme.px(16)
        return QRectF(edge, 0, max(1, self.width() - 2 * edge), self.height())

    def _go(self, x: float) -> None:
        room = self._room()
        wanted = (x - room.left()) / room.width()
        if self._places:
            self.setValue(min(range(len(self._places)), key=lambda at: abs(self._places[at] - wanted)))
