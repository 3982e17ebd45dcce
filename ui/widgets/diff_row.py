"""A field's value before and after, readable without colours."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from talented_desk.i18n import Translator
from ui.theme.theme import Theme
from ui.widgets.basics import Icon, label, line, mark
from ui.widgets.flow import FlowLayout

SHORT: Final = 48
"""Letters of both values that stand beside each other rather than in two columns."""


class DiffRow(QWidget):
    """`name   before → after`; the old value struck through, an absent one said as such."""

    def __init__(
        self, theme: Theme, t: Translator, name: str, before: str, after: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        row = line(self, spacing=theme.px(8))
        row.setContentsMargins(0, theme.px(2), 0, theme.px(2))
        caption = label(name, "muted", wrap=True)
        caption.setFixedWidth(theme.px(150))
        top = Qt.AlignmentFlag.AlignTop
        row.addWidget(caption, 0, top)
        old = label(before or t("nothing"), "muted", wrap=True, select=True)
        if before:
            font = old.font()
            font.setStrikeOut(True)
            old.setFont(font)
        new = label(after or t("nothing"), "", wrap=True, select=True)
        mark(new, "role", "" if after else "muted")
        arrow = Icon(theme, "arrow-right", "muted", 14)
        if len(before) + len(after) <= SHORT and "\n" not in before + after:
            # side by side, however wide the page is: the eye should not have to travel for two words
            together = QWidget()
            flow = FlowLayout(together, theme.px(8))
            for words in (old, new):
                words.setWordWrap(False)
            for widget in (old, arrow, new):
                flow.addWidget(widget)
            row.addWidget(together, 1, top)
        else:
            row.addWidget(old, 1, top)
            row.addWidget(arrow, 0, top)
            row.addWidget(new, 1, top)
        self.setAccessibleName(
            t("{name}: from {before} to {after}", name=name, before=before or t("nothing"), after=after or t("nothing"))
        )
