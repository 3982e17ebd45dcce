"""Filters as chips: each says what it narrows and to what, opens its choices, and can be cleared."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QLocale, Qt, QTimer, Signal
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
    """One filter. `value` is None while it narrows nothing. Delete or Backspace clears it.

    `asked` comes when its choices come into sight: who counts answers with `set_counts`, whenever that is ready.
    """

    chosen = Signal(object)
    asked = Signal()

    def __init__(
        self, theme: Theme, name: str, any_text: str, choices: Sequence[Choice] = (), parent: QWidget | None = None
    ) -> None:
        super().__init__(theme, name, "chevron-down", "chip", parent=parent)
        self.value: object = None
        self.name = name
        self._name, self._any = name, any_text
        self._choices: tuple[Choice, ...] = ()
        self._counted = False
        self._menu = QMenu(self)
        self._menu.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
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
            action = QAction(text + _behind(choice.count, self._counted and choice.value is not None), group)
            action.setCheckable(True)
            action.setData(choice.value)
            action.setChecked(choice.value == self.value)
            self._menu.addAction(action)
        group.triggered.connect(self._take)
        self._say()

    def choices(self) -> tuple[Choice, ...]:
        """What is offered now."""
        return self._choices

    def set_counted(self) -> None:
        """Room is kept for the counts, so that nothing moves when they come."""
        self._counted = True
        self.set_choices(self._choices)

    def set_counts(self, counts: Mapping[Hashable, int]) -> None:
        """How many rows each choice leaves; what is not named leaves none."""
        self._choices = tuple(replace(one, count=counts.get(_key(one.value), 0)) for one in self._choices)
        by_value = {_key(one.value): one for one in self._choices}
        for action in self._menu.actions():
            choice = by_value.get(_key(action.data()))
            if choice is not None and action.data() is not None:
                action.setText(choice.text.replace("&", "&&") + _behind(choice.count, True))

    def menu_lines(self) -> list[str]:
        """The lines of the menu, words and counts, as they stand now."""
        return [action.text() for action in self._menu.actions()]

    def open(self) -> None:
        """Show the choices."""
        self._open()

    def choose(self, value: object) -> None:
        """Narrow to this value (None: all), and tell."""
        if value == self.value:
            self._say()
            return
        self.value = value
        for action in self._menu.actions():
            action.setChecked(_key(action.data()) == value)
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
        self.choose(_key(action.data()))

    def _open(self) -> None:
        self.setChecked(self.value is not None)
        self.asked.emit()
        self._menu.popup(self.mapToGlobal(self.rect().bottomLeft()))
        self._menu.setMinimumWidth(self._menu.width())

    def _say(self) -> None:
        text = next((choice.text for choice in self._choices if choice.value == self.value), "")
        colon = "\u00a0:" if QLocale().language() == QLocale.Language.French else ":"
        shown = f"{self._name}{colon} {text}" if self.value is not None and text else self._name
        self.setText(shown.replace("&", "&&"))
        self.setAccessibleName(shown)
        self.setChecked(self.value is not None)


def _behind(count: int | None, room: bool) -> str:
    """What stands at the end of a line: the count, or room for it."""
    if count is None:
        return "\t" + "\u2007" * 7 if room else ""
    return f"\t{count:n}"


def _key(value: object) -> Hashable:
    # Qt hands a tuple back as a list
    return tuple(value) if isinstance(value, list) else value


class FilterChips(QWidget):
    """A row of filters, a way to clear them all, and how many rows are left.

    Filters that are seldom needed stand behind `more_text` until they are chosen there or narrow.
    """

    changed = Signal()

    def __init__(self, theme: Theme, clear_text: str, more_text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._chips: list[FilterChip] = []
        self._seldom: list[FilterChip] = []
        self._gone: list[FilterChip] = []
        wrapping = QWidget()
        self._flow = FlowLayout(wrapping, theme.px(6))
        self._more = Button(theme, more_text or clear_text, "plus", "chip")
        self._more.setObjectName("more-filters")
        self._more.clicked.connect(self._offer)
        self._more.hide()
        if not more_text:  # it never comes into sight, nor to a screen reader
            self._more.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._menu = QMenu(self)
        self._menu.triggered.connect(self._bring)
        self._clear = Button(theme, clear_text, "", "link")
        self._clear.clicked.connect(self.clear)
        self._clear.hide()
        self._count = label("", "muted")
        self._count.setObjectName("row-count")
        self._flow.addWidget(self._more)
        self._flow.addWidget(self._clear)
        row = line(self, spacing=theme.px(12))
        row.addWidget(wrapping, 1)
        row.addWidget(self._count, 0, Qt.AlignmentFlag.AlignTop)
        self._count.setMinimumHeight(theme.metrics.target)

    def add(self, chip: FilterChip, *, seldom: bool = False) -> FilterChip:
        """Put a filter at the end of the row; a seldom one comes into sight when it is asked for."""
        self._flow.addWidget(chip)
        self._flow.move_to(chip, len(self._chips))
        if self._chips:
            self.setTabOrder(self._chips[-1], chip)
        self._chips.append(chip)
        self.setTabOrder(chip, self._more)  # made first, they stand last
        self.setTabOrder(self._more, self._clear)
        if seldom:
            self._seldom.append(chip)
            self._more.show()
            chip.hide()
        chip.chosen.connect(self._changed)
        return chip

    def withdraw(self, chip: FilterChip, gone: bool = True) -> None:
        """A filter that has nothing to choose from is not offered."""
        self._gone = [one for one in self._gone if one is not chip] + ([chip] if gone else [])
        self._settle()

    def set_count(self, text: str) -> None:
        """Such as `1,284 employers`."""
        self._count.setText(text)

    def narrowed(self) -> bool:
        """Whether any filter is set."""
        return any(chip.value is not None for chip in self._chips)

    def clear(self) -> None:
        """Show everything again; tells once."""
        self.choose({})

    def choose(self, values: Mapping[FilterChip, object]) -> None:
        """Set all filters at once, those not named to nothing; tells once."""
        for chip in self._chips:
            chip.blockSignals(True)
            chip.choose(values.get(chip))
            chip.blockSignals(False)
        self._changed(None)

    def _changed(self, value: object) -> None:
        self._settle()
        self.changed.emit()

    def _settle(self) -> None:
        for chip in self._chips:
            if chip in self._gone:
                chip.setVisible(chip.value is not None)
            elif chip not in self._seldom or chip.value is not None:
                chip.setVisible(True)
        hidden = [chip for chip in self._seldom if chip.isHidden() and chip not in self._gone]
        self._more.setVisible(bool(hidden))
        self._clear.setVisible(self.narrowed())

    def _offer(self) -> None:
        self._menu.clear()
        for at, chip in enumerate(self._chips):
            if chip in self._seldom and chip.isHidden() and chip not in self._gone:
                action = QAction(chip.name, self._menu)
                action.setData(at)
                self._menu.addAction(action)
        self._menu.popup(self._more.mapToGlobal(self._more.rect().bottomLeft()))

    def _bring(self, action: QAction) -> None:
        chip = self._chips[int(action.data())]
        chip.show()
        chip.setFocus(Qt.FocusReason.OtherFocusReason)
        self._more.setVisible(any(one.isHidden() for one in self._seldom if one not in self._gone))
        QTimer.singleShot(0, chip, chip.open)  # its row has to be laid out first
