"""The headline figures: each a button that opens its records."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from talented_desk.compat import override
from talented_desk.reports.model import Figure, Opens
from talented_desk.reports.runner import cell
from ui.context import UiContext
from ui.widgets.flow import FlowLayout


class FigureButton(QPushButton):
    """A number large, its name under it. A click or Enter opens the records behind it."""

    def __init__(self, context: UiContext, figure: Figure, opened: Callable[[Opens], object]) -> None:
        super().__init__()
        self._theme, self._figure, self._opened = context.theme, figure, opened
        self._words = cell(figure.value, figure.kind, context.formats)
        t = context.t
        self.setObjectName(f"figure-{figure.key}")
        self.setAccessibleName(t("{label}: {value}. Enter opens the records.", label=figure.label, value=self._words))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAutoDefault(True)
        self.clicked.connect(self._open)

    @override
    def sizeHint(self) -> QSize:
        px = self._theme.px
        number = QFontMetrics(self._theme.font("title", strong=True, tabular=True)).horizontalAdvance(self._words)
        name = QFontMetrics(self._theme.font("small")).horizontalAdvance(self._figure.label)
        return QSize(max(number, name, px(96)) + px(24), px(60))

    @override
    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        theme, px = self._theme, self._theme.px
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        focused = self.hasFocus()
        painter.setPen(QPen(theme.colour("accent" if focused else "line"), 2 if focused else 1))
        painter.setBrush(theme.colour("raised") if not self.underMouse() else theme.colour("soft"))
        edge = 1 if focused else 0  # the wider line within the same frame
        painter.drawRoundedRect(self.rect().adjusted(edge, edge, -1 - edge, -1 - edge), px(6), px(6))
        inside = self.rect().adjusted(px(12), px(8), -px(12), -px(8))
        painter.setFont(theme.font("title", strong=True, tabular=True))
        painter.setPen(theme.colour("accent" if self.underMouse() else "text"))
        top = QRect(inside.left(), inside.top(), inside.width(), px(26))
        painter.drawText(top, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, self._words)
        painter.setFont(theme.font("small"))
        painter.setPen(theme.colour("muted"))
        painter.drawText(inside, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom, self._figure.label)

    def _open(self) -> None:
        if self._figure.opens is not None:
            self._opened(self._figure.opens)


class Figures(QWidget):
    """The figures beside each other, as many in a row as fit."""

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._flow = FlowLayout(self, context.theme.px(8))
        self._buttons: list[FigureButton] = []

    def first(self) -> QWidget | None:
        """Where the keyboard begins, once there are figures."""
        return self._buttons[0] if self._buttons else None

    def named(self, name: str) -> QWidget | None:
        """The figure of this object name, if it is shown."""
        return next((button for button in self._buttons if button.objectName() == name), None)

    def show_figures(self, figures: Sequence[Figure], opened: Callable[[Opens], object]) -> None:
        """These instead of those before."""
        for button in self._buttons:
            self._flow.removeWidget(button)
            button.hide()
            button.deleteLater()
        self._buttons = [FigureButton(self._context, figure, opened) for figure in figures]
        for button in self._buttons:
            self._flow.addWidget(button)
