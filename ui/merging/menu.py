"""Which other record of the same employer means the same as this one: a menu of those there are."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QApplication, QWidget

from ui.context import UiContext
from ui.merging.dialog import merge
from ui.widgets.menus import asking_menu


def merge_menu(context: UiContext, owner: QWidget, kind: str, row_id: str, others: Sequence[tuple[str, str]]) -> None:
    """Ask with which of `others` (id, name) a contact or a worksite is to be merged, then show what that would do."""
    menu = asking_menu(context.theme, owner, context.t("Merge with"), "merge-menu")
    for other_id, name in others:
        menu.addAction(name.replace("&", "&&")).triggered.connect(_chooser(context, owner, kind, row_id, other_id))
    menu.aboutToHide.connect(menu.deleteLater)
    focus = QApplication.focusWidget()
    at = focus.mapToGlobal(focus.rect().bottomLeft()) if focus is not None else QCursor.pos()
    menu.popup(at)


def _chooser(context: UiContext, owner: QWidget, kind: str, row_id: str, other_id: str) -> Callable[[], None]:
    def choose() -> None:
        from talented_desk.services.merging import Pair

        merge(context, Pair(kind, row_id, other_id), owner)

    return choose
