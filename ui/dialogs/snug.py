"""Dialogs that are as tall as their words need at their width, not taller."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QLayout, QWidget


def fit_height(dialog: QDialog, width: int) -> None:
    """Give it this width and the height that goes with it; again when a sentence has come or gone.

    A layout guesses the height of wrapped words for another width, and shares what is too much out between them.
    """
    layout = dialog.layout()
    if layout is not None:
        layout.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)  # else its guess holds the dialog open
        for part in dialog.findChildren(QWidget):
            part.ensurePolished()
            inner = part.layout()
            if inner is not None:
                inner.invalidate()  # before it is shown it does not hear that a sentence came
        layout.invalidate()
        layout.activate()
        height = layout.totalHeightForWidth(width)
        dialog.setMinimumSize(width, height)
        dialog.resize(width, height)
