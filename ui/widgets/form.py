"""Forms: one column, label above, help under, what is wrong under that in words with an icon."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLabel, QWidget

from talented_desk.compat import override
from ui.theme.theme import Theme
from ui.widgets.basics import Icon, column, label, line, mark


def saves(event: QKeyEvent) -> bool:
    """Whether these are the keys that save a form, wherever in it one is."""
    enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
    return enter and bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)


@dataclass(frozen=True, slots=True)
class _Field:
    widget: QWidget
    problem: QLabel
    row: QWidget
    whole: QWidget


class FormColumn(QWidget):
    """Fields from top to bottom in Tab order. Ctrl+Enter anywhere in it emits `accepted`."""

    accepted = Signal()

    def __init__(self, theme: Theme, required_text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._required = theme, required_text
        self._fields: dict[str, _Field] = {}
        self._layout = column(self, spacing=theme.px(14))

    def add(self, name: str, text: str, widget: QWidget, *, hint: str = "", required: bool = False) -> QWidget:
        """A labelled field; `name` is where problems of this name appear. Returns the field."""
        caption = label(f"{text} ({self._required})" if required else text, "strong")
        caption.setBuddy(widget)
        if not widget.accessibleName():
            widget.setAccessibleName(text)
        whole = QWidget()
        box = column(whole, spacing=self._theme.px(4))
        box.addWidget(caption)
        box.addWidget(widget)
        if hint:
            box.addWidget(label(hint, "small", wrap=True))
            widget.setAccessibleDescription(hint)
        row = QWidget()
        problem = label("", "problem", wrap=True)
        inner = line(row, spacing=self._theme.px(6))
        inner.addWidget(Icon(self._theme, "circle-alert", "bad", 14), 0, Qt.AlignmentFlag.AlignTop)
        inner.addWidget(problem, 1)
        row.hide()
        box.addWidget(row)
        self._layout.addWidget(whole)
        self._fields[name] = _Field(widget, problem, row, whole)
        return widget

    def add_row(self, widget: QWidget) -> None:
        """Something else between the fields: a heading, a banner, a list."""
        self._layout.addWidget(widget)

    def show_problems(self, problems: Mapping[str, str]) -> list[str]:
        """Put each sentence under its field, go to the first; returns the sentences that have no field here."""
        first: QWidget | None = None
        for name, field in self._fields.items():
            sentence = problems.get(name, "")
            field.problem.setText(sentence)
            field.row.setVisible(bool(sentence))
            mark(field.widget, "wrong", "true" if sentence else "false")
            if sentence and first is None:
                first = field.widget
        if first is not None:
            first.setFocus(Qt.FocusReason.OtherFocusReason)
        return [sentence for name, sentence in problems.items() if name not in self._fields]

    def settled(self, name: str, *_: object) -> None:
        """The field says something else now: what was wrong with it is said no longer."""
        field = self._fields[name]
        if field.problem.text():
            field.problem.setText("")
            field.row.hide()
            mark(field.widget, "wrong", "false")

    def show_field(self, name: str, visible: bool) -> None:
        """Show or hide a field with its label: what does not apply is not asked."""
        self._fields[name].whole.setVisible(visible)

    def problem(self, name: str) -> str:
        """The sentence under a field, empty when there is none."""
        return self._fields[name].problem.text()

    def field(self, name: str) -> QWidget:
        return self._fields[name].widget

    def fields(self) -> list[QWidget]:
        """All fields, in the order in which they are read."""
        return [field.widget for field in self._fields.values()]

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if saves(event):
            self.accepted.emit()
        else:
            super().keyPressEvent(event)
