"""The raw limit of a placement package: the same flowables in one bare ReportLab pass.

Imports nothing of the program. The content comes as plain data (tuples, see `flowable`); fonts are read once
and stay loaded, streams are compressed without the ASCII armour, fields are ReportLab's own. No contents with
page numbers, no bookmarks, no `of y`, no check of glyphs, no hash.
"""

from __future__ import annotations

import functools
import io
from collections.abc import Sequence
from typing import Any

from reportlab import rl_config
from reportlab.lib.colors import Color, HexColor
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase.pdfmetrics import registerFont
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, PageBreak, Paragraph, SimpleDocTemplate

LINE, TINT, RULE, MUTED = HexColor("#D8DDE4"), HexColor("#F6F8FB"), HexColor("#8A95A3"), HexColor("#566272")
Spec = tuple[Any, ...]


def run(specs: Sequence[Spec], fonts: Sequence[tuple[str, str]], header: str) -> int:
    """Build the flowables and lay them out; the number of pages."""
    _fonts(tuple(fonts))
    rl_config.useA85 = 0
    buffer = io.BytesIO()
    pages = 0

    def furniture(canvas: Canvas, document: Any) -> None:
        nonlocal pages
        pages += 1
        canvas.setFont(fonts[0][0], 7.6)
        canvas.setFillColor(MUTED)
        canvas.setStrokeColor(LINE)
        canvas.setLineWidth(0.5)
        canvas.drawString(60, 748, header)
        canvas.line(60, 739, 552, 739)
        canvas.line(60, 51, 552, 51)
        canvas.drawRightString(552, 38, f"Page {document.page}")

    document = SimpleDocTemplate(
        buffer, pagesize=(612, 792), leftMargin=54, rightMargin=54, topMargin=72, bottomMargin=60, invariant=1
    )
    document.build([flowable(s) for s in specs], onFirstPage=furniture, onLaterPages=furniture)
    return pages


@functools.cache
def _fonts(fonts: tuple[tuple[str, str], ...]) -> None:
    for name, path in fonts:
        registerFont(TTFont(name, path))


@functools.cache
def _style(look: tuple[Any, ...]) -> ParagraphStyle:
    name, font, size, leading, color, before, after, keep = look
    return ParagraphStyle(
        name,
        fontName=font,
        fontSize=size,
        leading=leading,
        textColor=Color(*color),
        spaceBefore=before,
        spaceAfter=after,
        keepWithNext=keep,
        bulletFontName=font,
        allowWidows=0,
        allowOrphans=0,
    )


def flowable(spec: Spec) -> Flowable:
    """A flowable from plain data: its kind, then what that kind takes."""
    kind, *rest = spec
    if kind == "paragraph":
        return Paragraph(rest[0], _style(rest[1]))
    if kind == "page":
        return PageBreak()
    return Block(kind, rest[0], rest[1])


class Block(Flowable):
    """Parts placed by hand: (part, x, width or None for all that is left), lines, and one field."""

    def __init__(self, kind: str, parts: Sequence[Spec], options: dict[str, Any]) -> None:
        super().__init__()
        self.kind, self.options = kind, options
        self.parts = [flowable(part) for part in parts]
        self.spaceBefore, self.spaceAfter = options.get("before", 0), options.get("after", 0)

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        self.width = width
        spots: list[tuple[float, float, float]] = []  # x, top, height
        if self.kind == "stack":
            y = after = 0.0
            for i, part in enumerate(self.parts):
                y += max(after, part.getSpaceBefore()) if i else 0
                tall = part.wrap(width, 1e6)[1]
                spots.append((0, y, tall))
                y, after = y + tall, part.getSpaceAfter()
            self.height = y
        else:
            x, tallest = 0.0, 0.0
            gap = self.options.get("gap", 0)
            shares = self.options["widths"]
            free = width - gap * (len(shares) - 1)
            for part, share in zip(self.parts, shares, strict=False):
                room = free - sum(s for s in shares if s > 1) if share == 0 else share if share > 1 else free * share
                tall = part.wrap(room, 1e6)[1]
                spots.append((x, self.options.get("pad", 0), tall))
                tallest, x = max(tallest, tall), x + room + gap
            self.height = max(tallest, self.options.get("least", 0)) + 2 * self.options.get("pad", 0)
        self.height += self.options.get("foot", 0)
        self.spots = spots
        return width, self.height

    def draw(self) -> None:
        canvas = self.canv
        for part, (x, top, tall) in zip(self.parts, self.spots, strict=True):
            part.drawOn(canvas, x, self.height - top - tall)
        if self.options.get("line"):
            canvas.setStrokeColor(LINE)
            canvas.setLineWidth(0.5)
            canvas.line(0, 0, self.width, 0)
        field = self.options.get("field")
        if field is None:
            return
        name, check, checked, left, tall = field
        if check:
            canvas.acroForm.checkbox(
                name=name, tooltip=name, x=1, y=int(self.height) - 13, size=10, checked=checked, relative=True,
                borderWidth=1, borderColor=RULE, fillColor=None, forceBorder=False,
            )  # fmt: skip
            return
        canvas.setFillColor(TINT)
        canvas.rect(left, 0, self.width - left, tall, stroke=0, fill=1)
        canvas.setStrokeColor(RULE)
        canvas.line(left, 0, self.width, 0)
        canvas.acroForm.textfield(
            name=name, tooltip=name, x=left, y=0, width=self.width - left, height=tall, relative=True,
            borderWidth=0, fillColor=None, fontSize=9, maxlen=4000,
            fieldFlags="multiline" if tall > 25 else "",
        )  # fmt: skip
