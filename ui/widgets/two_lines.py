"""A list of things told in two lines: a title, what there is to say under it, and something short at the right."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyleOptionViewItem, QWidget

from talented_desk.compat import override
from ui.theme.theme import Theme
from ui.widgets.line_list import LINE, Index, LineList, LinePainter

_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True, slots=True)
class TwoLines:
    """One thing; all words ready."""

    id: str
    title: str
    under: str
    right: str = ""

    def spoken(self) -> str:
        """For a screen reader."""
        return ", ".join(part for part in (self.title, self.under, self.right) if part)

    def tip(self) -> str:
        """The whole, as the line may be cut."""
        return "\n".join(part for part in (self.title, self.under) if part)


class TwoLinesPainter(LinePainter):
    """Title and what is at its right, then the line under them."""

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(0, self.theme.px(50))

    @override
    def draw(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        line: TwoLines = index.data(LINE)
        theme, px = self.theme, self.theme.px
        rect = QRect(option.rect)
        selected = self.ground(painter, option, rect)
        strong, quiet = ("on_selection", "on_selection") if selected else ("text", "muted")
        inner = rect.adjusted(px(16), px(5), -px(16), -px(5))
        painter.setFont(theme.font("small"))
        room = theme.metrics_of("small").horizontalAdvance(line.right) + px(12) if line.right else 0
        painter.setPen(theme.colour(quiet))
        painter.drawText(QRect(inner.left(), inner.top(), inner.width(), px(20)), _RIGHT, line.right)
        painter.setFont(theme.font())
        self.elided(painter, QRect(inner.topLeft(), QSize(inner.width() - room, px(20))), line.title, strong)
        painter.setFont(theme.font("small"))
        under = QRect(inner.topLeft() + QPoint(0, px(20)), QSize(inner.width(), px(19)))
        self.elided(painter, under, line.under, quiet)
        painter.setPen(theme.colour("line"))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        self.focus_ring(painter, option, rect)


class TwoLinesList(LineList[TwoLines]):
    """`chosen` carries the current line's id, `more` asks for what comes after the last."""

    chosen = Signal(str)
    more = Signal()
    always_current: ClassVar[bool] = True

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        super().__init__(theme, name, parent)
        self.setItemDelegate(TwoLinesPainter(theme, self))
        self.selectionModel().currentChanged.connect(self._choose)
        self.verticalScrollBar().valueChanged.connect(self._scrolled)

    def current_id(self) -> str:
        """The current line's id; empty when there is none."""
        row = self.currentIndex().row()
        return self.lines()[row].id if row >= 0 else ""

    def add_lines(self, lines: list[TwoLines]) -> None:
        """These come after the last one."""
        self._lines.add_lines(lines)

    def step(self, step: int) -> None:
        """To the next line, or one before."""
        row = self.currentIndex().row() + step
        if 0 <= row < len(self.lines()):
            self.go_to(row)

    def _choose(self) -> None:
        self.chosen.emit(self.current_id())

    def _scrolled(self, value: int) -> None:
        if value >= self.verticalScrollBar().maximum() - self.height():
            self.more.emit()
