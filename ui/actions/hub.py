"""The actions of the catalogue alive: one QAction each, enabled when it can be done, run where it is known."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction, QKeySequence

from talented_desk.i18n import Translator
from ui.actions.catalogue import ACTIONS, ActionSpec
from ui.theme.theme import Theme

Command = Callable[[], object]


class ActionHub(QObject):
    """Pages offer commands by name; the frame offers the rest. `run` finds who can do it."""

    changed = Signal()
    page_wanted = Signal(str)

    def __init__(self, theme: Theme, t: Translator, parent: QObject) -> None:
        super().__init__(parent)
        self._theme, self.t = theme, t
        self._frame: Mapping[str, Command] = {}
        self._page: Mapping[str, Command] = {}
        self._conditions: dict[str, bool] = {}
        self._actions: dict[str, QAction] = {}
        self.specs: tuple[ActionSpec, ...] = ACTIONS
        for spec in self.specs:
            action = QAction(self)
            action.setObjectName(spec.id)
            action.setShortcut(QKeySequence(spec.shortcut))
            action.setData(spec.id)
            action.triggered.connect(self._triggered)
            self._actions[spec.id] = action
        theme.changed.connect(self._repaint)

    def action(self, action_id: str) -> QAction:
        """The live action, for menus and buttons. Raises KeyError for an id that the catalogue lacks."""
        return self._actions[action_id]

    def find(self, action_id: str) -> QAction | None:
        """The live action, or None for an id that the catalogue lacks."""
        return self._actions.get(action_id)

    def actions(self) -> list[QAction]:
        return list(self._actions.values())

    def speak(self, t: Translator) -> None:
        """Say every action in this language."""
        self.t = t
        for spec in self.specs:
            self._actions[spec.id].setText(t(spec.text))
        self._repaint()

    def offer_frame(self, commands: Mapping[str, Command]) -> None:
        """What the frame can do, by handler."""
        self._frame = commands
        self.update()

    def offer_page(self, commands: Mapping[str, Command]) -> None:
        """What the page in sight can do, by command; replaces what the page before offered."""
        self._page = commands
        self.update()

    def set_conditions(self, **conditions: bool) -> None:
        """Tell what holds now, such as `can_undo=True`."""
        self._conditions |= conditions
        self.update()

    def update(self) -> None:
        """Enable what can be done now."""
        for spec in self.specs:
            self._actions[spec.id].setEnabled(self._possible(spec))
        self.changed.emit()

    def handled(self, spec: ActionSpec) -> bool:
        """Whether anyone can ever do it: the frame, the page in sight, or a page to go to."""
        return spec.handler in self._frame or spec.handler in self._page or bool(spec.page) or spec.when == "offered"

    def run(self, action_id: str) -> None:
        """Do it, after going to the page that knows how."""
        spec = next(spec for spec in self.specs if spec.id == action_id)
        if spec.handler not in self._page and spec.page:
            self.page_wanted.emit(spec.page)
        command = self._page.get(spec.handler) or self._frame.get(spec.handler)
        if command is not None:
            command()

    def _possible(self, spec: ActionSpec) -> bool:
        if spec.when == "offered":
            return spec.handler in self._page
        if spec.when:
            return self._conditions.get(spec.when, False)
        return spec.handler in self._frame or spec.handler in self._page or bool(spec.page)

    def _triggered(self) -> None:
        action = self.sender()
        if isinstance(action, QAction):
            self.run(str(action.data()))

    def _repaint(self) -> None:
        for spec in self.specs:
            if spec.icon:
                self._actions[spec.id].setIcon(self._theme.icon(spec.icon, "muted"))
