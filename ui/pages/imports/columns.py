"""The first rows of the list, column by column, each under what it will fill."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QWidget

from talented_desk.compat import override
from talented_desk.exchange.mapping import TARGETS
from ui.context import UiContext
from ui.pages.imports.reading import QuietCombo
from ui.theme.theme import Theme
from ui.widgets.basics import ElidedLabel, column, mark

if TYPE_CHECKING:
    from talented_desk.exchange.mapping import ColumnMapping
    from talented_desk.exchange.open import Inspection

SAMPLES: Final = 6
WIDTH: Final = 176
AT_ONCE: Final = 4
"""Columns built before the interface gets its turn: a list may have hundreds."""


class Samples(QWidget):
    """Some cells one under the other, each on a hairline."""

    def __init__(self, theme: Theme, cells: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._cells = theme, tuple(cells)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setToolTip("\n".join(cell[:200] for cell in self._cells if cell)[:1200])

    @override
    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(WIDTH), self._theme.px(26) * len(self._cells))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        theme, painter = self._theme, QPainter(self)
        height = theme.px(26)
        painter.setFont(theme.font("body", tabular=True))
        metrics = QFontMetrics(painter.font())
        for row, cell in enumerate(self._cells):
            rect = QRect(0, row * height, self.width(), height)
            painter.setPen(QPen(theme.colour("line"), 1))
            painter.drawLine(rect.topLeft(), rect.topRight())
            painter.setPen(theme.colour("text" if self.isEnabled() else "muted"))
            inner = rect.adjusted(theme.px(10), 0, -theme.px(8), 0)
            flat = cell[:300].replace("\n", " ")
            words = metrics.elidedText(flat, Qt.TextElideMode.ElideRight, inner.width())
            painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, words)
        painter.end()


class ColumnStrip(QWidget):
    """One column: its name, the box that says what it fills, how sure that is, its first cells."""

    chosen = Signal(int, object)

    def __init__(
        self,
        context: UiContext,
        index: int,
        name: str,
        cells: Sequence[str],
        targets: QStandardItemModel,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        theme, self.t, self.index = context.theme, context.t, index
        self.setFixedWidth(theme.px(WIDTH))
        head = ElidedLabel(name, "strong")
        self.box = QuietCombo()
        self.box.setModel(targets)
        self.box.setObjectName(f"column-{index}")
        self.box.setAccessibleName(self.t("What the column “{name}” fills", name=name))
        self.box.setMaxVisibleItems(20)
        self.box.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.box.activated.connect(self._chosen)
        self._sure = ElidedLabel("", "small")
        self._samples = Samples(theme, cells)
        top = QWidget()
        top.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        top.setProperty("ground", "surface")
        inner = column(top, spacing=theme.px(4))
        inner.setContentsMargins(theme.px(10), theme.px(8), theme.px(6), theme.px(6))
        for widget in (head, self.box, self._sure):
            inner.addWidget(widget)
        box = column(self)
        box.addWidget(top)
        box.addWidget(self._samples)

    def show_target(self, target: str | None, sure: str) -> None:
        """What the column fills, and in a few words how that is known."""
        self.box.setCurrentIndex(max(0, self.box.findData(target or "")))
        self.box.setToolTip(self.box.currentText())
        self._sure.set_whole(sure)
        self.box.setAccessibleDescription(sure)
        self._samples.setEnabled(target is not None)
        mark(self.box, "left-out", "false" if target else "true")

    def _chosen(self) -> None:
        self.chosen.emit(self.index, self.box.currentData() or None)


class ColumnsView(QScrollArea):
    """All columns side by side; `mapped` carries a column's number and its target (None: leave out)."""

    mapped = Signal(int, object)
    built = Signal()

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context, self.t = context, context.t
        self._strips: list[ColumnStrip] = []
        self._waiting: list[tuple[int, str, tuple[str, ...]]] = []
        self._mapping: ColumnMapping | None = None
        self._by_hand: set[int] = set()
        self._targets = QStandardItemModel(self)
        for value, words in (("", self.t("Leave out")), *((one.id, self.t(one.label)) for one in TARGETS)):
            item = QStandardItem(words)
            item.setData(value, Qt.ItemDataRole.UserRole)
            self._targets.appendRow(item)
        self._inside = QWidget()
        self._leaving: list[ColumnStrip] = []
        self._soon = QTimer(self)
        self._soon.setInterval(0)
        self._soon.timeout.connect(self._build_some)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(self.t("First rows, with what each column fills"))
        self.setWidget(self._inside)

    def show_found(self, found: Inspection, mapping: ColumnMapping, by_hand: set[int]) -> None:
        """Show the columns of this file. Strips of the same columns stay, and with them the focus."""
        self._mapping, self._by_hand = mapping, by_hand
        rows = found.first_rows[:SAMPLES]
        columns = [
            (c.index, c.name, tuple(row[c.index] if c.index < len(row) else "" for row in rows)) for c in found.columns
        ]
        for strip in self._strips:
            strip.hide()
        self._leaving += self._strips
        self._strips.clear()
        self._waiting = columns
        self._build_some()
        # as tall as a strip and the scroll bar under it
        self.setFixedHeight(self._inside.height() + self.horizontalScrollBar().sizeHint().height() + 2)
        self._soon.start()

    def show_mapping(self, mapping: ColumnMapping) -> None:
        """The mapping changed; the columns are the same."""
        self._mapping = mapping
        for strip in self._strips:
            self._show_target(strip)

    def strip(self, index: int) -> ColumnStrip:
        return self._strips[index]

    def _build_some(self) -> None:
        some, self._waiting = self._waiting[:AT_ONCE], self._waiting[AT_ONCE:]
        for index, name, cells in some:
            strip = ColumnStrip(self.context, index, name, cells, self._targets, self._inside)
            strip.chosen.connect(self.mapped)
            self._show_target(strip)
            # all strips are of one size: placed by hand, a new one does not lay out the hundreds before it
            strip.resize(strip.width(), strip.sizeHint().height())
            strip.move(len(self._strips) * strip.width(), 0)
            strip.show()
            self._strips.append(strip)
        if self._strips:
            last = self._strips[-1]
            self._inside.resize(last.x() + last.width(), last.height())
        if not self._waiting:
            gone, self._leaving = self._leaving[:AT_ONCE], self._leaving[AT_ONCE:]
            for strip in gone:
                strip.deleteLater()
            if not self._leaving:
                self._soon.stop()
                self.built.emit()

    def _show_target(self, strip: ColumnStrip) -> None:
        assert self._mapping is not None
        at, t = strip.index, self.t
        target = self._mapping.columns[at]
        confidence = self._mapping.confidence[at] if at < len(self._mapping.confidence) else 0.0
        if at in self._by_hand:
            sure = t("as you chose")
        elif target is None:
            sure = ""
        elif confidence >= 0.95:
            sure = t("guessed by its name")
        elif confidence >= 0.5:
            sure = t("by a name like it: please check")
        else:
            sure = t("by what it holds: please check")
        strip.show_target(target, sure)
