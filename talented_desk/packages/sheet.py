"""Short papers of one or a few pages that stand alone: a title, facts, parts with lines; page numbers at the foot."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, Final

from reportlab.lib.colors import HexColor
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, Paragraph

from talented_desk.packages import fonts, style
from talented_desk.packages.alone import alone
from talented_desk.packages.compose import compose
from talented_desk.packages.drawing import line

PROGRAM: Final = "Talented Desk"
LOCALES: Final = {"en": "en-CA", "fr": "fr-CA"}
SIZE: Final = 7.6
TONES: Final = {"bad": HexColor("#B3261E"), "warn": HexColor("#8A5700")}
_FOOT: Final = 38.0
_NUMBER: Final = 90
_RIGHT: Final = style.PAGE_WIDTH - style.MARGIN
HEAD: Final = ParagraphStyle("head", parent=style.SECTION, spaceBefore=11, spaceAfter=3)
ROW: Final = ParagraphStyle("row", parent=style.VALUE, fontSize=9.2, leading=12.6, spaceAfter=2)
NOTE: Final = ParagraphStyle("rownote", parent=style.NOTE, spaceBefore=0, spaceAfter=3, leftIndent=10)


def said(text: str, look: ParagraphStyle) -> Paragraph:
    """Words as a paragraph; characters that no font holds are told as codes."""
    return Paragraph(fonts.markup(text), look)


def row(text: str, note: str = "", tone: str = "") -> list[Flowable]:
    """One line, its note under it; the tone colours the note."""
    found: list[Flowable] = [said(text, ROW)]
    if note:
        look = NOTE if tone not in TONES else ParagraphStyle(f"note-{tone}", parent=NOTE, textColor=TONES[tone])
        found.append(said(note, look))
    return found


def render(
    story: Callable[[], Sequence[Flowable]], *, language: str, title: str, foot: str, made: datetime
) -> tuple[bytes, int]:
    """The PDF and its number of pages; the same story at the same time gives the same bytes. `foot` is on each page.

    `story` is called while nobody else builds: paragraphs are made by what ReportLab has only one of.
    """
    with alone():
        fonts.coverage()
        return _Sheet(language, title, foot, made).pdf(story())


class _Sheet:
    def __init__(self, language: str, title: str, foot: str, made: datetime) -> None:
        self._foot, self._pages, self._buffer = foot, 0, io.BytesIO()
        self._words = "Page {} de {}" if language == "fr" else "Page {} of {}"
        canvas = self._canvas = Canvas(
            self._buffer,
            pagesize=(style.PAGE_WIDTH, style.PAGE_HEIGHT),
            pageCompression=1,
            invariant=1,
            initialFontName=fonts.REGULAR,  # type: ignore[arg-type]  # the stubs say float
            lang=LOCALES[language],
        )
        canvas.setTitle(title)
        canvas.setAuthor(PROGRAM)
        canvas.setCreator(PROGRAM)
        canvas.setProducer(PROGRAM)
        stamp = made.strftime("%Y%m%d%H%M%S")
        canvas.setDateFormatter(lambda *_parts: f"D:{stamp}+00'00'")
        canvas.setViewerPreference("DisplayDocTitle", "true")
        self._seed = f"{language}|{title}|{foot}|{stamp}"

    def pdf(self, story: Sequence[Flowable]) -> tuple[bytes, int]:
        canvas = self._canvas
        compose(canvas, story, self._turn)
        self._turn()
        for page in range(1, self._pages + 1):
            canvas.beginForm(f"page{page}", 0, -4, _NUMBER, 12)
            words = self._words.format(page, self._pages)
            line(canvas, _NUMBER, 0, words, color=style.MUTED, size=SIZE, right=True)
            canvas.endForm()
        digest = hashlib.sha256(self._seed.encode("utf-8", "backslashreplace")).hexdigest()[:32].encode()
        document: Any = canvas._doc  # type: ignore[attr-defined]
        document._ID = b"\n[<" + digest + b"><" + digest + b">]\n"
        canvas.save()
        return self._buffer.getvalue(), self._pages

    def _turn(self) -> None:
        canvas = self._canvas
        self._pages += 1
        canvas.setStrokeColor(style.LINE)
        canvas.setLineWidth(0.5)
        canvas.line(style.MARGIN, _FOOT + 13, _RIGHT, _FOOT + 13)
        line(canvas, style.MARGIN, _FOOT, self._foot, color=style.MUTED, size=SIZE, width=style.WIDTH - _NUMBER)
        canvas.saveState()
        canvas.translate(_RIGHT - _NUMBER, _FOOT)
        canvas.doForm(f"page{self._pages}")
        canvas.restoreState()
        canvas.showPage()
