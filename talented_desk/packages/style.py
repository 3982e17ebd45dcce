"""How the pages look: US Letter, one family, one accent, hairlines. All lengths are points."""

from __future__ import annotations

from typing import Any, Final

from reportlab.lib.colors import HexColor
from reportlab.lib.styles import ParagraphStyle

from talented_desk.packages.fonts import REGULAR, SEMIBOLD

PAGE_WIDTH: Final = 612.0
PAGE_HEIGHT: Final = 792.0
MARGIN: Final = 60.0
WIDTH: Final = PAGE_WIDTH - 2 * MARGIN
TOP: Final = PAGE_HEIGHT - 78.0
BOTTOM: Final = 66.0
LABEL_WIDTH: Final = 138.0

INK: Final = HexColor("#1A2330")
MUTED: Final = HexColor("#566272")
LINE: Final = HexColor("#D8DDE4")
RULE: Final = HexColor("#8A95A3")
TINT: Final = HexColor("#F6F8FB")
ACCENT: Final = HexColor("#0B5CA8")


def _style(name: str, size: float, leading: float, **more: Any) -> ParagraphStyle:
    values: dict[str, Any] = {
        "fontName": REGULAR,
        "fontSize": size,
        "leading": leading,
        "textColor": INK,
        "allowWidows": 0,
        "allowOrphans": 0,
        "spaceAfter": 0,
        "splitLongWords": 1,
        "uriWasteReduce": 0,
        "bulletFontName": REGULAR,
        "bulletFontSize": size,
    }
    return ParagraphStyle(name, **{**values, **more})


BODY: Final = _style("body", 9.6, 14.4, spaceAfter=8)
LETTER: Final = _style("letter", 10.2, 15.6, spaceAfter=9)
LEAD: Final = _style("lead", 9.6, 14.4, textColor=MUTED, spaceAfter=10)
NOTE: Final = _style("note", 8.2, 12.2, textColor=MUTED, spaceBefore=6, spaceAfter=6)
LABEL: Final = _style("label", 8.4, 13.6, textColor=MUTED)
VALUE: Final = _style("value", 9.6, 13.6)
STRONG: Final = _style("strong", 9.6, 13.6, fontName=SEMIBOLD)
COVER: Final = _style("cover", 28, 34, fontName=SEMIBOLD, spaceAfter=6)
SUBTITLE: Final = _style("subtitle", 13, 18, textColor=MUTED, spaceAfter=4)
TITLE: Final = _style("title", 21, 26, fontName=SEMIBOLD, spaceAfter=8)
SECTION: Final = _style(
    "section", 11, 15, fontName=SEMIBOLD, textColor=ACCENT, spaceBefore=16, spaceAfter=5, keepWithNext=1
)
CAPTION: Final = _style("caption", 7.2, 9.5, textColor=MUTED)
VALUE_APART: Final = ParagraphStyle("apart", parent=VALUE, spaceAfter=14)
SIGNER: Final = ParagraphStyle("signer", parent=LABEL, textColor=INK)
