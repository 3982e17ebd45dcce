"""Import a list: choose and look, dry run, apply. Each step's long work shows its progress where the result will be."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QKeyEvent
from PySide6.QtWidgets import QFileDialog, QStackedWidget, QWidget

from talented_desk.compat import override
from talented_desk.errors import Cancelled, DeskError
from talented_desk.events import DataChanged
from talented_desk.jobs import Task
from talented_desk.services.import_shapes import FileChanged, PreviewGone, PreviewOutdated
from ui.actions.hub import Command
from ui.context import UiContext
from ui.navigation import Page
from ui.operations.runner import Operation
from ui.pages.imports.done import DoneStep
from ui.pages.imports.flow import Flow
from ui.pages.imports.look import LookStep
from ui.pages.imports.preview import PreviewStep
from ui.pages.imports.start import StartStep
from ui.pages.imports.steps import StepBar
from ui.pages.imports.work import Work
from ui.widgets.basics import Button, column, hairline, label, line
from ui.widgets.header import PageHeader
from ui.widgets.messages import Banner
from ui.widgets.progress import ProgressLine

if TYPE_CHECKING:
    from talented_desk.exchange.open import Inspection
    from talented_desk.services.import_shapes import ImportResult, ImportRunRow, Preview
    from talented_desk.services.journal import KeptRecord

T = TypeVar("T")
START, LOOK, PREVIEW, DONE = range(4)


class ImportPage(Page):
    """The controller: one flow, one step in sight, one job at a time."""

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.t = context.t
        theme, t = context.theme, context.t
        self.flow = Flow()
        self._header = PageHeader(theme, t("Import a list"), t("More"))
        self._steps = StepBar(context)
        self.banner = Banner(theme, t("Close"))
        self.progress = ProgressLine(theme, t)
        self.work = Work(context.jobs, self.progress, self)
        self.work.changed.connect(self._refresh)
        self.work.refused.connect(self._refused)
        self.start = StartStep(context)
        self.start.choose_wanted.connect(self.choose_file)
        self.start.earlier.take_back_wanted.connect(self._take_back_earlier)
        self.look = LookStep(context)
        self.look.habit_changed.connect(self._look_again)
        self.look.changed.connect(self._mapped)
        self.look.remember_wanted.connect(self._remember)
        self.preview = PreviewStep(context)
        self.preview.changed.connect(self._refresh)
        self.preview.save_wanted.connect(self.save_failed)
        self.done = DoneStep(context)
        self.done.take_back_wanted.connect(self._take_back_result)
        self.done.save_wanted.connect(self.save_failed)
        self._stack = QStackedWidget()
        for step in (self.start, self.look, self.preview, self.done):
            self._stack.addWidget(step)
        self._back = Button(theme, t("Back"), "arrow-left", "quiet")
        self._back.setObjectName("step-back")
        self._back.clicked.connect(self.escape)
        self._note = label("", "muted", wrap=True)
        self._note.setObjectName("import-note")
        self._note.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._next = Button(theme, "", "", "primary")
        self._next.setObjectName("step-next")
        self._next.clicked.connect(self.go_on)
        self._foot = QWidget()
        foot = column(self._foot)
        row = line(spacing=theme.px(12))
        row.setContentsMargins(theme.px(24), theme.px(8), theme.px(24), theme.px(8))
        row.addWidget(self._back)
        row.addWidget(self._note, 1)
        row.addWidget(self._next)
        foot.addWidget(hairline())
        foot.addLayout(row)
        top = column(spacing=theme.px(10))
        top.setContentsMargins(theme.px(24), theme.px(20), theme.px(24), theme.px(12))
        for widget in (self._header, self._steps, self.banner, self.progress):
            top.addWidget(widget)
        box = column(self)
        box.addLayout(top)
        box.addWidget(self._stack, 1)
        box.addWidget(self._foot)
        self.setAcceptDrops(True)
        context.events.data_changed.connect(self._data_changed)
        self._show(START)

    # -- the page among pages -----------------------------------------------------------------------------

    @override
    def opened(self) -> None:
        self._focus()

    @override
    def commands(self) -> Mapping[str, Command]:
        return {"page.refresh": self.start.earlier.load}

    @override
    def escape(self) -> bool:
        step = self._stack.currentIndex()
        if not self.work.idle:
            self.work.cancel()
        elif step == PREVIEW:
            self._show(LOOK)
        elif step in (LOOK, DONE):
            self.start_over()
        else:
            return False
        return True

    @override
    def place(self) -> dict[str, Any]:
        return {"flow": self.flow, "step": self._stack.currentIndex()}

    @override
    def restore(self, place: dict[str, Any]) -> None:
        flow = place.get("flow")
        if isinstance(flow, Flow) and flow.found is not None:
            self.flow = flow
            self._fill(int(place.get("step", START)))

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.go_on()
        else:
            super().keyPressEvent(event)

    # -- a file comes -------------------------------------------------------------------------------------

    def choose_file(self) -> None:
        """Ask which file."""
        dialog = QFileDialog(self, self.t("Choose a list"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        lists = "*.csv *.tsv *.txt *.tab *.xlsx *.xlsm *.xls *.xlsb *.ods"
        dialog.setNameFilters([f"{self.t('Lists')} ({lists})", f"{self.t('All files')} (*)"])
        folder = Path(str(self.context.state.get("import_folder", "")) or Path.home())
        dialog.setDirectory(str(folder if folder.is_dir() else Path.home()))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self._file_chosen)
        dialog.open()

    def open_file(self, path: Path) -> None:
        """Look at this file."""
        imports = self.context.app.imports

        def job(task: Task) -> tuple[Inspection, str]:
            found = imports.inspect(path)
            task.check()
            return found, imports.layout_name(found)

        self.flow = Flow()
        self._show(START)
        self._start(self.t("Looking at {name}", name=path.name), job, self._looked)

    @override
    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self._dropped(event) and not self.work.applying:
            event.acceptProposedAction()
            self.start.show_dragging(True)

    @override
    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self.start.show_dragging(False)

    @override
    def dropEvent(self, event: QDropEvent) -> None:
        self.start.show_dragging(False)
        paths = self._dropped(event)
        if not paths or self.work.applying:
            return
        event.acceptProposedAction()
        self.open_file(paths[0])
        if len(paths) > 1:
            self.banner.say(self.t("One list at a time: only {name} was opened.", name=paths[0].name), "warn")

    def _dropped(self, event: QDropEvent) -> list[Path]:
        return [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]

    def _file_chosen(self, name: str) -> None:
        path = Path(name)
        self.context.state.set("import_folder", str(path.parent))
        self.open_file(path)

    def _look_again(self, habit: str, value: object) -> None:
        found, imports = self.flow.found, self.context.app.imports
        if found is None:
            return

        def job(task: Task) -> tuple[Inspection, str]:
            again = imports.look_again(found, **{habit: value})
            return again, imports.layout_name(again)

        self._start(self.t("Looking at {name}", name=found.path.name), job, self._looked)

    def _mapped(self) -> None:
        self.work.cancel()  # a dry run of the columns as they were
        self._refresh()

    def _looked(self, seen: tuple[Inspection, str]) -> None:
        self.flow.looked(*seen)
        self._fill(LOOK)

    # -- dry run and import -------------------------------------------------------------------------------

    def go_on(self) -> None:
        """The primary action of the step in sight."""
        if not self.work.idle:
            return
        step = self._stack.currentIndex()
        if step == START:
            self.choose_file()
        elif step == LOOK:
            self.make_dry_run()
        elif step == PREVIEW:
            self.apply()
        else:
            result = self.flow.result
            changed = result is not None and result.import_id
            self.context.navigate("employers", f"import:{result.import_id}" if result is not None and changed else None)

    def make_dry_run(self) -> None:
        """Find out what importing would do."""
        found, imports = self.flow.found, self.context.app.imports
        if found is None or not self.look.ready():
            return
        plan = imports.plan(found, self.flow.mapping)

        def job(task: Task) -> tuple[Preview, int]:
            preview = imports.dry_run(plan, task, found.row_estimate)
            return preview, imports.doubt_count(preview)

        self.flow.forget_preview()
        # beside the writer's lane, where a long list would hold up what is being typed elsewhere: a dry run
        # writes its scratch tables only, in short transactions
        self._start(self.t("Looking at each row"), job, self._previewed)

    def apply(self) -> None:
        """Import what the preview shows, as one operation."""
        preview, imports = self.flow.preview, self.context.app.imports
        answers, values = dict(self.flow.decisions), dict(self.flow.values)
        if preview is None or not preview.counts.taken:
            return
        self._start(
            self.t("Importing {name}", name=preview.plan.path.name),
            lambda task: imports.apply(preview, answers, task, values),
            self._applied,
            writes=True,
        )

    def save_failed(self) -> None:
        """Ask where, and write the rows that failed there."""
        preview = self.flow.preview
        if preview is None:
            return
        dialog = QFileDialog(self, self.t("Save as a file to mend"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("csv")
        dialog.setNameFilters([f"{self.t('Lists')} (*.csv)"])
        dialog.setDirectory(str(preview.plan.path.parent))
        dialog.selectFile(self.t("{name} to mend", name=preview.plan.path.stem) + ".csv")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self.write_failed)
        dialog.open()

    def write_failed(self, name: str) -> None:
        """Write the rows that failed to this file."""
        preview, imports, t = self.flow.preview, self.context.app.imports, self.t
        if preview is None:
            return

        def written(count: int) -> None:
            self.context.notices.toast(
                t.plural("{count} row saved in {file}", "{count} rows saved in {file}", count, file=Path(name).name)
            )

        self._start(t("Saving"), lambda task: imports.write_failed(preview, Path(name), t), written)

    def start_over(self) -> None:
        """Forget this list."""
        if self.flow.preview is not None:
            imports = self.context.app.imports
            self.context.jobs.write(self, lambda task: imports.discard(), lambda nothing: None)
        self.flow = Flow()
        self.banner.hide()
        self._show(START)

    def _previewed(self, seen: tuple[Preview, int]) -> None:
        self.flow.preview, self.flow.matches = seen
        self._fill(PREVIEW)

    def _applied(self, result: ImportResult) -> None:
        self.flow.result = result
        self._fill(DONE)
        if result.changeset_id:
            assert self.flow.preview is not None
            said = self.t("{name} was imported", name=self.flow.preview.plan.path.name)
            self.context.notices.toast(said, undo=True)

    # -- what is kept and taken back ----------------------------------------------------------------------

    def _remember(self) -> None:
        mapping, found, imports, t = self.flow.mapping, self.flow.found, self.context.app.imports, self.t
        if mapping is None or found is None:
            return
        name = found.path.stem

        def done(nothing: None) -> None:
            self.flow.layout = name
            self.flow.by_hand.clear()
            if self._stack.currentIndex() == LOOK:
                self.look.show_flow(self.flow)

        said = t("The columns are kept as “{name}”", name=name)
        self.context.operations.run(
            self, Operation(t("Saving"), lambda task: imports.save_mapping(name, mapping), done, said)
        )

    def _take_back_result(self) -> None:
        result, preview = self.flow.result, self.flow.preview
        if result is not None and preview is not None and result.changeset_id:
            self._take_back(result.changeset_id, preview.plan.path.name, self.start_over)

    def _take_back_earlier(self, run: ImportRunRow) -> None:
        self._take_back(run.changeset_id, run.file_name, lambda: None)

    def _take_back(self, changeset_id: str, name: str, then: Callable[[], None]) -> None:
        t, journal = self.t, self.context.app.journal

        def job(task: Task) -> tuple[KeptRecord, ...]:
            return journal.kept(journal.take_back(changeset_id).kept)

        def done(kept: tuple[KeptRecord, ...]) -> None:
            then()
            self.start.kept.show_kept(name, kept)
            if kept:
                sentence = t.plural(
                    "{count} value was changed since the import and stays as it is.",
                    "{count} values were changed since the import and stay as they are.",
                    len(kept),
                )
                self.banner.say(sentence, "info")

        said = t("The import of {name} was taken back", name=name)
        self.context.operations.run(self, Operation(t("Taking back"), job, done, said))

    def _data_changed(self, event: DataChanged) -> None:
        self.start.earlier.load()

    # -- one job at a time --------------------------------------------------------------------------------

    def _start(self, busy: str, job: Callable[[Task], T], done: Callable[[T], None], *, writes: bool = False) -> None:
        self.banner.hide()
        self.work.run(busy, job, done, writes=writes)

    def _refused(self, error: BaseException) -> None:
        if isinstance(error, Cancelled):
            self.context.notices.toast(self.t("Cancelled. Nothing was changed."))
        elif isinstance(error, DeskError):
            if isinstance(error, (PreviewGone, PreviewOutdated, FileChanged)) and self.flow.found is not None:
                self._show(LOOK)
            elif self.flow.found is not None and self._stack.currentIndex() == LOOK:
                self.look.show_flow(self.flow)  # the boxes say again how the file is read
            self.banner.say(error.describe(self.t), "bad")
        else:
            self.context.operations.tell(error)

    # -- what is in sight ---------------------------------------------------------------------------------

    def _fill(self, step: int) -> None:
        if self.flow.found is None:
            step = START
        elif self.flow.preview is None:
            step = min(step, LOOK)
        elif self.flow.result is None:
            step = min(step, PREVIEW)
        if step == LOOK or (step > LOOK and not self.look.shows(self.flow)):
            self.look.show_flow(self.flow)
        if step >= PREVIEW:
            self.preview.show_flow(self.flow)
        if step == DONE:
            self.done.show_flow(self.flow)
        self._show(step)

    def _show(self, step: int) -> None:
        moved = self._stack.currentIndex() != step
        self._stack.setCurrentIndex(step)
        self._steps.show_step(max(0, step - 1))
        found = self.flow.found
        self._header.set_title(self.t("Import a list"), found.path.name if found is not None else "")
        self._refresh()
        if moved and self.isVisible():
            self._focus()

    def _focus(self) -> None:
        step, why = self._stack.currentIndex(), Qt.FocusReason.OtherFocusReason
        if step == START:
            self.start.choose.setFocus(why)
        elif step == PREVIEW:
            self.preview.focus_rows()
        else:
            self._next.setFocus(why)

    def _refresh(self) -> None:
        """Say what can be done now: the primary button, and what should be known before it is pressed."""
        t, step, flow, number = self.t, self._stack.currentIndex(), self.flow, self.context.formats.number
        idle = self.work.idle
        self._foot.setVisible(step != START)
        self._stack.setEnabled(not self.work.applying)
        words, note, able = t("Choose a file…"), "", idle
        if step == LOOK:
            words, able = t("Make a dry run"), idle and flow.has_name()
            note = t("Nothing is changed yet.")
        elif step == PREVIEW and flow.preview is not None:
            taken = flow.preview.counts.taken
            words = t.plural("Import {rows} row", "Import {rows} rows", taken, rows=number(taken))
            able = idle and taken > 0
            open_matches = flow.matches - len(flow.decisions)
            if not taken:
                note = t("No row can be imported: mend the file, or go back and change the columns.")
            elif open_matches > 0:
                note = t.plural(
                    "{n} doubtful match has no answer yet; it is added as an employer of its own.",
                    "{n} doubtful matches have no answer yet; they are added as employers of their own.",
                    open_matches,
                    n=number(open_matches),
                )
        elif step == DONE:
            words = t("See the employers")
        self._note.setText(note)
        self._next.setText(words)
        self._next.setAccessibleName(words)
        self._next.setToolTip("Ctrl+Enter" if step in (LOOK, PREVIEW) else "")
        self._next.setEnabled(able)
        self._back.setText(t("Another list") if step in (LOOK, DONE) else t("Back to the columns"))
        self._back.setAccessibleName(self._back.text().strip())
        self._back.setEnabled(idle)
