"""*Sharing*: how it stands with the shared database, what two people changed at once, what is only here, what was
not taken, what others did."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QStackedWidget, QWidget

from talented_desk.compat import override
from talented_desk.i18n import N_
from ui.actions.hub import Command
from ui.context import UiContext
from ui.navigation import Page
from ui.operations.runner import Operation
from ui.pages.sharing import words
from ui.pages.sharing.conflicts import ConflictsTab
from ui.pages.sharing.here import HereTab
from ui.pages.sharing.join import JoinDialog
from ui.pages.sharing.others import OthersTab
from ui.pages.sharing.tray import TrayTab
from ui.widgets.basics import Button, Icon, column, label, line
from ui.widgets.header import PageHeader
from ui.widgets.messages import EmptyState
from ui.widgets.progress import ProgressLine
from ui.widgets.tabs import Tabs

if TYPE_CHECKING:
    from ui.sharing import Sharing

TABS = (
    ("conflicts", N_("Conflicts"), ConflictsTab),
    ("here", N_("Only here"), HereTab),
    ("tray", N_("Not taken"), TrayTab),
    ("others", N_("By others"), OthersTab),
)


class SharingPage(Page):
    """A line on how it stands, and four tabs; before this computer has joined, the way to do that."""

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        theme, t = context.theme, context.t
        header = PageHeader(theme, t("Sharing"), t("More"))
        header.add_primary(context.actions.action("sharing.now"), "refresh-cw")
        header.add_more(context.actions.action("sharing.leave"))
        self._header = header
        self._icon = Icon(theme, "cloud", "muted", 18)
        self._words = label("", "", wrap=True, select=True)
        self._words.setObjectName("sharing-words")
        self._accept = Button(theme, t("Go on with the restored database"), "rotate-ccw")
        self._accept.setObjectName("sharing-accept")
        self._accept.clicked.connect(self._accept_restored)
        self._accept.hide()
        self._progress = ProgressLine(theme, t)
        self._progress.cancelled.connect(self._cancel)
        self._busy = False
        state = line(spacing=theme.px(8))
        state.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        state.addWidget(self._words, 1)
        self.tabs = Tabs(theme)
        for name, title, kind in TABS:
            self.tabs.add(name, t(title), partial(kind, context))
        self._empty = EmptyState(
            theme,
            "cloud-off",
            t("All your work is on this computer"),
            t(
                "It is encrypted and needs no network. To share it with your colleagues, ask the administrator of "
                "the shared database for an invitation."
            ),
        )
        join = self._empty.offer(t("Join the shared database…"), self.join, "link", primary=True)
        join.setObjectName("sharing-join")
        joined = QWidget()
        inner = column(joined, spacing=theme.px(12))
        inner.addLayout(state)
        inner.addWidget(self._accept, 0, Qt.AlignmentFlag.AlignLeft)
        inner.addWidget(self._progress)
        inner.addWidget(self.tabs, 1)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._empty)
        self._stack.addWidget(joined)
        box = column(self, spacing=theme.px(12))
        edge = theme.px(24)
        box.setContentsMargins(edge, theme.px(20), edge, theme.px(12))
        box.addWidget(header)
        box.addWidget(self._stack, 1)
        self._tell()
        if self.sharing is not None:
            self.sharing.changed.connect(self._tell)

    @property
    def sharing(self) -> Sharing | None:
        """How it stands, as the window hears it."""
        return self.context.sharing

    @override
    def opened(self) -> None:
        if self.sharing is not None:
            self.sharing.look()
        if self._joined():
            self._tab().opened()
        else:
            self._empty.setFocus()

    @override
    def commands(self) -> Mapping[str, Command]:
        found: dict[str, Command] = {"page.refresh": self._refresh}
        if self._joined():
            found |= {"sharing.now": self._now, "sharing.leave": self._leave}
        else:
            found["sharing.join"] = self.join
        return found

    @override
    def open_record(self, record_id: str) -> None:
        if record_id in [name for name, _, _ in TABS]:
            self.tabs.show_tab(record_id)

    @override
    def place(self) -> dict[str, Any]:
        return {"tab": self.tabs.current()}

    @override
    def restore(self, place: dict[str, Any]) -> None:
        self.open_record(str(place.get("tab", "")))

    def join(self) -> None:
        """Three steps to a shared database."""
        dialog = JoinDialog(self.context, self.window())
        dialog.joined.connect(self._has_joined)
        dialog.open()

    # -- within -----------------------------------------------------------------------------------------------

    def _tab(self) -> Any:
        return self.tabs.page(self.tabs.current())

    def _joined(self) -> bool:
        return self.sharing is not None and self.sharing.joined

    def _has_joined(self) -> None:
        if self.sharing is not None:
            self.sharing.join()
            self._tell()
            self.commands_changed.emit()

    def _refresh(self) -> None:
        if self.sharing is not None:
            self.sharing.look()
        self._tab().load()

    def _now(self) -> None:
        if self.sharing is not None:
            self.sharing.now()

    def _accept_restored(self) -> None:
        if self.sharing is not None:
            self.sharing.accept_restored()

    def _cancel(self) -> None:
        if self.sharing is not None:
            self.sharing.cancel()

    def _leave(self) -> None:
        sharing, t = self.sharing, self.context.t
        if sharing is None:
            return

        def done(_: object) -> None:
            sharing.left()
            self.commands_changed.emit()

        said = t("This computer shares nothing any more. What is here stays.")
        self.context.operations.run(self, Operation(t("Leaving"), sharing.leave, done, said, undo=False))

    def _tell(self) -> None:
        sharing, context = self.sharing, self.context
        state = sharing.state if sharing is not None else None
        if sharing is None or state is None:
            return
        self._stack.setCurrentIndex(1 if sharing.joined else 0)
        told = sharing.told
        bad = told is not None and told.phase in ("away", "stopped")
        self._icon.show_icon(words.icon(told, joined=sharing.joined), "warn" if bad else "muted")
        self._words.setText(words.long(context, state, told))
        self.tabs.set_count("conflicts", state.conflicts)
        self.tabs.set_count("here", state.only_here)
        self.tabs.set_count("tray", state.refused)
        self._accept.setVisible(sharing.is_restored())
        busy = told is not None and told.phase == "busy"
        if busy != self._busy:
            self._busy = busy
            self._progress.start(context.t("Sharing…")) if busy else self._progress.stop()
        if busy and told is not None and told.progress is not None:
            self._progress.advance(told.progress)
