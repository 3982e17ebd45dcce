"""What is next with an employer: its stage, open tasks and promises both ways, ticked off where they stand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QScrollArea, QWidget

from talented_desk.domain import codes
from talented_desk.errors import NotFound
from talented_desk.jobs import Task
from ui.context import UiContext
from ui.dialogs.form_dialog import FormDialog
from ui.operations.runner import Operation
from ui.pages.pipeline.moving import move, stage_menu
from ui.widgets.basics import Button, clear, column, label, line

if TYPE_CHECKING:
    from talented_desk.domain.pipeline import Criterion
    from talented_desk.services.pipeline import Step
    from talented_desk.services.tasks import PromiseRow, TaskRow


@dataclass(frozen=True, slots=True)
class Found:
    """What stands open with an employer, and where it stands in the pipeline."""

    tasks: Sequence[TaskRow]
    promises: Sequence[PromiseRow]
    stage: str
    steps: Sequence[Step]
    criteria: Sequence[Criterion]


class NextPanel(QWidget):
    """The stage, follow-ups, what we promised, what they promised. `compact` keeps the stage to one line."""

    def __init__(self, context: UiContext, *, compact: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context, self._employer, self._compact = context, "", compact
        theme, t = context.theme, context.t
        self.setProperty("ground", "surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        inside = QWidget()
        self._rows = column(inside, spacing=theme.px(4))
        edge = theme.px(16)
        self._rows.setContentsMargins(edge, edge, edge, edge)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(inside)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setAccessibleName(t("What is next"))
        column(self).addWidget(area)

    def show_record(self, employer_id: str) -> None:
        """Show what is open with this employer."""
        self._employer = employer_id
        app = self.context.app

        def job(task: Task) -> Found:
            return Found(
                app.tasks.open(employer_id=employer_id),
                app.tasks.promises(employer_id=employer_id),
                str(app.employers.get(employer_id).values["stage"]),
                app.pipeline.history(employer_id),
                app.pipeline.criteria(employer_id),
            )

        self.context.jobs.read(self, job, self._show, self._gone)

    def add_task(self) -> None:
        """Ask for a new task."""
        t, tasks, employer_id = self.context.t, self.context.app.tasks, self._employer
        dialog = FormDialog(self.context, t("Add a task"), t("Add"), self.window())
        dialog.text("subject", required=True)
        dialog.date("due_on")

        def job(values: Mapping[str, str], task: Task) -> object:
            return tasks.add({**values, "employer_id": employer_id})

        dialog.on_save(job, t("Task added"))
        dialog.fit()
        dialog.open()

    def choose_stage(self) -> None:
        """Choose another stage."""
        menu = stage_menu(self.context, self, self._move_to)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self._stage_button.mapToGlobal(self._stage_button.rect().bottomLeft()))

    def _move_to(self, stage: str) -> None:
        move(self.context, self, [self._employer], stage, lambda: self.show_record(self._employer))

    def _gone(self, error: BaseException) -> None:
        if not isinstance(error, NotFound):
            self.context.operations.tell(error)

    def _show_stage(self, found: Found) -> None:
        theme, t, formats = self.context.theme, self.context.t, self.context.formats
        words = codes.load("pipeline_stages").label(found.stage, t.language)
        since = ""
        if found.steps:
            step = found.steps[0]
            days = t.plural("for {count} day", "for {count} days", step.days, count=formats.number(step.days))
            reason = codes.load("barriers").label(step.lost_reason, t.language) if step.lost_reason else ""
            since = " · ".join(part for part in (days, reason) if part)
        head = line()
        summary = " · ".join(part for part in (words, since) if part)
        head.addWidget(label(summary, wrap=True) if self._compact else label(t("Stage"), "caption"), 1)
        self._stage_button = Button(theme, t("Move to another stage"), "arrow-right-left", "quiet", bare=True)
        self._stage_button.setObjectName("move-stage")
        self._stage_button.clicked.connect(self.choose_stage)
        head.addWidget(self._stage_button)
        self._rows.addLayout(head)
        if self._compact:
            self._rows.addSpacing(theme.px(6))
            return
        self._rows.addWidget(label(words, "strong", wrap=True))
        if since:
            self._rows.addWidget(label(since, "small", wrap=True))
        missing = [one for one in found.criteria if not one.met]
        for criterion in missing:
            lacks = codes.load("stage_criteria").label(criterion.code, t.language)
            self._rows.addWidget(label(t("Missing: {what}", what=lacks), "small", wrap=True))
        self._rows.addSpacing(theme.px(12))

    def _show(self, found: Found) -> None:
        clear(self._rows)
        theme, t = self.context.theme, self.context.t
        self._show_stage(found)
        tasks, promises = found.tasks, found.promises
        head = line()
        head.addWidget(label(t("To do"), "caption"), 1)
        add = Button(theme, t("Add a task"), "plus", "quiet", bare=True)
        add.setObjectName("add-task")
        add.clicked.connect(self.add_task)
        head.addWidget(add)
        self._rows.addLayout(head)
        if not tasks:
            self._rows.addWidget(label(t("Nothing is open."), "muted", wrap=True))
        for task in tasks:
            self._rows.addWidget(self._box(task.subject, task.due_on, lambda task=task: self._done(task)))
        for direction, words in (("us", t("We promised")), ("them", t("They promised"))):
            those = [promise for promise in promises if promise.direction == direction]
            if those:
                self._rows.addSpacing(theme.px(12))
                self._rows.addWidget(label(words, "caption"))
            for promise in those:
                self._rows.addWidget(self._box(promise.subject, promise.due_on, lambda p=promise: self._kept(p)))
        self._rows.addStretch(1)

    def _box(self, words: str, due_on: str | None, tick: object) -> QWidget:
        theme, t = self.context.theme, self.context.t
        holder = QWidget()
        row = line(holder, spacing=theme.px(4))
        box = QCheckBox()
        box.setAccessibleName(words)
        box.setToolTip(t("Tick it off"))
        box.clicked.connect(tick)
        row.addWidget(box, 0, Qt.AlignmentFlag.AlignTop)
        texts = column(spacing=theme.px(1))
        texts.setContentsMargins(0, theme.px(5), 0, 0)
        texts.addWidget(label(words, wrap=True))
        if due_on:
            late = due_on < self.context.today().isoformat()
            when = self.context.formats.weekday_date(due_on, self.context.today())
            texts.addWidget(label(t("late: {day}", day=when) if late else when, "bad" if late else "small"))
        row.addLayout(texts, 1)
        return holder

    def _done(self, row: TaskRow) -> None:
        t, tasks = self.context.t, self.context.app.tasks

        def job(task: Task) -> None:
            tasks.done(row.id)

        self.context.operations.run(self, Operation(t("Saving"), job, said=t("Done: {subject}", subject=row.subject)))

    def _kept(self, row: PromiseRow) -> None:
        t, tasks = self.context.t, self.context.app.tasks

        def job(task: Task) -> None:
            tasks.keep_promise(row.id)

        self.context.operations.run(self, Operation(t("Saving"), job, said=t("Kept: {subject}", subject=row.subject)))
