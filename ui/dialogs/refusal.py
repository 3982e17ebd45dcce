"""Says why the program cannot open the workspace, or keep it, when there is no window to say it in."""

from __future__ import annotations

from PySide6.QtCore import Qt

from talented_desk.i18n import Translator
from ui.dialogs.snug import SnugDialog
from ui.theme.theme import Theme
from ui.widgets.basics import Button, Icon, column, label, line


class RefusalDialog(SnugDialog):
    """The reason in whole words, which can be copied, and one way on."""

    def __init__(self, theme: Theme, t: Translator, words: str, title: str = "") -> None:
        super().__init__(theme.px(440))
        self.setWindowTitle("Talented Desk")
        box = column(self, spacing=theme.px(8))
        edge = theme.px(24)
        box.setContentsMargins(edge, edge, edge, edge)
        head = line(spacing=theme.px(8))
        head.addWidget(Icon(theme, "triangle-alert", "warn", 20), 0, Qt.AlignmentFlag.AlignVCenter)
        head.addWidget(label(title or t("Your work cannot be opened"), "title", wrap=True), 1)
        box.addLayout(head)
        box.addWidget(label(words, wrap=True, select=True))
        box.addSpacing(theme.px(16))
        row = line(spacing=theme.px(8))
        row.addStretch(1)
        leave = Button(theme, t("Quit"), kind="primary")
        leave.setObjectName("refusal-quit")
        leave.setDefault(True)
        leave.clicked.connect(self.reject)
        row.addWidget(leave)
        box.addLayout(row)
        box.addStretch(1)
        leave.setFocus()
        self.fit_height()
