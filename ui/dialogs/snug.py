"""Dialogs that are as tall as their words need at their width, not taller."""

from __future__ import annotations

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QLayout, QWidget

from talented_desk.compat import override


class SnugDialog(QDialog):
    """Keeps its width; `fit_height` again when a sentence has come or gone.

    A layout guesses the height of wrapped words for another width, and shares what is too much out between them.
    """

    def __init__(self, width: int) -> None:
        super().__init__()
        self._width = width
        self.setMinimumWidth(width)

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.fit_height()  # what is not shown yet counts for less than it takes

    def fit_height(self) -> None:
        """Take the height that goes with the width."""
        layout = self.layout()
        if layout is None:
            return
        layout.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)  # else its guess holds the dialog open
        for part in self.findChildren(QWidget):
            part.ensurePolished()
            inner = part.layout()
            if inner is not None:
                inner.invalidate()  # it does not always hear that a sentence came
        layout.invalidate()
        layout.activate()
        height = layout.totalHeightForWidth(self._width)
        self.setMinimumSize(self._width, height)
        self.resize(self._width, height)
