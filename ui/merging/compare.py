"""Two records side by side: for each field on which they differ, which value is kept, and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QButtonGroup, QLabel, QRadioButton, QWidget

from talented_desk.compat import override
from ui import labels
from ui.context import UiContext
from ui.widgets.basics import clear, column, label, line
from ui.widgets.fact_row import breakable

if TYPE_CHECKING:
    from talented_desk.services.merging import Choice, Value

KEEP, GONE, BOTH = 0, 1, 2
NAME_WIDTH: Final = 170
LONGEST: Final = 240
"""Letters of a value that are shown; the whole stands in the tool tip."""


class Option(QWidget):
    """One value that can be kept; its words wrap, and a click on them chooses it."""

    def __init__(self, context: UiContext, name: str, words: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        said, words = bool(words), words or context.t("nothing")
        row = line(self, spacing=context.theme.px(8))
        self.button = QRadioButton()
        self.button.setAccessibleName(f"{name}: {words}")
        shown = words if len(words) <= LONGEST else words[: LONGEST - 1] + "…"
        text: QLabel = label(breakable(shown), "" if said else "muted", wrap=True)
        text.setContentsMargins(0, context.theme.px(5), 0, 0)  # its first line beside the middle of the button
        text.setToolTip(words if len(words) > LONGEST else "")
        text.installEventFilter(self)
        row.addWidget(self.button, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(text, 1, Qt.AlignmentFlag.AlignTop)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QMouseEvent) and event.type() == QEvent.Type.MouseButtonRelease:
            self.button.click()
        return super().eventFilter(watched, event)


class FieldRow(QWidget):
    """A field's name, its values to choose from, and why one is proposed."""

    def __init__(self, context: UiContext, choice: Choice, words: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        theme, t = context.theme, context.t
        self._choice = choice
        self._group = QButtonGroup(self)
        name = labels.field_label(choice.field, t)
        options = [Option(context, name, one) for one in words]
        proposed = KEEP if choice.proposed == choice.keep else GONE if choice.proposed == choice.gone else BOTH
        if proposed == BOTH:
            options.append(Option(context, name, t("Keep both, one under the other")))
        for side, option in enumerate(options):
            option.button.setObjectName(f"{choice.field}-{side}")
            self._group.addButton(option.button, side)
        options[proposed].button.setChecked(True)
        about = QWidget()
        about.setFixedWidth(theme.px(NAME_WIDTH))
        told = column(about, spacing=theme.px(2))
        told.setContentsMargins(0, theme.px(5), 0, 0)
        told.addWidget(label(name, wrap=True))
        told.addWidget(label(t(choice.reason), "small", wrap=True))
        values = column(spacing=theme.px(6))
        both = line(spacing=theme.px(16))
        both.addWidget(options[KEEP], 1)
        both.addWidget(options[GONE], 1)
        values.addLayout(both)
        for option in options[BOTH:]:
            values.addWidget(option)
        row = line(self, spacing=theme.px(16))
        row.setContentsMargins(0, theme.px(6), 0, theme.px(6))
        row.addWidget(about, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(values, 1)

    def value(self) -> Value:
        """The value that is chosen."""
        sides = {KEEP: self._choice.keep, GONE: self._choice.gone}
        return sides.get(self._group.checkedId(), self._choice.proposed)

    def chosen(self) -> QRadioButton:
        """The button that is on, which Tab comes to."""
        button = self._group.checkedButton()
        assert isinstance(button, QRadioButton)
        return button


class Compare(QWidget):
    """A row per field on which two records differ; arrow keys choose, Tab goes on."""

    def __init__(self, context: UiContext, people: Mapping[str, str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context, self._people = context, people
        self._rows: list[tuple[Choice, FieldRow]] = []
        self._box = column(self)

    def show_choices(self, choices: Sequence[Choice], keep: str, gone: str) -> None:
        """Show the fields on which the records called `keep` and `gone` differ."""
        theme, t = self.context.theme, self.context.t
        clear(self._box)
        heads = line(spacing=theme.px(16))
        heads.addSpacing(theme.px(NAME_WIDTH + 16))
        for caption, name in ((t("Stays"), keep), (t("Goes"), gone)):
            head = column(spacing=0)
            head.addWidget(label(caption, "caption"))
            head.addWidget(label(name, "strong", wrap=True))
            heads.addLayout(head, 1)
        self._box.addLayout(heads)
        self._rows = [
            (choice, FieldRow(self.context, choice, [self._words(choice.field, v) for v in (choice.keep, choice.gone)]))
            for choice in choices
            if choice.keep != choice.gone
        ]
        for _, row in self._rows:
            self._box.addWidget(row)
        same = len(choices) - len(self._rows)
        if same:
            said = t.plural("{count} field says the same on both.", "{count} fields say the same on both.", same)
            self._box.addWidget(label(said, "muted", wrap=True))

    def values(self) -> dict[str, Value]:
        """What the record that stays gets, where that differs from what it has."""
        return {choice.field: row.value() for choice, row in self._rows if row.value() != choice.keep}

    def first(self) -> QWidget | None:
        """Where work begins; None when the two do not differ."""
        return self._rows[0][1].chosen() if self._rows else None

    def _words(self, field: str, value: Value) -> str:
        t = self.context.t
        if field.endswith("_id"):
            return self._people.get(str(value or ""), "") or t("Nobody")
        return labels.shown(field, value, t, self.context.formats)
