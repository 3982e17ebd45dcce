"""Two columns of blocks where there is room, one where there is not; scrolls downwards only."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QScrollArea, QWidget

from talented_desk.compat import override
from ui.theme.theme import Theme
from ui.widgets.basics import column

NARROW = 820
"""Pixels at 100 % text size under which there is one column."""


class TwoColumns(QScrollArea):
    """`left` and `right` stand beside or under each other; the Tab order is the same in both."""

    def __init__(
        self,
        theme: Theme,
        name: str,
        top: QWidget,
        left: Sequence[QWidget],
        right: Sequence[QWidget],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        inside = QWidget()
        inside.setMaximumWidth(theme.px(1240))
        box = column(inside, spacing=theme.px(12))
        box.setContentsMargins(0, 0, theme.px(12), theme.px(24))
        box.addWidget(top)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._row.setSpacing(theme.px(32))
        for blocks in (left, right):
            side = column(spacing=theme.px(20))
            for block in blocks:
                side.addWidget(block)
            side.addStretch(1)
            self._row.addLayout(side, 1)
        box.addLayout(self._row)
        box.addStretch(1)
        self.setWidget(inside)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(name)

    def two(self) -> bool:
        """Whether the columns stand beside each other now."""
        return self._row.direction() == QBoxLayout.Direction.LeftToRight

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        wide = event.size().width() >= self._theme.px(NARROW)
        self._row.setDirection(QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom)
        self._row.setSpacing(self._theme.px(32 if wide else 20))
        super().resizeEvent(event)
