"""Icons: the vendored Lucide drawings, recoloured from the tokens and drawn sharp at any scale."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Final

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

STROKE = "1.75"
"""Lucide draws with 2 on a 24 grid; a little less suits 16 px beside regular text."""
PROGRAM_SIZES: Final = (16, 32, 48, 128)


@cache
def drawing(name: str) -> str:
    """The SVG source of an icon. Raises FileNotFoundError for a name that is not vendored."""
    return files("resources").joinpath("icons", f"{name}.svg").read_text("utf-8")


def program_icon() -> QIcon:
    """The program's own icon, in the sizes that task bars and window frames ask for."""
    renderer = QSvgRenderer(QByteArray(files("resources").joinpath("talented-desk.svg").read_bytes()))
    icon = QIcon()
    for size in PROGRAM_SIZES:
        pixmap = QPixmap(size, size)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        renderer.render(painter, QRectF(0, 0, size, size))
        painter.end()
        icon.addPixmap(pixmap)
    return icon


class IconPainter:
    """Draws icons in a colour and keeps what it drew."""

    def __init__(self) -> None:
        self._pixmaps: dict[tuple[str, str, int, float], QPixmap] = {}
        self._shapes: dict[tuple[str, int, float], QPixmap] = {}

    def pixmap(self, name: str, colour: str, size: int, ratio: float = 1.0) -> QPixmap:
        """The icon as a square of `size` logical pixels for a screen with this device pixel ratio."""
        key = (name, colour, size, ratio)
        if key not in self._pixmaps:
            self._pixmaps[key] = _coloured(self._shape(name, size, ratio), colour)
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

    def _shape(self, name: str, size: int, ratio: float) -> QPixmap:
        key = (name, size, ratio)
        if key not in self._shapes:
            self._shapes[key] = _drawn(name, size, ratio)
        return self._shapes[key]


def _drawn(name: str, size: int, ratio: float) -> QPixmap:
    source = drawing(name).replace("currentColor", "black")
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


def _coloured(shape: QPixmap, colour: str) -> QPixmap:
    # a tenth of the time that drawing the same lines in another colour takes
    pixmap = shape.copy()
    painter = QPainter(pixmap)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceIn)
    painter.fillRect(pixmap.rect(), QColor(colour))
    painter.end()
    return pixmap
