"""A dialog with one form: problems at their fields, Ctrl+Enter saves, Esc leaves."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TypeVar

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QBoxLayout, QComboBox, QDialog, QLineEdit, QPlainTextEdit, QScrollArea, QWidget

from talented_desk.compat import override
from talented_desk.errors import DeskError, Invalid
from talented_desk.jobs import Task
from ui import labels
from ui.context import UiContext
from ui.operations.runner import Operation
from ui.widgets.basics import Button, column, hairline, label, line
from ui.widgets.form import FormColumn, saves
from ui.widgets.inputs import ChoiceField, DateField

T = TypeVar("T")


class FormDialog(QDialog):
    """Add fields with `text`, `choice`, `date` and `paragraph`; `save` runs the job with their values."""

    def __init__(self, context: UiContext, title: str, save_text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        theme, t = context.theme, context.t
        self.setWindowTitle(title)
        self.setModal(True)
        self.finished.connect(self.deleteLater)  # a dialog that is gone must not keep the focus
        self._room = self.screen().availableGeometry()
        self.setMinimumWidth(min(theme.px(460), self._room.width()))
        self.form = FormColumn(theme, t("required"))
        self.form.accepted.connect(self.save)
        self._names: list[str] = []
        self._job: Callable[[Mapping[str, str], Task], object] | None = None
        self._done: Callable[[object], None] | None = None
        self._said = ""
        inside = QWidget()
        box = column(inside, spacing=theme.px(8))
        box.setContentsMargins(theme.px(24), theme.px(16), theme.px(24), theme.px(16))
        box.addWidget(label(title, "title", wrap=True))
        box.addSpacing(theme.px(4))
        self._above = column(spacing=theme.px(8))
        box.addLayout(self._above)
        box.addWidget(self.form)
        self._rest = label("", "problem", wrap=True)
        self._rest.hide()
        box.addWidget(self._rest)
        box.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(inside)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setAccessibleName(title)
        self._area = area
        foot = line(spacing=theme.px(8))
        foot.setContentsMargins(theme.px(24), theme.px(12), theme.px(24), theme.px(16))
        foot.addWidget(label(t("Ctrl+Enter saves"), "small", wrap=True), 1)
        cancel = Button(theme, t("Cancel"))
        cancel.setAutoDefault(False)
        cancel.clicked.connect(self.reject)
        foot.addWidget(cancel)
        self._save = Button(theme, save_text, kind="primary")
        self._save.setObjectName("dialog-save")
        self._save.setAutoDefault(False)
        self._save.clicked.connect(self.save)
        foot.addWidget(self._save)
        self._body = line()
        self._body.addWidget(area, 1)
        self._last: list[QWidget] = [cancel, self._save]
        whole = column(self)
        whole.addLayout(self._body, 1)
        whole.addWidget(hairline())
        whole.addLayout(foot)

    def put_beside(self, widget: QWidget, width: int) -> bool:
        """Show a widget of this width right of the fields; below them, and False, where the screen is too narrow."""
        px = self.context.theme.px
        beside = px(480) + width + px(20) <= self._room.width()
        self._body.setDirection(QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom)
        self._body.addWidget(hairline(vertical=beside))
        self._body.addWidget(widget, 0 if beside else 2)
        self._body.setStretch(0, 3)
        if beside:
            widget.setFixedWidth(width)
            self.setMinimumWidth(px(480) + width)
        return beside

    def keep_in_sight(self) -> None:
        """Scroll so that the field being filled in stays in sight, once what came beside the fields has its place."""

        def scroll() -> None:
            for field in map(self.form.field, self._names):
                if field.hasFocus():
                    self._area.ensureWidgetVisible(field)

        QTimer.singleShot(0, self, scroll)

    def tab_through(self, widgets: Sequence[QWidget]) -> None:
        """Let Tab go from the fields through these to the buttons."""
        fields = [self.form.field(name) for name in self._names]
        for before, after in itertools.pairwise([*fields[-1:], *widgets, *self._last]):
            self.setTabOrder(before, after)

    def add_above(self, widget: QWidget) -> None:
        """Something to read between the title and the fields."""
        self._above.addWidget(widget)

    def text(self, name: str, value: str = "", *, title: str = "", hint: str = "", required: bool = False) -> QLineEdit:
        """A line of text; `name` is the field that the service knows."""
        field = QLineEdit(value)
        return self._add(name, field, title, hint, required)

    def paragraph(self, name: str, value: str = "", *, title: str = "") -> QPlainTextEdit:
        """Several lines of text."""
        field = QPlainTextEdit(value)
        field.setTabChangesFocus(True)
        field.setFixedHeight(self.context.theme.px(90))
        return self._add(name, field, title, "", False)

    def choice(
        self, name: str, choices: tuple[tuple[str, str], ...], value: str = "", *, title: str = "", hint: str = ""
    ) -> QComboBox:
        """One of a list of (code, words)."""
        field = ChoiceField(choices)
        field.setCurrentIndex(max(0, field.findData(value)))
        return self._add(name, field, title, hint, False)

    def date(self, name: str, value: str = "", *, title: str = "", past: bool = False) -> DateField:
        """A day; `value` is ISO."""
        context = self.context
        field = DateField(context.theme, context.t, context.formats, context.today, past=past)
        field.set_day(dt.date.fromisoformat(value) if value else None)
        return self._add(name, field, title, "", False)

    def values(self) -> dict[str, str]:
        """What was typed and chosen, by field."""
        return {name: _value(self.form.field(name)) for name in self._names}

    def on_save(
        self, job: Callable[[Mapping[str, str], Task], object], said: str, done: Callable[[object], None] | None = None
    ) -> None:
        """What to do with the values, what to say after, and what follows."""
        self._job, self._said, self._done = job, said, done

    def save(self) -> None:
        """Run the job; the dialog closes when it is done."""
        if self._job is None:
            return
        for name in self._names:
            field = self.form.field(name)
            if isinstance(field, DateField) and not field.read():
                return
        job, values = self._job, self.values()
        self._save.setEnabled(False)
        self.context.operations.run(
            self,
            Operation(
                self.context.t("Saving"),
                lambda task: job(values, task),
                done=self._saved,
                said=self._said,
                refused=self._refused,
            ),
        )

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if saves(event):  # from the buttons too
            self.save()
        else:
            super().keyPressEvent(event)

    def fit(self) -> None:
        """As tall as the form, at most as the window."""
        inside = self._area.widget()
        self.form.updateGeometry()  # the layout around it still takes it for empty
        wanted = (inside.sizeHint().height() if inside is not None else 0) + self.context.theme.px(90)
        room = self._room
        # the buttons were made before the fields, but come after them
        fields = self.form.fields()
        for before, after in itertools.pairwise([*fields, *self._last]):
            self.setTabOrder(before, after)
        if fields:
            fields[0].setFocus()
        width = max(self.minimumWidth(), min(self.context.theme.px(480), room.width()))
        self.resize(width, min(wanted, room.height() - self.context.theme.px(80)))

    def _add(self, name: str, field: T, title: str, hint: str, required: bool) -> T:
        assert isinstance(field, QWidget)
        field.setObjectName(f"field-{name}")
        words = title or labels.field_label(name, self.context.t)
        self.form.add(name, words, field, hint=hint, required=required)
        self._names.append(name)
        settled = partial(self.form.settled, name)
        if isinstance(field, QComboBox):
            field.currentIndexChanged.connect(settled)
        elif isinstance(field, QLineEdit):
            field.textEdited.connect(settled)
        return field

    def _saved(self, result: object) -> None:
        self.accept()
        if self._done is not None:
            self._done(result)

    def _refused(self, error: DeskError) -> bool:
        self._save.setEnabled(True)
        t = self.context.t
        if isinstance(error, Invalid):
            rest = self.form.show_problems({name: one.describe(t) for name, one in error.problems.items()})
        else:
            rest = [error.describe(t)]
        self._rest.setText(" ".join(rest))
        self._rest.setVisible(bool(rest))
        return True


def _value(field: QWidget) -> str:
    if isinstance(field, QComboBox):
        return str(field.currentData() or "")
    if isinstance(field, QPlainTextEdit):
        return field.toPlainText()
    if isinstance(field, DateField):
        day = field.day()
        return day.isoformat() if day else ""
    assert isinstance(field, QLineEdit)
    return field.text()
