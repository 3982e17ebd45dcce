"""The saved lists of a page: a button with the present one's name, and all that can be done with them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from talented_desk.domain.views import Definition
from talented_desk.events import DataChanged
from talented_desk.jobs import Task
from ui.actions.hub import Command
from ui.context import UiContext
from ui.dialogs.form_dialog import FormDialog
from ui.operations.runner import Operation
from ui.widgets.basics import Button, line
from ui.widgets.table import DataTable

if TYPE_CHECKING:
    from talented_desk.services.views import View

NUMBERED: Final = 9
"""Lists that have a key of their own."""


class SavedLists(QWidget):
    """Shows one list after another; `show_definition` puts a definition on the page, `definition` says what is there.

    Widths and columns that an officer moved belong to the list in which they were moved, on this device.
    """

    shown = Signal()

    def __init__(
        self,
        context: UiContext,
        page: str,
        table: DataTable,
        definition: Callable[[], Definition],
        show_definition: Callable[[Definition], None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.context, self.t = context, context.t
        self._page, self._table = page, table
        self._definition, self._show_definition = definition, show_definition
        self.views: tuple[View, ...] = ()
        self._wanted = str(context.state.get(f"{page}.list", "starter:all"))
        self.settled = False
        """Something is shown already that the kept list must not replace."""
        self._new = ""
        """A list that was just saved, to be the present one once it is read."""
        self.button = Button(context.theme, "", "list", "chip")
        self.button.setObjectName("saved-lists")
        self.button.setCheckable(True)
        self.button.clicked.connect(self.open_menu)
        self._menu = QMenu(self)
        line(self).addWidget(self.button)
        context.events.data_changed.connect(self._changed)
        self.say()
        self.load()

    def load(self) -> None:
        """Read the lists again."""
        views, page = self.context.app.views, self._page
        self.context.jobs.read(self, lambda task: views.of(page), self._loaded)

    def current(self) -> View | None:
        """The list that is shown, perhaps changed."""
        return next((view for view in self.views if view.id == self._wanted), self.views[0] if self.views else None)

    def name(self, view: View) -> str:
        return self.t(view.name) if view.starter else view.name

    def changed(self) -> bool:
        """Whether what is shown differs from the list as it was saved."""
        view = self.current()
        if view is None:
            return False
        kept, now = view.definition, self._definition()
        return (
            dict(kept.filters) != dict(now.filters)
            or bool(kept.sort and (kept.sort, kept.descending) != (now.sort, now.descending))
            or bool(kept.columns and kept.columns != now.columns)
        )

    def say(self) -> None:
        """Put the name on the button, with a word when something differs from what was saved."""
        view = self.current()
        name = self.name(view) if view is not None else self.t("All")
        text = self.t("{name} (changed)", name=name) if self.changed() else name
        self.button.setText(text.replace("&", "&&"))
        self.button.setAccessibleName(self.t("List: {name}", name=text))
        self.button.setChecked(True)

    def choose(self, view_id: str) -> None:
        """Show this list as it was saved."""
        view = next((view for view in self.views if view.id == view_id), None)
        if view is None:
            return
        self.keep_columns()
        self._wanted = view.id
        self._show_definition(view.definition)
        self._restore_columns(view)
        self.say()
        self.shown.emit()

    def keep_columns(self) -> None:
        """Remember widths and columns for the present list."""
        state = self.context.state
        state.set(f"{self._page}.list", self._wanted)
        kept = dict(state.get(f"{self._page}.widths", {}))
        kept[self._wanted] = self._table.save_columns()
        state.set(f"{self._page}.widths", kept)

    def commands(self) -> dict[str, Command]:
        """For the page's commands."""
        found: dict[str, Command] = {"list.switch": self.open_menu, "list.save": self.save_as}
        for number, view in enumerate(self.views[:NUMBERED], 1):
            found[f"list.{number}"] = self._chooser(view.id)
        return found

    def open_menu(self) -> None:
        """All lists, and what can be done with the present one."""
        t, menu = self.t, self._menu
        menu.clear()
        current = self.current()
        for number, view in enumerate(self.views, 1):
            key = self.context.actions.action(f"list.{number}").shortcut().toString() if number <= NUMBERED else ""
            action = QAction(self.name(view).replace("&", "&&") + (f"\t{key}" if key else ""), menu)
            action.setCheckable(True)
            action.setChecked(current is not None and view.id == current.id)
            action.triggered.connect(self._chooser(view.id))
            menu.addAction(action)
        menu.addSeparator()
        changed = self.changed()
        if current is not None and changed:
            menu.addAction(t("Back to {name} as saved", name=self.name(current))).triggered.connect(
                self._chooser(current.id)
            )
        if current is not None and not current.starter:
            update = menu.addAction(t("Update {name}", name=current.name))
            update.setEnabled(changed)
            update.triggered.connect(self.update_list)
            menu.addAction(t("Rename…")).triggered.connect(self.rename)
            menu.addAction(t("Delete {name}", name=current.name)).triggered.connect(self.delete)
        menu.addAction(t("Save as a new list…")).triggered.connect(self.save_as)
        self.button.setChecked(True)
        menu.popup(self.button.mapToGlobal(self.button.rect().bottomLeft()))

    def save_as(self) -> None:
        """Keep what is shown under a name."""
        views, page, definition = self.context.app.views, self._page, self._definition()

        def job(values: Mapping[str, str], task: Task) -> str:
            return views.save(page, values["name"], definition, everybody=values["whose"] == "all")

        dialog = self._dialog(self.t("Save as a new list"), "", everybody=False)
        dialog.on_save(job, self.t("List saved"), self._saved)
        dialog.fit()
        dialog.open()

    def rename(self) -> None:
        """Another name, and whose it is."""
        view, views = self.current(), self.context.app.views
        if view is None or view.starter:
            return

        def job(values: Mapping[str, str], task: Task) -> None:
            views.rename(view.id, values["name"], everybody=values["whose"] == "all")

        dialog = self._dialog(self.t("Rename the list"), view.name, everybody=not view.mine)
        dialog.on_save(job, self.t("List renamed"))
        dialog.fit()
        dialog.open()

    def update_list(self) -> None:
        """The saved list from now on shows what is shown."""
        view, views, definition = self.current(), self.context.app.views, self._definition()
        if view is not None and not view.starter:
            said = self.t("{name} was updated", name=view.name)
            job = lambda task: views.update(view.id, definition)  # noqa: E731
            self.context.operations.run(self, Operation(self.t("Saving"), job, said=said))

    def delete(self) -> None:
        """Remove the saved list; undo brings it back."""
        view, views = self.current(), self.context.app.views
        if view is not None and not view.starter:
            said = self.t("The list {name} was deleted", name=view.name)
            job = lambda task: views.delete(view.id)  # noqa: E731
            self.context.operations.run(self, Operation(self.t("Deleting"), job, said=said))

    def _dialog(self, title: str, name: str, *, everybody: bool) -> FormDialog:
        t = self.t
        dialog = FormDialog(self.context, title, t("Save"), self.window())
        dialog.text("name", name, title=t("Name of the list"), required=True)
        choices = (("mine", t("For me")), ("all", t("For everybody")))
        dialog.choice("whose", choices, "all" if everybody else "mine", title=t("Who sees it"))
        return dialog

    def _saved(self, view_id: object) -> None:
        self._new = str(view_id)
        self.load()

    def _loaded(self, views: tuple[View, ...]) -> None:
        first, self.settled = not self.settled, True
        self.views = views
        if self._new and any(view.id == self._new for view in views):
            self._wanted, self._new = self._new, ""
        elif all(view.id != self._wanted for view in views) and views:
            self._wanted = views[0].id
        if first and (view := self.current()) is not None:
            self._show_definition(view.definition)
            self._restore_columns(view)
        self.say()
        self.shown.emit()

    def _restore_columns(self, view: View) -> None:
        kept: Mapping[str, Any] = self.context.state.get(f"{self._page}.widths", {})
        self._table.show_columns(view.definition.columns)
        if view.id in kept:
            self._table.restore_columns(kept[view.id])

    def _chooser(self, view_id: str) -> Command:
        def choose() -> None:
            self.choose(view_id)

        return choose

    def _changed(self, event: DataChanged) -> None:
        if "saved_view" in event.tables:
            self.load()
