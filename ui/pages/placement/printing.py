"""Prints a PDF on any printer, a file included: pages are drawn as in the preview and painted one by one."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Final

from PySide6.QtCore import QRectF, QSizeF, Qt
from PySide6.QtGui import QImage, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrinter

from talented_desk.errors import Cancelled, DeskError
from talented_desk.i18n import N_, Translator
from talented_desk.jobs import Task

DPI: Final = 300
POINTS: Final = 72


class PrinterRefused(DeskError):
    message = N_("The printer did not take the document. Look whether it is on and has paper, then print again.")


def printer_for(name: str) -> QPrinter:
    """A printer set up for a document of this name; keep a reference as long as a dialog or a job uses it."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setDocName(name)
    printer.setPageSize(QPageSize(QPageSize.PageSizeId.Letter))
    printer.setFullPage(True)
    return printer


def printed(printer: QPrinter, pages: int, t: Translator) -> str:
    """What was done, in a sentence: on paper, or in which file."""
    if target := printer.outputFileName():
        return t("Saved as {path}", path=target)
    return t.plural("{count} page sent to the printer", "{count} pages sent to the printer", pages)


def chosen_pages(printer: QPrinter, count: int) -> list[int]:
    """The pages to print, from 0, in order: the range and the copies that the dialog asked for."""
    first, last = printer.fromPage() or 1, printer.toPage() or count
    pages = list(range(max(1, first) - 1, min(last, count)))
    if printer.pageOrder() == QPrinter.PageOrder.LastPageFirst:
        pages.reverse()
    copies = 1 if printer.supportsMultipleCopies() else max(1, printer.copyCount())
    if printer.collateCopies():
        return pages * copies
    return [page for page in pages for _ in range(copies)]


def print_pdf(printer: QPrinter, pdf: bytes, task: Task) -> int:
    """Paint the pages; returns how many. A cancel takes the job back from the printer. Raises `PrinterRefused`."""
    from talented_desk.packages.preview import Preview

    with Preview(pdf) as preview:
        pages = chosen_pages(printer, preview.pages)
        if pages:
            printer.setPageSize(_paper(preview.sizes[pages[0]], printer))
        painter = QPainter()
        if not painter.begin(printer):
            raise PrinterRefused()
        try:
            for done, number in enumerate(pages):
                task.progress(done, len(pages), N_("Printing"))
                if done and not printer.newPage():
                    raise PrinterRefused()
                found = preview.render(number, DPI / POINTS)
                image = QImage(found.data, found.width, found.height, found.stride, QImage.Format.Format_RGB32)
                room = printer.paperRect(QPrinter.Unit.DevicePixel)
                painter.drawImage(_fitted(image, QRectF(0, 0, room.width(), room.height())), image)
        except (Cancelled, PrinterRefused):
            printer.abort()
            painter.end()
            _forget(printer)
            raise
        painter.end()
        return len(pages)


def _paper(size: tuple[float, float], printer: QPrinter) -> QPageSize:
    """The paper of the document, where the printer was left at what we set; else what the person chose."""
    asked = printer.pageLayout().pageSize()
    if asked.id() != QPageSize.PageSizeId.Letter:
        return asked
    return QPageSize(QSizeF(*size), QPageSize.Unit.Point)


def _fitted(image: QImage, room: QRectF) -> QRectF:
    size = QSizeF(image.width(), image.height()).scaled(room.size(), Qt.AspectRatioMode.KeepAspectRatio)
    return QRectF((room.width() - size.width()) / 2, (room.height() - size.height()) / 2, size.width(), size.height())


def _forget(printer: QPrinter) -> None:
    """Half a file is worse than none."""
    if printer.outputFormat() == QPrinter.OutputFormat.PdfFormat and printer.outputFileName():
        with suppress(OSError):
            Path(printer.outputFileName()).unlink(missing_ok=True)
