"""The cheat-sheet (Ctrl+/): every shortcut of the catalogue, by group."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QWidget

from talented_desk.i18n import Translator
from ui.actions.catalogue import GROUPS
from ui.actions.hub import ActionHub
from ui.theme.theme import Theme
from ui.widgets.basics import Button, column, label


class Shortcuts(QDialog):
    """Two columns of groups. Esc closes."""

    def __init__(self, theme: Theme, t: Translator, hub: ActionHub, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(t("Keyboard shortcuts"))
        box = column(self, spacing=theme.px(16))
        box.setContentsMargins(theme.px(24), theme.px(20), theme.px(24), theme.px(20))
        box.addWidget(label(t("Keyboard shortcuts"), "title"))
        sides = QHBoxLayout()
        sides.setSpacing(theme.px(48))
        halves = [column(spacing=theme.px(20)), column(spacing=theme.px(20))]
        for half in halves:
            sides.addLayout(half)
        more = [
            (t("Move in a list"), "↑ ↓"),
            (t("Open what is current"), "Enter"),
            (t("Close, or go back"), "Esc"),
            (t("Edit a fact in place"), "F2"),
            (t("Save a form"), "Ctrl+Enter"),
        ]
        groups = [
            (t(title), [(a.text(), a.shortcut().toString()) for a in _of(hub, group) if not a.shortcut().isEmpty()])
            for group, title in GROUPS.items()
        ]
        groups.append((t("Everywhere"), more))
        for at, (title, lines) in enumerate(groups):
            halves[at % 2].addLayout(_group(theme, title, lines))
        for half in halves:
            half.addStretch(1)
        box.addLayout(sides)
        close = Button(theme, t("Close"))
        close.clicked.connect(self.accept)
        box.addWidget(close, 0, Qt.AlignmentFlag.AlignRight)


def _of(hub: ActionHub, group: str) -> list[QAction]:
    return [hub.action(spec.id) for spec in hub.specs if spec.group == group]


def _group(theme: Theme, title: str, lines: list[tuple[str, str]]) -> QGridLayout:
    grid = QGridLayout()
    grid.setVerticalSpacing(theme.px(6))
    grid.setHorizontalSpacing(theme.px(24))
    grid.addWidget(label(title, "caption"), 0, 0, 1, 2)
    for row, (text, key) in enumerate(lines, 1):
        grid.addWidget(label(text), row, 0)
        grid.addWidget(label(key, "key"), row, 1, Qt.AlignmentFlag.AlignRight)
    return grid
