"""Single lines drawn straight on the canvas: headers, footers, page numbers, the cover's contents."""

from __future__ import annotations

from reportlab.lib.colors import Color
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from talented_desk.packages import fonts

LONGEST = 400


def pieces(text: str, font: str) -> list[tuple[str, str]]:
    """The text as (font, words) parts, all printable, line breaks turned to spaces."""
    return [
        (fonts.FALLBACK if run.fallback else font, run.text.replace("\n", " ")) for run in fonts.runs(text[:LONGEST])
    ]


def width_of(parts: list[tuple[str, str]], size: float) -> float:
    return sum(stringWidth(words, font, size) for font, words in parts)


def shortened(parts: list[tuple[str, str]], size: float, width: float) -> list[tuple[str, str]]:
    """The parts, cut with an ellipsis in the first part's font where they do not fit `width` points."""
    if not parts or width_of(parts, size) <= width:
        return parts
    main = next((font for font, _ in parts if font != fonts.FALLBACK), fonts.REGULAR)
    room = width - stringWidth("…", main, size)
    kept: list[tuple[str, str]] = []
    for font, words in parts:
        part = stringWidth(words, font, size)
        if part <= room:
            kept.append((font, words))
            room -= part
            continue
        while words and stringWidth(words, font, size) > room:
            words = words[:-1]
        kept.append((font, words.rstrip()))
        break
    return [*kept, (main, "…")]


def line(
    canvas: Canvas,
    x: float,
    y: float,
    text: str,
    *,
    font: str = fonts.REGULAR,
    size: float = 7.6,
    color: Color,
    width: float = 1e6,
    right: bool = False,
) -> None:
    """Draw one line from x, or up to x when `right`; cut with an ellipsis past `width`."""
    parts = shortened(pieces(text, font), size, width)
    if right:
        x -= width_of(parts, size)
    canvas.setFillColor(color)
    for name, words in parts:
        canvas.setFont(name, size)
        canvas.drawString(x, y, words)
        x += stringWidth(words, name, size)
