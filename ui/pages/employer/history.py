"""The history of a record: who changed what, when, from what to what; its state at a past day; taking back."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QWidget

from talented_desk.jobs import Task
from ui import labels
from ui.context import UiContext
from ui.merging.unmerge import take_apart
from ui.operations.runner import Operation
from ui.widgets.basics import Button, clear, column, hairline, label, line
from ui.widgets.diff_row import DiffRow
from ui.widgets.flow import FlowLayout
from ui.widgets.inputs import DateField
from ui.widgets.messages import EmptyState

if TYPE_CHECKING:
    from talented_desk.services.journal import Entry, FieldChange, HistoryEntry

WIDEST = 960
"""Pixels at 100 %: who and when stay near what was done, on any screen."""
MERGE = "Merge"
"""The operation that is taken apart rather than taken back, by the source text of its name."""
SILENT = frozenset({"session_employer", "session_contact", "redirect"})
"""Rows that only tie two records together: the operation's name says it already."""
SHOWN_ROWS = 6
"""Rows of one operation that are listed one by one; an import of hundreds is summed up."""


class HistoryTab(QWidget):
    """Operations on one record and on what belongs to it, newest first; or its fields as of a day."""

    def __init__(self, context: UiContext, table: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context, self._table, self._record = context, table, ""
        theme, t = context.theme, context.t
        self._day = DateField(theme, t, context.formats, context.today, past=True)
        self._day.setObjectName("history-day")
        self._day.setAccessibleName(t("Show the record as it was on"))
        self._day.setFixedWidth(theme.px(280))
        self._day.understood.connect(self._load)
        self._now = Button(theme, t("Back to the history"), "history", "quiet")
        self._now.clicked.connect(self._forget_day)
        self._now.hide()
        top = QWidget()
        flow = FlowLayout(top, theme.px(8))
        slider = Button(theme, t("As it was…"), "", "quiet")
        slider.setToolTip(t("Look through its life…"))
        slider.setObjectName("history-slider")
        slider.clicked.connect(context.actions.action("record.past").trigger)
        for widget in (slider, self._day, self._now):
            flow.addWidget(widget)
        self._list = QWidget()
        self._list.setMaximumWidth(theme.px(WIDEST))
        self._rows = column(self._list, spacing=theme.px(12))
        self._rows.setContentsMargins(0, 0, theme.px(12), theme.px(12))
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(self._list)
        area.setAccessibleName(t("History"))
        area.setMinimumHeight(1)  # at large text in a low window the line above it goes first
        box = column(self, spacing=theme.px(12))
        box.addWidget(top)
        box.addWidget(area, 1)

    def show_record(self, record_id: str) -> None:
        """Show this record's history."""
        self._record = record_id
        self._load()

    def _forget_day(self) -> None:
        self._day.set_day(None)
        self._load()

    def _load(self) -> None:
        if not self._record:
            return
        table, record, journal = self._table, self._record, self.context.app.journal
        day = self._day.day()
        self._now.setVisible(day is not None)
        if day is None:
            self.context.jobs.read(self, lambda task: journal.history(table, record, 300), self._show_history)
        else:
            zone = self.context.app.clock.now().tzinfo
            end = datetime.combine(day, time(), zone) + timedelta(days=1)
            self.context.jobs.read(self, lambda task: journal.state_at(table, record, end), self._show_state)

    def _show_history(self, entries: tuple[HistoryEntry, ...]) -> None:
        clear(self._rows)
        for entry in entries:
            self._rows.addWidget(self._card(entry))
        self._rows.addStretch(1)

    def _show_state(self, values: object) -> None:
        clear(self._rows)
        t = self.context.t
        if not isinstance(values, dict):
            self._rows.addWidget(EmptyState(self.context.theme, "history", t("This record did not exist on that day.")))
            return
        for name, value in values.items():
            words = labels.shown(name, value, t, self.context.formats)
            if words and not name.endswith("_id"):
                row = line(spacing=self.context.theme.px(8))
                caption = label(labels.field_label(name, t), "muted", wrap=True)
                caption.setFixedWidth(self.context.theme.px(180))
                row.addWidget(caption, 0, Qt.AlignmentFlag.AlignTop)
                row.addWidget(label(words, wrap=True, select=True), 1)
                self._rows.addLayout(row)
        self._rows.addStretch(1)

    def _card(self, entry: HistoryEntry) -> QWidget:
        theme, t, formats = self.context.theme, self.context.t, self.context.formats
        card = QFrame()
        box = column(card, spacing=theme.px(4))
        head = line(spacing=theme.px(8))
        words = t(entry.operation)
        if entry.kind in ("undo", "redo", "revert"):
            words = t("{what}: {operation}", what=words, operation=t(entry.subject))
        head.addWidget(label(words, "strong", wrap=True), 1)
        head.addWidget(label(" · ".join(p for p in (formats.moment(entry.at), entry.officer) if p), "muted"))
        if entry.kind != "system":
            apart = entry.operation == MERGE and entry.kind == "do"
            deed = t("Take apart") if apart else t("Take back")
            back = Button(theme, deed, "split" if apart else "undo-2", "quiet")
            back.setAccessibleName(t("{what}: {operation}", what=deed, operation=t(entry.operation)))
            do = self._take_apart if apart else self._take_back
            back.clicked.connect(lambda checked=False, one=entry, do=do: do(one))
            head.addWidget(back)
        box.addLayout(head)
        telling = [row for row in entry.entries if row.table not in SILENT]
        for row in telling[:SHOWN_ROWS]:
            self._add_entry(box, row)
        rest = len(telling) - SHOWN_ROWS
        if rest > 0:
            box.addWidget(label(t.plural("and {count} more row", "and {count} more rows", rest), "muted"))
        box.addSpacing(theme.px(4))
        box.addWidget(hairline())
        return card

    def _add_entry(self, box: object, entry: Entry) -> None:
        from PySide6.QtWidgets import QBoxLayout

        assert isinstance(box, QBoxLayout)
        theme, t = self.context.theme, self.context.t
        table = labels.table_label(entry.table, t)
        if entry.op != "U" or entry.table != self._table:
            what = {"I": t("{what} added", what=table), "D": t("{what} removed", what=table)}.get(entry.op, table)
            box.addWidget(label(what, "muted"))
        for change in entry.changes:
            if _is_reference(change):
                continue
            if entry.op != "U":
                box.addLayout(self._fact(change))
            else:
                box.addWidget(
                    DiffRow(
                        theme,
                        t,
                        labels.field_label(change.field, t),
                        self._words(change.field, change.before),
                        self._words(change.field, change.after),
                    )
                )

    def _fact(self, change: FieldChange) -> QHBoxLayout:
        """A field of a row that was added or removed: one value, nothing to compare."""
        theme, t = self.context.theme, self.context.t
        row = line(spacing=theme.px(8))
        caption = label(labels.field_label(change.field, t), "muted", wrap=True)
        caption.setFixedWidth(theme.px(150))
        value = self._words(change.field, change.after if change.before is None else change.before)
        row.addWidget(caption, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(label(value, wrap=True, select=True), 1)
        return row

    def _words(self, name: str, value: object) -> str:
        words = labels.shown(name, value, self.context.t, self.context.formats)
        return words if len(words) <= 400 else words[:399] + "…"

    def _take_apart(self, entry: HistoryEntry) -> None:
        take_apart(self.context, entry.changeset_id, self)

    def _take_back(self, entry: HistoryEntry) -> None:
        t, journal = self.context.t, self.context.app.journal

        def job(task: Task) -> object:
            return journal.take_back(entry.changeset_id)

        self.context.operations.run(
            self,
            Operation(
                t("Taking back"),
                job,
                done=self._taken_back,
                said=t("Taken back: {operation}", operation=t(entry.operation)),
            ),
        )

    def _taken_back(self, undone: object) -> None:
        kept = getattr(undone, "kept", ())
        if kept:
            t = self.context.t
            names = ", ".join(
                dict.fromkeys(
                    labels.field_label(one.field, t) if one.field else labels.table_label(one.table, t) for one in kept
                )
            )
            self.context.notices.banner(
                t.plural(
                    "{count} value was changed since and stays as it is: {names}.",
                    "{count} values were changed since and stay as they are: {names}.",
                    len(kept),
                    names=names,
                ),
                "info",
            )
        self._load()


def _is_reference(change: FieldChange) -> bool:
    """Ids tell people nothing; the row's own fields do."""
    return change.field.endswith("_id") or change.field == "inputs"
