"""How the file is written: what was guessed, to be changed where the guess is wrong, with remarks in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox, QStyle, QStyleOptionComboBox, QStylePainter, QWidget

from talented_desk.compat import override
from talented_desk.i18n import N_
from ui.context import UiContext
from ui.widgets.basics import Icon, clear, column, label, line
from ui.widgets.flow import FlowLayout

if TYPE_CHECKING:
    from talented_desk.exchange.habits import Remark
    from talented_desk.exchange.open import Inspection

NO_HEADER: Final = -1
HEADER_ROWS: Final = 10
_ENCODINGS: Final = (
    ("utf-8", "UTF-8"),
    ("utf-16", "UTF-16"),
    ("utf-16-le", "UTF-16 LE"),
    ("utf-16-be", "UTF-16 BE"),
    ("cp1252", "Windows-1252"),
    ("latin-1", "ISO 8859-1"),
    ("mac_roman", "Mac Roman"),
)
_DELIMITERS: Final = (
    (",", N_("Comma  ,")),
    (";", N_("Semicolon  ;")),
    ("\t", N_("Tabulator")),
    ("|", N_("Vertical bar  |")),
)
_DECIMALS: Final = ((".", N_("Point: 1,234.5")), (",", N_("Comma: 1 234,5")))
_DATES: Final = (
    ("ymd", N_("Year first: 2026-11-27")),
    ("dmy", N_("Day first: 27/11/2026")),
    ("mdy", N_("Month first: 11/27/2026")),
)


class QuietCombo(QComboBox):
    """A box whose choice does not change by scrolling past it."""

    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()

    @override
    def sizeHint(self) -> QSize:
        # Qt forgets the room around the words, so the longest choice would be cut
        return super().sizeHint() + QSize(self.fontMetrics().averageCharWidth() * 2, 0)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        # Qt cuts a long choice off in the middle of a letter
        painter, option, style = QStylePainter(self), QStyleOptionComboBox(), self.style()
        self.initStyleOption(option)
        kind, part = QStyle.ComplexControl.CC_ComboBox, QStyle.SubControl.SC_ComboBoxEditField
        room = style.subControlRect(kind, option, part, self).width() - 4
        words, elide = self.currentText(), Qt.TextElideMode.ElideRight
        option.currentText = self.fontMetrics().elidedText(words, elide, room)
        painter.drawComplexControl(kind, option)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)
        painter.end()


class ReadingHabits(QWidget):
    """Small boxes side by side; `changed` carries a habit's name and its new value."""

    changed = Signal(str, object)

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context, self.t = context, context.t
        theme, t = context.theme, context.t
        boxes = QWidget()
        self._flow = FlowLayout(boxes, theme.px(12))
        self._flow.setContentsMargins(0, 0, 0, 0)
        self._fields: dict[str, QWidget] = {}
        self._boxes: dict[str, QuietCombo] = {}
        for name, words in (
            ("sheet", t("Sheet")),
            ("encoding", t("Encoding")),
            ("delimiter", t("Separator")),
            ("header_line", t("Column names")),
            ("decimal", t("Numbers")),
            ("date_order", t("Dates")),
        ):
            self._add(name, words)
        self._remarks = column(spacing=theme.px(4))
        box = column(self, spacing=theme.px(10))
        box.addWidget(boxes)
        box.addLayout(self._remarks)

    def add_field(self, name: str, words: str, field: QWidget) -> None:
        """Another field after the boxes."""
        holder, caption = QWidget(), label(words, "caption")
        caption.setBuddy(field)
        inner = column(holder, spacing=self.context.theme.px(3))
        inner.addWidget(caption)
        inner.addWidget(field)
        self._flow.addWidget(holder)
        self._fields[name] = holder

    def show_field(self, name: str, wanted: bool) -> None:
        """Show or hide one of the fields."""
        self._fields[name].setVisible(wanted)

    def box(self, name: str) -> QComboBox:
        """The box of a habit."""
        return self._boxes[name]

    def show_found(self, found: Inspection) -> None:
        """Show how this file is read."""
        t, habits = self.t, found.habits
        text = found.kind == "csv"
        encoding = "utf-8" if habits.encoding == "utf-8-sig" else habits.encoding
        known = [code for code, _ in _ENCODINGS]
        others = () if encoding in known else ((encoding, encoding),)
        header = NO_HEADER if habits.header_line is None else habits.header_line
        rows = max(HEADER_ROWS, header + 1)
        self._fill("sheet", [(name, name) for name in found.sheets], habits.sheet)
        self._fill("encoding", [*_ENCODINGS, *others], encoding)
        self._fill("delimiter", [(mark, t(words)) for mark, words in _DELIMITERS], habits.delimiter)
        self._fill(
            "header_line",
            [(NO_HEADER, t("None: the list has none")), *((n, t("On row {row}", row=n + 1)) for n in range(rows))],
            header,
        )
        self._fill("decimal", [(mark, t(words)) for mark, words in _DECIMALS], habits.decimal)
        self._fill("date_order", [(order, t(words)) for order, words in _DATES], habits.date_order)
        self._fields["sheet"].setVisible(not text)
        self._fields["encoding"].setVisible(text)
        self._fields["delimiter"].setVisible(text)
        self.show_remarks(habits.remarks)

    def show_remarks(self, remarks: tuple[Remark, ...]) -> None:
        """Sentences under the boxes."""
        clear(self._remarks)
        theme = self.context.theme
        for remark in remarks:
            row = line(spacing=theme.px(8))
            row.addWidget(Icon(theme, "info", "accent", 14), 0, Qt.AlignmentFlag.AlignTop)
            row.addWidget(label(self.t(remark.message, **dict(remark.fields)), wrap=True, select=True), 1)
            self._remarks.addLayout(row)

    def _add(self, name: str, words: str) -> None:
        box = QuietCombo()
        box.setObjectName(f"habit-{name}")
        box.setAccessibleName(words)
        box.activated.connect(lambda index, name=name: self._chosen(name))
        self._boxes[name] = box
        self.add_field(name, words, box)

    def _fill(self, name: str, choices: Sequence[tuple[object, str]], chosen: object) -> None:
        box = self._boxes[name]
        box.clear()
        for value, words in choices:
            box.addItem(words, value)
        box.setCurrentIndex(max(0, box.findData(chosen)))

    def _chosen(self, name: str) -> None:
        value = self._boxes[name].currentData()
        self.changed.emit(name, None if value == NO_HEADER else value)
