"""What a report is asked for: a period by its name or by its days, and whose work."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from talented_desk.domain.periods import NAMED, Period, this_quarter
from talented_desk.i18n import N_
from talented_desk.reports.model import Parameters
from ui.context import UiContext
from ui.widgets.basics import column, label
from ui.widgets.flow import FlowLayout
from ui.widgets.inputs import ChoiceField, DateField

if TYPE_CHECKING:
    from talented_desk.services.officers import OfficerRow

CUSTOM: Final = "custom"
CHOICES: Final = (
    ("this_quarter", N_("This quarter")),
    ("last_quarter", N_("Last quarter")),
    ("this_year", N_("This year")),
    (CUSTOM, N_("Other days")),
)


class PeriodBar(QWidget):
    """`changed` tells that something else is asked for; the days appear with *Other days*."""

    changed = Signal()

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        theme, t = context.theme, context.t
        self._named = ChoiceField([(code, t(words)) for code, words in CHOICES])
        self._officer = ChoiceField([("", t("All officers"))])
        self._first = DateField(theme, t, context.formats, context.today, past=True)
        self._last = DateField(theme, t, context.formats, context.today, past=True)
        self._as_of = DateField(theme, t, context.formats, context.today, past=True)
        self._as_of.setPlaceholderText(t("today"))
        flow = FlowLayout(self, theme.px(16))
        self._days: list[QWidget] = []
        for field, name, words, width in (
            (self._named, "report-period", t("Period"), 170),
            (self._first, "report-first", t("First day"), 150),
            (self._last, "report-last", t("Last day"), 150),
            (self._officer, "report-officer", t("Officer"), 200),
            (self._as_of, "report-as-of", t("Data as of"), 150),
        ):
            field.setObjectName(name)
            field.setAccessibleName(words)
            field.setMinimumWidth(theme.px(width))
            caption = label(words, "small")
            caption.setBuddy(field)
            whole = QWidget()
            box = column(whole, spacing=theme.px(2))
            box.addWidget(caption)
            box.addWidget(field)
            flow.addWidget(whole)
            if field in (self._first, self._last):
                self._days.append(whole)
                whole.hide()
        self._show(this_quarter(context.today()))
        self._named.currentIndexChanged.connect(self._renamed)
        self._officer.currentIndexChanged.connect(self.changed)
        self._first.understood.connect(self.changed)
        self._last.understood.connect(self.changed)
        self._as_of.understood.connect(self.changed)

    def parameters(self) -> Parameters | None:
        """What is asked for; None while a day is missing or cannot be read."""
        officer = str(self._officer.currentData() or "")
        named = str(self._named.currentData())
        if self._as_of.problem:
            return None
        as_of = self._as_of.day()
        if named != CUSTOM:
            period = NAMED[named](self._context.today())
            return Parameters(period.start, period.end, officer, as_of)
        first, last = self._first.day(), self._last.day()
        if first is None or last is None or self._first.problem or self._last.problem:
            return None
        return Parameters(first, last, officer, as_of)

    def offer_officers(self, officers: Sequence[OfficerRow]) -> None:
        """Offer these; the chosen one stays chosen."""
        chosen = self._officer.currentData()
        self._officer.blockSignals(True)
        while self._officer.count() > 1:
            self._officer.removeItem(1)
        for officer in officers:
            self._officer.addItem(officer.name, officer.id)
        self._officer.setCurrentIndex(max(0, self._officer.findData(chosen)))
        self._officer.blockSignals(False)

    def save(self) -> dict[str, Any]:
        """The choices, to be kept."""
        return {
            "named": self._named.currentData(),
            "first": self._first.text(),
            "last": self._last.text(),
            "as_of": self._as_of.text(),
            "officer": self._officer.currentData(),
            "officer_name": self._officer.currentText(),
        }

    def restore(self, kept: dict[str, Any]) -> None:
        """Choose what `save` kept."""
        for field, name in ((self._first, "first"), (self._last, "last"), (self._as_of, "as_of")):
            field.setText(str(kept.get(name, "")))
            field.blockSignals(True)
            field.read()
            field.blockSignals(False)
        if kept.get("officer") and self._officer.findData(kept["officer"]) < 0:
            self._officer.addItem(str(kept.get("officer_name", "")), kept["officer"])
        self._officer.setCurrentIndex(max(0, self._officer.findData(kept.get("officer"))))
        self._named.setCurrentIndex(max(0, self._named.findData(kept.get("named"))))

    def _show(self, period: Period) -> None:
        self._first.set_day(period.start)
        self._last.set_day(period.end)

    def _renamed(self) -> None:
        named = str(self._named.currentData())
        for day in self._days:
            day.setVisible(named == CUSTOM)
        if named != CUSTOM:
            self._show(NAMED[named](self._context.today()))
        self.changed.emit()
