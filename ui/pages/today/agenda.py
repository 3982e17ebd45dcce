"""The list of *Today*: lines under headings, a circle to tick off, what it is about, and when it is due."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QListView, QStyleOptionViewItem, QWidget

from talented_desk.compat import override
from ui.theme.theme import Theme
from ui.widgets.line_list import LINE, Index, LineList, LinePainter


@dataclass(frozen=True, slots=True)
class AgendaLine:
    """One line, all words ready. `id` tells it from all others; `heading` begins a group.

    `tick` draws a circle to tick off instead of the icon. `tone` colours `side`, which says the same in words.
    """

    id: str
    icon: str
    title: str
    under: str
    side: str
    tone: str = "muted"
    heading: str = ""
    tick: bool = False

    def spoken(self) -> str:
        return ", ".join(part for part in (self.heading, self.title, self.under, self.side) if part)

    def tip(self) -> str:
        return " – ".join(part for part in (self.title, self.under) if part)


class _Painter(LinePainter):
    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        line: AgendaLine = index.data(LINE)
        px = self.theme.px
        words = QFontMetrics(self.theme.font()).height() + px(2) + QFontMetrics(self.theme.font("small")).height()
        return QSize(200, words + px(14) + (self.heading_height(index) if line.heading else 0))

    def heading_height(self, index: Index) -> int:
        """The room above the first line of a group; less at the top of the list."""
        return self.theme.px(28 if index.row() == 0 else 40)

    def mark_rect(self, rect: QRect, index: Index) -> QRect:
        """Where the circle or the icon is, a target to click."""
        px = self.theme.px
        top = rect.top() + (self.heading_height(index) if index.data(LINE).heading else 0)
        return QRect(rect.left() + px(4), top, px(32), rect.bottom() - top + 1)

    @override
    def draw(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        line: AgendaLine = index.data(LINE)
        theme, px = self.theme, self.theme.px
        rect: QRect = option.rect
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        left, right = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight
        middle = Qt.AlignmentFlag.AlignVCenter
        if line.heading:
            head = self.heading_height(index)
            painter.setFont(theme.font("small", strong=True))
            painter.setPen(theme.colour("muted"))
            above = QRect(rect.left() + px(8), rect.top(), rect.width() - px(16), head - px(6))
            painter.drawText(above, left | Qt.AlignmentFlag.AlignBottom, line.heading)
            rect = rect.adjusted(0, head, 0, 0)
        selected = self.ground(painter, option, rect)
        painter.setPen(QPen(theme.colour("line"), 1))
        painter.drawLine(rect.left() + px(40), rect.bottom(), rect.right(), rect.bottom())
        strong, faint = ("on_selection", "on_selection") if selected else ("text", "muted")
        centre = self.mark_rect(option.rect, index).center()
        if line.tick:
            painter.setPen(QPen(theme.colour("on_selection" if selected else "control"), max(1.5, px(1.5))))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(centre, px(7), px(7))
        else:
            ratio = option.widget.devicePixelRatioF()
            icon = theme.pixmap(line.icon, strong if selected else line.tone, 16, ratio)
            painter.drawPixmap(centre - QPoint(px(8), px(8)), icon)
        normal, small = QFontMetrics(theme.font()), QFontMetrics(theme.font("small"))
        words = QRect(rect.left() + px(40), rect.top() + px(6), rect.width() - px(52), normal.height())
        tone = strong if selected else line.tone
        painter.setFont(theme.font("small", strong=line.tone in ("bad", "warn"), tabular=True))
        room = QFontMetrics(painter.font()).horizontalAdvance(line.side) + px(12)
        painter.setPen(theme.colour(tone))
        painter.drawText(words, right | middle, line.side)
        painter.setFont(theme.font())
        self.elided(painter, words, line.title, strong, max(px(60), words.width() - room))
        painter.setFont(theme.font("small"))
        below = QRect(words.left(), words.bottom() + px(2), words.width(), small.height())
        self.elided(painter, below, line.under, faint)
        self.focus_ring(painter, option, rect)


class Agenda(LineList[AgendaLine]):
    """The list itself. A click on a circle is told by `ticked`."""

    ticked = Signal(object)
    changed = Signal()
    """Other lines are selected than before."""

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        super().__init__(theme, name, parent)
        self._painter = _Painter(theme, self)
        self.setItemDelegate(self._painter)
        self.setSelectionMode(QListView.SelectionMode.ExtendedSelection)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.selectionModel().selectionChanged.connect(self._told)
        self._lines.modelReset.connect(self._told)

    def under_current(self) -> QPoint:
        """Where a menu for the current line belongs, on the screen."""
        rect = self.visualRect(self.currentIndex())
        return self.viewport().mapToGlobal(rect.bottomLeft() + QPoint(40, 0))

    @override
    def keyboardSearch(self, search: str) -> None:
        """Letters are commands here."""

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        super().mouseReleaseEvent(event)
        if not index.isValid() or event.button() != Qt.MouseButton.LeftButton or event.modifiers():
            return
        line = self._lines.lines[index.row()]
        if line.tick and self._painter.mark_rect(self.visualRect(index), index).contains(event.position().toPoint()):
            self.ticked.emit(line)

    def _told(self) -> None:
        self.changed.emit()
