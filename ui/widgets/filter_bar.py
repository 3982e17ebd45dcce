"""What stands above a list: the kept lists, the search, and the chips, which go below where there is no room."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QWidget

from talented_desk.compat import override
from ui.theme.theme import Theme
from ui.widgets.basics import line

NARROW: Final = 620
"""Pixels at 100 % under which the chips have a line of their own."""


class FilterBar(QWidget):
    """`first` side by side, then the chips: beside them, or under them in a narrow window."""

    def __init__(self, theme: Theme, first: Sequence[QWidget], chips: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        row = line(spacing=theme.px(8))
        top = Qt.AlignmentFlag.AlignTop
        for widget in first:
            row.addWidget(widget, 0, top)
        row.addStretch(1)
        self._box = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(theme.px(8))
        self._box.addLayout(row)
        self._box.addWidget(chips, 1)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = self.width() < self._theme.px(NARROW)
        wanted = QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight
        if self._box.direction() != wanted:
            self._box.setDirection(wanted)
