"""Filters as chips: each says what it narrows and to what, opens its choices, and can be cleared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QLocale, Qt, Signal
from PySide6.QtGui import QAction, QActionGroup, QKeyEvent
from PySide6.QtWidgets import QMenu, QWidget

from talented_desk.compat import override
from ui.theme.theme import Theme
from ui.widgets.basics import Button, label, line
from ui.widgets.flow import FlowLayout


@dataclass(frozen=True, slots=True)
class Choice:
    """A value to filter by. `count` is how many rows it leaves, None while unknown."""

    value: object
    text: str
    count: int | None = None


class FilterChip(Button):
    """One filter. `value` is None while it narrows nothing. Delete or Backspace clears it."""

    chosen = Signal(object)

    def __init__(
        self, theme: Theme, name: str, any_text: str, choices: Sequence[Choice] = (), parent: QWidget | None = None
    ) -> None:
        super().__init__(theme, name, "chevron-down", "chip", parent=parent)
        self.value: object = None
        self._name, self._any = name, any_text
        self._choices: tuple[Choice, ...] = ()
        self._menu = QMenu(self)
        self.setCheckable(True)
        self.setLayoutDirection(Qt.LayoutDirection.RightToLeft)  # the arrow comes after the words
        self.clicked.connect(self._open)
        self.set_choices(choices)

    def set_choices(self, choices: Sequence[Choice]) -> None:
        """Offer these; the chosen value stays chosen."""
        self._choices = tuple(choices)
        self._menu.clear()
        group = QActionGroup(self._menu)
        for choice in (Choice(None, self._any), *self._choices):
            text = choice.text.replace("&", "&&")
            action = QAction(text if choice.count is None else f"{text}\t{choice.count:n}", group)
            action.setCheckable(True)
            action.setData(choice.value)
            action.setChecked(choice.value == self.value)
            self._menu.addAction(action)
        group.triggered.connect(self._take)
        self._say()

    def choose(self, value: object) -> None:
        """Narrow to this value (None: all), and tell."""
        if value == self.value:
            self._say()
            return
        self.value = value
        for action in self._menu.actions():
            action.setChecked(action.data() == value)
        self._say()
        self.chosen.emit(value)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.choose(None)
        elif event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open()
        else:
            super().keyPressEvent(event)

    def _take(self, action: QAction) -> None:
        self.choose(action.data())

    def _open(self) -> None:
        self.setChecked(self.value is not None)
        self._menu.popup(self.mapToGlobal(self.rect().bottomLeft()))

    def _say(self) -> None:
        text = next((choice.text for choice in self._choices if choice.value == self.value), "")
        colon = "\u00a0:" if QLocale().language() == QLocale.Language.French else ":"
        shown = f"{self._name}{colon} {text}" if self.value is not None and text else self._name
        self.setText(shown.replace("&", "&&"))
        self.setAccessibleName(shown)
        self.setChecked(self.value is not None)


class FilterChips(QWidget):
    """A row of filters, a way to clear them all, and how many rows are left."""

    changed = Signal()

    def __init__(self, theme: Theme, clear_text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._chips: list[FilterChip] = []
        wrapping = QWidget()
        self._flow = FlowLayout(wrapping, theme.px(6))
        self._clear = Button(theme, clear_text, "", "link")
        self._clear.clicked.connect(self.clear)
        self._clear.hide()
        self._count = label("", "muted")
        self._count.setObjectName("row-count")
        self._flow.addWidget(self._clear)
        row = line(self, spacing=theme.px(12))
        row.addWidget(wrapping, 1)
        row.addWidget(self._count, 0, Qt.AlignmentFlag.AlignTop)
        self._count.setMinimumHeight(theme.metrics.target)

    def add(self, chip: FilterChip) -> FilterChip:
        """Put a filter at the end of the row."""
        self._flow.addWidget(chip)
        self._flow.move_to(chip, len(self._chips))
        self._chips.append(chip)
        chip.chosen.connect(self._changed)
        return chip

    def set_count(self, text: str) -> None:
        """Such as `1,284 employers`."""
        self._count.setText(text)

    def narrowed(self) -> bool:
        """Whether any filter is set."""
        return any(chip.value is not None for chip in self._chips)

    def clear(self) -> None:
        """Show everything again; tells once."""
        for chip in self._chips:
            chip.blockSignals(True)
            chip.choose(None)
            chip.blockSignals(False)
        self._changed(None)

    def _changed(self, value: object) -> None:
        self._clear.setVisible(self.narrowed())
        self.changed.emit()
