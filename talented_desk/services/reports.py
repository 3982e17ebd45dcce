"""Reports: one run reads one snapshot and gives frozen tables; the records behind a figure are found again by it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from sqlalchemy import Connection

from db.models import Officer
from db.queries import outreach
from db.queries.outreach import Span
from talented_desk.clock import hlc_until, utc_text
from talented_desk.errors import DeskError
from talented_desk.i18n import N_, Translator
from talented_desk.jobs import Task
from talented_desk.reports.model import Opens, Parameters, Report
from talented_desk.reports.runner import report_kind
from talented_desk.reports.setting import Setting, day_after, period_words
from talented_desk.services.base import Service, row


@dataclass(frozen=True, slots=True)
class Behind:
    """The records behind a figure, by row number and by id."""

    rows: tuple[int, ...]
    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Source:
    figures: Callable[[Connection, Span], Any]
    behind: Callable[[Connection, Span, str, str, str], list[tuple[int, str]]]


class AsOfLater(DeskError):
    message = N_("{day} has not come yet. Choose today or an earlier day.")


SOURCES: Final[Mapping[str, _Source]] = {"outreach": _Source(outreach.figures, outreach.behind)}
"""Where the figures of each report come from, by its id in `talented_desk.reports.runner.REPORTS`."""


class Reports(Service):
    """What one can do with reports."""

    def run(self, kind: str, parameters: Parameters, language: str, task: Task | None = None) -> Report:
        """Make a report. Raises `UnknownReport`, `PeriodBackwards`, `PeriodImplausible`, `AsOfLater`, and
        `NotFound` (the officer)."""
        task, chosen = task or Task(), report_kind(kind)
        span = self._span(parameters)
        task.progress(0, 2, N_("Counting"))
        with self._then(parameters) as connection:
            figures = SOURCES[kind].figures(connection, span)
            about = self._name(connection, parameters.officer_id)
        with self.database.read() as connection:
            me = self._name(connection, self.database.identity.officer_id)
        task.progress(1, 2, N_("Counting"))
        t = Translator(language)
        return chosen.build(figures, parameters, Setting(t, period_words(t, parameters.period), about, self.now(), me))

    def behind(self, kind: str, parameters: Parameters, opens: Opens) -> Behind:
        """The records behind a figure, as of the report's day."""
        span = self._span(parameters)
        with self._then(parameters) as connection:
            found = SOURCES[report_kind(kind).id].behind(connection, span, opens.what, opens.by, opens.key)
        return Behind(tuple(n for n, _ in found), tuple(record for _, record in found))

    @contextmanager
    def _then(self, parameters: Parameters) -> Iterator[Connection]:
        """A snapshot of the base as of the report's day, or of now."""
        day = parameters.as_of
        if day is not None and day > self.today():
            raise AsOfLater(day=day)
        if day is None:
            with self.database.read() as connection:
                yield connection
        else:
            with self.database.read_as_of(end_of_day(day)) as connection:
                yield connection

    def _span(self, parameters: Parameters) -> Span:
        period = parameters.period.checked(self.today())
        since, until = _midnight(period.start), _midnight(day_after(period.end))
        return Span(
            since=utc_text(since),
            until=utc_text(until),
            first=period.start.isoformat(),
            last=period.end.isoformat(),
            quarters=tuple(
                (quarter.key, utc_text(_midnight(quarter.period.within(period).start))) for quarter in period.quarters()
            ),
            officer_id=parameters.officer_id,
        )

    @staticmethod
    def _name(connection: Connection, officer_id: str) -> str:
        return str(row(connection, Officer, officer_id)["name"]) if officer_id else ""


def _midnight(day: date) -> datetime:
    """The day's first moment on this workstation, summer time minded."""
    return datetime.combine(day, time()).astimezone()


def end_of_day(day: date) -> int:
    """The hybrid clock's last value of a day on this workstation."""
    return hlc_until(_midnight(day_after(day)) - timedelta(milliseconds=1))
