"""Choosing columns by keyboard or mouse: which are shown, and in which order."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QListWidget, QListWidgetItem, QWidget

from talented_desk.compat import override
from ui.context import UiContext
from ui.dialogs.room import within
from ui.models.paged import Column
from ui.widgets.basics import Button, column, label, line

NAME = Qt.ItemDataRole.UserRole


class _Columns(QListWidget):
    moved = Signal(int)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()), 0)
        if step and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self.moved.emit(step)
        else:
            super().keyPressEvent(event)


class ColumnsDialog(QDialog):
    """Space shows or hides a column, Alt+Up and Alt+Down move it; the list behind follows at once."""

    def __init__(
        self,
        context: UiContext,
        columns: Sequence[Column[Any]],
        shown: Sequence[str],
        show: Callable[[Sequence[str]], None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        theme, t = context.theme, context.t
        self._show, self._columns, self._row = show, tuple(columns), theme.metrics.target
        self.setWindowTitle(t("Columns"))
        self.setModal(True)
        self.list = _Columns()
        self.list.moved.connect(self._move)
        self.list.setObjectName("columns-list")
        self.list.setAccessibleName(t("Columns"))
        self.list.itemChanged.connect(self._tell)
        self._up = Button(theme, t("Move up"), "arrow-up")
        self._up.setToolTip("Alt+↑")
        self._up.clicked.connect(self.move_up)
        self._down = Button(theme, t("Move down"), "arrow-down")
        self._down.setToolTip("Alt+↓")
        self._down.clicked.connect(self.move_down)
        usual = Button(theme, t("The usual columns"), "rotate-ccw")
        usual.clicked.connect(self.usual)
        close = Button(theme, t("Close"), kind="primary")
        close.clicked.connect(self.accept)
        for button in (self._up, self._down, usual):
            button.setAutoDefault(False)
        side = column(spacing=theme.px(8))
        for button in (self._up, self._down, usual):
            side.addWidget(button)
        side.addStretch(1)
        middle = line(spacing=theme.px(12))
        middle.addWidget(self.list, 1)
        middle.addLayout(side)
        foot = line()
        foot.addStretch(1)
        foot.addWidget(close)
        box = column(self, spacing=theme.px(12))
        box.setContentsMargins(theme.px(24), theme.px(16), theme.px(24), theme.px(16))
        box.addWidget(label(t("Columns"), "title"))
        box.addWidget(label(t("Tick what is shown; the first one is always there."), "muted", wrap=True))
        box.addLayout(middle, 1)
        box.addLayout(foot)
        self._fill(shown)
        within(self, parent, theme.px(420), theme.px(440))

    def names(self) -> tuple[str, ...]:
        """The ticked columns in their order."""
        items = [self.list.item(row) for row in range(self.list.count())]
        return tuple(str(item.data(NAME)) for item in items if item.checkState() == Qt.CheckState.Checked)

    def usual(self) -> None:
        """As the list was before anyone chose."""
        self._fill([column.name for column in self._columns if not column.optional])
        self._show(())

    def move_up(self) -> None:
        self._move(-1)

    def move_down(self) -> None:
        self._move(1)

    def _move(self, step: int) -> None:
        at = self.list.currentRow()
        if at < 1 or not 1 <= at + step < self.list.count():
            return
        self.list.blockSignals(True)
        item = self.list.takeItem(at)
        self.list.insertItem(at + step, item)
        self.list.setCurrentRow(at + step)
        self.list.blockSignals(False)
        self._tell()

    def _fill(self, shown: Sequence[str]) -> None:
        by_name = {column.name: column for column in self._columns}
        first = self._columns[0].name
        order = [first, *(name for name in shown if name != first)]
        order += [column.name for column in self._columns if column.name not in order]
        self.list.blockSignals(True)
        self.list.clear()
        for name in order:
            item = QListWidgetItem(by_name[name].title)
            item.setData(NAME, name)
            item.setSizeHint(QSize(0, self._row))
            flags = Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEnabled
            item.setFlags(flags if name == first else flags | Qt.ItemFlag.ItemIsUserCheckable)
            ticked = name == first or name in shown
            item.setCheckState(Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked)
            self.list.addItem(item)
        self.list.setCurrentRow(0)
        self.list.blockSignals(False)

    def _tell(self) -> None:
        self._show(self.names())
