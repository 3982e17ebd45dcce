"""A short paper as it will print, to be saved, printed or opened."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtPrintSupport import QPrintDialog
from PySide6.QtWidgets import QDialog, QFileDialog, QWidget

from talented_desk.jobs import Task
from ui.context import UiContext
from ui.dialogs.room import within
from ui.operations.runner import Operation
from ui.pages.placement.outside import documents_folder, save
from ui.pages.placement.pages import PageFeeder
from ui.pages.placement.printing import print_pdf, printed, printer_for
from ui.widgets.basics import Button, column, hairline, line
from ui.widgets.pdf_view import PdfView


class PaperDialog(QDialog):
    """The pages of one PDF; the same bytes everywhere."""

    def __init__(self, context: UiContext, title: str, name: str, pdf: bytes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context, self._name, self.pdf = context, name, pdf
        theme, t = context.theme, context.t
        self.setWindowTitle(title)
        self.setModal(True)
        self.finished.connect(self.deleteLater)
        self.view = PdfView(theme, t)
        self._feeder = PageFeeder(context.jobs, self.view)
        self._feeder.failed.connect(context.operations.tell)
        foot = line(spacing=theme.px(8))
        foot.setContentsMargins(theme.px(24), theme.px(12), theme.px(24), theme.px(16))
        foot.addStretch(1)
        for words, icon, do, kind in (
            (t("Close"), "", self.accept, "plain"),
            (t("Print…"), "printer", self.print_, "plain"),
            (t("Save as PDF…"), "save", self.ask_file, "primary"),
        ):
            button = Button(theme, words, icon, "primary" if kind == "primary" else "plain")
            button.setAutoDefault(False)
            button.clicked.connect(do)
            foot.addWidget(button)
        whole = column(self)
        whole.addWidget(self.view, 1)
        whole.addWidget(hairline())
        whole.addLayout(foot)
        within(self, parent, theme.px(760), theme.px(860))
        self._feeder.show(pdf)

    def ask_file(self) -> None:
        """Ask where to, and save."""
        t = self.context.t
        start = str(Path(documents_folder()) / f"{self._name}.pdf")
        chosen, _ = QFileDialog.getSaveFileName(self, t("Save as PDF…"), start, t("PDF files (*.pdf)"))
        if chosen:
            self.write(Path(chosen))

    def write(self, path: Path) -> None:
        """Save the file, and say so."""
        pdf, t = self.pdf, self.context.t
        said = t("Saved as {path}", path=path)
        self.context.operations.run(self, Operation(t("Saving"), lambda task: save(path, pdf), said=said, undo=False))

    def print_(self) -> None:
        """Ask for a printer, and print."""
        t, pdf, notices = self.context.t, self.pdf, self.context.notices
        printer = printer_for(self._name)
        dialog = QPrintDialog(printer, self)
        if dialog.exec() != QDialog.DialogCode.Accepted:
            return

        def job(task: Task) -> int:
            return print_pdf(printer, pdf, task)

        def done(pages: int) -> None:
            notices.toast(printed(printer, pages, t))

        self.context.operations.run(self, Operation(t("Printing"), job, done=done, undo=False))
