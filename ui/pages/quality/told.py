"""What is told about a finding: why it matters and what mends it, and the buttons, which are always in sight."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QLabel, QWidget

from talented_desk.compat import override
from ui.theme.theme import Theme
from ui.widgets.basics import column
from ui.widgets.flow import FlowLayout

LOW: Final = 340
"""Below this height of what is around it (at 100 %), only what stands nowhere else is told."""


class Told(QWidget):
    """Words under each other (`words`), and `buttons` that wrap. `spared` is left out where there is little room."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.spared: tuple[QLabel, ...] = ()
        self.setProperty("ground", "surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.words = column(spacing=theme.px(4))
        wrapping = QWidget()
        self.buttons = FlowLayout(wrapping, theme.px(8))
        box = column(self, spacing=theme.px(8))
        box.setContentsMargins(theme.px(16), theme.px(10), theme.px(16), theme.px(12))
        box.addLayout(self.words)
        box.addWidget(wrapping)

    def fit(self) -> None:
        """Leave out what can be spared while there is little room."""
        around = self.parentWidget()
        if around is not None:
            room = around.height() >= self._theme.px(LOW)
            for words in self.spared:
                words.setVisible(room and bool(words.text()))

    @override
    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ParentChange and (around := self.parentWidget()) is not None:
            around.installEventFilter(self)
        return super().event(event)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and watched is self.parentWidget():
            self.fit()
        return super().eventFilter(watched, event)
