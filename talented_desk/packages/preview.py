"""Pages of a package as pixels, with what is filled into their fields; free of Qt."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import TracebackType

import pypdfium2 as pdfium

from talented_desk.errors import DeskError
from talented_desk.i18n import N_

_PDFIUM = threading.Lock()  # the library serves one thread at a time


class UnreadablePdf(DeskError):
    """The bytes are no PDF that can be shown."""

    message = N_("This file cannot be shown: it is not a PDF, or it is damaged.")


class LockedPdf(UnreadablePdf):
    """The PDF opens only with a password."""

    message = N_("This PDF is protected by a password: open it in a viewer, which asks for it.")


@dataclass(frozen=True, slots=True)
class PageImage:
    """One page: rows of `stride` bytes, four bytes a pixel in the order blue, green, red, unused.

    That is Qt's `Format_RGB32` on every machine that Qt runs on with the low byte first.
    """

    width: int
    height: int
    stride: int
    data: bytes


class Preview:
    """An open PDF. Render from any thread; use as a context manager or call `close`."""

    def __init__(self, pdf: bytes) -> None:
        with _PDFIUM:
            try:
                self._document = pdfium.PdfDocument(pdf)
                self._document.init_forms()
                self.sizes = tuple(self._document.get_page_size(i) for i in range(len(self._document)))
            except pdfium.PdfiumError as error:
                locked = getattr(error, "err_code", None) == pdfium.raw.FPDF_ERR_PASSWORD
                raise LockedPdf() if locked else UnreadablePdf() from error

    @property
    def pages(self) -> int:
        return len(self.sizes)

    def render(self, page: int, scale: float = 1.0) -> PageImage:
        """Page `page` (from 0) at `scale` pixels a point (1.0 is 72 dots an inch), fields drawn."""
        with _PDFIUM, self._page(page) as opened:
            bitmap = opened.render(scale=scale, may_draw_forms=True, rev_byteorder=False, prefer_bgrx=True)
            image = PageImage(bitmap.width, bitmap.height, bitmap.stride, bytes(bitmap.buffer))
            bitmap.close()
            return image

    def text(self, page: int) -> str:
        """The words of page `page` (from 0); empty where it is only a picture, or damaged."""
        with _PDFIUM:
            try:
                with self._page(page) as opened:
                    words = opened.get_textpage()
                    try:
                        return str(words.get_text_range())
                    finally:
                        words.close()
            except pdfium.PdfiumError:
                return ""

    def close(self) -> None:
        with _PDFIUM:
            self._document.close()

    def __enter__(self) -> Preview:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @contextmanager
    def _page(self, page: int) -> Iterator[pdfium.PdfPage]:
        opened = self._document[page]
        try:
            yield opened
        finally:
            opened.close()
