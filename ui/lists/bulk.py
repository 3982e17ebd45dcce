"""What can be done with several rows of a list at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QMenu, QWidget

from ui.context import UiContext
from ui.widgets.basics import Button, label
from ui.widgets.flow import FlowLayout


class BulkBar(QFrame):
    """Appears while more than one row is selected. `fields`: (name, words) of what *Change* offers."""

    change_wanted = Signal(str)
    """The field that is to be changed."""

    def __init__(self, context: UiContext, fields: Sequence[tuple[str, str]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.t = context.t
        theme, self._context = context.theme, context
        self.setProperty("banner", "info")
        self._words = label("", "strong")
        self._words.setMinimumHeight(theme.metrics.target)
        self._only: list[tuple[Button, int]] = []
        self._menu = QMenu(self)
        for field, text in fields:
            action = QAction(text, self._menu)
            action.setData(field)
            self._menu.addAction(action)
        self._menu.triggered.connect(self._chosen)
        self._row = FlowLayout(self, theme.px(8))
        self._row.setContentsMargins(theme.px(12), theme.px(6), theme.px(8), theme.px(6))
        self._row.addWidget(self._words)
        self.change = self.add("change", self.t("Change"), "pencil", self._open)
        self.hide()

    def add(
        self, name: str, text: str, icon: str, command: Callable[[], object], *, tip: str = "", only: int = 0
    ) -> Button:
        """A button for all of them; with `only`, it is there while exactly so many are selected."""
        button = Button(self._context.theme, text, icon)
        button.setObjectName(f"bulk-{name}")
        if tip:
            button.setToolTip(tip)
        button.clicked.connect(lambda: command())
        self._row.addWidget(button)
        if only:
            self._only.append((button, only))
        return button

    def show_count(self, count: int) -> None:
        """How many are selected."""
        self.setVisible(count > 1)
        for button, only in self._only:
            button.setVisible(count == only)
        number = self._context.formats.number(count)
        self._words.setText(self.t.plural("{number} selected", "{number} selected", count, number=number))

    def _open(self) -> None:
        self._menu.popup(self.change.mapToGlobal(self.change.rect().bottomLeft()))

    def _chosen(self, action: QAction) -> None:
        self.change_wanted.emit(str(action.data()))
