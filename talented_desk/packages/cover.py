"""The first page: what this is, for whom, and the contents with page numbers and links."""

from __future__ import annotations

from collections.abc import Sequence

from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, Paragraph

from talented_desk.packages import fonts, style
from talented_desk.packages.context import Context
from talented_desk.packages.drawing import line
from talented_desk.packages.model import DocumentEntry

_RIGHT = style.PAGE_WIDTH - style.MARGIN
_FOOT = 64.0


def draw(canvas: Canvas, contexts: Sequence[Context], titles: Sequence[tuple[str, str, Context]]) -> None:
    """Draw the first page; page numbers are left to `number`. One context for each language, in order."""
    data = contexts[0].data
    y = style.PAGE_HEIGHT - 66
    line(canvas, style.MARGIN, y, data.officer.organization, color=style.MUTED, size=9.6, width=style.WIDTH)
    y -= 52 if len(contexts) == 1 else 44
    for i, ctx in enumerate(contexts):
        look = style.COVER if i == 0 else style.SUBTITLE
        y = _under(canvas, y, Paragraph(ctx.text("common.package"), look))
    y -= 22
    title = data.placement.title.strip() or " / ".join(ctx.words("common.untitled") for ctx in contexts)
    line(canvas, style.MARGIN, y, title, color=style.INK, size=15, width=style.WIDTH)
    y -= 30
    y = _facts(canvas, y, contexts)
    y -= 26 if len(contexts) == 1 else 20
    row = 23.0 if len(contexts) == 1 else 20.5
    for ctx in contexts:
        y = _contents(canvas, y, row, ctx, [(code, title) for code, title, owner in titles if owner is ctx])
    foot = _FOOT
    for ctx in reversed(contexts):
        note = Paragraph(f"{ctx.text('common.blanks')} {ctx.text('common.not_legal')}", style.NOTE)
        height = note.wrapOn(canvas, style.WIDTH, 1e6)[1]
        note.drawOn(canvas, style.MARGIN, foot)
        foot += height + 6


def number(canvas: Canvas, entries: Sequence[DocumentEntry]) -> None:
    """Fill in the contents' page numbers, after the last page."""
    for entry in entries:
        canvas.beginForm(f"at-{entry.code}-{entry.language}", 0, -4, 40, 14)
        line(canvas, 40, 0, str(entry.first_page), color=style.INK, size=9.6, right=True)
        canvas.endForm()


def _facts(canvas: Canvas, y: float, contexts: Sequence[Context]) -> float:
    data = contexts[0].data
    ctx = contexts[0]
    dates = ""
    if data.placement.start and data.placement.end:
        dates = f"{ctx.date(data.placement.start)} – {ctx.date(data.placement.end)}"
    names = dict.fromkeys(data.institution.name.text(each.language) for each in contexts)
    rows = (
        ("facts.student", data.student.name),
        ("facts.employer", data.employer.name),
        ("facts.institution", " / ".join(name for name in names if name)),
        ("facts.dates", dates),
        ("common.prepared_on", ctx.date(data.created.date())),
        ("common.prepared_by", data.officer.name),
        ("common.reference", data.code),
    )
    for key, value in rows:
        if not value.strip():
            continue
        label = " / ".join(dict.fromkeys(each.words(key) for each in contexts))
        width = 190.0 if len(contexts) > 1 else style.LABEL_WIDTH
        line(canvas, style.MARGIN, y, label, size=8.4, color=style.MUTED, width=width - 12)
        line(canvas, style.MARGIN + width, y, value, size=9.6, color=style.INK, width=style.WIDTH - width)
        y -= 18
    return y


def _contents(canvas: Canvas, y: float, row: float, ctx: Context, titles: Sequence[tuple[str, str]]) -> float:
    line(canvas, style.MARGIN, y, ctx.words("common.contents"), font=fonts.SEMIBOLD, size=11, color=style.ACCENT)
    y -= 10
    canvas.setLineWidth(0.5)
    for code, title in titles:
        canvas.setStrokeColor(style.LINE)
        canvas.line(style.MARGIN, y, _RIGHT, y)
        base = y - row / 2 - 3.5
        line(canvas, style.MARGIN, base, title, size=9.6, color=style.INK, width=style.WIDTH - 60)
        canvas.saveState()
        canvas.translate(_RIGHT - 40, base)
        canvas.doForm(f"at-{code}-{ctx.language}")
        canvas.restoreState()
        box = (style.MARGIN, y - row, _RIGHT, y)
        canvas.linkRect(title, f"{code}-{ctx.language}", box, relative=0, thickness=0)
        y -= row
    canvas.setStrokeColor(style.LINE)
    canvas.line(style.MARGIN, y, _RIGHT, y)
    return y - row - 4


def _under(canvas: Canvas, y: float, flowable: Flowable) -> float:
    height = flowable.wrapOn(canvas, style.WIDTH, 1e6)[1]
    flowable.drawOn(canvas, style.MARGIN, y - height)
    return y - height - flowable.getSpaceAfter()
