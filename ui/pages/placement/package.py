"""The package of a placement: generate it, look at it as it will print, save, print and open it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QDialog, QFileDialog, QLineEdit, QScrollArea, QStackedWidget, QWidget

from talented_desk.compat import override
from talented_desk.errors import Cancelled, NotFound
from talented_desk.i18n import N_
from talented_desk.jobs import Running, Task
from ui.context import UiContext
from ui.operations.runner import Operation
from ui.pages.placement import outside
from ui.pages.placement.pages import PageFeeder
from ui.pages.placement.record import PlacementView
from ui.pages.placement.side import PackageSide, language_words
from ui.widgets.basics import Button, ElidedLabel, column, hairline, line
from ui.widgets.messages import Banner, EmptyState
from ui.widgets.pdf_view import PdfView
from ui.widgets.progress import ProgressLine

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

    from talented_desk.packages.model import BuiltPackage, Languages, PackageInput
    from talented_desk.services.packages import PackageRow

NARROW = 760
"""Pixels at 100 % under which the side stands above the preview."""
FOLDER = "packages.folder"


@dataclass(frozen=True, slots=True)
class Shown:
    """The package in the preview: the same bytes for the eye, the printer, the file and the viewer."""

    id: str
    name: str
    pdf: bytes


class PackageTab(QWidget):
    """`mend` carries the field of a gap; `can_changed` tells that other commands are possible."""

    mend = Signal(str)
    can_changed = Signal()

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self._view: PlacementView | None = None
        self._shown: Shown | None = None
        self._asked = ""
        self._building: Running[Any] | None = None
        self._language_chosen = False
        self._printer: QPrinter | None = None
        theme, t = context.theme, context.t
        self._side = PackageSide(context)
        self._side.mend.connect(self.mend)
        self._side.wanted.connect(self.show_package)
        self._side.language_changed.connect(self._language_picked)
        self._pdf = PdfView(theme, t)
        self._pdf.setObjectName("package-preview")
        self._feeder = PageFeeder(context.jobs, self._pdf)
        self._feeder.failed.connect(context.operations.tell)
        self._empty = EmptyState(
            theme,
            "package",
            t("No package yet"),
            t(
                "A package holds the cover letter, the placement sheet, the learning plan, the safety sheet "
                "and the contact sheet. Choose the language and generate it."
            ),
        )
        self._stack = QStackedWidget()
        self._stack.addWidget(self._empty)
        self._stack.addWidget(self._pdf)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._row.setSpacing(0)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.addWidget(self._preview(), 1)
        self._row.addWidget(hairline(vertical=True))
        self._row.addWidget(self._side)
        inside = QWidget()
        inside.setLayout(self._row)
        self._area = QScrollArea()
        self._area.setWidget(inside)
        self._area.setWidgetResizable(True)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setAccessibleName(t("Package"))
        column(self).addWidget(self._area)
        self._arrange(wide=True)
        self._say()

    # -- what the page asks -------------------------------------------------------------------------------

    def show_view(self, view: PlacementView) -> None:
        """Show this placement's package: the one that was shown, or the newest that is kept."""
        other = self._view is None or self._view.placement.id != view.placement.id
        self._view = view
        if other:
            self._stop()
            self._shown, self._asked, self._language_chosen = None, "", False
        if not self._language_chosen:
            preferred = str(view.employer.values["language"])
            self._side.choose_language(preferred or self.context.t.language)
        self._side.show_view(view)
        kept = [one.id for one in view.packages]
        if self._shown is not None and self._shown.id not in kept:
            self._shown, self._asked = None, ""
        if not self._asked and kept and self._building is None:
            self.show_package(kept[0])
        self._say()

    def can(self) -> frozenset[str]:
        """Which of generate, save, print and open can be done now."""
        found = set() if self._view is None or self._building is not None else {"generate"}
        return frozenset(found | ({"save", "print", "open"} if self._shown is not None else set()))

    def preview(self) -> PdfView:
        return self._pdf

    def shown(self) -> Shown | None:
        """The package in the preview."""
        return self._shown

    # -- generating ---------------------------------------------------------------------------------------

    def generate(self) -> None:
        """Make the package off the interface's thread, then keep it and show it."""
        view = self._view
        if view is None or self._building is not None:
            return
        packages, placement_id = self.context.app.packages, view.placement.id
        languages: Languages = self._side.language()  # type: ignore[assignment]

        def job(task: Task) -> tuple[PackageInput, BuiltPackage]:
            return packages.build(placement_id, languages, task)

        self._progress.start(self.context.t("Making the package"))
        self._building = self.context.jobs.read(
            self,
            job,
            lambda found: self._built(placement_id, languages, *found),
            self._not_built,
            self._progress.advance,
        )
        self._say()

    def _built(self, placement_id: str, languages: Languages, content: PackageInput, built: BuiltPackage) -> None:
        if self._building is None or self._view is None or self._view.placement.id != placement_id:
            return
        t, packages = self.context.t, self.context.app.packages

        def job(task: Task) -> tuple[str, str]:
            kept = packages.keep(placement_id, languages, content, built)
            return kept, packages.file_name(kept)

        def done(kept: tuple[str, str]) -> None:
            self._stop()
            if self._view is not None and self._view.placement.id == placement_id:
                self._show(Shown(*kept, built.pdf))

        def refused(error: Exception) -> bool:
            self._stop()
            return False

        needed = sum(gap.severity == "required" for gap in self._view.gaps)
        said = (
            t.plural(
                "The package is kept; {count} needed fact is a blank line in it",
                "The package is kept; {count} needed facts are blank lines in it",
                needed,
            )
            if needed
            else t("The package is ready and kept")
        )
        warnings = [t(one.message, detail=one.detail) for one in built.warnings]
        self._warn("\n".join(dict.fromkeys(warnings)))
        self.context.operations.run(
            self,
            Operation(t("Keeping the package"), job, done, said=said, refused=refused),
        )

    def _not_built(self, error: BaseException) -> None:
        self._stop()
        if not isinstance(error, Cancelled):
            self.context.operations.tell(error)

    def cancel(self) -> None:
        """Stop making the package; nothing was kept."""
        if self._building is not None:
            self._building.cancel()
            self._stop()
            self.context.notices.toast(self.context.t("Cancelled. No package was kept."))

    def _stop(self) -> None:
        self._building = None
        self._progress.stop()
        self._say()

    # -- looking ------------------------------------------------------------------------------------------

    def show_package(self, package_id: str) -> None:
        """Bring a kept package into the preview."""
        if self._shown is not None and self._shown.id == package_id:
            return
        self._asked = package_id
        packages = self.context.app.packages

        def job(task: Task) -> Shown:
            return Shown(package_id, packages.file_name(package_id), packages.pdf(package_id))

        def done(found: Shown) -> None:
            if self._asked == found.id:
                self._warn("")
                self._show(found)

        self.context.jobs.read(self, job, done, self._not_there)

    def _not_there(self, error: BaseException) -> None:
        self._asked = ""
        if not isinstance(error, NotFound):  # undone meanwhile: the list is on its way
            self.context.operations.tell(error)

    def _show(self, shown: Shown) -> None:
        self._shown, self._asked = shown, shown.id
        self._stack.setCurrentWidget(self._pdf)
        self._feeder.show(shown.pdf)
        self._say()

    # -- out of the program -------------------------------------------------------------------------------

    def save(self) -> None:
        """Ask where, then write the same bytes there."""
        if self._shown is None:
            return
        t = self.context.t
        folder = self._folder()
        dialog = QFileDialog(self.window(), t("Save the package"), str(folder), t("PDF documents (*.pdf)"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("pdf")
        dialog.selectFile(str(folder / self._shown.name))
        shown = self._shown
        dialog.fileSelected.connect(lambda chosen: self._save_as(shown, Path(chosen)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _folder(self) -> Path:
        """Where the last package was saved, if that is still there."""
        kept = Path(str(self.context.state.get(FOLDER, "")) or outside.documents_folder())
        return kept if kept.is_dir() else Path.home()

    def _save_as(self, shown: Shown, target: Path) -> None:
        t = self.context.t
        self.context.state.set(FOLDER, str(target.parent))

        def done(saved: Path) -> None:
            self.context.notices.toast(t("Saved as {name} in {folder}", name=saved.name, folder=saved.parent))

        self.context.jobs.read(self, lambda task: outside.save(target, shown.pdf), done, self.context.operations.tell)

    def open_outside(self) -> None:
        """Hand a private copy to the system's viewer, and say where it lies and for how long."""
        if self._shown is None:
            return
        shown, folder = self._shown, self.context.app.paths.opened
        self.context.jobs.read(
            self,
            lambda task: outside.place(folder, shown.name, shown.pdf),
            self._placed,
            self.context.operations.tell,
        )

    def _placed(self, path: Path) -> None:
        t, notices = self.context.t, self.context.notices
        if outside.view(path):
            notices.banner(
                t(
                    "A copy that anyone at this computer can read lies in {folder}. It is removed when you close "
                    "Talented Desk.",
                    folder=path.parent,
                ),
                "info",
            )
        else:
            notices.banner(
                t(
                    "No program for PDF documents answered. The copy lies in {folder} and is removed when you close "
                    "Talented Desk.",
                    folder=path.parent,
                ),
                "warn",
            )

    def print_(self) -> None:
        """Ask which printer and which pages, then print."""
        if self._shown is None:
            return
        from PySide6.QtPrintSupport import QAbstractPrintDialog, QPrintDialog

        from ui.pages.placement.printing import printer_for

        # a dialog on a printer that nobody holds ends the program
        self._printer = printer_for(self._shown.name)
        dialog = QPrintDialog(self._printer, self.window())
        dialog.setOption(QAbstractPrintDialog.PrintDialogOption.PrintPageRange)
        dialog.setMinMax(1, max(1, self._pdf.page_count()))
        dialog.setWindowTitle(self.context.t("Print the package"))
        # Qt's own dialog offers a bare folder for printing to a file, and then refuses it
        file_name = dialog.findChild(QLineEdit, "filename")
        if file_name is not None:
            file_name.setText(str(self._folder() / self._shown.name))
        shown = self._shown
        dialog.accepted.connect(lambda: self._print(shown))
        dialog.finished.connect(dialog.deleteLater)
        QDialog.open(dialog)  # the dialog has an `open` of its own that wants a slot by name

    def _print(self, shown: Shown) -> None:
        printer, t = self._printer, self.context.t
        if printer is None:
            return
        from ui.pages.placement.printing import print_pdf, printed

        def done(pages: int) -> None:
            self.context.notices.busy("", None)
            self.context.notices.toast(printed(printer, pages, t))

        def failed(error: BaseException) -> None:
            self.context.notices.busy("", None)
            self.context.operations.tell(error)

        running = self.context.jobs.read(
            self, lambda task: print_pdf(printer, shown.pdf, task), done, failed, self.context.notices.progress
        )
        self.context.notices.busy(t("Printing"), running)

    # -- layout -------------------------------------------------------------------------------------------

    def _preview(self) -> QWidget:
        theme, t = self.context.theme, self.context.t
        self._title = ElidedLabel("", "strong")
        self._title.setObjectName("package-title")
        self._bar = bar = line(spacing=theme.px(8))
        bar.addWidget(self._title, 1)
        self._buttons: list[Button] = []
        for action, words, icon, do in (
            ("package.save", N_("Save…"), "save", self.save),
            ("package.print", N_("Print"), "printer", self.print_),
            ("package.open", N_("Open in viewer"), "external-link", self.open_outside),
        ):
            button = Button(theme, t(words), icon)
            button.setObjectName(action)
            shortcut = self.context.actions.action(action).shortcut().toString()
            button.setToolTip(f"{t(words)}  {shortcut}" if shortcut else "")
            button.clicked.connect(do)
            bar.addWidget(button)
            self._buttons.append(button)
        self._progress = ProgressLine(theme, t)
        self._progress.cancelled.connect(self.cancel)
        self._banner = Banner(theme, t("Close"))
        self._old = Banner(theme)
        self._old.setObjectName("package-outdated")
        holder = QWidget()
        box = column(holder)
        head = column(spacing=theme.px(8))
        head.setContentsMargins(0, 0, theme.px(16), theme.px(8))
        head.addLayout(bar)
        for part in (self._progress, self._old, self._banner):
            head.addWidget(part)
        box.addLayout(head)
        self._line = hairline()
        box.addWidget(self._line)
        box.addWidget(self._stack, 1)
        return holder

    def _arrange(self, *, wide: bool) -> None:
        px = self.context.theme.px
        direction = QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.BottomToTop
        self._row.setDirection(direction)
        self._side.setMinimumWidth(px(290) if wide else 0)
        self._side.setMaximumWidth(px(290) if wide else 16777215)
        # under the head of the preview something of the paper must be in sight
        self._side.setMinimumHeight(0 if wide else px(150))
        self._side.setMaximumHeight(16777215 if wide else px(150))
        self._stack.setMinimumHeight(0 if wide else px(420))
        self._bar.setContentsMargins(0, 0 if wide else px(12), 0, 0)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        self._arrange(wide=event.size().width() >= self.context.theme.px(NARROW))
        super().resizeEvent(event)

    def _say(self) -> None:
        shown = self._shown
        row = self._row_of(shown.id) if shown is not None else None
        words = ""
        if row is not None:
            t = self.context.t
            words = t(
                "{language}, made {moment}",
                language=language_words(t, row.language),
                moment=self.context.formats.moment(row.created_at),
            )
        self._title.set_whole(words)
        if shown is None:
            self._feeder.stop()
            self._stack.setCurrentWidget(self._empty)
        for part in (self._title, self._line, *self._buttons):
            part.setVisible(shown is not None)
        self._side.mark_shown(shown.id if shown is not None else "")
        self._look_whether_current()
        self.can_changed.emit()

    def _row_of(self, package_id: str) -> PackageRow | None:
        packages = self._view.packages if self._view is not None else ()
        return next((one for one in packages if one.id == package_id), None)

    def _look_whether_current(self) -> None:
        view, shown = self._view, self._shown
        if view is not None and shown is not None and shown.id in view.outdated:
            self._old.say(
                self.context.t("Something was changed after this package was made. Generate it again to hand it over."),
                "info",
            )
        else:
            self._old.hide()

    def _warn(self, sentence: str) -> None:
        if sentence:
            self._banner.say(sentence, "warn")
        else:
            self._banner.hide()

    def _language_picked(self, code: str) -> None:
        self._language_chosen = True
