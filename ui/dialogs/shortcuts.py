"""The cheat-sheet (Ctrl+/): every shortcut of the catalogue, by group."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QDialog, QGridLayout, QScrollArea, QWidget

from talented_desk.i18n import Translator
from ui.actions.catalogue import GROUPS, LISTS
from ui.actions.hub import ActionHub
from ui.theme.theme import Theme
from ui.widgets.basics import Button, column, label, line

COLUMNS: Final = 3
WIDTH: Final = 400
"""Pixels at 100 % of the window that a column asks for."""


class Shortcuts(QDialog):
    """Groups in columns; scrolls where the window is small. Esc closes."""

    def __init__(self, theme: Theme, t: Translator, hub: ActionHub, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(t("Keyboard shortcuts"))
        box = column(self, spacing=theme.px(16))
        box.setContentsMargins(theme.px(24), theme.px(20), theme.px(24), theme.px(20))
        box.addWidget(label(t("Keyboard shortcuts"), "title"))
        inside = QWidget()
        sides = line(inside, spacing=theme.px(40))
        sides.setContentsMargins(0, 0, theme.px(16), 0)
        room = parent.window().size()
        columns = max(1, min(COLUMNS, room.width() // theme.px(WIDTH)))
        parts = [column(spacing=theme.px(20)) for _ in range(columns)]
        for part in parts:
            sides.addLayout(part, 1)
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
        numbered = (t("A saved list by its number"), f"Alt+1 … {len(LISTS)}")
        more.append(numbered)
        groups.append((t("Everywhere"), more))
        heights = [0] * columns
        for title, lines in groups:
            shortest = heights.index(min(heights))
            parts[shortest].addLayout(_group(theme, title, lines))
            heights[shortest] += len(lines) + 2
        for part in parts:
            part.addStretch(1)
        area = QScrollArea()
        area.setWidget(inside)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setAccessibleName(t("Keyboard shortcuts"))
        box.addWidget(area, 1)
        close = Button(theme, t("Close"))
        close.clicked.connect(self.accept)
        box.addWidget(close, 0, Qt.AlignmentFlag.AlignRight)
        wanted = inside.sizeHint()
        self.resize(
            min(wanted.width() + theme.px(64), room.width() - theme.px(48)),
            min(wanted.height() + theme.px(150), room.height() - theme.px(48)),
        )


def _of(hub: ActionHub, group: str) -> list[QAction]:
    # the saved lists are nine times the same: one line says it
    return [hub.action(spec.id) for spec in hub.specs if spec.group == group and spec.text not in LISTS]


def _group(theme: Theme, title: str, lines: list[tuple[str, str]]) -> QGridLayout:
    grid = QGridLayout()
    grid.setVerticalSpacing(theme.px(6))
    grid.setHorizontalSpacing(theme.px(24))
    grid.addWidget(label(title, "caption"), 0, 0, 1, 2)
    for row, (text, key) in enumerate(lines, 1):
        grid.addWidget(label(text), row, 0)
        grid.addWidget(label(key, "key"), row, 1, Qt.AlignmentFlag.AlignRight)
    return grid
