"""What stands on every page beside its content: the running header, the footer, `Page x of y`."""

from __future__ import annotations

from typing import Final

from reportlab.pdfgen.canvas import Canvas

from talented_desk.packages import style
from talented_desk.packages.context import Context
from talented_desk.packages.drawing import line
from talented_desk.packages.model import PackageInput

SIZE: Final = 7.6
_HEAD: Final = style.PAGE_HEIGHT - 44
_FOOT: Final = 38.0
_RIGHT: Final = style.PAGE_WIDTH - style.MARGIN
_NUMBER_WIDTH: Final = 110


class Furniture:
    """Draws header and footer page by page. Page numbers wait in small forms until the last page is known."""

    def __init__(self, canvas: Canvas, data: PackageInput, version: str) -> None:
        self._canvas, self._data, self._version = canvas, data, version
        self._pages: list[Context] = []
        self._ctx: Context | None = None
        self._title = ""

    def enter(self, ctx: Context, title: str) -> None:
        """Pages from here on belong to this document; without a title they have no header."""
        self._ctx, self._title = ctx, title

    def draw(self) -> None:
        """Finish the present page."""
        ctx = self._ctx
        if ctx is None:
            raise ValueError("no document entered")
        canvas, data = self._canvas, self._data
        canvas.setStrokeColor(style.LINE)
        canvas.setLineWidth(0.5)
        if self._title:
            parts = [data.placement.title, data.employer.name, data.student.name]
            head = "  ·  ".join(part.strip() for part in parts if part.strip())
            line(canvas, style.MARGIN, _HEAD, head, color=style.MUTED, size=SIZE, width=320)
            line(canvas, _RIGHT, _HEAD, self._title, color=style.MUTED, size=SIZE, width=165, right=True)
            canvas.line(style.MARGIN, _HEAD - 9, _RIGHT, _HEAD - 9)
        canvas.line(style.MARGIN, _FOOT + 13, _RIGHT, _FOOT + 13)
        parts = [
            data.officer.organization.strip(),
            ctx.words("common.prepared", date=ctx.date(data.created.date())),
            ctx.words("common.template", version=self._version),
            data.code,
        ]
        foot = "  ·  ".join(part for part in parts if part)
        line(canvas, style.MARGIN, _FOOT, foot, color=style.MUTED, size=SIZE, width=375)
        self._pages.append(ctx)
        canvas.saveState()
        canvas.translate(_RIGHT - _NUMBER_WIDTH, _FOOT)
        canvas.doForm(f"page{len(self._pages)}")
        canvas.restoreState()

    def number(self, pages: int) -> None:
        """Fill in the page numbers, after the last page."""
        for page, ctx in enumerate(self._pages, 1):
            self._canvas.beginForm(f"page{page}", 0, -4, _NUMBER_WIDTH, 12)
            text = ctx.words("common.page", page=str(page), pages=str(pages))
            line(self._canvas, _NUMBER_WIDTH, 0, text, color=style.MUTED, size=SIZE, right=True)
            self._canvas.endForm()
