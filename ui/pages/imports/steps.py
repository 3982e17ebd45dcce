"""Where one is: the three steps in a row, the present one in bold and said to screen readers."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from ui.context import UiContext
from ui.widgets.basics import Icon, label, line, mark
from ui.widgets.flow import FlowLayout


class StepBar(QWidget):
    """The names of the steps; `show_step` marks one of them."""

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        t, theme = context.t, context.theme
        self.t = t
        self._names = (t("The file"), t("Dry run"), t("Imported"))
        self._labels = []
        self._icons = []
        flow = FlowLayout(self, theme.px(10))
        flow.setContentsMargins(0, 0, 0, 0)
        for number, name in enumerate(self._names, 1):
            holder = QWidget()
            row = line(holder, spacing=theme.px(5))
            icon = Icon(theme, "circle", "control", 14)
            words = label(t("{number}. {step}", number=number, step=name), "muted")
            row.addWidget(icon)
            row.addWidget(words)
            flow.addWidget(holder)
            self._labels.append(words)
            self._icons.append(icon)

    def show_step(self, step: int) -> None:
        """The present step, counted from 0."""
        for number, (icon, words) in enumerate(zip(self._icons, self._labels, strict=True)):
            if number < step:
                icon.show_icon("circle-check", "ok")
            elif number == step:
                icon.show_icon("circle-dot", "accent")
            else:
                icon.show_icon("circle", "control")
            mark(words, "role", "strong" if number == step else "muted")
        self.setAccessibleName(
            self.t("Step {number} of {total}: {step}", number=step + 1, total=3, step=self._names[step])
        )
