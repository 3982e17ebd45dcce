"""Targets that a finger finds, for what is used standing up."""

from __future__ import annotations

from typing import Final

from PySide6.QtWidgets import QAbstractButton, QComboBox, QLineEdit, QWidget

from ui.widgets.basics import mark

FINGER: Final = 44
"""Pixels at 100 % that a finger needs; the style sheet gives them to what has the property `touch`."""


def targets(widget: QWidget) -> list[QWidget]:
    """What can be pressed, ticked, chosen or typed in: the widget itself and all within it."""
    every = (widget, *widget.findChildren(QWidget))
    wanted = (QAbstractButton, QLineEdit, QComboBox)
    return [one for one in every if isinstance(one, wanted) and not isinstance(one.parent(), QLineEdit | QComboBox)]


def fit_for_fingers(*widgets: QWidget) -> None:
    """Make all targets in these as large as a finger needs."""
    for widget in widgets:
        for one in targets(widget):
            mark(one, "touch", "true")
