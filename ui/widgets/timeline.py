"""A timeline: what happened, newest first, one line each with a second line to read, months as headings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QStyleOptionViewItem, QWidget

from talented_desk.compat import override
from ui.theme.theme import Theme
from ui.widgets.line_list import LINE, Index, LineList, LinePainter

WIDEST = 1120
"""Pixels at 100 % that a line takes at most."""


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One thing that happened. `when` and `side` are words already formatted; `heading` starts a new month."""

    id: str
    kind: str
    icon: str
    when: str
    title: str
    text: str = ""
    side: str = ""
    heading: str = ""
    tone: str = "muted"

    def spoken(self) -> str:
        return ", ".join(part for part in (self.when, self.title, self.side, self.text) if part)

    def tip(self) -> str:
        return "\n".join(part for part in (self.title, self.side, self.text) if part)


class _Painter(LinePainter):
    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        entry: TimelineEntry = index.data(LINE)
        px = self.theme.px
        height = QFontMetrics(self.theme.font()).height()
        lines = height + (px(2) + QFontMetrics(self.theme.font("small")).height() if entry.text else 0)
        return QSize(200, lines + px(16) + (px(30) if entry.heading else 0))

    @override
    def draw(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        entry: TimelineEntry = index.data(LINE)
        theme, px = self.theme, self.theme.px
        rect = QRect(option.rect)
        rect.setWidth(min(rect.width(), px(WIDEST)))  # on a wide screen the eye should not lose the line
        left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        if entry.heading:
            painter.setFont(theme.font("small", strong=True))
            painter.setPen(theme.colour("muted"))
            painter.drawText(QRect(rect.left() + px(8), rect.top() + px(8), rect.width(), px(20)), left, entry.heading)
            rect = rect.adjusted(0, px(30), 0, 0)
        selected = self.ground(painter, option, rect)
        strong, faint = ("on_selection", "on_selection") if selected else ("text", "muted")
        rail = rect.left() + px(104)
        painter.setPen(QPen(theme.colour("line"), 1))
        painter.drawLine(rail, rect.top(), rail, rect.bottom())
        metrics = QFontMetrics(theme.font())
        top = QRect(rect.left() + px(8), rect.top() + px(8), rect.width() - px(16), metrics.height())
        painter.setFont(theme.font("small", tabular=True))
        painter.setPen(theme.colour(faint))
        painter.drawText(QRect(top.left(), top.top(), px(80), top.height()), left, entry.when)
        dot = QRect(rail - px(11), top.center().y() - px(11), px(22), px(22))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("selection" if selected else "bg"))
        painter.drawEllipse(dot)
        icon = theme.pixmap(
            entry.icon, "on_selection" if selected else entry.tone, 16, option.widget.devicePixelRatioF()
        )
        painter.drawPixmap(dot.left() + px(3), dot.top() + px(3), icon)
        words = QRect(rail + px(20), top.top(), rect.right() - px(8) - rail - px(20), top.height())
        painter.setFont(theme.font("small", tabular=True))
        side = QFontMetrics(painter.font()).horizontalAdvance(entry.side)
        painter.setPen(theme.colour(faint))
        if words.width() < side + px(110):
            side = 0
        else:
            painter.drawText(words, right, entry.side)
        painter.setFont(theme.font())
        self.elided(painter, words, entry.title, strong, max(px(60), words.width() - side - px(12)))
        if entry.text:
            painter.setFont(theme.font("small"))
            height = QFontMetrics(painter.font()).height()
            under = QRect(words.left(), words.bottom() + px(3), words.width(), height)
            self.elided(painter, under, entry.text.replace("\n", " "), faint)
        self.focus_ring(painter, option, rect)


class Timeline(LineList[TimelineEntry]):
    """The list itself. `wanted_more` asks for older entries."""

    wanted_more = Signal()
    always_current: ClassVar[bool] = False

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        super().__init__(theme, name, parent)
        self.setItemDelegate(_Painter(theme, self))
        self.verticalScrollBar().valueChanged.connect(self._scrolled)

    def add_lines(self, entries: Sequence[TimelineEntry]) -> None:
        """Older entries at the end."""
        self._lines.add_lines(entries)

    def _scrolled(self, value: int) -> None:
        if value and value >= self.verticalScrollBar().maximum() - self.height() // 2:
            self.wanted_more.emit()
