"""Changing one field of several employers: what exactly would change is shown before anything is written."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QHeaderView,
    QLineEdit,
    QStackedWidget,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from talented_desk.domain import codes, pipeline
from talented_desk.errors import DeskError, Invalid
from talented_desk.jobs import Running, Task
from ui import labels
from ui.context import UiContext
from ui.operations.runner import Operation
from ui.widgets.basics import Button, column, hairline, label, line
from ui.widgets.inputs import ChoiceField

if TYPE_CHECKING:
    from talented_desk.services.employers import ChangePreview
    from talented_desk.services.officers import OfficerRow

CODED: Final = {"stage": "pipeline_stages", "language": "languages"}
TYPED: Final = ("tag_add", "tag_remove", "city", "naics")


class BulkEditDialog(QDialog):
    """A field, its new value, and below it each employer with before and after."""

    def __init__(
        self, context: UiContext, numbers: Sequence[int], field: str = "stage", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.context, self.t = context, context.t
        theme, t = context.theme, context.t
        self._numbers = list(numbers)
        self._officers: tuple[OfficerRow, ...] = ()
        self._running: Running[Any] | None = None
        self.preview: ChangePreview | None = None
        self.setWindowTitle(t("Change several employers"))
        self.setModal(True)
        self.setMinimumSize(theme.px(640), theme.px(520))
        self.field = ChoiceField(
            (
                ("stage", t("Stage")),
                ("owner_id", t("Responsible officer")),
                ("tag_add", t("Add a tag")),
                ("tag_remove", t("Take a tag off")),
                ("language", t("Language")),
                ("city", t("City")),
                ("naics", t("NAICS code")),
                ("federally_regulated", t("Federally regulated")),
            )
        )
        self.field.setObjectName("bulk-field")
        self.field.setAccessibleName(t("What to change"))
        self.field.setCurrentIndex(max(0, self.field.findData(field)))
        self.choice = ChoiceField()
        self.choice.setObjectName("bulk-choice")
        self.choice.setAccessibleName(t("New value"))
        self.typed = QLineEdit()
        self.typed.setObjectName("bulk-typed")
        self.typed.setAccessibleName(t("New value"))
        self._value = QStackedWidget()
        self._value.addWidget(self.choice)
        self._value.addWidget(self.typed)
        self._value.setFixedHeight(theme.px(34))
        self.reason = ChoiceField((("", t("Why was it lost?")), *codes.load("barriers").choices(t.language)))
        self.reason.setObjectName("bulk-reason")
        self.reason.setAccessibleName(t("Why lost"))
        self.reason.hide()
        self._problem = label("", "problem", wrap=True)
        self._problem.hide()
        self._words = label("", "strong", wrap=True)
        self._words.setObjectName("bulk-words")
        self.list = QTableWidget(0, 3)
        self.list.setObjectName("bulk-list")
        self.list.setAccessibleName(t("What will change"))
        self.list.setHorizontalHeaderLabels([t("Employer"), t("Before"), t("After")])
        self.list.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.list.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.list.setTabKeyNavigation(False)
        self.list.setShowGrid(False)
        self.list.verticalHeader().hide()
        self.list.verticalHeader().setDefaultSectionSize(theme.metrics.row)
        heads = self.list.horizontalHeader()
        heads.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        heads.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        heads.setHighlightSections(False)
        self._save = Button(theme, t("Change"), kind="primary")
        self._save.setObjectName("bulk-save")
        self._save.setAutoDefault(False)
        self._save.setEnabled(False)
        self._save.clicked.connect(self.save)
        cancel = Button(theme, t("Cancel"))
        cancel.setAutoDefault(False)
        cancel.clicked.connect(self.reject)
        what = line(spacing=theme.px(8))
        what.addWidget(self.field, 1)
        what.addWidget(self._value, 1)
        foot = line(spacing=theme.px(8))
        foot.setContentsMargins(theme.px(24), theme.px(12), theme.px(24), theme.px(16))
        foot.addWidget(label(t("Ctrl+Enter saves"), "small"))
        foot.addStretch(1)
        foot.addWidget(cancel)
        foot.addWidget(self._save)
        inner = column(spacing=theme.px(10))
        inner.setContentsMargins(theme.px(24), theme.px(16), theme.px(24), theme.px(12))
        inner.addWidget(label(t("Change several employers"), "title"))
        inner.addLayout(what)
        inner.addWidget(self.reason)
        inner.addWidget(self._problem)
        inner.addWidget(self._words)
        inner.addWidget(self.list, 1)
        box = column(self)
        box.addLayout(inner, 1)
        box.addWidget(hairline())
        box.addLayout(foot)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self).activated.connect(self.save)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(150)
        self._pause.timeout.connect(self._look)
        self.field.currentIndexChanged.connect(self._other_field)
        self.choice.currentIndexChanged.connect(self._other_value)
        self.reason.currentIndexChanged.connect(self._other_value)
        self.typed.textChanged.connect(self._other_value)
        officers = context.app.officers
        context.jobs.read(self, lambda task: officers.all(), self._know)
        self._other_field()

    def chosen(self) -> tuple[str, str]:
        """The field and its new value as the service knows them."""
        field = str(self.field.currentData())
        return field, self.typed.text() if field in TYPED else str(self.choice.currentData() or "")

    def save(self) -> None:
        """Write what the preview shows, as one operation."""
        preview, (field, value), t = self.preview, self.chosen(), self.t
        if preview is None or not preview.ids or not self._save.isEnabled():
            return
        app, ids, reason = self.context.app, preview.ids, str(self.reason.currentData() or "")

        def job(task: Task) -> None:
            if field == "stage":
                app.pipeline.move(ids, {"stage": value, "lost_reason": reason})
            elif field in ("tag_add", "tag_remove"):
                app.employers.tag_many(ids, value, remove=field == "tag_remove")
            else:
                app.employers.edit_many(ids, {field: value or None if field == "owner_id" else value})

        said = t.plural("{count} employer changed", "{count} employers changed", len(ids))
        self._save.setEnabled(False)
        self.context.operations.run(
            self, Operation(t("Saving"), job, done=self._saved, said=said, refused=self._refused)
        )

    def _saved(self, nothing: None) -> None:
        self.accept()

    def _refused(self, error: DeskError) -> bool:
        problems = error.problems.values() if isinstance(error, Invalid) else (error,)
        self._problem.setText(" ".join(problem.describe(self.t) for problem in problems))
        self._problem.show()
        self._words.setText("")
        self._save.setEnabled(False)
        return True

    def _know(self, officers: tuple[OfficerRow, ...]) -> None:
        self._officers = officers
        if self.field.currentData() == "owner_id":
            self._other_field()

    def _other_field(self) -> None:
        field, t = str(self.field.currentData()), self.t
        self._value.setCurrentWidget(self.typed if field in TYPED else self.choice)
        self.choice.blockSignals(True)
        self.choice.clear()
        choices: list[tuple[str, str]] = []
        if field in CODED:
            choices = list(codes.load(CODED[field]).choices(t.language))
        elif field == "owner_id":
            choices = [*((one.id, one.name) for one in self._officers if one.active), ("", t("Nobody"))]
        elif field == "federally_regulated":
            choices = [("1", t("Yes")), ("0", t("No"))]
        for value, words in choices:
            self.choice.addItem(words, value)
        self.choice.setCurrentIndex(-1)
        self.choice.setPlaceholderText(t("Choose…"))
        self.choice.blockSignals(False)
        self.typed.clear()
        self._other_value()

    def _other_value(self) -> None:
        field, value = self.chosen()
        self.reason.setVisible(field == "stage" and pipeline.kind(value) == "lost")
        self._save.setEnabled(False)
        self._pause.start()

    def _look(self) -> None:
        field, value = self.chosen()
        self._problem.hide()
        nothing = not value.strip() if field in TYPED else self.choice.currentIndex() < 0
        if nothing and field not in ("city", "naics"):
            self._show(None)
            return
        employers, numbers = self.context.app.employers, self._numbers
        if self._running is not None:
            self._running.cancel()
        self._running = self.context.jobs.read(
            self, lambda task: employers.preview(numbers, field, value), self._show, self._failed
        )

    def _failed(self, error: BaseException) -> None:
        self._show(None)
        if not (isinstance(error, DeskError) and self._refused(error)):
            self.context.operations.tell(error)

    def _show(self, preview: ChangePreview | None) -> None:
        t, number = self.t, self.context.formats.number
        self.preview = preview
        self.list.setRowCount(len(preview.rows) if preview else 0)
        if preview is None:
            count = len(self._numbers)
            words = t.plural("{number} employer selected", "{number} employers selected", count, number=number(count))
            self._words.setText(words)
            self._save.setText(t("Change"))
            self._save.setEnabled(False)
            return
        changed = len(preview.ids)
        parts = [t.plural("{number} employer changes", "{number} employers change", changed, number=number(changed))]
        if preview.unchanged:
            parts.append(
                t.plural(
                    "{number} has this value already",
                    "{number} have this value already",
                    preview.unchanged,
                    number=number(preview.unchanged),
                )
            )
        if changed > len(preview.rows):
            parts.append(t("the first {number} are shown", number=number(len(preview.rows))))
        self._words.setText("; ".join(parts) + ".")
        for at, row in enumerate(preview.rows):
            for place, text in enumerate((row.name, self._text(row.before), self._text(row.after))):
                item = QTableWidgetItem(text)
                item.setToolTip(text)
                self.list.setItem(at, place, item)
        self._save.setText(
            t.plural("Change {number} employer", "Change {number} employers", changed, number=number(changed))
        )
        missing = self.reason.isVisibleTo(self) and not self.reason.currentData()
        self._save.setEnabled(changed > 0 and not missing)

    def _text(self, value: object) -> str:
        field = str(self.field.currentData())
        if field == "owner_id":
            known = {officer.id: officer.name for officer in self._officers}
            return known.get(str(value), self.t("Nobody")) if value else self.t("Nobody")
        return labels.shown(field, value, self.t, self.context.formats) or "–"
