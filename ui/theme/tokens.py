"""Colour tokens, one TOML file per theme in `resources/themes`; nothing else names a colour."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, fields
from importlib.resources import files
from typing import Final

THEMES: Final = ("light", "dark", "contrast")


@dataclass(frozen=True, slots=True)
class Tokens:
    """The roles that colours play. Each value is `#RRGGBB`."""

    name: str
    bg: str
    """The page."""
    surface: str
    """Navigation, side panels, table headers."""
    raised: str
    """Cards, menus, dialogs."""
    line: str
    """Hairlines."""
    control: str
    """Borders of inputs: 3:1 on the page."""
    text: str
    muted: str
    accent: str
    """The one primary action of a view, links, focus."""
    on_accent: str
    soft: str
    """The ground of chips; text on it is `text` or `accent`."""
    ok: str
    warn: str
    bad: str
    selection: str
    on_selection: str
    series: tuple[str, ...]
    """Colours of charts and stages, always with a pattern or a label."""

    @property
    def high_contrast(self) -> bool:
        return self.name == "contrast"

    @property
    def dark(self) -> bool:
        return luminance(self.bg) < luminance(self.text)

    @property
    def hover(self) -> str:
        """The ground of a row or quiet button under the pointer; high contrast shows a border instead."""
        return self.bg if self.high_contrast else blend(self.bg, self.text, 0.055)

    @property
    def surface_hover(self) -> str:
        return self.surface if self.high_contrast else blend(self.surface, self.text, 0.07)

    @property
    def accent_hover(self) -> str:
        return self.accent if self.high_contrast else blend(self.accent, self.text, 0.16)

    @property
    def accent_pressed(self) -> str:
        return self.accent if self.high_contrast else blend(self.accent, self.text, 0.3)

    @property
    def hover_edge(self) -> str:
        """The border of a control under the pointer."""
        return self.accent if self.high_contrast else self.text

    @property
    def quiet_edge(self) -> str:
        """The border of a quiet button under the pointer, which has none otherwise."""
        return self.accent if self.high_contrast else self.surface_hover

    @property
    def quiet_pressed(self) -> str:
        """The ground of a quiet button that is pressed; its icon must still be seen."""
        return self.bg if self.high_contrast else self.selection

    @property
    def hint(self) -> str:
        """What an empty field suggests: to be read as well as any text, and not taken for one that was typed."""
        return blend(self.bg, self.text, 0.62) if self.high_contrast else self.muted

    @property
    def wrong_focus(self) -> str:
        """The ring of a field that is wrong and has the keyboard."""
        return self.accent if self.high_contrast else self.bad

    @property
    def off_edge(self) -> str:
        """How the border of what is disabled is drawn: with two colours only the dashes tell."""
        return "dashed" if self.high_contrast else "solid"

    @property
    def off_frame(self) -> str:
        """The border of a disabled control that has none otherwise."""
        return self.control if self.high_contrast else "transparent"

    def wash(self, role: str) -> str:
        """A ground tinted with `ok`, `warn`, `bad` or `accent`, pale enough to be read upon."""
        return self.bg if self.high_contrast else blend(self.bg, str(getattr(self, role)), 0.1)


def load(name: str) -> Tokens:
    """The tokens of a theme in `THEMES`."""
    values = tomllib.loads(files("resources").joinpath("themes", f"{name}.toml").read_text("utf-8"))
    series = tuple(str(colour) for colour in values.pop("series"))
    return Tokens(name=name, series=series, **{key: str(value) for key, value in values.items()})


def colour_roles() -> tuple[str, ...]:
    """The names of the roles that hold one colour each."""
    return tuple(field.name for field in fields(Tokens) if field.name not in ("name", "series"))


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def blend(under: str, over: str, share: float) -> str:
    """`over` laid upon `under` with this share of opacity."""
    mixed = (round(a + (b - a) * share) for a, b in zip(_channels(under), _channels(over), strict=True))
    return "#" + "".join(f"{channel:02X}" for channel in mixed)


def luminance(colour: str) -> float:
    """Relative luminance, as WCAG 2.2 defines it."""
    linear = [
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
        for value in (channel / 255 for channel in _channels(colour))
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, between 1 and 21 (WCAG 2.2)."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)
