"""How large a dialog may be."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QWidget


def within(dialog: QDialog, parent: QWidget | None, width: int, height: int) -> None:
    """Give a dialog this size (pixels), or what the window that it opens over, or else the screen, has room for."""
    room = parent.window().size() if parent is not None else dialog.screen().availableGeometry().size()
    dialog.resize(min(width, room.width() - 40), min(height, room.height() - 60))
