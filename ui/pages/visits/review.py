"""A captured visit at the end of the day: minutes and travel completed, what came of it seen."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QScrollArea, QWidget

from talented_desk.domain import codes
from talented_desk.domain.visits import DayAhead
from talented_desk.jobs import Task
from ui.context import UiContext
from ui.operations.runner import Operation
from ui.pages.session.lines import CommitmentLines
from ui.widgets.basics import Button, Icon, clear, column, label, line
from ui.widgets.inputs import DateField, MinutesField

if TYPE_CHECKING:
    from talented_desk.services.visits import Agreed, VisitRow

PARTS: Final = ("minutes_direct", "minutes_preparation", "minutes_travel", "minutes_follow_up")


class Review(QScrollArea):
    """One visit's minutes to complete, and a button that says it is complete."""

    reviewed = Signal()

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        theme, t = context.theme, context.t
        self._row: VisitRow | None = None
        self._shown = ""
        self.minutes = {name: MinutesField(t, context.formats) for name in PARTS}
        words = {
            "minutes_direct": t("Direct"),
            "minutes_preparation": t("Preparation"),
            "minutes_travel": t("Travel"),
            "minutes_follow_up": t("Follow-up"),
        }
        row = line(spacing=theme.px(12))
        for name, field in self.minutes.items():
            field.setObjectName(f"review-{name}")
            field.setAccessibleName(words[name])
            field.setFixedWidth(theme.px(96))
            cell = column(spacing=theme.px(4))
            cell.addWidget(label(words[name], "caption"))
            cell.addWidget(field)
            row.addLayout(cell)
        row.addStretch(1)
        self._doubt = label("", "problem", wrap=True)
        self._doubt.setObjectName("review-doubt")
        self.day = DateField(theme, t, context.formats, context.today, past=True)
        self.day.setObjectName("review-day")
        self.day.setAccessibleName(t("Day of the visit"))
        self.day.setFixedWidth(theme.px(220))
        self._day_name = label(t("Day of the visit"), "caption")
        self._items = column(spacing=theme.px(4))
        self._agreed = column(spacing=theme.px(2))
        self._came = label("", "muted", wrap=True)
        self.follow_ups = CommitmentLines(context, t("Follow up"), t("What to do next"))
        self.follow_ups.setObjectName("review-follow-ups")
        self._save = Button(theme, t("Complete"), "check", "primary")
        self._save.setObjectName("review-save")
        self._save.clicked.connect(self.save)
        self._open = Button(theme, t("Open the session"), "notebook-pen")
        self._open.clicked.connect(self._open_session)
        buttons = line(spacing=theme.px(8))
        buttons.addWidget(self._save)
        buttons.addWidget(self._open)
        buttons.addStretch(1)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(t("Review"))
        inside = QWidget()
        inside.setMaximumWidth(theme.px(760))
        self.setWidget(inside)
        box = column(inside, spacing=theme.px(12))
        edge = theme.px(24)
        box.setContentsMargins(edge, theme.px(8), edge, edge)
        for widget in (self._doubt, self._day_name, self.day):
            box.addWidget(widget)
        box.addWidget(label(t("Minutes"), "strong"))
        box.addLayout(row)
        box.addWidget(label(t("Looked at"), "strong"))
        box.addLayout(self._items)
        box.addWidget(label(t("What came of it"), "strong"))
        box.addLayout(self._agreed)
        box.addWidget(self._came)
        self._next = label(t("Follow up"), "strong")
        box.addWidget(self._next)
        box.addWidget(self.follow_ups)
        box.addLayout(buttons)
        box.addStretch(1)

    def show_visit(self, row: VisitRow) -> None:
        """Show this captured visit."""
        self._row = row
        t, theme = self.context.t, self.context.theme
        for name, field in self.minutes.items():
            field.set_minutes(getattr(row, name) or None)
        visits = self.context.app.visits
        doubt = visits.day_doubt(row)
        self._doubt.setText(doubt.describe(t) if doubt is not None else "")
        for asked in (self._doubt, self._day_name, self.day):
            asked.setVisible(doubt is not None)
        self.day.set_day(date.fromisoformat(row.planned_on) if isinstance(doubt, DayAhead) else visits.day(row))
        clear(self._items)
        kind = codes.load("visit_kinds").get(row.kind)
        done = row.items.split()
        for item in kind.attributes["items"].split() if kind else []:
            holder = QWidget()
            shown = line(holder, spacing=theme.px(8))
            seen = item in done
            shown.addWidget(Icon(theme, "circle-check" if seen else "circle", "ok" if seen else "muted"))
            words = codes.load("visit_items").label(item, t.language)
            shown.addWidget(label(words, "" if seen else "muted", wrap=True), 1, Qt.AlignmentFlag.AlignVCenter)
            self._items.addWidget(holder)
        parts = [] if row.agreed else [t("No promise and no task came of it. Is there a next step?")]
        if row.notice:
            parts.append(t("The consent notice was accepted."))
        self._came.setText(" ".join(parts))
        self._came.setVisible(bool(parts))
        if not self._same(row):
            self.follow_ups.set_values(())
        self._shown = row.id
        for widget in (self._save, self._next, self.follow_ups):
            widget.setVisible(row.state == "done")
        visits = self.context.app.visits
        self.context.jobs.read(self, lambda task: visits.agreed(row.id), partial(self._show_agreed, row.id))

    def _same(self, row: VisitRow) -> bool:
        return row.id == self._shown and row.state == "done"

    def _show_agreed(self, visit_id: str, found: tuple[Agreed, ...]) -> None:
        if self._row is None or self._row.id != visit_id:
            return
        t, formats = self.context.t, self.context.formats
        clear(self._agreed)
        for one in found:
            if one.kind == "us":
                words = t("We promised: {what}", what=one.subject)
            elif one.kind == "them":
                words = t("They promised: {what}", what=one.subject)
            else:
                words = t("To do: {what}", what=one.subject)
            day = t("by {day}", day=formats.date(one.due_on)) if one.due_on else ""
            self._agreed.addWidget(label(" · ".join(part for part in (words, day) if part), wrap=True, select=True))

    def save(self) -> None:
        """Keep the minutes and say that the visit is complete."""
        row, t, app = self._row, self.context.t, self.context.app
        if row is None or row.session_id is None or not all(field.read() for field in self.minutes.values()):
            return
        if not self.follow_ups.read():
            return
        day = self.day.day() if self.day.read() else None
        if day is None and self.day.isVisible():
            return
        days = {row.id: day} if day is not None and not self.day.isHidden() else {}
        minutes = {name: field.minutes() or 0 for name, field in self.minutes.items()}
        session_id, visit_id = row.session_id, row.id
        changed = any(minutes[name] != getattr(row, name) for name in PARTS)

        given = self.follow_ups.values()

        def job(task: Task) -> None:
            from talented_desk.services.sessions import Commitment

            tasks = [Commitment(what, day or None) for what, day in given]
            app.visits.review([visit_id], {session_id: minutes} if changed else {}, {visit_id: tasks}, days)

        self.context.operations.run(
            self, Operation(t("Saving"), job, done=self._saved, said=t("{name} is complete", name=row.employer))
        )

    def _saved(self, nothing: object) -> None:
        self.follow_ups.set_values(())
        self.reviewed.emit()

    def _open_session(self) -> None:
        if self._row is not None and self._row.session_id:
            self.context.navigate("session", self._row.session_id)


def totals(rows: list[VisitRow]) -> Mapping[str, int]:
    """The minutes of several visits by part."""
    return {name: sum(getattr(row, name) for row in rows) for name in PARTS}
