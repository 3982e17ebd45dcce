"""Lines of a promise or follow-up: what, and by which day. A new empty line comes when the last one is used."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from ui.context import UiContext
from ui.widgets.basics import Button, column, line, put_in_order
from ui.widgets.inputs import DateField
from ui.widgets.touch import fit_for_fingers


@dataclass(frozen=True, slots=True)
class _Line:
    holder: QWidget
    what: QLineEdit
    day: DateField
    remove: Button


class CommitmentLines(QWidget):
    """`values` gives (what, ISO day or empty) of each used line. `roomy` is for fingers."""

    changed = Signal()

    def __init__(
        self, context: UiContext, name: str, hint: str, parent: QWidget | None = None, *, roomy: bool = False
    ) -> None:
        super().__init__(parent)
        self.context, self._name, self._hint, self._roomy = context, name, hint, roomy
        self._lines: list[_Line] = []
        self._box = column(self, spacing=context.theme.px(4))
        self.setAccessibleName(name)
        self._add()

    def values(self) -> list[tuple[str, str]]:
        """What stands in the used lines."""
        return [
            (row.what.text().strip(), day.isoformat() if (day := row.day.glance()) else "")
            for row in self._lines
            if row.what.text().strip()
        ]

    def set_values(self, values: Sequence[Sequence[str]]) -> None:
        """Show these lines and an empty one, without telling."""
        from datetime import date

        while self._lines:
            self._drop(self._lines[-1])
        for what, day in values:
            row = self._add()
            row.what.setText(what)
            row.day.set_day(date.fromisoformat(day) if day else None)
        self._add()

    def read(self) -> bool:
        """Take what is still being typed; whether every day could be read."""
        unread = [row for row in self._lines if not row.day.read()]
        return not unread

    def order(self) -> list[QWidget]:
        """The fields in the order in which Tab goes."""
        return [widget for row in self._lines for widget in (row.what, row.day, row.remove)]

    def first_field(self) -> QLineEdit:
        """Where the focus goes."""
        return self._lines[0].what

    def _add(self) -> _Line:
        context, t = self.context, self.context.t
        holder = QWidget()
        row = line(holder, spacing=context.theme.px(6))
        what = QLineEdit()
        what.setPlaceholderText(self._hint)
        what.setAccessibleName(self._name)
        day = DateField(context.theme, t, context.formats, context.today)
        day.setAccessibleName(t("{name}: by which day", name=self._name))
        day.setFixedWidth(context.theme.px(190))
        remove = Button(context.theme, t("Remove this line"), "x", "quiet", bare=True)
        row.addWidget(what, 1)
        row.addWidget(day)
        row.addWidget(remove)
        if self._roomy:
            fit_for_fingers(holder)
        made = _Line(holder, what, day, remove)
        what.textEdited.connect(self._edited)
        day.textEdited.connect(self._edited)
        day.understood.connect(self.changed)
        remove.clicked.connect(lambda: self._remove(made))
        self._lines.append(made)
        self._box.addWidget(holder)
        if len(self._lines) > 1:  # made last, it is not reached last
            put_in_order([self._lines[-2].remove, what, day, remove])
        return made

    def _edited(self) -> None:
        if self._lines[-1].what.text().strip():
            self._add()
        self.changed.emit()

    def _remove(self, row: _Line) -> None:
        self._drop(row)
        if not self._lines or self._lines[-1].what.text().strip():
            self._add()
        self.changed.emit()

    def _drop(self, row: _Line) -> None:
        self._lines.remove(row)
        self._box.removeWidget(row.holder)
        row.holder.hide()
        row.holder.deleteLater()
