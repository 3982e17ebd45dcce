"""One stage on the board: its cards in a column, moved by keyboard, by menu or by dragging."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import (
    QAbstractListModel,
    QItemSelectionModel,
    QMimeData,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragMoveEvent,
    QDropEvent,
    QFocusEvent,
    QFontMetrics,
    QKeyEvent,
    QPainter,
    QPen,
)
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from talented_desk.compat import override
from ui.theme.theme import Theme

CARD: Final = Qt.ItemDataRole.UserRole
MIME: Final = "application/x-talented-desk-employers"
_INVALID: Final = QModelIndex()


@dataclass(frozen=True, slots=True)
class CardWords:
    """A card, all words ready. `tone` colours `next`: what comes, or that it has gone quiet."""

    id: str
    name: str
    under: str
    side: str
    next: str
    tone: str = "muted"


class LaneModel(QAbstractListModel):
    """The cards of one stage."""

    def __init__(self, stage: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._stage = stage
        self._cards: list[CardWords] = []

    def show_cards(self, cards: Sequence[CardWords]) -> None:
        self.beginResetModel()
        self._cards = list(cards)
        self.endResetModel()

    def card(self, row: int) -> CardWords:
        return self._cards[row]

    def row_of(self, employer_id: str) -> int:
        return next((row for row, card in enumerate(self._cards) if card.id == employer_id), -1)

    @override
    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _INVALID) -> int:
        return 0 if parent.isValid() else len(self._cards)

    @override
    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        card = self._cards[index.row()]
        if role == CARD:
            return card
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return ", ".join(part for part in (card.name, card.under, card.side, card.next) if part)
        if role == Qt.ItemDataRole.ToolTipRole:
            return "\n".join(part for part in (card.name, card.under, card.side, card.next) if part)
        return None

    @override
    def flags(self, index: QModelIndex | QPersistentModelIndex) -> Qt.ItemFlag:
        return super().flags(index) | Qt.ItemFlag.ItemIsDragEnabled

    @override
    def mimeTypes(self) -> list[str]:
        return [MIME]

    @override
    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        carried = QMimeData()
        rows = sorted({index.row() for index in indexes})
        words = "\n".join([self._stage, *(self._cards[row].id for row in rows)])
        carried.setData(MIME, words.encode("ascii"))
        return carried


class _CardPainter(QStyledItemDelegate):
    def __init__(self, theme: Theme, lane: Lane) -> None:
        super().__init__(lane)
        self._theme, self._lane = theme, lane

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        px = self._theme.px
        small = QFontMetrics(self._theme.font("small")).height()
        name = QFontMetrics(self._theme.font(strong=True)).height()
        return QSize(px(120), name + 3 * small + px(34))

    @override
    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        card: CardWords = index.data(CARD)
        theme, px = self._theme, self._theme.px
        selected = bool(option.state & QStyle.StateFlag.State_Selected) and self._lane.awake()
        focused = bool(option.state & QStyle.StateFlag.State_HasFocus) and self._lane.hasFocus()
        frame: QRect = option.rect.adjusted(px(2), px(3), -px(2), -px(3))
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        hover = option.state & QStyle.StateFlag.State_MouseOver
        painter.setBrush(theme.colour("selection" if selected else "hover" if hover else "raised"))
        painter.setPen(QPen(theme.colour("accent" if focused else "line"), 2 if focused else 1))
        painter.drawRoundedRect(frame, px(6), px(6))
        strong, faint = ("on_selection", "on_selection") if selected else ("text", "muted")
        inner = frame.adjusted(px(10), px(8), -px(10), -px(6))
        bold, small = QFontMetrics(theme.font(strong=True)), QFontMetrics(theme.font("small"))
        elide, left = Qt.TextElideMode.ElideRight, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        row = QRect(inner.left(), inner.top(), inner.width(), bold.height())
        painter.setFont(theme.font(strong=True))
        painter.setPen(theme.colour(strong))
        painter.drawText(row, left, bold.elidedText(card.name, elide, row.width()))
        painter.setFont(theme.font("small", tabular=True))
        top = row.bottom() + px(4)
        for words, role in ((card.under, faint), (card.side, faint), (card.next, strong if selected else card.tone)):
            row = QRect(inner.left(), top, inner.width(), small.height())
            painter.setPen(theme.colour(role))
            painter.drawText(row, left, small.elidedText(words, elide, row.width()))
            top += small.height() + px(2)
        painter.restore()


class Lane(QListView):
    """The cards. Left and Right go to the neighbours; with Shift they take the card along."""

    opened = Signal(str)
    sideways = Signal(int)
    """To the lane before (-1) or after (1)."""
    carried = Signal(int)
    """The selected cards are to move one stage back (-1) or on (1)."""
    dropped = Signal(object)
    """Ids of employers dropped here from another stage."""
    entered = Signal()
    """This lane has the focus now."""

    def __init__(self, theme: Theme, stage: str, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.stage = stage
        self._theme = theme
        self._cards = LaneModel(stage, self)
        self._awake = False
        self.setModel(self._cards)
        self.setItemDelegate(_CardPainter(theme, self))
        self.setObjectName(f"lane-{stage}")
        self.setAccessibleName(name)
        self.setMouseTracking(True)
        self.setUniformItemSizes(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setDragEnabled(True)
        self.setAcceptDrops(True)
        self.setDropIndicatorShown(False)
        self.setDefaultDropAction(Qt.DropAction.MoveAction)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.setProperty("lane", "true")
        self.doubleClicked.connect(self._open)
        theme.changed.connect(self._restyle)

    def show_cards(self, cards: Sequence[CardWords]) -> None:
        """These from now on; the current card stays so if it is still here, or else its neighbour becomes it."""
        row = max(self.currentIndex().row(), 0)
        kept = self._cards.card(row).id if self._cards.rowCount() > row else ""
        place = self.verticalScrollBar().value()
        self._cards.show_cards(cards)
        if cards:
            found = self._cards.row_of(kept)
            self.go_to(found if found >= 0 else min(row, len(cards) - 1))
            self.verticalScrollBar().setValue(place)

    def cards(self) -> list[CardWords]:
        return [self._cards.card(row) for row in range(self._cards.rowCount())]

    def select(self, employer_id: str) -> bool:
        """Make this card the current one; whether it is here."""
        row = self._cards.row_of(employer_id)
        if row >= 0:
            self.go_to(row)
        return row >= 0

    def go_to(self, row: int) -> None:
        """Make the card in this row the current and only one."""
        # not by setCurrentIndex, which selects nothing while Ctrl is held, as after Ctrl+3
        flags = QItemSelectionModel.SelectionFlag
        self.selectionModel().setCurrentIndex(self._cards.index(row, 0), flags.ClearAndSelect)

    def selected(self) -> list[CardWords]:
        """The selected cards from top to bottom."""
        return [self._cards.card(row) for row in sorted(index.row() for index in self.selectedIndexes())]

    def awake(self) -> bool:
        """Whether the work goes on in this lane: only its cards look selected."""
        return self._awake

    def wake(self, awake: bool) -> None:
        """The focus came into this lane, or into another."""
        self._awake = awake
        self.viewport().update()

    def under_current(self) -> QPoint:
        """Where a menu for the current card belongs, on the screen."""
        return self.viewport().mapToGlobal(self.visualRect(self.currentIndex()).bottomLeft())

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()), 0)
        if step and event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.carried.emit(step)
        elif step:
            self.sideways.emit(step)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self._open(self.currentIndex())
        else:
            super().keyPressEvent(event)

    @override
    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if not self.currentIndex().isValid() and self._cards.rowCount():
            self.go_to(0)
        self.entered.emit()

    @override
    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        self._consider(event)

    @override
    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        self._consider(event)

    @override
    def dropEvent(self, event: QDropEvent) -> None:
        came, *ids = bytes(event.mimeData().data(MIME).data()).decode("ascii").split("\n")
        if ids and came != self.stage:
            event.acceptProposedAction()
            self.dropped.emit(ids)

    def _consider(self, event: QDragEnterEvent | QDragMoveEvent) -> None:
        if event.mimeData().hasFormat(MIME):
            event.acceptProposedAction()
        else:
            event.ignore()

    def _open(self, index: QModelIndex) -> None:
        self.opened.emit(self._cards.card(index.row()).id)

    def _restyle(self) -> None:
        self.scheduleDelayedItemsLayout()
        self.viewport().update()
