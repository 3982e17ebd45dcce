"""What the window holds: navigation, the top bar, the pages, the status bar. Built anew for each language."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QMenu, QSizePolicy, QWidget

from talented_desk.compat import override
from talented_desk.i18n import Translator
from ui.actions.catalogue import GROUPS
from ui.actions.hub import ActionHub
from ui.navigation import BY_ID, PAGES
from ui.page_stack import PageStack
from ui.theme.theme import Theme
from ui.trail import Trail
from ui.widgets.basics import Button, column, hairline, label, line
from ui.widgets.messages import Banner, Toast
from ui.widgets.nav_bar import NavBar
from ui.widgets.status import StatusBar

NARROW = 1040
"""Pixels at 100 % under which the navigation shows icons only."""


class Shell(QWidget):
    """Layout only; the window decides."""

    chosen = Signal(str)

    def __init__(self, theme: Theme, t: Translator, hub: ActionHub, trail: Trail, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme, self.t, self._hub = theme, t, hub
        self._collapsed = self._quiet = False
        self.navigation = NavBar(theme, t("Navigation"))
        for spec in PAGES:
            if spec.in_navigation:
                action = hub.find(f"go.{spec.id}")
                key = action.shortcut().toString() if action is not None else ""
                self.navigation.add(spec.id, t(spec.title), spec.icon, key, foot=spec.id == "settings")
        self.navigation.chosen.connect(self.chosen)
        self.stack = PageStack(trail)
        self.stack.shown.connect(self._mark)
        self.status = StatusBar(theme, t)
        self.banner = Banner(theme, t("Close"))
        self.toast = Toast(theme, t("Undo"), t("Close"), self)
        main = column()
        main.addWidget(self._top_bar())
        main.addWidget(hairline())
        self._edge = column()
        self._edge.addWidget(self.banner)
        self.banner.installEventFilter(self)
        main.addLayout(self._edge)
        main.addWidget(self.stack, 1)
        row = line()
        row.addWidget(self.navigation)
        row.addWidget(hairline(vertical=True))
        row.addLayout(main, 1)
        box = column(self)
        box.addLayout(row, 1)
        box.addWidget(hairline())
        box.addWidget(self.status)

    def _top_bar(self) -> QWidget:
        theme, t = self._theme, self.t
        bar = QWidget()
        row = line(bar, spacing=theme.px(8))
        row.setContentsMargins(theme.px(12), theme.px(8), theme.px(12), theme.px(8))
        for action_id, icon in (("view.navigation", "panel-left"), ("go.back", "arrow-left")):
            action = self._hub.action(action_id)
            button = Button(theme, action.text(), icon, "quiet", bare=True)
            button.setObjectName(f"top-{action_id}")
            button.setToolTip(f"{action.text()}  {action.shortcut().toString()}")
            button.clicked.connect(action.trigger)
            button.setEnabled(action.isEnabled())
            action.enabledChanged.connect(button.setEnabled)
            row.addWidget(button)
        search = Button(theme, t("Search or type a command"), "search", "plain")
        search.setObjectName("top-search")
        search.setStyleSheet("text-align: left;")
        search.clicked.connect(self._hub.action("go.palette").trigger)
        key = label("Ctrl+K", "key")
        key.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        inner = line(search)
        inner.setContentsMargins(0, 0, theme.px(6), 0)
        inner.addStretch(1)
        inner.addWidget(key)
        key.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        words = QFontMetrics(theme.font()).horizontalAdvance(search.text())
        search.setMinimumWidth(words + theme.px(56))
        search.setMaximumWidth(max(theme.px(380), words + theme.px(110)))
        self._key = key
        search.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        row.addStretch(1)
        row.addWidget(search, 2)
        row.addStretch(1)
        menu_button = Button(theme, t("Menu"), "ellipsis-vertical", "quiet", bare=True)
        menu_button.setObjectName("top-menu")
        menu_button.clicked.connect(self._open_menu)
        self._menu_button = menu_button
        self._menu = QMenu(self)
        for group, title in GROUPS.items():
            part = self._menu.addMenu(t(title))
            for spec in self._hub.specs:
                if spec.group == group:
                    part.addAction(self._hub.action(spec.id))
        row.addWidget(menu_button)
        return bar

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.banner and event.type() in (QEvent.Type.Show, QEvent.Type.Hide):
            px = self._theme.px
            shown = event.type() == QEvent.Type.Show
            self._edge.setContentsMargins(px(24), px(10), px(24), 0) if shown else self._edge.setContentsMargins(
                0, 0, 0, 0
            )
        return super().eventFilter(watched, event)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._narrow()

    def collapse(self, collapsed: bool) -> None:
        """Icons only, as the officer chose; a narrow window narrows the navigation in any case."""
        self._collapsed = collapsed
        self._narrow()

    def _narrow(self) -> None:
        narrow = self.width() < self._theme.px(NARROW)
        self.navigation.set_collapsed(self._collapsed or self._quiet or narrow)
        self._key.setVisible(not narrow)  # the words of the search go before its shortcut

    def _open_menu(self) -> None:
        corner = self._menu_button.mapToGlobal(self._menu_button.rect().bottomRight())
        corner.setX(corner.x() - self._menu.sizeHint().width())
        self._menu.popup(corner)

    def _mark(self, page_id: str) -> None:
        spec = BY_ID[page_id]
        self.navigation.show_page(spec.under or page_id)
        if spec.quiet != self._quiet:
            self._quiet = spec.quiet
            self._narrow()
