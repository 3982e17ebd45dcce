"""`talented-desk report`: make a report, print it or save it as PDF, XLSX or CSV."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from talented_desk.cli import Shell, add_command
from talented_desk.errors import DeskError
from talented_desk.i18n import LANGUAGES, N_

if TYPE_CHECKING:
    from talented_desk.bootstrap import Application
    from talented_desk.reports.model import Report


class UnknownOfficer(DeskError):
    message = N_("There is no officer “{name}”. The officers are: {names}.")


class ReportNotWritten(DeskError):
    message = N_("The report could not be written to {path}: {reason}.")


def add(commands: Any) -> None:
    """Add the commands of this group."""
    group = commands.add_parser("report", help=N_("reports: outreach"))
    kinds = group.add_subparsers(dest="report", metavar="REPORT", required=True)
    text = N_("employers contacted, met and engaged; sessions and hours; placements")
    outreach = add_command(kinds, "outreach", run_report, text)
    outreach.add_argument(
        "--from", dest="start", metavar="DAY", help=N_("first day, 2026-07-01 (default: this quarter)")
    )
    outreach.add_argument("--to", dest="end", metavar="DAY", help=N_("last day (default: the end of the quarter)"))
    outreach.add_argument("--officer", default="", metavar="NAME", help=N_("of one officer, by name or id"))
    outreach.add_argument("--as-of", dest="as_of", metavar="DAY", help=N_("of the base as it was at the end of a day"))
    outreach.add_argument(
        "--language", dest="report_language", choices=sorted(LANGUAGES), help=N_("language of the report")
    )
    for form, text in (("pdf", N_("save as PDF")), ("xlsx", N_("save as a workbook")), ("csv", N_("save as CSV"))):
        outreach.add_argument(f"--{form}", type=Path, metavar="FILE", help=text)


def run_report(shell: Shell, arguments: argparse.Namespace) -> int:
    """Make the report once; save it in each form that was asked for, or print its tables."""
    from talented_desk.domain.periods import quarter_of
    from talented_desk.domain.typed import parse_date
    from talented_desk.reports.model import Parameters

    with shell.application() as desk:
        today = desk.clock.now().date()
        start = parse_date(arguments.start, today, "past") if arguments.start else quarter_of(today).period.start
        end = parse_date(arguments.end, today, "past") if arguments.end else quarter_of(start).period.end
        as_of = parse_date(arguments.as_of, today, "past") if arguments.as_of else None
        parameters = Parameters(start, end, _officer(desk, arguments.officer), as_of)
        report = desk.reports.run(arguments.report, parameters, arguments.report_language or shell.t.language)
    if shell.as_json:
        shell.data(asdict(report))
    saved = [_save(report, form, getattr(arguments, form)) for form in ("pdf", "xlsx", "csv") if vars(arguments)[form]]
    if shell.as_json:
        return 0
    for path in saved:
        shell.say("Saved {path}", path=path)
    if not saved:
        _print(shell, report)
    return 0


def _officer(desk: Application, asked: str) -> str:
    officers = desk.officers.all()
    for officer in officers:
        if asked and asked.casefold() in (officer.id, officer.name.casefold()):
            return officer.id
    if asked:
        raise UnknownOfficer(name=asked, names=", ".join(officer.name for officer in officers))
    return ""


def _save(report: Report, form: str, path: Path) -> Path:
    from talented_desk.reports.runner import render

    try:
        path.write_bytes(render(report, form))
    except OSError as error:
        raise ReportNotWritten(path=path, reason=error.strerror or error) from error
    return path


def _print(shell: Shell, report: Report) -> None:
    from talented_desk.formats import Formats
    from talented_desk.reports.runner import cell, facts, nothing

    formats = Formats(report.language)
    shell.write(report.title)
    shell.write("  ·  ".join(facts(report)))
    if words := nothing(report):
        shell.write(words)
    shell.write()
    for figure in report.figures:
        shell.write(f"{cell(figure.value, figure.kind, formats):>12}  {figure.label}")
    for section in report.sections:
        table = section.table
        lines = [("", table.head, tuple(column.title for column in table.columns))]
        for row in (*table.rows, table.total):
            numbers = zip(table.columns, row.values, strict=True)
            lines.append((row.key, row.label, tuple(cell(value, column.kind, formats) for column, value in numbers)))
        first = min(48, max(len(label) for _, label, _ in lines))
        widths = [max(len(cells[at]) for _, _, cells in lines) for at in range(len(table.columns))]
        shell.write(f"\n{section.title}")
        for _, label, cells in lines:
            shown = "  ".join(f"{text:>{width}}" for text, width in zip(cells, widths, strict=True))
            shell.write(f"{label[:first]:<{first}}  {shown}")
        for note in section.notes:
            shell.write(note)
    shell.write()
    for note in report.notes:
        shell.write(f"- {note}")
