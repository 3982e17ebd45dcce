"""The chip of a list that was opened from a figure of a report: says which, and goes with one click."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from talented_desk.compat import override
from talented_desk.jobs import Task
from talented_desk.reports.model import read_address
from talented_desk.services.reports import Behind
from ui.context import UiContext
from ui.widgets.chips import Choice, FilterChip


class ReportChip(FilterChip):
    """`value` is the address of the figure, None while the list was not opened from one; `behind` its records."""

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        t = context.t
        super().__init__(context.theme, t("From the report"), t("Everything"), parent=parent)
        self._context = context
        self.behind: Behind | None = None
        self.setObjectName("filter-report")
        self.set_icon("x")

    def narrow(self, address: str) -> bool:
        """Find the records behind a figure and narrow to them; False if the text is no address of a figure."""
        read = read_address(address)
        if read is None:
            return False
        kind, parameters, opens = read
        reports = self._context.app.reports

        def job(task: Task) -> Behind:
            return reports.behind(kind, parameters, opens)

        def show(behind: Behind) -> None:
            self.behind = behind
            self.set_choices([Choice(address, opens.words)])
            if self.value == address:
                self.chosen.emit(address)
            self.choose(address)

        self._context.jobs.read(self, job, show, self._context.operations.tell)
        return True

    def address(self) -> str | None:
        """The figure that the list was opened from, if it still narrows."""
        return str(self.value) if self.value is not None else None

    @override
    def _open(self) -> None:
        self.choose(None)
