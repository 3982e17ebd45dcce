"""One stage on the board: its cards in a column, moved by keyboard, by menu or by dragging."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QMimeData, QModelIndex, QPoint, QRect, QSize, Qt, Signal
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
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyleOptionViewItem, QWidget

from talented_desk.compat import override
from ui.theme.theme import Theme
from ui.widgets.line_list import LINE, Index, LineList, LinePainter, LinesModel

MIME: Final = "application/x-talented-desk-employers"


@dataclass(frozen=True, slots=True)
class CardWords:
    """A card, all words ready. `tone` colours `next`: what comes, or that it has gone quiet."""

    id: str
    name: str
    under: str
    side: str
    next: str
    tone: str = "muted"

    def spoken(self) -> str:
        return ", ".join(part for part in (self.name, self.under, self.side, self.next) if part)

    def tip(self) -> str:
        return "\n".join(part for part in (self.name, self.under, self.side, self.next) if part)


class _Cards(LinesModel[CardWords]):
    """The cards of one stage, which can be dragged."""

    def __init__(self, stage: str) -> None:
        super().__init__()
        self._stage = stage

    @override
    def flags(self, index: Index) -> Qt.ItemFlag:
        return super().flags(index) | Qt.ItemFlag.ItemIsDragEnabled

    @override
    def mimeTypes(self) -> list[str]:
        return [MIME]

    @override
    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        carried = QMimeData()
        rows = sorted({index.row() for index in indexes})
        words = "\n".join([self._stage, *(self.lines[row].id for row in rows)])
        carried.setData(MIME, words.encode("ascii"))
        return carried


class _CardPainter(LinePainter):
    def __init__(self, theme: Theme, lane: Lane) -> None:
        super().__init__(theme, lane)
        self._lane = lane

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        px = self.theme.px
        small = QFontMetrics(self.theme.font("small")).height()
        name = QFontMetrics(self.theme.font(strong=True)).height()
        return QSize(px(120), name + 3 * small + px(34))

    @override
    def draw(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        card: CardWords = index.data(LINE)
        theme, px = self.theme, self.theme.px
        selected = bool(option.state & QStyle.StateFlag.State_Selected) and self._lane.awake()
        focused = bool(option.state & QStyle.StateFlag.State_HasFocus) and self._lane.hasFocus()
        frame: QRect = option.rect.adjusted(px(2), px(3), -px(2), -px(3))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        hover = option.state & QStyle.StateFlag.State_MouseOver
        painter.setBrush(theme.colour("selection" if selected else "hover" if hover else "raised"))
        painter.setPen(QPen(theme.colour("accent" if focused else "line"), 2 if focused else 1))
        painter.drawRoundedRect(frame, px(6), px(6))
        strong, faint = ("on_selection", "on_selection") if selected else ("text", "muted")
        inner = frame.adjusted(px(10), px(8), -px(10), -px(6))
        bold, small = QFontMetrics(theme.font(strong=True)), QFontMetrics(theme.font("small"))
        row = QRect(inner.left(), inner.top(), inner.width(), bold.height())
        painter.setFont(theme.font(strong=True))
        self.elided(painter, row, card.name, strong)
        painter.setFont(theme.font("small", tabular=True))
        top = row.bottom() + px(4)
        for words, role in ((card.under, faint), (card.side, faint), (card.next, strong if selected else card.tone)):
            row = QRect(inner.left(), top, inner.width(), small.height())
            self.elided(painter, row, words, role)
            top += small.height() + px(2)


class Lane(LineList[CardWords]):
    """The cards. Left and Right go to the neighbours; with Shift they take the card along."""

    sideways = Signal(int)
    """To the lane before (-1) or after (1)."""
    carried = Signal(int)
    """The selected cards are to move one stage back (-1) or on (1)."""
    dropped = Signal(object)
    """Ids of employers dropped here from another stage."""
    entered = Signal()
    """This lane has the focus now."""

    def __init__(self, theme: Theme, stage: str, name: str, parent: QWidget | None = None) -> None:
        super().__init__(theme, name, parent, model=_Cards(stage))
        self.stage = stage
        self._awake = False
        self.setItemDelegate(_CardPainter(theme, self))
        self.setObjectName(f"lane-{stage}")
        self.setUniformItemSizes(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setDragEnabled(True)
        self.setAcceptDrops(True)
        self.setDropIndicatorShown(False)
        self.setDefaultDropAction(Qt.DropAction.MoveAction)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.setProperty("lane", "true")

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
        else:
            super().keyPressEvent(event)

    @override
    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if not self.currentIndex().isValid() and self.lines():
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
