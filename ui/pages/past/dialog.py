"""The time slider: drag through a record's life, see what differs from today, bring some or all of it back."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QScrollArea, QWidget

from talented_desk.errors import Cancelled
from talented_desk.events import DataChanged
from talented_desk.jobs import Running, Task
from ui import labels
from ui.context import UiContext
from ui.dialogs.room import within
from ui.operations.runner import Operation
from ui.pages.past.slider import LifeSlider
from ui.pages.past.state import PastState
from ui.widgets.basics import Button, ElidedLabel, column, hairline, label, line
from ui.widgets.inputs import DateField
from ui.widgets.messages import Banner

if TYPE_CHECKING:
    from talented_desk.services.past import Kept, PastRecord, Step


class PastDialog(QDialog):
    """One record. The newest question wins: what was asked before is dropped."""

    def __init__(self, context: UiContext, table: str, record_id: str, name: str, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.context, self._table, self._id, self._name = context, table, record_id, name
        theme, t = context.theme, context.t
        self._steps: tuple[Step, ...] = ()
        self._running: Running[Any] | None = None
        self.record: PastRecord | None = None
        title = t("{name} as it was", name=name)
        self.setObjectName("past-dialog")
        self.setWindowTitle(title)
        self.setModal(True)
        self.slider = LifeSlider(theme)
        self.slider.setObjectName("past-slider")
        self.slider.setAccessibleName(t("Moment in the life of {name}", name=name))
        self.slider.valueChanged.connect(self._moved)
        self._when = ElidedLabel("", "strong")
        self._when.setObjectName("past-when")
        self._count = label("", "muted")
        self._day = DateField(theme, t, context.formats, context.today, past=True)
        self._day.setObjectName("past-day")
        self._day.setAccessibleName(t("Go to a day"))
        self._day.setFixedWidth(theme.px(220))
        self._day.understood.connect(self._to_day)
        caption = label(t("Go to a day"), "muted")
        caption.setBuddy(self._day)
        self._banner = Banner(theme)
        self._banner.hide()
        self.state = PastState(context, self._bring, self._look)
        area = QScrollArea()
        area.setWidget(self.state)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setAccessibleName(title)
        self._all = Button(theme, t("Bring the whole record back to this"), "undo-2", "primary")
        self._all.setObjectName("past-bring-all")
        self._all.setAutoDefault(False)
        self._all.setEnabled(False)
        self._all.clicked.connect(self._bring_all)
        close = Button(theme, t("Close"))
        close.setAutoDefault(False)
        close.clicked.connect(self.accept)
        self._keys = ElidedLabel(t("← → change by change · Home, End: first and last"), "small")
        foot = line(spacing=theme.px(8))
        foot.addWidget(self._keys, 1)
        foot.addWidget(close)
        foot.addWidget(self._all)
        where = line(spacing=theme.px(8))
        where.addWidget(self._when, 1)
        where.addWidget(self._count)
        where.addSpacing(theme.px(12))
        where.addWidget(caption)
        where.addWidget(self._day)
        box = column(self, spacing=theme.px(10))
        edge = theme.px(20)
        box.setContentsMargins(edge, edge, edge, theme.px(16))
        box.addWidget(ElidedLabel(title, "title"))
        box.addWidget(self.slider)
        box.addLayout(where)
        box.addWidget(self._banner)
        box.addWidget(hairline())
        box.addWidget(area, 1)
        box.addWidget(hairline())
        box.addLayout(foot)
        within(self, parent, theme.px(880), theme.px(640))
        context.events.data_changed.connect(self._changed)
        self.finished.connect(self.deleteLater)
        self._load()
        self.slider.setFocus()

    def go_to(self, step: int) -> None:
        """Show the record just after this step; negative counts from the end."""
        self.slider.setValue(step % max(1, len(self._steps)))

    def _load(self) -> None:
        past, table, record = self.context.app.past, self._table, self._id
        self.context.jobs.read(self, lambda task: past.steps(table, record), self._show_steps)

    def _show_steps(self, steps: tuple[Step, ...]) -> None:
        if not steps:
            return
        new = not self._steps
        self._steps = steps
        self.slider.blockSignals(True)
        self.slider.set_moments([step.who.at for step in steps])
        if new:
            self.slider.setValue(len(steps) - 1)
        self.slider.blockSignals(False)
        self._moved(self.slider.value())

    def _moved(self, at: int) -> None:
        if not self._steps:
            return
        step, t = self._steps[at], self.context.t
        when = self.context.formats.moment(step.who.at)
        words = " · ".join(part for part in (when, t(step.who.operation), step.who.officer) if part)
        self._when.set_whole(words)
        self._count.setText(t("Change {number} of {count}", number=at + 1, count=len(self._steps)))
        self.slider.setAccessibleDescription(words)
        if self._running is not None:
            self._running.cancel()
        past, table, record, moment = self.context.app.past, self._table, self._id, step.hlc
        self._running = self.context.jobs.read(
            self, lambda task: past.at(table, record, moment), self._show, self._failed
        )

    def _show(self, record: PastRecord) -> None:
        if record.moment != self._steps[self.slider.value()].hlc:
            return
        self.record = record
        self.state.show_record(record)
        self._all.setEnabled(bool(record.differing) and record.own is not None)
        t, count = self.context.t, record.differing
        if count:
            words = t.plural("{count} thing is different today.", "{count} things are different today.", count)
            self._banner.say(words, "info")
        else:
            self._banner.say(t("Everything is today as it was then."), "ok")

    def _failed(self, error: BaseException) -> None:
        if not isinstance(error, Cancelled):
            self.context.operations.tell(error)

    def _to_day(self) -> None:
        from talented_desk.services.past import end_of_day

        day = self._day.day()
        if day is not None and self._steps:
            at = bisect_right([step.hlc for step in self._steps], end_of_day(day)) - 1
            if at < 0:
                self._banner.say(self.context.t("This record did not exist on that day."), "warn")
            else:
                self.slider.setValue(at)

    def _changed(self, event: DataChanged) -> None:
        self._load()

    def _look(self, table: str, record_id: str, name: str) -> None:
        PastDialog(self.context, table, record_id, name, self).open()

    def _bring(self, table: str, record_id: str, names: tuple[str, ...]) -> None:
        if self.record is None:
            return
        past, moment = self.context.app.past, self.record.moment

        def job(task: Task) -> tuple[Kept, ...]:
            return past.bring_back(table, record_id, moment, names)

        self._run(job)

    def _bring_all(self) -> None:
        if self.record is None:
            return
        past, table, record, moment = self.context.app.past, self._table, self._id, self.record.moment

        def job(task: Task) -> tuple[Kept, ...]:
            return past.bring_all_back(table, record, moment)

        self._run(job)

    def _run(self, job: Any) -> None:
        t = self.context.t
        said = t("{name} is as it was then", name=self._name)
        self.context.operations.run(self, Operation(t("Bringing back"), job, done=self._brought, said=said))

    def _brought(self, kept: tuple[Kept, ...]) -> None:
        if not kept:
            return
        t = self.context.t
        names = ", ".join(
            dict.fromkeys(
                labels.field_label(one.field, t) if one.field else labels.table_label(one.table, t) for one in kept
            )
        )
        self.context.notices.banner(t("Could not be brought back: {names}.", names=names), "warn")


def show_past(context: UiContext, table: str, record_id: str, name: str, parent: QWidget) -> PastDialog:
    """Open the time slider of a record over its page."""
    dialog = PastDialog(context, table, record_id, name, parent.window())
    dialog.open()
    return dialog
