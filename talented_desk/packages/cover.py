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
_ROW = 23.0


def draw(canvas: Canvas, contexts: Sequence[Context], titles: Sequence[tuple[str, str, Context]]) -> None:
    """Draw the first page; page numbers are left to `number`. One context for each language, in order."""
    data = contexts[0].data
    y = style.PAGE_HEIGHT - 66
    line(canvas, style.MARGIN, y, data.officer.organization, color=style.MUTED, size=9.6, width=style.WIDTH)
    y -= 58
    for i, ctx in enumerate(contexts):
        look = style.COVER if i == 0 else style.SUBTITLE
        y = _under(canvas, y, Paragraph(ctx.text("common.package"), look))
    y -= 4
    title = data.placement.title.strip() or " / ".join(ctx.words("common.untitled") for ctx in contexts)
    y = _under(canvas, y, Paragraph(fonts.markup(_cut(title)), style.COVER_PLACEMENT))
    y -= 12
    y = _facts(canvas, y, contexts)
    y -= 22
    for ctx in contexts:
        y = _contents(canvas, y, ctx, [(code, title) for code, title, owner in titles if owner is ctx])
        y -= 14
    for ctx in contexts:
        words = f"{ctx.text('common.blanks')} {ctx.text('common.not_legal')}"
        y = _under(canvas, y, Paragraph(words, style.NOTE))
        y -= 4


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
        labels = list(dict.fromkeys(each.words(key) for each in contexts))
        label = Paragraph(fonts.markup(" / ".join(labels)), style.LABEL)
        shown = Paragraph(fonts.markup(_cut(value)), style.VALUE)
        width = 190.0 if len(contexts) > 1 else style.LABEL_WIDTH
        left = label.wrapOn(canvas, width - 12, 1e6)[1]
        height = max(left, shown.wrapOn(canvas, style.WIDTH - width, 1e6)[1])
        label.drawOn(canvas, style.MARGIN, y - left)
        shown.drawOn(canvas, style.MARGIN + width, y - shown.height)
        y -= height + 4
    return y


def _contents(canvas: Canvas, y: float, ctx: Context, titles: Sequence[tuple[str, str]]) -> float:
    line(canvas, style.MARGIN, y, ctx.words("common.contents"), font=fonts.SEMIBOLD, size=11, color=style.ACCENT)
    y -= 10
    canvas.setLineWidth(0.5)
    for code, title in titles:
        canvas.setStrokeColor(style.LINE)
        canvas.line(style.MARGIN, y, _RIGHT, y)
        base = y - 15.5
        line(canvas, style.MARGIN, base, title, size=9.6, color=style.INK, width=style.WIDTH - 60)
        canvas.saveState()
        canvas.translate(_RIGHT - 40, base)
        canvas.doForm(f"at-{code}-{ctx.language}")
        canvas.restoreState()
        box = (style.MARGIN, y - _ROW, _RIGHT, y)
        canvas.linkRect(title, f"{code}-{ctx.language}", box, relative=0, thickness=0)
        y -= _ROW
    canvas.setStrokeColor(style.LINE)
    canvas.line(style.MARGIN, y, _RIGHT, y)
    return y - 12


def _under(canvas: Canvas, y: float, flowable: Flowable) -> float:
    height = flowable.wrapOn(canvas, style.WIDTH, 1e6)[1]
    flowable.drawOn(canvas, style.MARGIN, y - height)
    return y - height - flowable.getSpaceAfter()


def _cut(text: str) -> str:
    """What the first page has room for; the documents print all of it."""
    return text if len(text) <= 160 else text[:159].rstrip() + "…"
