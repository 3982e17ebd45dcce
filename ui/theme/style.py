"""The style sheet: the template `resources/themes/style.qss` filled with tokens and scaled sizes.

In the template `$accent` is a token (or one of its derived grounds), `12u` a length that grows with the text
size, and `$body` one of the four text sizes.
"""

from __future__ import annotations

import re
from importlib.resources import files
from string import Template

from ui.theme.fonts import points
from ui.theme.metrics import TEXT_SIZES, Metrics
from ui.theme.tokens import Tokens, colour_roles

DERIVED = (
    "hover",
    "surface_hover",
    "accent_hover",
    "accent_pressed",
    "hover_edge",
    "wrong_focus",
    "hint",
    "quiet_edge",
    "quiet_pressed",
    "off_edge",
    "off_frame",
)
WASHES = ("ok", "warn", "bad", "accent")
_LENGTH = re.compile(r"\b(\d+(?:\.\d+)?)u\b")


def style_sheet(tokens: Tokens, metrics: Metrics, arrow: str) -> str:
    """The style sheet of the whole program; `arrow` is the picture file of a combo box's arrow.

    Raises KeyError for a name that the template makes up.
    """
    template = files("resources").joinpath("themes", "style.qss").read_text("utf-8")
    names = {role: str(getattr(tokens, role)) for role in (*colour_roles(), *DERIVED)}
    names |= {f"wash_{role}": tokens.wash(role) for role in WASHES}
    names |= {f"size_{size}": f"{points(metrics.text(size)):.2f}pt" for size in TEXT_SIZES}
    names["arrow"] = arrow
    scaled = _LENGTH.sub(lambda match: f"{metrics.px(float(match[1]))}px", template)
    return Template(scaled).substitute(names)
