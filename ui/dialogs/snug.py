"""Dialogs that are as tall as their words need at their width, not taller."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog


def fit_height(dialog: QDialog, width: int) -> None:
    """Give it this width and the height that goes with it; again when a sentence has come or gone.

    A layout guesses the height of wrapped words for another width, and shares what is too much out between them.
    """
    layout = dialog.layout()
    if layout is not None:
        layout.activate()
        dialog.resize(width, layout.totalHeightForWidth(width))
