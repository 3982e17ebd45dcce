"""The first step once a file is there: how it is read, what its columns fill, the date that it speaks of."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from talented_desk.compat import override
from talented_desk.exchange.mapping import as_of
from ui.context import UiContext
from ui.pages.imports.columns import ColumnsView
from ui.pages.imports.reading import ReadingHabits
from ui.pages.imports.scroll import ScrollStep
from ui.widgets.basics import Button, Icon, column, label, line
from ui.widgets.inputs import ReadingField

if TYPE_CHECKING:
    from talented_desk.exchange.open import Inspection
    from ui.pages.imports.flow import Flow

_TURNED = re.compile(r"(?i)^[qt]([1-4])[\s_-]*(20\d\d)$")


class AsOfField(ReadingField):
    """A day or a quarter: `2026-11-27`, `2020-Q1`, `T1 2020`, `yesterday`. Empty: today."""

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(context.t, parent)
        self._context = context
        self.value = ""
        self.setPlaceholderText(context.t("2020-Q1 or 2020-03-31"))

    def show_value(self, value: str) -> None:
        """Show a day or quarter."""
        self.value = value
        self.setText(value)
        self.read()

    @override
    def _take(self, text: str) -> None:
        if turned := _TURNED.match(text):
            self.value = f"{turned[2]}-Q{turned[1]}"
        elif not text:
            self.value = ""
        else:
            found = as_of(text) if len(text) <= 10 else ""
            if not re.fullmatch(r"20\d\d-Q[1-4]", found):
                found = self._context.formats.parse_date(text, self._context.today(), "past").isoformat()
            self.value = found
        self.setText(self.value)


class LookStep(ScrollStep):
    """Shows a file that was looked at. `habit_changed` asks to look again."""

    habit_changed = Signal(str, object)
    changed = Signal()
    """The mapping or the date changed."""
    remember_wanted = Signal()

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(context.t("The file and its columns"), parent)
        self.context, self.t = context, context.t
        theme, t = context.theme, context.t
        self._flow: Flow | None = None
        self._found: Inspection | None = None
        self.habits = ReadingHabits(context)
        self.habits.changed.connect(self.habit_changed)
        self.columns = ColumnsView(context)
        self.columns.mapped.connect(self._map)
        self._summary = label("", "muted", wrap=True)
        self._summary.setObjectName("columns-summary")
        self._layout_icon = Icon(theme, "circle-check", "ok", 14)
        self._layout_words = label("", wrap=True)
        self._layout_words.setObjectName("layout-recognised")
        self.remember = Button(theme, t("Remember these columns"), "save", "quiet")
        self.remember.setObjectName("remember-columns")
        self.remember.setToolTip(t("Files of the same layout are then mapped like this one."))
        self.remember.clicked.connect(self.remember_wanted)
        self._problem = label("", "problem", wrap=True)
        self._problem.setObjectName("columns-problem")
        self.as_of = AsOfField(context)
        self.as_of.setObjectName("as-of")
        self.as_of.setAccessibleName(t("The facts are as of"))
        self.as_of.setFixedWidth(theme.px(160))
        self.as_of.understood.connect(self._dated)
        self.as_of.editingFinished.connect(self._show_date_problem)
        self.as_of.setToolTip(t("A day or a quarter, for the columns that are facts. Empty means today."))
        self.habits.add_field("as_of", t("The facts are as of"), self.as_of)
        self._date_problem = label("", "problem", wrap=True)
        box = column(self.inside, spacing=theme.px(12))
        box.setContentsMargins(theme.px(24), theme.px(4), theme.px(24), theme.px(16))
        box.addWidget(label(t("How the file is written"), "heading"))
        box.addWidget(self.habits)
        box.addWidget(self._date_problem)
        box.addSpacing(theme.px(6))
        head = line(spacing=theme.px(8))
        head.addWidget(label(t("What its columns fill"), "heading"))
        head.addStretch(1)
        head.addWidget(self.remember)
        box.addLayout(head)
        known = line(spacing=theme.px(8))
        known.addWidget(self._layout_icon, 0, Qt.AlignmentFlag.AlignTop)
        known.addWidget(self._layout_words, 1)
        box.addLayout(known)
        box.addWidget(self._problem)
        box.addWidget(self.columns)
        box.addWidget(self._summary)
        box.addStretch(1)

    def show_flow(self, flow: Flow) -> None:
        """Show this file."""
        self._flow, self._found = flow, flow.found
        assert flow.found is not None and flow.mapping is not None
        self.habits.show_found(flow.found)
        self.columns.show_found(flow.found, flow.mapping, flow.by_hand)
        self.as_of.show_value(flow.mapping.as_of)
        self._refresh()

    def shows(self, flow: Flow) -> bool:
        """Whether this file is shown already, as it was looked at last."""
        return self._flow is flow and self._found is flow.found

    def ready(self) -> bool:
        """Whether a dry run can be made; if not, the reason is shown and the field gets the focus."""
        if self._flow is None or not self._flow.has_name():
            return False
        if self._flow.needs_date() and not self.as_of.read():
            self._show_date_problem()
            self.as_of.setFocus(Qt.FocusReason.OtherFocusReason)
            return False
        return True

    def _map(self, index: int, target: str | None) -> None:
        assert self._flow is not None
        self._flow.map_column(index, target)
        assert self._flow.mapping is not None
        self.columns.show_mapping(self._flow.mapping)
        self._refresh()
        self.changed.emit()

    def _dated(self) -> None:
        if self._flow is not None and self._flow.mapping is not None and self.as_of.value != self._flow.mapping.as_of:
            self._flow.date(self.as_of.value)
            self.changed.emit()

    def _show_date_problem(self) -> None:
        self._date_problem.setText(self.as_of.problem)
        wanted = self._flow is not None and self._flow.needs_date()
        self._date_problem.setVisible(wanted and bool(self.as_of.problem))

    def _refresh(self) -> None:
        flow, t = self._flow, self.t
        assert flow is not None and flow.found is not None and flow.mapping is not None
        left_out = sum(target is None for target in flow.mapping.columns)
        number = self.context.formats.number
        rows = t.plural(
            "About {rows} row", "About {rows} rows", flow.found.row_estimate, rows=number(flow.found.row_estimate)
        )
        columns = t.plural("{count} column", "{count} columns", len(flow.mapping.columns))
        out = t.plural("{count} column is left out", "{count} columns are left out", left_out) if left_out else ""
        self._summary.setText(" · ".join(part for part in (rows, columns, out) if part))
        recognised = bool(flow.layout) and not flow.by_hand
        self._layout_icon.setVisible(recognised)
        self._layout_words.setVisible(recognised)
        self._layout_words.setText(t("This layout is known: the columns are those kept as “{name}”.", name=flow.layout))
        self.remember.setVisible(not recognised)
        self.remember.setEnabled(flow.has_name())
        self._problem.setVisible(not flow.has_name())
        self._problem.setText(
            t("Say which column holds the employers’ names: choose “Legal name” or “Trade name” above it.")
        )
        self.habits.show_field("as_of", flow.needs_date())
        self._show_date_problem()
