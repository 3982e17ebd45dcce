"""One row of the preview in full: both sides of a doubtful match, a field before and after, what is wrong."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from talented_desk.services.import_shapes import Doubt, FactLine, FailedRow, FieldUpdate, LineRow, Warned
from ui import labels
from ui.context import UiContext
from ui.pages.imports.flow import Flow
from ui.pages.imports.kinds import reasons
from ui.pages.imports.scroll import ScrollStep
from ui.widgets.basics import Button, Icon, clear, column, hairline, label, line
from ui.widgets.diff_row import DiffRow
from ui.widgets.flow import FlowLayout

CELLS_SHOWN = 60
LONGEST = 400


class RowDetail(ScrollStep):
    """`decided` carries a doubtful match's id and the answer: True, False, or None to leave it open."""

    decided = Signal(int, object)

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(context.t("The row in full"), parent)
        self.context, self.t = context, context.t
        theme = context.theme
        self._box = column(self.inside, spacing=theme.px(10))
        self._box.setContentsMargins(theme.px(16), theme.px(12), theme.px(16), theme.px(12))

    def show_row(self, row: Any, flow: Flow) -> None:
        """Show this row; None empties the panel."""
        clear(self._box)
        if isinstance(row, Doubt):
            self._doubt(row, flow)
        elif isinstance(row, FieldUpdate):
            self._field(row, flow)
        elif isinstance(row, FailedRow):
            self._failed(row, flow)
        elif isinstance(row, FactLine):
            self._fact(row)
        elif isinstance(row, Warned):
            self._head(row.line)
            self._sentence("triangle-alert", "warn", row.error.describe(self.t))
        elif isinstance(row, LineRow):
            self._line(row)
        self._box.addStretch(1)
        self.verticalScrollBar().setValue(0)

    def _head(self, number: int, words: str = "") -> None:
        row = self.t("Row {line} of the list", line=self.context.formats.number(number))
        self._box.addWidget(label(row, "small"))
        if words:
            self._box.addWidget(label(_short(words), "heading", wrap=True, select=True))

    def _sentence(self, icon: str, role: str, words: str) -> None:
        row = line(spacing=self.context.theme.px(8))
        row.addWidget(Icon(self.context.theme, icon, role), 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(label(words, wrap=True, select=True), 1)
        self._box.addLayout(row)

    def _pairs(self, pairs: list[tuple[str, str]]) -> None:
        theme = self.context.theme
        for name, value in pairs:
            box = column(spacing=0)
            box.addWidget(label(_short(name), "caption", wrap=True))
            box.addWidget(label(_short(value), wrap=True, select=True))
            self._box.addLayout(box)
            self._box.addSpacing(-theme.px(2))

    def _line(self, row: LineRow) -> None:
        t = self.t
        self._head(row.line, row.name)
        if row.how == "new":
            self._sentence("plus", "accent", t("Is added as a new employer: {name}", name=_short(row.employer)))
        elif row.how == "auto":
            self._sentence("circle-check", "ok", t("Is {name}, who is here already", name=_short(row.employer)))
        elif row.how == "deleted":
            self._sentence(
                "trash-2", "muted", t("Its record was deleted here since it was imported; it stays deleted.")
            )
        elif row.how == "known":
            self._sentence("circle-check", "ok", t("Was imported before, for {name}", name=_short(row.employer)))
        else:
            self._sentence("merge", "muted", t("Goes with {name}, further up", name=_short(row.employer)))
        if row.reasons:
            self._box.addWidget(label(t("Why"), "caption"))
            self._reasons(row)

    def _reasons(self, row: LineRow | Doubt) -> None:
        for reason in row.reasons:
            self._sentence("check", "muted", reasons(self.t, (reason,)))

    def _fact(self, row: FactLine) -> None:
        t = self.t
        self._head(row.line, row.employer)
        amount = "" if row.number is None else self.context.formats.number(row.number)
        pairs = [(t("As of"), row.as_of), (t("Fact"), row.label), (t("Number"), amount), *row.detail]
        if row.name != row.employer:
            pairs.append((t("Name in the list"), row.name))
        self._pairs([(name, value) for name, value in pairs if value])

    def _field(self, row: FieldUpdate, flow: Flow) -> None:
        t, formats = self.t, self.context.formats
        self._head(row.line, row.employer)
        before, after = (_short(labels.shown(row.field, text, t, formats)) for text in (row.before, row.after))
        name = labels.field_label(row.field, t)
        if flow.replaces(row):
            self._box.addWidget(DiffRow(self.context.theme, t, name, before, after))
        else:
            self._pairs([(t("{field}, here", field=name), before), (t("{field}, in the list", field=name), after)])
            self._sentence(
                "info",
                "accent",
                t("It was changed here since the list was imported, and the list says what it said then. It stays.")
                if row.kind == "stays"
                else t("They differ; what is here stays. The list’s value is not taken."),
            )
        if row.kind == "correct":
            self._sentence(
                "circle-check", "ok", t("The list said this before and says otherwise now; nobody changed it.")
            )
        elif flow.asks(row):
            answer = flow.values.get(row.id)
            self._answers(
                row.id,
                answer is True,
                (
                    ("take", t("Take the list’s value  (S)"), "check", True),
                    ("keep", t("Keep what is here  (N)"), "", None),
                ),
            )

    def _failed(self, row: FailedRow, flow: Flow) -> None:
        self._head(row.line)
        self._sentence("circle-alert", "bad", row.error.describe(self.t))
        self._box.addWidget(hairline())
        names = flow.preview.plan.mapping.names if flow.preview is not None else ()
        cells = [
            (names[at] if at < len(names) else self.t("Cell {number}", number=at + 1), cell)
            for at, cell in enumerate(row.cells)
            if cell
        ]
        self._pairs(cells[:CELLS_SHOWN])

    def _doubt(self, row: Doubt, flow: Flow) -> None:
        t, theme = self.t, self.context.theme
        self._box.addWidget(label(t("Is this one and the same employer?"), "heading", wrap=True))
        holder = QWidget()
        sides = QGridLayout(holder)
        sides.setContentsMargins(0, 0, 0, 0)
        sides.setHorizontalSpacing(theme.px(16))
        sides.setVerticalSpacing(theme.px(4))
        number = self.context.formats.number(row.line)
        here = t("Further up in the list") if row.other_is_new else t("Here already")
        left = (t("Row {line} of the list", line=number), row.name, "", row.place)
        right = (here, row.other, row.other_trade_name, row.other_place)
        for side, (caption, name, trade, place) in enumerate((left, right)):
            sides.setColumnStretch(side, 1)
            top = Qt.AlignmentFlag.AlignTop
            sides.addWidget(label(caption, "caption", wrap=True), 0, side, top)
            sides.addWidget(label(_short(name), "strong", wrap=True, select=True), 1, side, top)
            if trade:
                sides.addWidget(label(_short(trade), "muted", wrap=True, select=True), 2, side, top)
            sides.addWidget(label(place or t("no place known"), "muted", wrap=True, select=True), 3, side, top)
        self._box.addWidget(holder)
        self._reasons(row)
        self._answers(
            row.id,
            flow.decisions.get(row.id),
            (
                ("same", t("The same  (S)"), "merge", True),
                ("different", t("Not the same  (N)"), "split", False),
                ("skip", t("Skip  (Space)"), "", None),
            ),
        )

    def _answers(self, row_id: int, given: bool | None, choices: tuple[tuple[str, str, str, bool | None], ...]) -> None:
        theme = self.context.theme
        answers = QWidget()
        buttons = FlowLayout(answers, theme.px(8))
        buttons.setContentsMargins(0, 0, 0, 0)
        for name, words, icon, value in choices:
            button = Button(theme, words, icon, "quiet" if value is None else "plain")
            button.setObjectName(f"answer-{name}")
            button.setCheckable(value is not None)
            button.setChecked(given is not None and given is value)
            button.clicked.connect(lambda checked=False, value=value: self.decided.emit(row_id, value))
            buttons.addWidget(button)
        self._box.addWidget(answers)


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
