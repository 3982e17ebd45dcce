"""Icons: the vendored Lucide drawings, recoloured from the tokens and drawn sharp at any scale."""

from __future__ import annotations

from importlib.resources import files

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

STROKE = "1.75"
"""Lucide draws with 2 on a 24 grid; a little less suits 16 px beside regular text."""


def drawing(name: str) -> str:
    """The SVG source of an icon. Raises FileNotFoundError for a name that is not vendored."""
    return files("resources").joinpath("icons", f"{name}.svg").read_text("utf-8")


class IconPainter:
    """Draws icons in a colour and keeps what it drew."""

    def __init__(self) -> None:
        self._pixmaps: dict[tuple[str, str, int, float], QPixmap] = {}

    def pixmap(self, name: str, colour: str, size: int, ratio: float = 1.0) -> QPixmap:
        """The icon as a square of `size` logical pixels for a screen with this device pixel ratio."""
        key = (name, colour, size, ratio)
        if key not in self._pixmaps:
            self._pixmaps[key] = self._draw(name, colour, size, ratio)
        return self._pixmaps[key]

    def icon(self, name: str, colour: str, size: int, disabled: str) -> QIcon:
        """An icon with its disabled look, for screens of one and two device pixels a logical pixel."""
        icon = QIcon()
        for ratio in (1.0, 2.0):
            icon.addPixmap(self.pixmap(name, colour, size, ratio))
            icon.addPixmap(self.pixmap(name, disabled, size, ratio), QIcon.Mode.Disabled)
        return icon

    def clear(self) -> None:
        """Forget all drawings, when the theme changed."""
        self._pixmaps.clear()

    @staticmethod
    def _draw(name: str, colour: str, size: int, ratio: float) -> QPixmap:
        source = drawing(name).replace("currentColor", colour)
        source = source.replace('stroke-width="2"', f'stroke-width="{STROKE}"')
        renderer = QSvgRenderer(QByteArray(source.encode()))
        pixmap = QPixmap(QSize(round(size * ratio), round(size * ratio)))
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        renderer.render(painter, QRectF(0, 0, pixmap.width(), pixmap.height()))
        painter.end()
        pixmap.setDevicePixelRatio(ratio)
        return pixmap
