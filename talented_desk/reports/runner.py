"""The reports there are, how one is made of its figures, and how it leaves the program.

A further report is a line in `REPORTS`: its figures come from a module of `db.queries` (registered in
`talented_desk.services.reports`), its tables from a module here. Screen, PDF, XLSX and CSV need nothing more.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Final

from talented_desk.errors import DeskError
from talented_desk.formats import Formats
from talented_desk.i18n import N_, Translator
from talented_desk.jobs import Task
from talented_desk.reports import outreach
from talented_desk.reports.model import Kind, Parameters, Report
from talented_desk.reports.setting import Setting, period_words

FORMS: Final[Mapping[str, str]] = {"pdf": "pdf", "xlsx": "xlsx", "csv": "csv"}
"""File formats: the module here whose `render(report, task)` gives the bytes."""


class UnknownReport(DeskError):
    message = N_("There is no report “{name}”. The reports are: {names}.")


@dataclass(frozen=True, slots=True)
class ReportKind:
    """One kind of report. `build` makes the tables of its own figures."""

    id: str
    title: str
    build: Callable[[Any, Parameters, Setting], Report]


REPORTS: Final[Mapping[str, ReportKind]] = {
    kind.id: kind for kind in (ReportKind(outreach.ID, outreach.TITLE, outreach.build),)
}


def report_kind(name: str) -> ReportKind:
    """The kind of this id. Raises `UnknownReport`."""
    if name not in REPORTS:
        raise UnknownReport(name=name, names=", ".join(REPORTS))
    return REPORTS[name]


def render(report: Report, form: str, task: Task | None = None) -> bytes:
    """The report as a file of a format in `FORMS`; the same run gives the same bytes."""
    made: bytes = import_module(f"talented_desk.reports.{FORMS[form]}").render(report, task or Task())
    return made


def file_name(report: Report, form: str) -> str:
    """A name for the file: the report, its period, its language."""
    asked = report.parameters
    then = f"-as-of-{asked.as_of}" if asked.as_of else ""
    return f"{report.kind}-{asked.start}-{asked.end}{then}-{report.language}.{form}"


# -- what every form says alike ------------------------------------------------------------------------------


def cell(value: int, kind: Kind, formats: Formats) -> str:
    """A number as people read it: `1,284`, `12 h 05`. A duration is exact to the minute, so that rows add up."""
    return formats.minutes(value) if kind == "minutes" else formats.number(value)


def facts(report: Report) -> tuple[str, ...]:
    """What stands on every page: the period, as of which day, about whom, how many rows, who made it and when."""
    t, formats = Translator(report.language), Formats(report.language)
    period = report.parameters.period
    words, days = period_words(t, period), formats.date_range(period.start, period.end)
    named = words != t("{start} to {end}", start=period.start, end=period.end)
    made = formats.moment(report.made_at)
    return tuple(
        part
        for part in (
            f"{words} ({days})" if named else days,
            as_it_was(report, formats),
            report.about or t("All officers"),
            t.plural("{count} row", "{count} rows", report.row_count),
            t("Made {moment} by {name}", moment=made, name=report.made_by)
            if report.made_by
            else t("Made {moment}", moment=made),
        )
        if part
    )


def as_it_was(report: Report, formats: Formats) -> str:
    """That the base was read as it was on a day; empty for a report of today."""
    day = report.parameters.as_of
    return Translator(report.language)("As it was on {day}", day=formats.date(day)) if day else ""


def nothing(report: Report) -> str:
    """What is said where a report found nothing at all; empty otherwise."""
    t = Translator(report.language)
    return t("Nothing was recorded in this period. Choose other days.") if report.empty else ""
