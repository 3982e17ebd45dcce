"""The queue as a list: a line for each pair, the surest first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Final

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyleOptionViewItem, QWidget

from talented_desk.compat import override
from talented_desk.i18n import N_, Translator
from ui.theme.theme import Theme
from ui.widgets.line_list import LINE, Index, LineList, LinePainter

if TYPE_CHECKING:
    from talented_desk.services.duplicates import Pair

LEVELS: Final = {"merge": N_("The same"), "look": N_("Perhaps the same"), "site": N_("Another place of it")}
"""What the score of a pair says, in words."""


@dataclass(frozen=True, slots=True)
class PairLine:
    """One pair in words."""

    id: str
    one: str
    other: str
    level: str
    put_off: str

    def spoken(self) -> str:
        """For a screen reader."""
        return ", ".join(part for part in (self.one, self.other, self.level, self.put_off) if part)

    def tip(self) -> str:
        """The whole, as the line may be cut."""
        return f"{self.one} · {self.other}"


def pair_lines(pairs: Sequence[Pair], t: Translator) -> list[PairLine]:
    """The pairs as lines, in their order."""
    return [
        PairLine(
            pair.id,
            pair.one.title,
            pair.other.title,
            t(LEVELS.get(str(pair.match.level), LEVELS["look"])),
            t("later") if pair.decision == "later" else "",
        )
        for pair in pairs
    ]


class PairPainter(LinePainter):
    """Two names under each other, the level at the right."""

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(0, self.theme.px(54))

    @override
    def draw(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        line: PairLine = index.data(LINE)
        theme, px = self.theme, self.theme.px
        rect = QRect(option.rect)
        selected = self.ground(painter, option, rect)
        strong, quiet = ("on_selection", "on_selection") if selected else ("text", "muted")
        inner = rect.adjusted(px(24), px(7), -px(12), -px(7))
        words = line.put_off or line.level
        painter.setFont(theme.font("small"))
        room = theme.metrics_of("small").horizontalAdvance(words) + px(8)
        painter.setPen(theme.colour(quiet))
        at = QRect(inner.right() - room, inner.top(), room, px(18))
        painter.drawText(at, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, words)
        painter.setFont(theme.font())
        self.elided(painter, QRect(inner.topLeft(), QSize(inner.width() - room, px(19))), line.one, strong)
        second = QRect(inner.topLeft() + QPoint(0, px(20)), QSize(inner.width(), px(19)))
        self.elided(painter, second, line.other, quiet)
        painter.setPen(theme.colour("line"))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        self.focus_ring(painter, option, rect)


class PairList(LineList[PairLine]):
    """The list; `chosen` carries the current pair."""

    chosen = Signal(str)
    always_current: ClassVar[bool] = True

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        super().__init__(theme, name, parent)
        self.setItemDelegate(PairPainter(theme, self))
        self.selectionModel().currentChanged.connect(self._choose)

    def current_id(self) -> str:
        """The current pair's id; empty when there is none."""
        row = self.currentIndex().row()
        return self.lines()[row].id if row >= 0 else ""

    def _choose(self) -> None:
        self.chosen.emit(self.current_id())
