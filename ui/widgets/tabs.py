"""Tabs of a record: words in a row that wraps, arrows move between and into them, pages made when first looked at."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QStackedWidget, QWidget

from talented_desk.compat import override
from ui.theme.theme import Theme
from ui.widgets.basics import Button, column, hairline
from ui.widgets.flow import FlowLayout


class Tabs(QWidget):
    """`add` takes a factory; the page behind a tab is built on its first showing."""

    changed = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._names: list[str] = []
        self._titles: list[str] = []
        self._buttons: list[Button] = []
        self._factories: list[Callable[[], QWidget]] = []
        self._withheld: set[str] = set()
        self._made: dict[int, QWidget] = {}
        self._stack = QStackedWidget()
        bar = QWidget()
        self._row = FlowLayout(bar, 0)  # in a narrow window the last tabs go on a second line rather than under
        box = column(self)
        box.addWidget(bar)
        box.addWidget(hairline())
        box.addSpacing(theme.px(12))
        box.addWidget(self._stack, 1)

    def add(self, name: str, title: str, factory: Callable[[], QWidget]) -> None:
        """A tab at the end; `name` is what code calls it."""
        button = Button(self._theme, title, "", "tab")
        button.setObjectName(f"tab-{name}")
        button.setCheckable(True)
        button.setAutoExclusive(True)
        button.clicked.connect(self._clicked)
        self._row.addWidget(button)
        self._names.append(name)
        self._titles.append(title)
        self._buttons.append(button)
        self._factories.append(factory)
        if len(self._names) == 1:
            self.show_tab(name)

    def set_count(self, name: str, count: int | None) -> None:
        """How many things lie behind the tab, after its title."""
        at = self._names.index(name)
        text = self._titles[at] if not count else f"{self._titles[at]}  {count:n}"
        self._buttons[at].setText(text)
        self._buttons[at].setAccessibleName(text)

    def offer(self, name: str, *, offered: bool) -> None:
        """Show the tab's word, or withhold it while what lies behind it has another place."""
        if offered == (name not in self._withheld):
            return
        self._withheld ^= {name}
        self._buttons[self._names.index(name)].setVisible(offered)
        if not offered and self.current() == name:
            self.show_tab(self.names()[0])

    def show_tab(self, name: str) -> None:
        """Show what lies behind this tab."""
        at = self._names.index(name)
        if self.focusWidget() in self._buttons:
            self._buttons[at].setFocus(Qt.FocusReason.OtherFocusReason)  # the ring goes with the line under the word
        if at not in self._made:
            self._made[at] = self._factories[at]()
            self._stack.addWidget(self._made[at])
        self._buttons[at].setChecked(True)
        if self._stack.currentWidget() is not self._made[at] or len(self._made) == 1:
            self._stack.setCurrentWidget(self._made[at])
            self.changed.emit(name)

    def step(self, by: int) -> None:
        """Go to a neighbour, round the ends; the focus goes to its word, unless the page puts it elsewhere."""
        names = self.names()
        name = names[(names.index(self.current()) + by) % len(names)]
        self._buttons[self._names.index(name)].setFocus(Qt.FocusReason.TabFocusReason)
        self.show_tab(name)

    def names(self) -> tuple[str, ...]:
        """What code calls the tabs that are offered, in order."""
        return tuple(name for name in self._names if name not in self._withheld)

    def current(self) -> str:
        """The name of the tab that is shown."""
        return next((n for n, b in zip(self._names, self._buttons, strict=True) if b.isChecked()), "")

    def page(self, name: str) -> QWidget | None:
        """What lies behind the tab, if it was made already."""
        return self._made.get(self._names.index(name))

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()), 0)
        focused = self.focusWidget()
        if step and focused in self._buttons:
            self.step(step)
            return
        if event.key() == Qt.Key.Key_Down and focused in self._buttons:
            self._go_in()
            return
        super().keyPressEvent(event)

    def _go_in(self) -> None:
        """Into what the tab shows: its list, or else the first thing that takes keys."""
        page = self._stack.currentWidget()
        inside = [one for one in page.findChildren(QWidget) if one.isVisible() and one.isEnabled()] if page else []
        takers = [one for one in inside if one.focusPolicy() & Qt.FocusPolicy.TabFocus and one.focusProxy() is None]
        lists = [one for one in takers if isinstance(one, QAbstractItemView)]
        for one in (*lists, *takers)[:1]:
            one.setFocus(Qt.FocusReason.TabFocusReason)

    def _clicked(self) -> None:
        self.show_tab(self.current())
