"""The report on paper: US Letter, the house's type and hairlines, the facts on every page, the same bytes again."""

from __future__ import annotations

import hashlib
import io
from typing import Any, Final

from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, Paragraph

from talented_desk.clock import from_utc_text
from talented_desk.formats import Formats
from talented_desk.i18n import N_, Translator
from talented_desk.jobs import Task
from talented_desk.packages import fonts, style
from talented_desk.packages.alone import alone
from talented_desk.packages.blocks import Together
from talented_desk.packages.compose import compose
from talented_desk.packages.drawing import line
from talented_desk.reports.model import Report, Section
from talented_desk.reports.paper import FigureGrid, TableBlock
from talented_desk.reports.runner import facts, nothing

PROGRAM: Final = "Talented Desk"
LOCALES: Final = {"en": "en-CA", "fr": "fr-CA"}
SIZE: Final = 7.6
_HEAD: Final = style.PAGE_HEIGHT - 44
_FOOT: Final = 38.0
_RIGHT: Final = style.PAGE_WIDTH - style.MARGIN
_NUMBER: Final = 90


def render(report: Report, task: Task) -> bytes:
    """The PDF; a cancel is heard between pages."""
    task.progress(0, 1, N_("Laying out the report"))
    with alone():
        return _Paper(report, task).pdf()


class _Paper:
    def __init__(self, report: Report, task: Task) -> None:
        fonts.coverage()
        self._report, self._task = report, task
        self._t, self._formats = Translator(report.language), Formats(report.language)
        self._facts = facts(report)
        self._pages = 0
        self._buffer = io.BytesIO()
        self._canvas = Canvas(
            self._buffer,
            pagesize=(style.PAGE_WIDTH, style.PAGE_HEIGHT),
            pageCompression=1,
            invariant=1,
            initialFontName=fonts.REGULAR,  # type: ignore[arg-type]  # the stubs say float
            lang=LOCALES[report.language],
        )

    def pdf(self) -> bytes:
        canvas, report = self._canvas, self._report
        self._describe()
        compose(canvas, self._story(), self._turn)
        self._turn()
        for page in range(1, self._pages + 1):
            canvas.beginForm(f"page{page}", 0, -4, _NUMBER, 12)
            words = self._t("Page {number} of {count}", number=page, count=self._pages)
            line(canvas, _NUMBER, 0, words, color=style.MUTED, size=SIZE, right=True)
            canvas.endForm()
        digest = hashlib.sha256(repr(report).encode("utf-8", "backslashreplace")).hexdigest()[:32].encode()
        document: Any = canvas._doc  # type: ignore[attr-defined]
        document._ID = b"\n[<" + digest + b"><" + digest + b">]\n"
        canvas.save()
        return self._buffer.getvalue()

    def _story(self) -> list[Flowable]:
        report, t = self._report, self._t
        story: list[Flowable] = [
            _said(report.title, style.TITLE),
            _said("  ·  ".join(self._facts), style.LEAD),
        ]
        if words := nothing(report):
            story.append(_said(words, style.STRONG))
        story.append(FigureGrid(report.figures, self._formats))
        story += [self._section(section) for section in report.sections]
        notes = [_said(note, style.NOTE) for note in report.notes]
        story.append(Together([_said(t("How it was counted"), style.SECTION), *notes], space_before=16))
        return story

    def _section(self, section: Section) -> Flowable:
        """On one page if it fits one."""
        parts: list[Flowable] = [_said(section.title, style.SECTION), TableBlock(section.table, self._formats)]
        return Together([*parts, *(_said(note, style.NOTE) for note in section.notes)], space_before=16)

    def _turn(self) -> None:
        self._task.check()
        canvas, report = self._canvas, self._report
        self._pages += 1
        canvas.setStrokeColor(style.LINE)
        canvas.setLineWidth(0.5)
        if self._pages > 1:
            line(canvas, style.MARGIN, _HEAD, report.title, color=style.MUTED, size=SIZE, width=240)
            line(canvas, _RIGHT, _HEAD, self._facts[1], color=style.MUTED, size=SIZE, width=230, right=True)
            canvas.line(style.MARGIN, _HEAD - 9, _RIGHT, _HEAD - 9)
        canvas.line(style.MARGIN, _FOOT + 13, _RIGHT, _FOOT + 13)
        foot = "  ·  ".join((self._facts[0], *self._facts[2:]))
        line(canvas, style.MARGIN, _FOOT, foot, color=style.MUTED, size=SIZE, width=style.WIDTH - _NUMBER)
        canvas.saveState()
        canvas.translate(_RIGHT - _NUMBER, _FOOT)
        canvas.doForm(f"page{self._pages}")
        canvas.restoreState()
        canvas.showPage()

    def _describe(self) -> None:
        canvas, report = self._canvas, self._report
        canvas.setTitle(report.title)
        canvas.setSubject("  ·  ".join(self._facts))
        canvas.setAuthor(report.made_by or PROGRAM)
        canvas.setCreator(PROGRAM)
        canvas.setProducer(PROGRAM)
        made = from_utc_text(report.made_at).strftime("%Y%m%d%H%M%S")
        canvas.setDateFormatter(lambda *_parts: f"D:{made}+00'00'")
        canvas.setViewerPreference("DisplayDocTitle", "true")


def _said(text: str, look: Any) -> Paragraph:
    return Paragraph(fonts.markup(text), look)
