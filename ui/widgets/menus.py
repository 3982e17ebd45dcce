"""Menus that ask something: the question on top, the first answer current, so that Enter takes it."""

from __future__ import annotations

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QLabel, QMenu, QWidget, QWidgetAction

from ui.theme.theme import Theme
from ui.widgets.basics import label


def asking_menu(theme: Theme, parent: QWidget, title: str, name: str) -> QMenu:
    """An empty menu under this question; `name` is what tests call it."""
    menu = QMenu(parent)
    menu.setObjectName(name)
    menu.setAccessibleName(title)
    # a section's words are not drawn once a style sheet draws the separators
    head = QWidgetAction(menu)
    words = _heading(theme, title)
    head.setDefaultWidget(words)
    head.setEnabled(False)
    menu.addAction(head)
    return menu


def ask(menu: QMenu, place: QPoint) -> None:
    """Open it there; its first answer is current at once, for those who press Enter right away."""
    menu.popup(place)
    first = next((action for action in menu.actions() if action.isEnabled() and not action.isSeparator()), None)
    if first is not None:
        menu.setActiveAction(first)


def _heading(theme: Theme, title: str) -> QLabel:
    words = label(title, "caption")
    words.setContentsMargins(theme.px(10), theme.px(6), theme.px(10), theme.px(4))
    return words
