"""A candidate looked at beside the form, which stays as it is."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ui import labels
from ui.context import UiContext
from ui.pages.duplicates.facts import Facts
from ui.widgets.basics import Button, clear, column, label
from ui.widgets.fact_row import breakable
from ui.widgets.flow import FlowLayout


class Peek(QWidget):
    """What one record says, and the two ways on: use it, or back to the others."""

    used = Signal()
    left = Signal()

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        theme, t = context.theme, context.t
        box = column(self, spacing=theme.px(8))
        box.setContentsMargins(theme.px(24), theme.px(16), theme.px(24), theme.px(16))
        self.back = Button(theme, t("Back to the others"), "arrow-left", "quiet")
        self.back.setObjectName("likely-back")
        self.back.setToolTip("Esc")
        self.use = Button(theme, t("Use this one"), "check")
        self.use.setObjectName("likely-use-looked")
        for button, signal in ((self.back, self.left), (self.use, self.used)):
            button.setAutoDefault(False)
            button.clicked.connect(signal)
        buttons = QWidget()
        flow = FlowLayout(buttons, theme.px(6))
        flow.addWidget(self.back)
        flow.addWidget(self.use)
        box.addWidget(buttons)
        self._facts = column(spacing=theme.px(8))
        box.addLayout(self._facts)
        box.addStretch(1)

    def show_facts(self, facts: Facts, why: str) -> None:
        """Show these, below why it is offered."""
        t, formats = self._context.t, self._context.formats
        clear(self._facts)
        self._facts.addWidget(label(facts.title, "heading", wrap=True))
        self._facts.addWidget(label(why, "small", wrap=True))
        for name, value in facts.values.items():
            self._row(labels.field_label(name, t), labels.shown(name, value, t, formats))
        for heading, lines in facts.lists.items():
            self._row(t(heading), "\n".join(lines))

    def _row(self, name: str, words: str) -> None:
        if not words:
            return
        row = QWidget()
        box = column(row)
        box.addWidget(label(name, "muted"))
        box.addWidget(label(breakable(words), wrap=True, select=True))
        self._facts.addWidget(row)
