"""Sizes: everything measured in pixels at 100 % text size, scaled together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

TextSize = Literal["title", "heading", "body", "small"]

TEXT_SIZES: Final[dict[TextSize, float]] = {"title": 20.0, "heading": 16.0, "body": 13.5, "small": 12.0}
"""Pixels at 100 %."""

ROW: Final = {"comfortable": 32, "compact": 26}
RADIUS: Final = 6
TARGET: Final = 28
"""The least height and width of what is clicked."""


@dataclass(frozen=True, slots=True)
class Metrics:
    """Sizes at a text size in percent (100 to 200) and a density of rows."""

    scale: int = 100
    density: str = "comfortable"

    def px(self, pixels: float) -> int:
        """Pixels at this text size; never less than one for what is there at 100 %."""
        scaled = round(pixels * self.scale / 100)
        return max(1, scaled) if pixels > 0 else scaled

    @property
    def row(self) -> int:
        return self.px(ROW[self.density])

    @property
    def target(self) -> int:
        return self.px(TARGET)

    @property
    def icon(self) -> int:
        return self.px(16)

    def text(self, size: TextSize) -> float:
        """The height of text in pixels."""
        return TEXT_SIZES[size] * self.scale / 100
