"""The trips as a list: a heading for each day, a line for each employer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import QStyleOptionViewItem, QWidget

from talented_desk.compat import override
from talented_desk.domain import codes
from ui.context import UiContext
from ui.theme.theme import Theme
from ui.widgets.line_list import LINE, Index, LineList, LinePainter

if TYPE_CHECKING:
    from talented_desk.services.visits import VisitRow


@dataclass(frozen=True, slots=True)
class TripLine:
    """One visit in words; `heading` is the day's where it is the first of its day. `state` as the record's."""

    id: str
    name: str
    under: str
    mark: str
    state: str
    heading: str

    def spoken(self) -> str:
        """For a screen reader."""
        return ", ".join(part for part in (self.heading, self.name, self.under, self.mark) if part)

    def tip(self) -> str:
        """The whole, as the line may be cut."""
        return f"{self.name} · {self.under}"


def trip_lines(context: UiContext, rows: Sequence[VisitRow], begun: frozenset[str]) -> list[TripLine]:
    """The visits as lines, in their order; `begun` are those that a draft was kept of."""
    t, formats, today = context.t, context.formats, context.today()
    found = []
    before = ""
    for row in rows:
        near = formats.relative_day(row.planned_on, today)
        heading = f"{formats.weekday_date(row.planned_on, today)} · {near}" if row.planned_on != before else ""
        before = row.planned_on
        kind = codes.load("visit_kinds").label(row.kind, t.language)
        mark = codes.load("visit_states").label(row.state, t.language)
        if row.state == "planned":
            mark = t("begun") if row.id in begun else ""
        under = " · ".join(part for part in (kind, row.city) if part)
        found.append(TripLine(row.id, row.employer, under, mark, row.state, heading))
    return found


class TripPainter(LinePainter):
    """Name and kind, the state at the right; a heading above the first of a day."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(theme, parent)

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        line: TripLine = index.data(LINE)
        return QSize(0, self.theme.px(52 + (34 if line.heading else 0)))

    @override
    def draw(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        line: TripLine = index.data(LINE)
        theme, px = self.theme, self.theme.px
        rect = QRect(option.rect)
        if line.heading:
            head = QRect(rect.left() + px(12), rect.top() + px(10), rect.width() - px(24), px(20))
            painter.setFont(theme.font("small", strong=True))
            self.elided(painter, head, line.heading, "muted")
            rect.setTop(rect.top() + px(34))
        selected = self.ground(painter, option, rect)
        tone = "on_selection" if selected else "text"
        quiet = "on_selection" if selected else "muted"
        inner = rect.adjusted(px(12), px(7), -px(12), -px(7))
        painter.setFont(theme.font("small"))
        room = theme.metrics_of("small").horizontalAdvance(line.mark) + px(8) if line.mark else 0
        if line.mark:
            at = QRect(inner.right() - room, inner.top(), room, px(18))
            role = quiet if selected or line.state == "reviewed" else "accent"
            painter.setPen(theme.colour(role))
            painter.drawText(at, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, line.mark)
        painter.setFont(theme.font())
        self.elided(painter, QRect(inner.topLeft(), QSize(inner.width() - room, px(18))), line.name, tone)
        painter.setFont(theme.font("small"))
        second = QRect(inner.topLeft() + QPoint(0, px(20)), QSize(inner.width(), px(18)))
        self.elided(painter, second, line.under, quiet)
        self.focus_ring(painter, option, rect)


class Trips(LineList[TripLine]):
    """The list; `removed` carries the visit that Delete was pressed on, `chosen` the current one."""

    chosen = Signal(str)
    removed = Signal(str)

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        super().__init__(theme, name, parent)
        self.setItemDelegate(TripPainter(theme, self))
        self.selectionModel().currentChanged.connect(self._choose)

    def current_line(self) -> TripLine | None:
        """The current line; None when the list is empty."""
        row = self.currentIndex().row()
        return self.lines()[row] if row >= 0 else None

    def _choose(self) -> None:
        line = self.current_line()
        self.chosen.emit(line.id if line is not None else "")

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        line = self.current_line()
        if line is not None and event.key() == Qt.Key.Key_Delete:
            self.removed.emit(line.id)
        else:
            super().keyPressEvent(event)
