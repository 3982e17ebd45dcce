"""A timeline: what happened, newest first, one line each with a second line to read, months as headings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from talented_desk.compat import override
from ui.theme.theme import Theme

ENTRY = Qt.ItemDataRole.UserRole


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


class TimelineModel(QAbstractListModel):
    """The entries, for the view and for screen readers."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._entries: list[TimelineEntry] = []

    def show_entries(self, entries: Sequence[TimelineEntry]) -> None:
        self.beginResetModel()
        self._entries = list(entries)
        self.endResetModel()

    def add_entries(self, entries: Sequence[TimelineEntry]) -> None:
        """Older ones at the end."""
        if entries:
            start = len(self._entries)
            self.beginInsertRows(QModelIndex(), start, start + len(entries) - 1)
            self._entries += entries
            self.endInsertRows()

    def entry(self, row: int) -> TimelineEntry:
        return self._entries[row]

    @override
    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._entries)

    @override
    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        entry = self._entries[index.row()]
        if role == ENTRY:
            return entry
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return ", ".join(part for part in (entry.when, entry.title, entry.side, entry.text) if part)
        if role == Qt.ItemDataRole.ToolTipRole:
            return "\n".join(part for part in (entry.title, entry.side, entry.text) if part)
        return None


class _Painter(QStyledItemDelegate):
    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        entry: TimelineEntry = index.data(ENTRY)
        px = self._theme.px
        height = QFontMetrics(self._theme.font()).height()
        lines = height + (px(2) + QFontMetrics(self._theme.font("small")).height() if entry.text else 0)
        return QSize(200, lines + px(16) + (px(30) if entry.heading else 0))

    @override
    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        entry: TimelineEntry = index.data(ENTRY)
        theme, px = self._theme, self._theme.px
        rect: QRect = option.rect
        left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.save()
        if entry.heading:
            painter.setFont(theme.font("small", strong=True))
            painter.setPen(theme.colour("muted"))
            painter.drawText(QRect(rect.left() + px(8), rect.top() + px(8), rect.width(), px(20)), left, entry.heading)
            rect = rect.adjusted(0, px(30), 0, 0)
        state = option.state
        selected = bool(state & QStyle.StateFlag.State_Selected)
        if selected:
            painter.fillRect(rect, theme.colour("selection"))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, theme.colour("hover"))
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
        icon = theme.pixmap(entry.icon, "on_selection" if selected else entry.tone, 16, _ratio(option))
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
        painter.setPen(theme.colour(strong))
        room = max(px(60), words.width() - side - px(12))
        painter.drawText(words, left, metrics.elidedText(entry.title, Qt.TextElideMode.ElideRight, room))
        if entry.text:
            painter.setFont(theme.font("small"))
            small = QFontMetrics(painter.font())
            painter.setPen(theme.colour(faint))
            under = QRect(words.left(), words.bottom() + px(3), words.width(), small.height())
            flat = entry.text.replace("\n", " ")
            painter.drawText(under, left, small.elidedText(flat, Qt.TextElideMode.ElideRight, under.width()))
        _focus(painter, theme, option, rect)
        painter.restore()


def _ratio(option: QStyleOptionViewItem) -> float:
    return option.widget.devicePixelRatioF()


def _focus(painter: QPainter, theme: Theme, option: QStyleOptionViewItem, rect: QRect) -> None:
    if option.state & QStyle.StateFlag.State_HasFocus:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(theme.colour("accent"), 2))
        painter.drawRect(rect.adjusted(1, 1, -1, -1))


class Timeline(QListView):
    """The list itself. `opened` carries the entry on Enter or double click; `wanted_more` asks for older ones."""

    opened = Signal(object)
    wanted_more = Signal()

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._entries = TimelineModel(self)
        self.setModel(self._entries)
        self.setItemDelegate(_Painter(theme, self))
        self.setAccessibleName(name)
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.doubleClicked.connect(self._open)
        self.verticalScrollBar().valueChanged.connect(self._scrolled)
        theme.changed.connect(self._restyle)

    def show_entries(self, entries: Sequence[TimelineEntry]) -> None:
        """These from now on; the one that was current stays so if it is still there."""
        current = self.currentIndex()
        kept = self._entries.entry(current.row()).id if current.isValid() else ""
        self._entries.show_entries(entries)
        for row, entry in enumerate(entries):
            if entry.id == kept:
                self.setCurrentIndex(self._entries.index(row, 0))

    def add_entries(self, entries: Sequence[TimelineEntry]) -> None:
        """Older entries at the end."""
        self._entries.add_entries(entries)

    def entries(self) -> list[TimelineEntry]:
        return [self._entries.entry(row) for row in range(self._entries.rowCount())]

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self._open(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def _open(self, index: QModelIndex) -> None:
        self.opened.emit(self._entries.entry(index.row()))

    def _scrolled(self, value: int) -> None:
        if value and value >= self.verticalScrollBar().maximum() - self.height() // 2:
            self.wanted_more.emit()

    def _restyle(self) -> None:
        self.scheduleDelayedItemsLayout()
        self.viewport().update()
