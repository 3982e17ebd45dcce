"""A list on the left and the record on the right; remembers where the line between them was."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QWidget

from ui.theme.theme import Theme


class SplitView(QSplitter):
    """Two panes with a hairline between; `share` is the left one's part of the width."""

    def __init__(
        self, theme: Theme, left: QWidget, right: QWidget, share: float = 0.58, parent: QWidget | None = None
    ) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setChildrenCollapsible(False)
        self.setHandleWidth(theme.px(5))
        left.setMinimumWidth(theme.px(240))
        right.setMinimumWidth(theme.px(290))
        self.addWidget(left)
        self.addWidget(right)
        self.setStretchFactor(0, round(share * 100))
        self.setStretchFactor(1, round((1 - share) * 100))
        self.setSizes([round(share * 1000), round((1 - share) * 1000)])

    def share(self) -> float:
        """The left pane's part of the width now."""
        sizes = self.sizes()
        return sizes[0] / max(1, sum(sizes))

    def set_share(self, share: float) -> None:
        """Put the line where it was."""
        if 0.1 < share < 0.9:
            self.setSizes([round(share * 10000), round((1 - share) * 10000)])
