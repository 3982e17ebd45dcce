"""Changing one field of several rows: what exactly would change is shown before anything is written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal

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
    QVBoxLayout,
    QWidget,
)

from talented_desk.domain import codes
from talented_desk.errors import DeskError, Invalid
from talented_desk.jobs import Running, Task
from ui import labels
from ui.context import UiContext
from ui.dialogs.room import within
from ui.operations.runner import Operation
from ui.widgets.basics import Button, column, hairline, label, line
from ui.widgets.inputs import ChoiceField, DateField

if TYPE_CHECKING:
    from talented_desk.services.bulk import ChangePreview
    from talented_desk.services.officers import OfficerRow

OFFICERS: Final = frozenset(("owner_id", "officer_id"))
PAUSE: Final = 150
"""Milliseconds after which one looks what a value would change."""


@dataclass(frozen=True, slots=True)
class BulkField:
    """A field that can be changed. `kind`: how its value is given; `empty`: whether it may be cleared."""

    name: str
    title: str
    kind: Literal["choice", "text", "day"] = "choice"
    code_list: str = ""
    empty: bool = False


@dataclass(frozen=True, slots=True)
class BulkWords:
    """What is said of the rows: already translated."""

    title: str
    one: str
    """The heading of the column of names."""


class BulkEdit(QDialog):
    """A field, its new value, and below it each row with before and after. A kind of list says what its rows are."""

    def __init__(
        self, context: UiContext, words: BulkWords, fields: Sequence[BulkField], field: str, parent: QWidget | None
    ) -> None:
        super().__init__(parent)
        self.context, self.t = context, context.t
        theme, t = context.theme, context.t
        self._fields = {one.name: one for one in fields}
        self._officers: tuple[OfficerRow, ...] = ()
        self._running: Running[Any] | None = None
        self.preview: ChangePreview | None = None
        self.setWindowTitle(words.title)
        self.setModal(True)
        within(self, parent, theme.px(640), theme.px(520))
        self.field = ChoiceField(tuple((one.name, one.title) for one in fields))
        self.field.setObjectName("bulk-field")
        self.field.setAccessibleName(t("What to change"))
        self.field.setCurrentIndex(max(0, self.field.findData(field)))
        self.choice = ChoiceField()
        self.choice.setObjectName("bulk-choice")
        self.typed = QLineEdit()
        self.typed.setObjectName("bulk-typed")
        self.day = DateField(theme, t, context.formats, context.today)
        self.day.setObjectName("bulk-day")
        self._value = QStackedWidget()
        for widget in (self.choice, self.typed, self.day):
            widget.setAccessibleName(t("New value"))
            self._value.addWidget(widget)
        self._value.setFixedHeight(theme.px(34))
        self._problem = label("", "problem", wrap=True)
        self._problem.hide()
        self._words = label("", "strong", wrap=True)
        self._words.setObjectName("bulk-words")
        self.list = self._table(words.one)
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
        foot.addWidget(label(t("Ctrl+Enter saves"), "small", wrap=True), 1)
        foot.addWidget(cancel)
        foot.addWidget(self._save)
        inner = column(spacing=theme.px(10))
        inner.setContentsMargins(theme.px(24), theme.px(16), theme.px(24), theme.px(12))
        inner.addWidget(label(words.title, "title", wrap=True))
        inner.addLayout(what)
        self.more: QVBoxLayout = column()
        """Where a kind of list asks for what a value needs besides."""
        inner.addLayout(self.more)
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
        self._pause.setInterval(PAUSE)
        self._pause.timeout.connect(self._look)
        self.field.currentIndexChanged.connect(self._other_field)
        self.choice.currentIndexChanged.connect(self._other_value)
        self.typed.textChanged.connect(self._other_value)
        self.day.understood.connect(self._other_value)
        self.day.textEdited.connect(self._day_typed)

    def begin(self) -> None:
        """Called when a kind of list has made what it needs."""
        officers = self.context.app.officers
        self.context.jobs.read(self, lambda task: officers.all(), self._know)
        self._other_field()

    # -- what a kind of list says -------------------------------------------------------------------------

    def look(self, field: str, value: str) -> ChangePreview:
        """What the value would change; off the interface's thread."""
        raise NotImplementedError

    def write(self, ids: Sequence[str], field: str, value: str) -> None:
        """Change these rows in one operation; off the interface's thread."""
        raise NotImplementedError

    def counted(self, what: Literal["selected", "change", "button", "said"], count: int) -> str:
        """Such as `12 employers selected`, `12 employers change`, `Change 12 employers`, `12 employers changed`."""
        raise NotImplementedError

    def choices(self, field: BulkField) -> Sequence[tuple[str, str]]:
        """What a field can be given, where it is no code list."""
        return ()

    def missing(self) -> bool:
        """Whether the value needs something besides that was not given yet."""
        return False

    def value_changed(self, field: str, value: str) -> None:
        """Another value was chosen."""

    # -- the dialog ---------------------------------------------------------------------------------------

    def chosen(self) -> tuple[str, str]:
        """The field and its new value as the service knows them."""
        field = self._fields[str(self.field.currentData())]
        if field.kind == "text":
            return field.name, self.typed.text()
        if field.kind == "day":
            day = self.day.day()
            return field.name, day.isoformat() if day else ""
        return field.name, str(self.choice.currentData() or "")

    def save(self) -> None:
        """Write what the preview shows, as one operation."""
        preview, (field, value) = self.preview, self.chosen()
        if preview is None or not preview.ids or not self._save.isEnabled():
            return
        ids = preview.ids

        def job(task: Task) -> None:
            self.write(ids, field, value)

        self._save.setEnabled(False)
        said = self.counted("said", len(ids))
        self.context.operations.run(
            self, Operation(self.t("Saving"), job, done=self._saved, said=said, refused=self._refused)
        )

    def _table(self, one: str) -> QTableWidget:
        t, table = self.t, QTableWidget(0, 3)
        table.setObjectName("bulk-list")
        table.setAccessibleName(t("What will change"))
        table.setHorizontalHeaderLabels([one, t("Before"), t("After")])
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setTabKeyNavigation(False)
        table.setShowGrid(False)
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(self.context.theme.metrics.row)
        heads = table.horizontalHeader()
        heads.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        heads.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        heads.setHighlightSections(False)
        return table

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
        if self.field.currentData() in OFFICERS:
            self._other_field()

    def _other_field(self) -> None:
        field, t = self._fields[str(self.field.currentData())], self.t
        self._value.setCurrentWidget({"text": self.typed, "day": self.day}.get(field.kind, self.choice))
        self.choice.blockSignals(True)
        self.choice.clear()
        if field.code_list:
            choices = [*codes.load(field.code_list).choices(t.language)]
        elif field.name in OFFICERS:
            choices = [*((one.id, one.name) for one in self._officers if one.active), ("", t("Nobody"))]
        else:
            choices = [*self.choices(field)]
        if field.code_list and field.empty:
            choices.append(("", "–"))
        for value, words in choices:
            self.choice.addItem(words, value)
        self.choice.setCurrentIndex(-1)
        self.choice.setPlaceholderText(t("Choose…"))
        self.choice.blockSignals(False)
        self.typed.clear()
        self.day.set_day(None)
        self._other_value()

    def _other_value(self, *_: object) -> None:
        self.value_changed(*self.chosen())
        self._save.setEnabled(False)
        self._pause.start()

    def _day_typed(self, *_: object) -> None:
        self._pause.stop()  # a day is read when one leaves its field; until then nothing is previewed
        self._show(None)

    def _look(self) -> None:
        name, value = self.chosen()
        field = self._fields[name]
        self._problem.hide()
        nothing = self.choice.currentIndex() < 0 if field.kind == "choice" else not value.strip() and not field.empty
        if nothing:
            self._show(None)
            return
        if self._running is not None:
            self._running.cancel()
        self._running = self.context.jobs.read(self, lambda task: self.look(name, value), self._show, self._failed)

    def _failed(self, error: BaseException) -> None:
        self._show(None)
        if not (isinstance(error, DeskError) and self._refused(error)):
            self.context.operations.tell(error)

    def _show(self, preview: ChangePreview | None) -> None:
        t, number = self.t, self.context.formats.number
        self.preview = preview
        refused = preview.refused if preview else ()
        self.list.setRowCount(len(preview.rows) + len(refused) if preview else 0)
        if preview is None:
            self._words.setText(self.counted("selected", self.total()))
            self._save.setText(t("Change"))
            self._save.setEnabled(False)
            return
        changed = len(preview.ids)
        parts = [self.counted("change", changed)]
        if preview.unchanged:
            parts.append(
                t.plural(
                    "{number} has this value already",
                    "{number} have this value already",
                    preview.unchanged,
                    number=number(preview.unchanged),
                )
            )
        if refused:
            parts.append(
                t.plural(
                    "{number} cannot take it and stays as it is",
                    "{number} cannot take it and stay as they are",
                    len(refused),
                    number=number(len(refused)),
                )
            )
        if changed > len(preview.rows):
            parts.append(t("the first {number} are shown", number=number(len(preview.rows))))
        self._words.setText("; ".join(parts) + ".")
        for at, other in enumerate(refused):  # first, where they are seen
            self._line(at, other.name, t("stays as it is"), other.why.describe(t))
        for at, row in enumerate(preview.rows, len(refused)):
            self._line(at, row.name, self._text(row.before), self._text(row.after))
        self._save.setText(self.counted("button", changed))
        self._save.setEnabled(changed > 0 and not self.missing())

    def total(self) -> int:
        """How many rows were selected."""
        raise NotImplementedError

    def _line(self, at: int, *texts: str) -> None:
        for place, text in enumerate(texts):
            item = QTableWidgetItem(text)
            item.setToolTip(text)
            self.list.setItem(at, place, item)

    def _text(self, value: object) -> str:
        field = self._fields[str(self.field.currentData())]
        if field.name in OFFICERS:
            known = {officer.id: officer.name for officer in self._officers}
            return known.get(str(value), self.t("Nobody")) if value else self.t("Nobody")
        named = dict(self.choices(field))
        if str(value or "") in named:
            return named[str(value or "")]
        return labels.shown(field.name, value, self.t, self.context.formats) or "–"
