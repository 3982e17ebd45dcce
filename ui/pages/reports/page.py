"""The outreach report: one run on screen, on paper and in files. Each figure opens its records."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QDialog, QFileDialog, QLineEdit, QMenu, QScrollArea, QStackedWidget, QWidget

from talented_desk.compat import override
from talented_desk.domain.periods import PeriodBackwards, PeriodImplausible
from talented_desk.errors import Cancelled
from talented_desk.events import DataChanged
from talented_desk.i18n import N_
from talented_desk.jobs import Running, Task
from talented_desk.reports.model import Opens, Report, address
from talented_desk.reports.runner import facts, file_name, nothing, render
from ui.actions.hub import Command
from ui.context import UiContext
from ui.navigation import Page
from ui.pages.placement import outside
from ui.pages.placement.pages import PageFeeder
from ui.pages.reports.figures import Figures
from ui.pages.reports.period import PeriodBar
from ui.pages.reports.table import SectionView
from ui.widgets.basics import Button, ElidedLabel, clear, column, hairline, label, line
from ui.widgets.header import PageHeader
from ui.widgets.messages import Banner
from ui.widgets.pdf_view import PdfView
from ui.widgets.progress import ProgressLine

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

    from talented_desk.services.reports import Behind

KIND: Final = "outreach"
WIDEST: Final = 1240
"""Pixels at 100 % of tables and charts at most: figures stay near what they count."""
FOLDER: Final = "reports.folder"
TABLES: Final = frozenset(
    {"support_session", "session_employer", "employer", "placement", "opportunity", "officer", "institution"}
)
FORMS: Final[Mapping[str, str]] = {
    "pdf": N_("PDF documents (*.pdf)"),
    "xlsx": N_("Excel workbooks (*.xlsx)"),
    "csv": N_("CSV files (*.csv)"),
}


class ReportsPage(Page):
    """Runs the report for the period that is chosen; shows it, previews it, prints it and saves it."""

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        theme, t = context.theme, context.t
        self.report: Report | None = None
        self._pdf: bytes | None = None
        self._printer: QPrinter | None = None
        self._running: Running[Any] | None = None
        self._stale = False
        actions = context.actions
        self._header = header = PageHeader(theme, t("Outreach report"), t("More"))
        header.add_primary(actions.action("report.print"), "printer")
        header.add_quiet(actions.action("report.preview"), "eye")
        self._save_button = Button(theme, t("Save as…"), "download")
        self._save_button.setObjectName("report-save")
        self._save_menu = QMenu(self)
        for form in FORMS:
            self._save_menu.addAction(actions.action(f"report.{form}"))
        self._save_button.clicked.connect(self._open_menu)
        header.add_beside(self._save_button)
        header.add_more(actions.action("page.refresh"))
        self._period = PeriodBar(context)
        self._period.changed.connect(self._load)
        self._banner = Banner(theme)
        self._progress = ProgressLine(theme, t)
        self._progress.cancelled.connect(self._cancel)
        self._facts = ElidedLabel("", "muted")
        self._facts.setObjectName("report-facts")
        self._figures = Figures(context)
        inside = QWidget()
        inside.setMaximumWidth(theme.px(WIDEST))
        self._body = column(inside, spacing=theme.px(24))
        self._body.setContentsMargins(theme.px(24), theme.px(16), theme.px(24), theme.px(24))
        self._body.addWidget(self._figures)
        self._hint = label(t("Click a figure, or press Enter on it, to see the records behind it."), "small", wrap=True)
        self._body.addWidget(self._hint)
        self._sections = column(spacing=theme.px(28))
        self._body.addLayout(self._sections)
        self._body.addStretch(1)
        self._area = QScrollArea()
        self._area.setWidget(inside)
        self._area.setWidgetResizable(True)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setAccessibleName(t("Outreach report"))
        self._pages = PdfView(theme, t)
        self._pages.setObjectName("report-preview")
        self._feeder = PageFeeder(context.jobs, self._pages)
        self._feeder.failed.connect(context.operations.tell)
        self._back = Button(theme, t("Back to the figures"), "arrow-left", "link")
        self._back.setObjectName("report-back")
        self._back.clicked.connect(self._to_figures)
        preview = QWidget()
        box = column(preview)
        bar = line()
        bar.setContentsMargins(theme.px(16), theme.px(4), theme.px(16), theme.px(4))
        bar.addWidget(self._back)
        bar.addStretch(1)
        box.addLayout(bar)
        box.addWidget(self._pages, 1)
        self._stack = QStackedWidget()
        self._stack.setMinimumHeight(1)  # at large text in a low window what is chosen above comes first
        policy = self._stack.sizePolicy()
        policy.setRetainSizeWhenHidden(True)  # without a report, what stands above it stays where it is
        self._stack.setSizePolicy(policy)
        self._stack.addWidget(self._area)
        self._stack.addWidget(preview)
        top = column(spacing=theme.px(10))
        top.setContentsMargins(theme.px(24), theme.px(20), theme.px(24), theme.px(10))
        for widget in (header, self._period, self._banner, self._progress, self._facts):
            top.addWidget(widget)
        whole = column(self)
        whole.addLayout(top)
        whole.addWidget(hairline())
        whole.addWidget(self._stack, 1)
        context.events.data_changed.connect(self._data_changed)
        context.jobs.read(self, lambda task: context.app.officers.all(), self._period.offer_officers)
        self._load()

    @override
    def opened(self) -> None:
        first = self._figures.first()
        (first or self).setFocus(Qt.FocusReason.OtherFocusReason)
        if first is not None:
            self._area.ensureWidgetVisible(first)
        if self._stale:
            self._load()

    @override
    def commands(self) -> Mapping[str, Command]:
        found: dict[str, Command] = {"page.refresh": self._load}
        if self.report is not None:
            found |= {"report.print": self.print_, "report.preview": self.preview}
            found |= {f"report.{form}": partial(self.save, form) for form in FORMS}
        return found

    @override
    def escape(self) -> bool:
        if self._stack.currentIndex() == 1:
            self._to_figures()
            return True
        return False

    @override
    def place(self) -> dict[str, Any]:
        return self._period.save()

    @override
    def restore(self, place: dict[str, Any]) -> None:
        self._period.restore(place)
        self._load()

    # -- the run ------------------------------------------------------------------------------------------

    def _load(self) -> None:
        self._stale = False
        parameters, t = self._period.parameters(), self.context.t
        if parameters is None:
            self._refuse(t("Type both days."))
            return
        reports, language = self.context.app.reports, t.language
        self._cancel()
        self._running = self.context.jobs.read(
            self,
            lambda task: reports.run(KIND, parameters, language, task),
            self._show,
            self._failed,
            self._progress.advance,
        )
        self._progress.start(t("Making the report"))

    def _show(self, report: Report) -> None:
        self._progress.stop()
        self.report, self._pdf = report, None
        focused = self.focusWidget() if self.isVisible() else None
        inside = focused is not None and self._area.isAncestorOf(focused)
        kept = focused.objectName() if focused is not None and inside else ""
        words = nothing(report)
        if words:
            self._banner.say(words, "info")
        else:
            self._banner.hide()
        self._facts.set_whole("  ·  ".join(facts(report)))
        self._figures.show_figures(report.figures, self.open_behind)
        self._hint.setVisible(not words)
        clear(self._sections)
        shown = [SectionView(self.context, one, self.open_behind) for one in report.sections if one.table.rows]
        for view in shown:
            self._sections.addWidget(view)
        notes = column(spacing=self.context.theme.px(6))
        notes.addWidget(label(self.context.t("How it was counted"), "heading"))
        for note in report.notes:
            notes.addWidget(label(note, "small", wrap=True))
        self._sections.addLayout(notes)
        self._stack.setVisible(True)
        if inside or focused is self:  # what had the keyboard is gone: its successor takes it
            tables = (view.table for view in shown if view.table.objectName() == kept)
            successor = self._figures.named(kept) or next(tables, None) or self._figures.first() or self
            successor.setFocus(Qt.FocusReason.OtherFocusReason)
            # the focus passed by other tables while those before were taken away, and the page went along
            QTimer.singleShot(0, successor, partial(self._area.ensureWidgetVisible, successor))
        if self._stack.currentIndex() == 1:
            self.preview()
        self.commands_changed.emit()

    def _failed(self, error: BaseException) -> None:
        from talented_desk.services.reports import AsOfLater

        self._progress.stop()
        if isinstance(error, (PeriodBackwards, PeriodImplausible, AsOfLater)):
            self._refuse(error.describe(self.context.t))
        elif not isinstance(error, Cancelled):
            self.context.operations.tell(error)

    def _refuse(self, sentence: str) -> None:
        """No report of a period that cannot be: the one before goes, so that nobody prints it for this one."""
        self._cancel()
        self.report, self._pdf = None, None
        self._facts.set_whole("")
        self._stack.setVisible(False)
        self._banner.say(sentence, "warn")
        self.commands_changed.emit()

    def _cancel(self) -> None:
        if self._running is not None:
            self._running.cancel()
            self._running = None
        self._progress.stop()

    def _data_changed(self, event: DataChanged) -> None:
        if not event.tables & TABLES:
            return
        if self.isVisible():
            self._load()
        else:
            self._stale = True

    # -- the records behind a figure ----------------------------------------------------------------------

    def open_behind(self, opens: Opens) -> None:
        """Go to the list of the records behind a figure."""
        report = self.report
        if report is None:
            return
        if opens.page != "employers":
            self.context.navigate(opens.page, address(report.kind, report.parameters, opens))
            return
        reports = self.context.app.reports
        words = self.context.t("from the report, {words}", words=opens.words)

        def show(behind: Behind) -> None:
            self.context.navigate("employers", "rows:" + json.dumps({"text": words, "rows": behind.rows}))

        self.context.jobs.read(
            self,
            lambda task: reports.behind(report.kind, report.parameters, opens),
            show,
            self.context.operations.tell,
        )

    # -- paper and files ----------------------------------------------------------------------------------

    def preview(self) -> None:
        """The pages as they will print."""
        self._stack.setCurrentIndex(1)
        self._with_pdf(self._feeder.show)

    def _to_figures(self) -> None:
        self._feeder.stop()
        self._stack.setCurrentIndex(0)
        self.opened()

    def _with_pdf(self, use: Callable[[bytes], object]) -> None:
        """Lay the report out once, off the interface's thread, and use it."""
        report = self.report
        if report is None:
            return
        if self._pdf is not None:
            use(self._pdf)
            return

        def done(pdf: bytes) -> None:
            self._progress.stop()
            if self.report is report:
                self._pdf = pdf
                use(pdf)

        self._cancel()
        self._running = self.context.jobs.read(
            self, lambda task: render(report, "pdf", task), done, self._failed, self._progress.advance
        )
        self._progress.start(self.context.t("Laying out the report"))

    def print_(self) -> None:
        """Ask which printer and which pages, then print."""
        self._with_pdf(self._ask_printer)

    def _ask_printer(self, pdf: bytes) -> None:
        from PySide6.QtPrintSupport import QAbstractPrintDialog, QPrintDialog

        from talented_desk.packages.preview import Preview
        from ui.pages.placement.printing import printer_for

        report = self.report
        if report is None:
            return
        # a dialog on a printer that nobody holds ends the program
        self._printer = printer_for(file_name(report, "pdf"))
        dialog = QPrintDialog(self._printer, self.window())
        dialog.setObjectName("report-print-dialog")
        dialog.setOption(QAbstractPrintDialog.PrintDialogOption.PrintPageRange)
        with Preview(pdf) as pages:
            dialog.setMinMax(1, max(1, pages.pages))
        dialog.setWindowTitle(self.context.t("Print the report"))
        # Qt's own dialog offers a bare folder for printing to a file, and then refuses it
        target = dialog.findChild(QLineEdit, "filename")
        if target is not None:
            target.setText(str(self._folder() / file_name(report, "pdf")))
        dialog.accepted.connect(lambda: self._print(pdf))
        dialog.finished.connect(dialog.deleteLater)
        QDialog.open(dialog)  # the dialog has an `open` of its own that wants a slot by name

    def _print(self, pdf: bytes) -> None:
        from ui.pages.placement.printing import print_pdf, printed

        printer, t, notices = self._printer, self.context.t, self.context.notices
        if printer is None:
            return

        def done(pages: int) -> None:
            notices.busy("", None)
            notices.toast(printed(printer, pages, t))

        def failed(error: BaseException) -> None:
            notices.busy("", None)
            self.context.operations.tell(error)

        running = self.context.jobs.read(
            self, lambda task: print_pdf(printer, pdf, task), done, failed, notices.progress
        )
        notices.busy(t("Printing"), running)

    def save(self, form: str) -> None:
        """Ask where, then write this run there as `pdf`, `xlsx` or `csv`."""
        report, t = self.report, self.context.t
        if report is None:
            return
        folder = self._folder()
        dialog = QFileDialog(self.window(), t("Save the report"), str(folder), t(FORMS[form]))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(form)
        dialog.selectFile(str(folder / file_name(report, form)))
        dialog.fileSelected.connect(lambda chosen: self.save_as(report, form, Path(chosen)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def save_as(self, report: Report, form: str, target: Path) -> None:
        """Write a run whole or not at all."""
        t, notices = self.context.t, self.context.notices
        self.context.state.set(FOLDER, str(target.parent))

        def job(task: Task) -> Path:
            return outside.save(target, render(report, form, task))

        def done(saved: Path) -> None:
            notices.toast(t("Saved as {name} in {folder}", name=saved.name, folder=saved.parent))

        self.context.jobs.read(self, job, done, self.context.operations.tell)

    def _folder(self) -> Path:
        """Where the last report was saved, if that is still there."""
        kept = Path(str(self.context.state.get(FOLDER, "")) or outside.documents_folder())
        return kept if kept.is_dir() else Path.home()

    def _open_menu(self) -> None:
        self._save_menu.popup(self._save_button.mapToGlobal(self._save_button.rect().bottomLeft()))
