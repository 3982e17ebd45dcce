"""The report as CSV: the facts, then each table under its title. Minutes are whole numbers, so that sums are exact."""

from __future__ import annotations

import csv
import io

from talented_desk.exchange.neutral import neutralise
from talented_desk.i18n import Translator
from talented_desk.jobs import Task
from talented_desk.reports.model import Column, Report
from talented_desk.reports.runner import facts, nothing

DELIMITERS = {"en": ",", "fr": ";"}
"""What a spreadsheet of that language expects."""


def render(report: Report, task: Task) -> bytes:
    """UTF-8 with a mark, so that spreadsheets read the accents."""
    t = Translator(report.language)
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, delimiter=DELIMITERS[report.language], lineterminator="\r\n")

    def line(*cells: object) -> None:
        writer.writerow([neutralise(cell) if isinstance(cell, str) else cell for cell in cells])

    line(report.title)
    for fact in facts(report):
        line(fact)
    if words := nothing(report):
        line(words)
    line()
    line(t("Figure"), t("Value"))
    for figure in report.figures:
        line(titled(t, figure.label, figure.kind == "minutes"), figure.value)
    for section in report.sections:
        task.check()
        table = section.table
        line()
        line(section.title)
        line(table.head, *(heading(t, column) for column in table.columns))
        for row in (*table.rows, table.total):
            line(row.label, *row.values)
        for note in section.notes:
            line(note)
    line()
    for note in report.notes:
        line(note)
    return buffer.getvalue().encode("utf-8-sig")


def heading(t: Translator, column: Column) -> str:
    """A column's title, with its unit where the number alone does not say it."""
    return titled(t, column.title, column.kind == "minutes")


def titled(t: Translator, title: str, minutes: bool) -> str:
    return t("{title} (minutes)", title=title) if minutes else title
