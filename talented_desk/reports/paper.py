"""A report's figures and tables as ReportLab flowables."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from reportlab.lib.colors import Color, HexColor
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.platypus import Flowable, Paragraph

from talented_desk.compat import override
from talented_desk.formats import Formats
from talented_desk.packages import fonts, style
from talented_desk.packages.blocks import Block
from talented_desk.packages.drawing import line
from talented_desk.reports import charts
from talented_desk.reports.model import Figure, Row, Table
from talented_desk.reports.runner import cell

SIZE: Final = 8.2
GAP: Final = 9.0
BAR_LEAST: Final = 56.0
BAR: Final = 7.0
PAD: Final = 3.2
HEAD: Final = 17.0
LEGEND: Final = 15.0
_LABEL: Final = ParagraphStyle("row", parent=style.VALUE, fontSize=SIZE, leading=10.4)
_TOTAL: Final = ParagraphStyle("total", parent=_LABEL, fontName=fonts.SEMIBOLD)


class FigureGrid(Block):
    """The headline figures, four in a row: the number large, its name under it."""

    ACROSS: Final = 4
    HEIGHT: Final = 44.0

    def __init__(self, figures: Sequence[Figure], formats: Formats) -> None:
        super().__init__(space_before=4, space_after=6)
        self._figures, self._formats = tuple(figures), formats

    @override
    def wrap(self, width: float, height: float) -> tuple[float, float]:
        lines = -(-len(self._figures) // self.ACROSS)
        self.width, self.height = width, lines * self.HEIGHT
        return width, self.height

    def draw(self) -> None:
        wide = self.width / self.ACROSS
        for at, figure in enumerate(self._figures):
            x = at % self.ACROSS * wide
            top = self.height - at // self.ACROSS * self.HEIGHT
            words = cell(figure.value, figure.kind, self._formats)
            line(self.canv, x, top - 20, words, font=fonts.SEMIBOLD, size=17, color=style.INK, width=wide - 8)
            line(self.canv, x, top - 33, figure.label, size=8.2, color=style.MUTED, width=wide - 8)


class TableBlock(Block):
    """A table with a bar at the end of each row, its headings again on each page; rows never break."""

    def __init__(
        self, table: Table, formats: Formats, start: int = 0, stop: int | None = None, widths: Sequence[float] = ()
    ) -> None:
        super().__init__(space_after=4)
        self._table, self._formats = table, formats
        self._lines: tuple[Row, ...] = (*table.rows, table.total)
        self._start, self._stop = start, len(self._lines) if stop is None else stop
        self._bars = charts.bars(table)
        self._legend = charts.legend(table)
        self._numbers = tuple(widths) or self._number_widths()

    def _number_widths(self) -> tuple[float, ...]:
        found = []
        for at, column in enumerate(self._table.columns):
            words = [cell(row.values[at], column.kind, self._formats) for row in self._lines]
            widest = max(stringWidth(text, fonts.SEMIBOLD, SIZE) for text in (*words, column.title))
            found.append(widest + GAP)
        return tuple(found)

    def _head_height(self) -> float:
        return HEAD + (LEGEND if self._legend and self._start == 0 else 0)

    @override
    def wrap(self, width: float, height: float) -> tuple[float, float]:
        room = width - sum(self._numbers)
        self._bar = max(BAR_LEAST, min(150.0, room - 150.0))
        self._label = room - self._bar - GAP
        self._names = []
        self._heights = []
        for row in self._lines[self._start : self._stop]:
            look = _TOTAL if row is self._table.total else _LABEL
            name = Paragraph(fonts.markup(row.label), look)
            self._heights.append(name.wrap(self._label, 1e6)[1] + 2 * PAD)
            self._names.append(name)
        self.width, self.height = width, self._head_height() + sum(self._heights)
        return width, self.height

    @override
    def split(self, width: float, height: float) -> list[Flowable]:
        self.wrap(width, height)
        room, at = height - self._head_height(), 0
        while at < len(self._heights) and self._heights[at] <= room:
            room -= self._heights[at]
            at += 1
        at = min(at, len(self._heights) - 2)  # the total never stands alone under its headings
        if at < 2:
            return []
        cut = self._start + at
        return [
            TableBlock(self._table, self._formats, self._start, cut, self._numbers),
            TableBlock(self._table, self._formats, cut, self._stop, self._numbers),
        ]

    def draw(self) -> None:
        y = self.height
        if self._head_height() > HEAD:
            self._draw_legend(y - 8)
            y -= LEGEND
        self._draw_row(
            y - 11, [column.title for column in self._table.columns], self._table.head, style.MUTED, fonts.REGULAR
        )
        y -= HEAD
        self.hairline(0, y, self.width)
        for at, (name, height) in enumerate(zip(self._names, self._heights, strict=True), self._start):
            row = self._lines[at]
            total = row is self._table.total
            if total:
                self.canv.setStrokeColor(style.RULE)
                self.canv.line(0, y, self.width, y)
            name.drawOn(self.canv, 0, y - PAD - name.height)
            words = [
                cell(value, column.kind, self._formats)
                for column, value in zip(self._table.columns, row.values, strict=True)
            ]
            self._draw_row(y - PAD - SIZE, words, "", style.INK, fonts.SEMIBOLD if total else fonts.REGULAR)
            if not total:
                self._draw_bar(at, y - PAD - SIZE / 2 - 1.4)
                self.hairline(0, y - height, self.width)
            y -= height

    def _draw_row(self, y: float, words: Sequence[str], label: str, colour: Color, font: str) -> None:
        if label:
            line(self.canv, 0, y, label, font=font, size=SIZE, color=colour, width=self._label)
        right = self._label
        for text, width in zip(words, self._numbers, strict=True):
            right += width
            line(self.canv, right, y, text, font=font, size=SIZE, color=colour, right=True)

    def _draw_bar(self, at: int, middle: float) -> None:
        left = self.width - self._bar
        for part in self._bars[at]:
            self.canv.setFillColor(HexColor(charts.COLOURS[part.series]))
            wide = max(0.6, (part.end - part.start) * self._bar)
            self.canv.rect(left + part.start * self._bar, middle - BAR / 2, wide, BAR, stroke=0, fill=1)

    def _draw_legend(self, y: float) -> None:
        x = 0.0
        for series, words in enumerate(self._legend):
            self.canv.setFillColor(HexColor(charts.COLOURS[series]))
            self.canv.rect(x, y - 0.5, 7, 7, stroke=0, fill=1)
            line(self.canv, x + 10, y, words, size=7.6, color=style.MUTED)
            x += 10 + stringWidth(words, fonts.REGULAR, 7.6) + 14
