"""The report as a workbook: a sheet with the figures, then one for each table with its chart."""

from __future__ import annotations

import io
import re
from typing import Any, Final

import xlsxwriter

from talented_desk.clock import from_utc_text
from talented_desk.exchange.neutral import neutralise
from talented_desk.i18n import Translator
from talented_desk.jobs import Task
from talented_desk.reports.charts import COLOURS
from talented_desk.reports.model import Kind, Report, Section
from talented_desk.reports.runner import facts, nothing

DAY: Final = 1440
"""Minutes of a day: a spreadsheet counts durations in days."""
LINE: Final = "#D8DDE4"
FIRST_ROW: Final = 3
"""Where a table's headings stand, from 0: title, facts and an empty line come first."""


def render(report: Report, task: Task) -> bytes:
    """Durations are real ones (`[h]:mm`), exact to the minute; text never becomes a formula."""
    buffer = io.BytesIO()
    workbook = xlsxwriter.Workbook(
        buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    )
    workbook.set_properties(
        {
            "title": report.title,
            "author": report.made_by,
            "created": from_utc_text(report.made_at).replace(tzinfo=None),
            "comments": " · ".join(facts(report)),
        }
    )
    book = _Book(workbook, report)
    book.summary()
    for section in report.sections:
        task.check()
        book.table(section)
    workbook.close()
    return buffer.getvalue()


class _Book:
    """The workbook with its formats."""

    def __init__(self, workbook: Any, report: Report) -> None:
        self._workbook, self._report = workbook, report
        self._t = Translator(report.language)
        self._names: set[str] = set()
        add = workbook.add_format
        self._title = add({"bold": True, "font_size": 14})
        self._muted = add({"font_color": "#566272"})
        self._note = add({"font_color": "#566272", "text_wrap": True, "valign": "top"})
        self._head = add({"bold": True, "bottom": 1, "text_wrap": True, "valign": "bottom"})
        self._head_right = add({"bold": True, "bottom": 1, "text_wrap": True, "valign": "bottom", "align": "right"})
        self._plain, self._bold = add({"text_wrap": True}), add({"bold": True, "top": 1})
        self._number = {"count": add({"num_format": "#,##0"}), "minutes": add({"num_format": "[h]:mm"})}
        self._sum = {
            "count": add({"num_format": "#,##0", "bold": True, "top": 1}),
            "minutes": add({"num_format": "[h]:mm", "bold": True, "top": 1}),
        }

    def summary(self) -> None:
        """Figures and definitions."""
        report, t = self._report, self._t
        sheet = self._sheet(t("Summary"), report.title)
        sheet.set_column(0, 0, 64)
        sheet.set_column(1, 1, 14)
        sheet.write_string(FIRST_ROW, 0, t("Figure"), self._head)
        sheet.write_string(FIRST_ROW, 1, t("Value"), self._head_right)
        at = FIRST_ROW + 1
        for figure in report.figures:
            sheet.write_string(at, 0, neutralise(figure.label), self._plain)
            self._value(sheet, at, 1, figure.value, figure.kind, self._number)
            at += 1
        for note in (nothing(report), *report.notes):
            if note:
                at += 1
                sheet.write_string(at, 0, neutralise(note), self._note)

    def table(self, section: Section) -> None:
        """One table, its total last, its chart beside it."""
        table = section.table
        sheet = self._sheet(section.title, section.title)
        sheet.set_column(0, 0, 44)
        sheet.set_column(1, len(table.columns), 12)
        sheet.write_string(FIRST_ROW, 0, neutralise(table.head), self._head)
        for at, column in enumerate(table.columns, 1):
            sheet.write_string(FIRST_ROW, at, neutralise(column.title), self._head_right)
        line = FIRST_ROW
        for row in (*table.rows, table.total):
            line += 1
            total = row is table.total
            sheet.write_string(line, 0, neutralise(row.label), self._bold if total else self._plain)
            for at, (column, value) in enumerate(zip(table.columns, row.values, strict=True), 1):
                self._value(sheet, line, at, value, column.kind, self._sum if total else self._number)
        for note in section.notes:
            line += 1
            sheet.write_string(line, 0, neutralise(note), self._note)
        sheet.freeze_panes(FIRST_ROW + 1, 1)
        sheet.repeat_rows(FIRST_ROW)
        if table.rows:
            self._chart(sheet, section)

    def _chart(self, sheet: Any, section: Section) -> None:
        table = section.table
        chart = self._workbook.add_chart({"type": "bar", "subtype": "stacked"})
        first, last = FIRST_ROW + 1, FIRST_ROW + len(table.rows)
        charted = [(at, column) for at, column in enumerate(table.columns, 1) if column.charted]
        for series, (at, _) in enumerate(charted):
            chart.add_series(
                {
                    "name": [sheet.name, FIRST_ROW, at],
                    "categories": [sheet.name, first, 0, last, 0],
                    "values": [sheet.name, first, at, last, at],
                    "fill": {"color": COLOURS[series]},
                    "gap": 60,
                }
            )
        chart.set_title({"name": section.title, "overlay": False, "name_font": {"size": 12}})
        chart.set_y_axis({"reverse": True, "line": {"color": LINE}})
        # the categories run downwards, so the scale's far side is the lower one, where one looks for it
        minutes = any(column.kind == "minutes" for _, column in charted)
        chart.set_x_axis(
            {
                "label_position": "high",
                "num_format": "[h]:mm" if minutes else "#,##0",
                "min": 0,
                "major_gridlines": {"visible": True, "line": {"color": LINE}},
                "line": {"none": True},
            }
        )
        chart.set_legend({"position": "bottom"})
        chart.set_size({"width": 640, "height": 140 + 26 * len(table.rows)})
        sheet.insert_chart(FIRST_ROW, len(table.columns) + 2, chart, {"description": section.title})

    def _sheet(self, name: str, title: str) -> Any:
        """A sheet of this name, the facts above and, in print, below every page."""
        sheet = self._workbook.add_worksheet(self._free(name))
        known = " · ".join(facts(self._report))
        sheet.write_string(0, 0, neutralise(title), self._title)
        sheet.write_string(1, 0, neutralise(known), self._muted)
        sheet.set_landscape()
        sheet.set_paper(1)  # US Letter
        sheet.fit_to_pages(1, 0)
        sheet.set_footer(f"&L&8{known.replace('&', '&&')[:200]}&R&8&P / &N")
        return sheet

    def _free(self, name: str) -> str:
        """A name that a sheet may have: 31 letters, none of `[]:*?/\\`, not taken yet."""
        base = re.sub(r"[\[\]:*?/\\]", " ", name).strip("' ")[:31]
        found, number = base, 2
        while found.casefold() in self._names:
            found, number = f"{base[:28]} {number}", number + 1
        self._names.add(found.casefold())
        return found

    @staticmethod
    def _value(sheet: Any, row: int, column: int, value: int, kind: Kind, formats: dict[str, Any]) -> None:
        sheet.write_number(row, column, value / DAY if kind == "minutes" else value, formats[kind])
