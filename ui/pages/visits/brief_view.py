"""A brief on the screen: the same parts and lines as on paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea, QWidget

from ui.context import UiContext
from ui.widgets.basics import clear, column, label

if TYPE_CHECKING:
    from talented_desk.services.visit_briefs import Brief

ROLES = {"bad": "bad", "warn": "warn"}


class BriefView(QScrollArea):
    """Read, not edited; what is late stands in words and colour."""

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(context.t("Brief"))
        inside = QWidget()
        inside.setMaximumWidth(context.theme.px(720))
        self._box = column(inside, spacing=context.theme.px(4))
        edge = context.theme.px(24)
        self._box.setContentsMargins(edge, context.theme.px(8), edge, edge)
        self.setWidget(inside)

    def show_brief(self, brief: Brief) -> None:
        """Show this brief from its top."""
        theme = self.context.theme
        clear(self._box)
        if brief.facts:
            self._box.addWidget(label("  ·  ".join(brief.facts), "muted", wrap=True))
        for part in brief.parts:
            self._box.addSpacing(theme.px(12))
            self._box.addWidget(label(part.title, "strong", wrap=True))
            for one in part.lines:
                self._box.addWidget(label(one.text, wrap=True, select=True))
                if one.note:
                    note = label(one.note, "small", wrap=True, select=True)
                    note.setProperty("role", ROLES.get(one.tone, "small"))
                    note.setContentsMargins(theme.px(12), 0, 0, theme.px(2))
                    self._box.addWidget(note)
        self._box.addStretch(1)
        self.verticalScrollBar().setValue(0)
