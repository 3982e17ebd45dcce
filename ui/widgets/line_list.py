"""A list of lines that are painted, not built of widgets: what the timeline, the day and the board's lanes share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Final, Generic, Protocol, TypeVar

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    Qt,
    Signal,
)
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from talented_desk.compat import override
from ui.theme.theme import Theme

Index = QModelIndex | QPersistentModelIndex
LINE: Final = Qt.ItemDataRole.UserRole
"""The role under which a line itself is found."""
_NONE: Final = QModelIndex()
_LEFT: Final = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class Line(Protocol):
    """What a list can show: all words ready, and an id that tells it from the others."""

    @property
    def id(self) -> str: ...

    def spoken(self) -> str:
        """The whole line for a screen reader."""

    def tip(self) -> str:
        """What the tool tip says, as the line may be cut."""


L = TypeVar("L", bound=Line)


class LinesModel(QAbstractListModel, Generic[L]):
    """The lines, for the view and for screen readers."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.lines: list[L] = []

    def show_lines(self, lines: Sequence[L]) -> None:
        self.beginResetModel()
        self.lines = list(lines)
        self.endResetModel()

    def add_lines(self, lines: Sequence[L]) -> None:
        """More at the end."""
        if lines:
            start = len(self.lines)
            self.beginInsertRows(QModelIndex(), start, start + len(lines) - 1)
            self.lines += lines
            self.endInsertRows()

    def row_of(self, line_id: str) -> int:
        """Where a line stands, or -1."""
        return next((row for row, line in enumerate(self.lines) if line.id == line_id), -1)

    @override
    def rowCount(self, parent: Index = _NONE) -> int:
        return 0 if parent.isValid() else len(self.lines)

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        line = self.lines[index.row()]
        if role == LINE:
            return line
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return line.spoken()
        return line.tip() if role == Qt.ItemDataRole.ToolTipRole else None


class LinePainter(QStyledItemDelegate):
    """Paints lines from the theme. A kind of line says how tall it is (`sizeHint`) and draws itself (`draw`)."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.theme = theme

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        painter.save()
        self.draw(painter, option, index)
        painter.restore()

    def draw(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw the line; what is set on the painter is taken back afterwards."""
        raise NotImplementedError

    def ground(self, painter: QPainter, option: QStyleOptionViewItem, rect: QRect) -> bool:
        """Fill what is behind a selected line, or one under the mouse; whether it is selected."""
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        if selected:
            painter.fillRect(rect, self.theme.colour("selection"))
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, self.theme.colour("hover"))
        return selected

    def focus_ring(self, painter: QPainter, option: QStyleOptionViewItem, rect: QRect) -> None:
        """The ring round the line that has the keyboard."""
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(self.theme.colour("accent"), 2))
            painter.drawRect(rect.adjusted(1, 1, -1, -1))

    def elided(self, painter: QPainter, rect: QRect, text: str, role: str, room: int | None = None) -> None:
        """Words on the left in the painter's font and this colour, cut to `room` pixels or the rectangle's width."""
        painter.setPen(self.theme.colour(role))
        width = rect.width() if room is None else room
        cut = QFontMetrics(painter.font()).elidedText(text, Qt.TextElideMode.ElideRight, width)
        painter.drawText(rect, _LEFT, cut)


class LineList(QListView, Generic[L]):
    """The view; a kind of list sets its painter. Lines are told by their id, so that a refresh keeps the place."""

    opened = Signal(object)
    """The line on Enter or double click."""
    always_current: ClassVar[bool] = True
    """Where the current line goes, whatever comes in its place is current; at first the first one."""

    def __init__(
        self, theme: Theme, name: str, parent: QWidget | None = None, *, model: LinesModel[L] | None = None
    ) -> None:
        super().__init__(parent)
        self._lines: LinesModel[L] = LinesModel() if model is None else model
        self._lines.setParent(self)
        self.setModel(self._lines)
        self.setAccessibleName(name)
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.doubleClicked.connect(self._open)
        theme.changed.connect(self._restyle)

    def lines(self) -> list[L]:
        return list(self._lines.lines)

    def selected(self) -> list[L]:
        """The selected lines from top to bottom."""
        return [self._lines.lines[row] for row in sorted(index.row() for index in self.selectedIndexes())]

    def show_lines(self, lines: Sequence[L]) -> None:
        """These from now on; what was current and selected stays so as far as it is still there."""
        row, place = max(self.currentIndex().row(), 0), self.verticalScrollBar().value()
        current = self._lines.lines[row].id if self.currentIndex().isValid() else ""
        selected = {line.id for line in self.selected()}
        self._lines.show_lines(lines)
        found = self._lines.row_of(current)
        if found < 0 and (not self.always_current or not lines):
            return
        self.go_to(found if found >= 0 else min(row, len(lines) - 1))
        for at, line in enumerate(lines):
            if line.id in selected:
                self.selectionModel().select(self._lines.index(at, 0), QItemSelectionModel.SelectionFlag.Select)
        if self.always_current:
            self.verticalScrollBar().setValue(place)

    def select(self, line_id: str) -> bool:
        """Make this line the current and only one; whether it is here."""
        row = self._lines.row_of(line_id)
        if row >= 0:
            self.go_to(row)
        return row >= 0

    def go_to(self, row: int) -> None:
        """Make the line in this row the current and only one."""
        # not by setCurrentIndex, which selects nothing while Ctrl is held, as after Ctrl+3
        flags = QItemSelectionModel.SelectionFlag
        self.selectionModel().setCurrentIndex(self._lines.index(row, 0), flags.ClearAndSelect)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self._open(self.currentIndex())
        else:
            super().keyPressEvent(event)

    @override
    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FontChange:
            self.scheduleDelayedItemsLayout()
        return super().viewportEvent(event)

    def _open(self, index: QModelIndex) -> None:
        self.opened.emit(self._lines.lines[index.row()])

    def _restyle(self) -> None:
        self.scheduleDelayedItemsLayout()
        self.viewport().update()
