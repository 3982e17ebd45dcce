"""The head of a page: what it is, the one primary button, a few quiet ones, and `⋯` for the rest."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QSize
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QMenu, QWidget

from talented_desk.compat import override
from ui.theme.theme import Theme
from ui.widgets.basics import Button, ElidedLabel, column, line

TITLE: Final = 160
"""Pixels at 100 % that the title keeps beside the buttons."""
WIDE_TITLE: Final = 260
"""What it may ask of the quiet buttons, if its words need it."""


class PageHeader(QWidget):
    """Title, a line under it, and the page's actions on the right."""

    def __init__(self, theme: Theme, title: str, more: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._title = ElidedLabel(title, "title")
        self._title.setObjectName("page-title")
        self._under = ElidedLabel("", "muted")
        self._under.hide()
        self._menu = QMenu(self)
        self._more = Button(theme, more, "ellipsis", "quiet", bare=True)
        self._more.clicked.connect(self._open_menu)
        self._more.hide()
        words = column(spacing=theme.px(2))
        words.addWidget(self._title)
        words.addWidget(self._under)
        self._quiet: list[Button] = []
        self._primary: list[Button] = []
        self._buttons = line(spacing=theme.px(8))
        row = line(self, spacing=theme.px(16))
        row.addLayout(words, 1)
        row.addLayout(self._buttons)
        self._buttons.addWidget(self._more)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    @override
    def minimumSizeHint(self) -> QSize:
        # the buttons give way, so the words on them must not keep the page wide
        return QSize(self._theme.px(120), max(self._theme.px(30), super().minimumSizeHint().height()))

    @override
    def sizeHint(self) -> QSize:
        # with and without buttons, so that the title stays where it is from page to page
        return super().sizeHint().expandedTo(QSize(0, self._theme.px(30)))

    def _fit(self) -> None:
        """Where there is no room for all words, the quiet buttons show their icons alone, then the primary one."""
        px = self._theme.px
        words = self._title.fontMetrics().horizontalAdvance(self._title.whole()) + px(16)
        for button in (*self._quiet, *self._primary):
            button.set_bare(False)
        for buttons, least in ((self._quiet, max(px(TITLE), min(words, px(WIDE_TITLE)))), (self._primary, px(TITLE))):
            for button in buttons:
                if self._wanted() <= self.width() - least:
                    break
                button.set_bare(True)

    def _wanted(self) -> int:
        # the layout keeps what it last knew of them, so they are asked themselves
        wanted = 0
        for at in range(self._buttons.count()):
            item = self._buttons.itemAt(at)
            widget = item.widget() if item is not None else None
            if widget is not None and not widget.isHidden():
                wanted += widget.sizeHint().width() + self._buttons.spacing()
        return wanted

    def set_title(self, title: str, under: str = "") -> None:
        """The words on the left."""
        self._title.set_whole(title)
        self._under.set_whole(under)
        self._under.setVisible(bool(under))

    def add_beside(self, widget: QWidget) -> None:
        """Something short between the words and the buttons, such as a state."""
        self._buttons.insertWidget(0, widget)
        if isinstance(widget, Button):
            self._quiet.append(widget)

    def add_primary(self, action: QAction, icon: str = "") -> Button:
        """The one primary button, at the right end."""
        button = self._button(action, icon, primary=True)
        self._buttons.insertWidget(self._buttons.count() - 1, button)
        self._primary.append(button)
        return button

    def add_quiet(self, action: QAction, icon: str = "") -> Button:
        """A quiet button, left of the primary one."""
        button = self._button(action, icon, primary=False)
        self._buttons.insertWidget(0, button)
        self._quiet.append(button)
        return button

    def add_more(self, action: QAction | None) -> None:
        """An entry of the `⋯` menu; None draws a line."""
        if action is None:
            self._menu.addSeparator()
        else:
            self._menu.addAction(action)
        self._more.show()

    def _button(self, action: QAction, icon: str, *, primary: bool) -> Button:
        button = Button(self._theme, action.text(), icon, "primary" if primary else "plain")
        button.setObjectName(action.objectName())
        button.setEnabled(action.isEnabled())
        shortcut = action.shortcut().toString()
        button.setToolTip(f"{action.text()}  {shortcut}" if shortcut else "")
        button.clicked.connect(action.trigger)
        action.enabledChanged.connect(button.setEnabled)
        return button

    def _open_menu(self) -> None:
        self._menu.popup(self._more.mapToGlobal(self._more.rect().bottomLeft()))
