"""A place to sign with a finger, a pen or the mouse."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QPointF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QKeyEvent, QMouseEvent, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from talented_desk.compat import override
from ui.theme.theme import Theme
from ui.theme.tokens import Tokens, load

MARGIN = 6


@cache
def _paper() -> Tokens:
    """The colours of paper: a signature is dark on it, whatever the theme."""
    return load("light")


class SignaturePad(QWidget):
    """Strokes as lists of points; `png` draws them as they go on paper. Delete begins anew."""

    changed = Signal()

    def __init__(self, theme: Theme, name: str, hint: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._hint = theme, hint
        self._strokes: list[list[tuple[float, float]]] = []
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_AcceptTouchEvents, False)  # touch comes as a mouse, which is enough

    @override
    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(440), self._theme.px(140))

    def strokes(self) -> list[list[tuple[float, float]]]:
        """What was drawn, for the draft."""
        return [list(stroke) for stroke in self._strokes]

    def set_strokes(self, strokes: Sequence[Sequence[Sequence[float]]]) -> None:
        """Show what a draft kept."""
        self._strokes = [[(float(x), float(y)) for x, y in stroke] for stroke in strokes]
        self.update()

    def empty(self) -> bool:
        return not self._strokes

    def clear(self) -> None:
        """Begin anew."""
        self._strokes = []
        self.update()
        self.changed.emit()

    def png(self) -> bytes:
        """The signature cut to its size, dark on clear; empty when there is none."""
        if self.empty():
            return b""
        path = self._path()
        box = path.boundingRect().adjusted(-MARGIN, -MARGIN, MARGIN, MARGIN)
        image = QImage(max(1, round(box.width() * 2)), max(1, round(box.height() * 2)), QImage.Format.Format_ARGB32)
        image.fill(Qt.GlobalColor.transparent)
        painter = QPainter(image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.scale(2, 2)
        painter.translate(-box.topLeft())
        painter.setPen(_pen(QColor(_paper().text)))
        painter.drawPath(path)
        painter.end()
        data = QByteArray()
        buffer = QBuffer(data)
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        image.save(buffer, "PNG")  # type: ignore[call-overload]  # the stubs say bytes, which it refuses
        return bytes(data.data())

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._strokes.append([_point(event.position())])

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() and self._strokes:
            self._strokes[-1].append(_point(event.position()))
            self.update()

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._strokes:
            self._strokes[-1].append(_point(event.position()))
            self.update()
            self.changed.emit()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.clear()
        else:
            super().keyPressEvent(event)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(QColor(_paper().bg))
        painter.setPen(QPen(theme.colour("accent" if self.hasFocus() else "control"), 2 if self.hasFocus() else 1))
        painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -1), theme.px(6), theme.px(6))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if self.empty():
            painter.setPen(QColor(_paper().muted))
            painter.setFont(theme.font())
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self._hint)
        painter.setPen(_pen(QColor(_paper().text)))
        painter.drawPath(self._path())

    def _path(self) -> QPainterPath:
        path = QPainterPath()
        for stroke in self._strokes:
            path.moveTo(*stroke[0])
            for x, y in stroke[1:] or [(stroke[0][0] + 0.5, stroke[0][1])]:
                path.lineTo(x, y)
        return path


def _pen(colour: QColor) -> QPen:
    return QPen(colour, 2.4, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)


def _point(position: QPointF) -> tuple[float, float]:
    return round(position.x(), 1), round(position.y(), 1)
