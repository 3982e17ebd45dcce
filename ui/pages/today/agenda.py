"""The list of *Today*: lines under headings, a circle to tick off, what it is about, and when it is due."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from talented_desk.compat import override
from ui.theme.theme import Theme

LINE: Final = Qt.ItemDataRole.UserRole
_INVALID: Final = QModelIndex()


@dataclass(frozen=True, slots=True)
class AgendaLine:
    """One line, all words ready. `key` tells it from all others; `heading` begins a group.

    `tick` draws a circle to tick off instead of the icon. `tone` colours `side`, which says the same in words.
    """

    key: str
    icon: str
    title: str
    under: str
    side: str
    tone: str = "muted"
    heading: str = ""
    tick: bool = False


class AgendaModel(QAbstractListModel):
    """The lines, for the view and for screen readers."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines: list[AgendaLine] = []

    def show_lines(self, lines: Sequence[AgendaLine]) -> None:
        self.beginResetModel()
        self._lines = list(lines)
        self.endResetModel()

    def line(self, row: int) -> AgendaLine:
        return self._lines[row]

    def rows(self, keys: frozenset[str]) -> list[int]:
        return [row for row, line in enumerate(self._lines) if line.key in keys]

    @override
    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _INVALID) -> int:
        return 0 if parent.isValid() else len(self._lines)

    @override
    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        line = self._lines[index.row()]
        if role == LINE:
            return line
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return ", ".join(part for part in (line.heading, line.title, line.under, line.side) if part)
        if role == Qt.ItemDataRole.ToolTipRole:
            return " – ".join(part for part in (line.title, line.under) if part)
        return None


class _Painter(QStyledItemDelegate):
    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        line: AgendaLine = index.data(LINE)
        px = self._theme.px
        words = QFontMetrics(self._theme.font()).height() + px(2) + QFontMetrics(self._theme.font("small")).height()
        return QSize(200, words + px(14) + (self.heading_height(index) if line.heading else 0))

    def heading_height(self, index: QModelIndex | QPersistentModelIndex) -> int:
        """The room above the first line of a group; less at the top of the list."""
        return self._theme.px(28 if index.row() == 0 else 40)

    def mark_rect(self, rect: QRect, index: QModelIndex | QPersistentModelIndex) -> QRect:
        """Where the circle or the icon is, a target to click."""
        px = self._theme.px
        top = rect.top() + (self.heading_height(index) if index.data(LINE).heading else 0)
        return QRect(rect.left() + px(4), top, px(32), rect.bottom() - top + 1)

    @override
    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        line: AgendaLine = index.data(LINE)
        theme, px = self._theme, self._theme.px
        rect: QRect = option.rect
        painter.save()
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
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        if selected:
            painter.fillRect(rect, theme.colour("selection"))
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, theme.colour("hover"))
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
        painter.setPen(theme.colour(strong))
        elide = Qt.TextElideMode.ElideRight
        painter.drawText(words, left | middle, normal.elidedText(line.title, elide, max(px(60), words.width() - room)))
        painter.setFont(theme.font("small"))
        painter.setPen(theme.colour(faint))
        below = QRect(words.left(), words.bottom() + px(2), words.width(), small.height())
        painter.drawText(below, left | middle, small.elidedText(line.under, elide, below.width()))
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.colour("accent"), 2))
            painter.drawRect(rect.adjusted(1, 1, -1, -1))
        painter.restore()


class Agenda(QListView):
    """The list itself. Keys of the page are told by `key`; a click on a circle by `ticked`."""

    opened = Signal(object)
    ticked = Signal(object)
    changed = Signal()
    """Other lines are selected than before."""

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines = AgendaModel(self)
        self._painter = _Painter(theme, self)
        self.setModel(self._lines)
        self.setItemDelegate(self._painter)
        self.setAccessibleName(name)
        self.setMouseTracking(True)
        self.setSelectionMode(QListView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.doubleClicked.connect(self._open)
        self.selectionModel().selectionChanged.connect(self._told)
        theme.changed.connect(self._restyle)

    def show_lines(self, lines: Sequence[AgendaLine]) -> None:
        """These from now on; what was selected stays so, or else what comes in its place."""
        kept = frozenset(line.key for line in self.selected())
        current = self.currentIndex()
        key, row = (self._lines.line(current.row()).key, current.row()) if current.isValid() else ("", 0)
        place = self.verticalScrollBar().value()
        self._lines.show_lines(lines)
        if not lines:
            self.changed.emit()
            return
        found = self._lines.rows(frozenset({key}))
        at = found[0] if found else min(row, len(lines) - 1)
        self._make_current(at)
        for other in self._lines.rows(kept):
            self.selectionModel().select(self._lines.index(other, 0), QItemSelectionModel.SelectionFlag.Select)
        self.verticalScrollBar().setValue(place)
        self.changed.emit()

    def lines(self) -> list[AgendaLine]:
        return [self._lines.line(row) for row in range(self._lines.rowCount())]

    def selected(self) -> list[AgendaLine]:
        """The selected lines from top to bottom."""
        rows = sorted(index.row() for index in self.selectedIndexes())
        return [self._lines.line(row) for row in rows]

    def select(self, key: str) -> None:
        """Make one line the current and only one."""
        for row in self._lines.rows(frozenset({key})):
            self._make_current(row)

    def _make_current(self, row: int) -> None:
        # not by setCurrentIndex, which selects nothing while Ctrl is held, as after Ctrl+1
        flags = QItemSelectionModel.SelectionFlag
        self.selectionModel().setCurrentIndex(self._lines.index(row, 0), flags.ClearAndSelect)

    def under_current(self) -> QPoint:
        """Where a menu for the current line belongs, on the screen."""
        rect = self.visualRect(self.currentIndex())
        return self.viewport().mapToGlobal(rect.bottomLeft() + QPoint(40, 0))

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self._open(self.currentIndex())
        else:
            super().keyPressEvent(event)

    @override
    def keyboardSearch(self, search: str) -> None:
        """Letters are commands here."""

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        super().mouseReleaseEvent(event)
        if not index.isValid() or event.button() != Qt.MouseButton.LeftButton or event.modifiers():
            return
        line = self._lines.line(index.row())
        if line.tick and self._painter.mark_rect(self.visualRect(index), index).contains(event.position().toPoint()):
            self.ticked.emit(line)

    @override
    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FontChange:
            self.scheduleDelayedItemsLayout()
        return super().viewportEvent(event)

    def _open(self, index: QModelIndex) -> None:
        self.opened.emit(self._lines.line(index.row()))

    def _told(self) -> None:
        self.changed.emit()

    def _restyle(self) -> None:
        self.scheduleDelayedItemsLayout()
        self.viewport().update()
