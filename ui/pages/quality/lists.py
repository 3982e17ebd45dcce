"""The rules with their counts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyleOptionViewItem, QWidget

from talented_desk.compat import override
from ui.theme.theme import Theme
from ui.widgets.line_list import LINE, Index, LineList, LinePainter

_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True, slots=True)
class RuleLine:
    """One rule: its title, how many it finds; `heading` above the first of a group."""

    id: str
    title: str
    count: str
    heading: str = ""

    def spoken(self) -> str:
        """For a screen reader."""
        return ", ".join(part for part in (self.heading, self.title, self.count) if part)

    def tip(self) -> str:
        """The whole, as the line may be cut."""
        return self.title


class RulePainter(LinePainter):
    """Title on the left, count on the right; a group's heading above its first rule."""

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        line: RuleLine = index.data(LINE)
        return QSize(0, self.theme.px(68 if line.heading else 36))

    @override
    def draw(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        line: RuleLine = index.data(LINE)
        theme, px = self.theme, self.theme.px
        rect = QRect(option.rect)
        if line.heading:
            head = QRect(rect.left() + px(24), rect.top() + px(8), rect.width() - px(36), px(20))
            painter.setFont(theme.font("small"))
            self.elided(painter, head, line.heading, "muted")
            rect.setTop(rect.top() + px(32))
        selected = self.ground(painter, option, rect)
        strong, quiet = ("on_selection", "on_selection") if selected else ("text", "muted")
        inner = rect.adjusted(px(24), 0, -px(12), 0)
        painter.setFont(theme.font())
        room = theme.metrics_of("body").horizontalAdvance(line.count) + px(12)
        painter.setPen(theme.colour(quiet))
        painter.drawText(inner, _RIGHT, line.count)
        self.elided(painter, inner.adjusted(0, 0, -room, 0), line.title, strong)
        self.focus_ring(painter, option, rect)


class RuleList(LineList[RuleLine]):
    """The rules that find something; `chosen` carries the current one's code."""

    chosen = Signal(str)
    always_current: ClassVar[bool] = True

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        super().__init__(theme, name, parent)
        self.setItemDelegate(RulePainter(theme, self))
        self.selectionModel().currentChanged.connect(self._choose)

    def current_id(self) -> str:
        """The current rule's code; empty when there is none."""
        row = self.currentIndex().row()
        return self.lines()[row].id if row >= 0 else ""

    def _choose(self) -> None:
        self.chosen.emit(self.current_id())
