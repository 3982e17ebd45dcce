"""The bundled typefaces, and fonts in the four sizes."""

from __future__ import annotations

from importlib.resources import files
from typing import Final

from PySide6.QtGui import QFont, QFontDatabase, QGuiApplication

from ui.theme.metrics import Metrics, TextSize

FAMILY: Final = "Inter"
FALLBACK: Final = "Noto Sans Canadian Aboriginal"
FILES: Final = ("Inter-Regular.ttf", "Inter-SemiBold.ttf", "NotoSansCanadianAboriginal-Regular.ttf")


def load_fonts() -> list[str]:
    """Register the bundled fonts with Qt; returns the families that they brought (empty: none was read)."""
    families: list[str] = []
    for name in FILES:
        font = files("resources").joinpath("fonts", name)
        if not font.is_file():
            continue
        number = QFontDatabase.addApplicationFontFromData(font.read_bytes())
        families += QFontDatabase.applicationFontFamilies(number) if number >= 0 else []
    return families


def points(pixels: float) -> float:
    """Points that give this many pixels on the screen in use; Qt takes fractions only of points."""
    return pixels * 72 / QGuiApplication.primaryScreen().logicalDotsPerInchY()


def font(metrics: Metrics, size: TextSize = "body", *, strong: bool = False, tabular: bool = False) -> QFont:
    """A font of the program; `tabular` gives figures of one width, for tables and money."""
    result = QFont()
    result.setFamilies([FAMILY, FALLBACK])
    result.setPointSizeF(points(metrics.text(size)))
    result.setWeight(QFont.Weight.DemiBold if strong else QFont.Weight.Normal)
    result.setHintingPreference(QFont.HintingPreference.PreferVerticalHinting)
    if tabular:
        result.setFeature(QFont.Tag("tnum"), 1)
    return result
