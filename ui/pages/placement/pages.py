"""Brings the pages of a PDF into the view one after another, the first as soon as it is drawn."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from talented_desk.jobs import Running, Task
from ui.jobs import JobBridge
from ui.widgets.pdf_view import PageImage, PdfView

POINTS = 72.0
SHARP = 1.5
"""Pixels a point before the screen's own ratio: sharp at the width of a window, 4 MB a page."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A page of a PDF as the view takes it; `pages` is how many there are."""

    page: PageImage
    pages: int


def draw(pdf: bytes, number: int, scale: float) -> Drawn:
    """Page `number` (from 0) at `scale` pixels a point; run it off the interface's thread. Raises `UnreadablePdf`."""
    # the library for drawing is loaded when a document is first looked at
    from talented_desk.packages.preview import Preview

    with Preview(pdf) as preview:
        found = preview.render(number, scale)
        picture = QImage(found.data, found.width, found.height, found.stride, QImage.Format.Format_RGB32)
        rgba = picture.convertToFormat(QImage.Format.Format_RGBA8888)
        page = PageImage(found.width, found.height, bytes(rgba.constBits()), POINTS * scale)
        return Drawn(page, preview.pages)


class PageFeeder(QObject):
    """Draws one document at a time; a new one ends the one before."""

    finished = Signal()
    failed = Signal(object)

    def __init__(self, jobs: JobBridge, view: PdfView) -> None:
        super().__init__(view)
        self._jobs, self._view = jobs, view
        self._pdf = b""
        self._running: Running[Drawn] | None = None
        self._turn = 0

    def show(self, pdf: bytes) -> None:
        """Show this document from its first page."""
        self.stop()
        self._pdf = pdf
        self._draw(self._turn, 0)

    def stop(self) -> None:
        """Draw no further."""
        self._turn += 1
        if self._running is not None:
            self._running.cancel()
            self._running = None

    def _draw(self, turn: int, number: int) -> None:
        pdf, scale = self._pdf, SHARP * min(2.0, self._view.devicePixelRatioF())

        def job(task: Task) -> Drawn:
            return draw(pdf, number, scale)

        self._running = self._jobs.read(
            self,
            job,
            lambda drawn: self._take(turn, number, drawn),
            lambda error: self._fail(turn, error),
        )

    def _take(self, turn: int, number: int, drawn: Drawn) -> None:
        if turn != self._turn:
            return
        if number == 0:
            self._view.show_pages([drawn.page])
        else:
            self._view.add_page(drawn.page)
        if number + 1 < drawn.pages:
            self._draw(turn, number + 1)
        else:
            self._running = None
            self.finished.emit()

    def _fail(self, turn: int, error: BaseException) -> None:
        if turn == self._turn:
            self.failed.emit(error)
