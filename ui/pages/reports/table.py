"""A table of the report: every number opens its records, a bar stands at the end of each row."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetrics, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from talented_desk.compat import override
from talented_desk.reports import charts
from talented_desk.reports.model import Opens, Row, Section
from talented_desk.reports.runner import cell
from ui.context import UiContext
from ui.theme.theme import Theme
from ui.widgets.basics import column, label


class _Cells(QStyledItemDelegate):
    """Paints a cell: its words, a hairline under it, a stronger one over the total; a link where one is about to open.

    Words keep the headings' distance from the edge, which a style sheet gives to headings alone.
    """

    def __init__(self, theme: Theme, table: QTableWidget) -> None:
        super().__init__(table)
        self._theme, self._table = theme, table

    @override
    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        px, room = self._theme.px, QRectF(option.rect)
        state = QStyle.StateFlag
        hovered = bool(option.state & state.State_MouseOver)
        current = bool(option.state & state.State_HasFocus)
        painter.save()
        if current:
            painter.fillRect(room, self._theme.colour("selection"))
        self.lines(painter, room, index.row())
        font = QFont(index.data(Qt.ItemDataRole.FontRole) or option.font)
        font.setUnderline(hovered and index.column() > 0)
        painter.setFont(font)
        painter.setPen(self._theme.colour("on_selection" if current else "accent" if hovered else "text"))
        inside = room.adjusted(px(10), 0, -px(10), 0)
        words = QFontMetrics(font).elidedText(str(index.data()), Qt.TextElideMode.ElideRight, int(inside.width()))
        side = Qt.AlignmentFlag.AlignRight if index.column() else Qt.AlignmentFlag.AlignLeft
        painter.drawText(inside, side | Qt.AlignmentFlag.AlignVCenter, words)
        if current:
            painter.setPen(QPen(self._theme.colour("accent"), 2))
            painter.drawRect(room.adjusted(1, 1, -1, -1))
        painter.restore()

    def lines(self, painter: QPainter, room: QRectF, row: int) -> None:
        """The line under a row; above the total, that of a sum."""
        last = self._table.rowCount() - 1
        if row == last:
            return
        painter.setPen(self._theme.colour("control" if row == last - 1 else "line"))
        painter.drawLine(room.bottomLeft(), room.bottomRight())


class _Bars(_Cells):
    """Paints the bars of the last column with the theme's series of colours."""

    def __init__(self, theme: Theme, parts: tuple[tuple[charts.Part, ...], ...], table: QTableWidget) -> None:
        super().__init__(theme, table)
        self._parts = parts

    @override
    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        self.lines(painter, QRectF(option.rect), index.row())
        if index.row() >= len(self._parts):
            return
        px, room = self._theme.px, QRectF(option.rect)
        room.adjust(px(12), room.height() / 2 - px(5), -px(8), -(room.height() / 2 - px(5)))
        painter.save()
        for part in self._parts[index.row()]:
            wide = max(1.0, (part.end - part.start) * room.width())
            painter.fillRect(
                QRectF(room.left() + part.start * room.width(), room.top(), wide, room.height()),
                series_brush(self._theme, part.series),
            )
        painter.restore()


def series_brush(theme: Theme, series: int) -> QBrush:
    """What a part of the bars is filled with; a theme of few colours goes on with patterns of them."""
    again, at = divmod(series, len(theme.tokens.series))
    pattern = Qt.BrushStyle.BDiagPattern if again else Qt.BrushStyle.SolidPattern
    return QBrush(QColor(theme.tokens.series[at]), pattern)


class Legend(QWidget):
    """What the colours of the bars stand for."""

    def __init__(self, theme: Theme, words: tuple[str, ...], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._words = theme, words
        self.setFixedHeight(theme.px(20))
        self.setAccessibleName(", ".join(words))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        theme, px = self._theme, self._theme.px
        painter = QPainter(self)
        painter.setFont(theme.font("small"))
        metrics, x = QFontMetrics(painter.font()), 0
        for series, words in enumerate(self._words):
            painter.fillRect(QRectF(x, px(5), px(10), px(10)), series_brush(theme, series))
            painter.setPen(theme.colour("muted"))
            painter.drawText(x + px(15), px(14), words)
            x += px(15) + metrics.horizontalAdvance(words) + px(18)


class ReportTable(QTableWidget):
    """As tall as its rows, so that the page scrolls and not the table."""

    def __init__(
        self, context: UiContext, section: Section, opened: Callable[[Opens], object], parent: QWidget | None = None
    ) -> None:
        table = section.table
        self._lines: tuple[Row, ...] = (*table.rows, table.total)
        super().__init__(len(self._lines), len(table.columns) + 2, parent)
        self._context, self._opened = context, opened
        theme = context.theme
        self.setObjectName(f"table-{section.id}")
        self.setAccessibleName(section.title)
        left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        self._texts: list[list[str]] = [[table.head, *(one.title for one in table.columns), ""]]
        for at, title in enumerate(self._texts[0]):
            head = QTableWidgetItem(title)
            head.setTextAlignment(right if at else left)
            self.setHorizontalHeaderItem(at, head)
        heads = self.horizontalHeader()
        heads.setSectionsClickable(False)
        heads.setHighlightSections(False)
        heads.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().hide()
        self.verticalHeader().setMinimumSectionSize(theme.px(26))
        self.verticalHeader().setDefaultSectionSize(theme.px(28))
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor)
        formats = context.formats
        for at, row in enumerate(self._lines):
            words = [row.label, *(cell(v, c.kind, formats) for c, v in zip(table.columns, row.values, strict=True)), ""]
            self._texts.append(words)
            for place, text in enumerate(words):
                item = QTableWidgetItem(text)
                if place:
                    item.setTextAlignment(right)
                else:
                    item.setToolTip(text)
                if row is table.total:
                    item.setFont(theme.font("body", strong=True, tabular=True))
                elif place:
                    item.setFont(theme.font("body", tabular=True))
                self.setItem(at, place, item)
        self.setItemDelegate(_Cells(theme, self))
        self.setMouseTracking(True)
        self.setItemDelegateForColumn(len(table.columns) + 1, _Bars(theme, charts.bars(table), self))
        self.setCurrentCell(0, 1)
        self.clearSelection()
        self.cellClicked.connect(self._open)
        self.cellActivated.connect(self._open)
        self._fit_height()

    def opens(self, row: int, place: int) -> Opens | None:
        """What a cell opens; a row's name opens what its first number does."""
        found = self._lines[row].opens
        return found[min(max(place - 1, 0), len(found) - 1)]

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_width()

    def _open(self, row: int, place: int) -> None:
        opens = self.opens(row, place)
        if opens is not None:
            self._opened(opens)

    def _fit_width(self) -> None:
        px, last = self._context.theme.px, self.columnCount() - 1
        numbers = []
        metrics = QFontMetrics(self._context.theme.font("body", strong=True, tabular=True))
        for place in range(1, last):
            texts = [line[place] for line in self._texts]
            heading = self.horizontalHeader().sectionSizeFromContents(place).width()
            numbers.append(max(heading, max(metrics.horizontalAdvance(text) for text in texts) + px(22)))
            self.setColumnWidth(place, numbers[-1])
        room = max(0, self.viewport().width() - sum(numbers))
        names = self.horizontalHeader().sectionSizeFromContents(0).width()
        bar = min(px(320), max(px(70), round(room * 0.42)), max(px(40), room - names))
        self.setColumnWidth(last, bar)
        self.setColumnWidth(0, max(names, room - bar))

    def _fit_height(self) -> None:
        rows = self.rowCount() * self.verticalHeader().defaultSectionSize()
        self.horizontalHeader().setFixedHeight(self._context.theme.px(30))
        self.setFixedHeight(rows + self._context.theme.px(30) + 2 * self.frameWidth() + 1)


class SectionView(QWidget):
    """A section: its title, the legend, the table, its notes."""

    def __init__(self, context: UiContext, section: Section, opened: Callable[[Opens], object]) -> None:
        super().__init__()
        theme = context.theme
        box = column(self, spacing=theme.px(6))
        box.addWidget(label(section.title, "heading"))
        words = charts.legend(section.table)
        if words:
            box.addWidget(Legend(theme, words))
        self.table = ReportTable(context, section, opened)
        box.addWidget(self.table)
        for note in section.notes:
            box.addWidget(label(note, "small", wrap=True))
