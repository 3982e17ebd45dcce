"""Lists as files: CSV and XLSX, with formulas neutralised, and in the workbook a sheet that says what it is."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from talented_desk.errors import DeskError, Translates
from talented_desk.exchange.neutral import neutralise
from talented_desk.i18n import N_
from talented_desk.jobs import Task

Cell = str | int | float | date | None
KINDS: Final = (".csv", ".xlsx")
MOST_ROWS: Final = 1_048_575
"""Rows below the heading of one sheet of a workbook."""

LONGEST_CELL: Final = 32_767
"""Letters that a cell of a workbook takes."""


class NotAListFile(DeskError):
    message = N_("A list is saved as .csv or .xlsx; “{name}” is neither.")


class TooManyForASheet(DeskError):
    message = N_("A sheet of a workbook holds {most} rows; this list has {rows}. Save it as .csv.")


class FileNotWritten(DeskError):
    message = N_("The file {path} could not be written. Is it open in another program? Is there space?")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A list to be written: its title, the headings, how many rows, and what is told about it.

    `about` holds pairs of words (who, when, which filter), already translated.
    """

    title: str
    headings: tuple[str, ...]
    rows: int
    about: tuple[tuple[str, str], ...]


def write(path: Path, sheet: Sheet, rows: Iterable[Sequence[Cell]], t: Translates, task: Task | None = None) -> int:
    """Write the list as its file's name says; returns how many rows.

    The file appears whole or not at all. Raises `NotAListFile`, `TooManyForASheet`, `FileNotWritten`, `Cancelled`.
    """
    if path.suffix.lower() not in KINDS:
        raise NotAListFile(name=path.name)
    if path.suffix.lower() == ".xlsx" and sheet.rows > MOST_ROWS:
        raise TooManyForASheet(most=MOST_ROWS, rows=sheet.rows)
    task = task or Task()
    unfinished = path.with_name(f".{path.name}.new")
    writer: Callable[[Path, Sheet, Iterator[Sequence[Cell]], Translates], int]
    writer = _csv if path.suffix.lower() == ".csv" else _xlsx
    try:
        count = writer(unfinished, sheet, _counted(rows, sheet.rows, task), t)
        unfinished.replace(path)
    except OSError as error:
        raise FileNotWritten(path=path) from error
    finally:
        unfinished.unlink(missing_ok=True)
    return count


def _counted(rows: Iterable[Sequence[Cell]], total: int, task: Task) -> Iterator[Sequence[Cell]]:
    for done, row in enumerate(rows):
        if done % 200 == 0:
            task.progress(done, total, N_("Writing rows"))
        yield row


def _csv(path: Path, sheet: Sheet, rows: Iterator[Sequence[Cell]], t: Translates) -> int:
    count = 0
    with path.open("w", encoding="utf-8-sig", newline="") as stream:  # the mark lets spreadsheets read accents
        writer = csv.writer(stream)
        writer.writerow([neutralise(heading) for heading in sheet.headings])
        for row in rows:
            writer.writerow([_plain(cell) for cell in row])
            count += 1
    return count


def _plain(cell: Cell) -> str:
    if isinstance(cell, str):
        return neutralise(cell)
    return "" if cell is None else cell.isoformat() if isinstance(cell, date) else str(cell)


def _xlsx(path: Path, sheet: Sheet, rows: Iterator[Sequence[Cell]], t: Translates) -> int:
    with _workbook(path) as book:
        strong, dated = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd"})
        about = book.add_worksheet(t("About this list"))
        page = book.add_worksheet(t("Rows"))
        page.activate()
        about.set_column(0, 0, 22)
        about.set_column(1, 1, 90)
        for at, (name, value) in enumerate((("", sheet.title), *sheet.about)):
            about.write_string(at, 0, name, strong)
            about.write_string(at, 1, value, strong if at == 0 else None)
        widths = [len(heading) for heading in sheet.headings]
        page.write_row(0, 0, sheet.headings, strong)
        page.freeze_panes(1, 1)
        count = 0
        for row in rows:
            count += 1
            for at, cell in enumerate(row):
                if cell is None or cell == "":
                    continue
                if isinstance(cell, date):
                    page.write_datetime(count, at, cell, dated)
                elif isinstance(cell, str):
                    page.write_string(count, at, cell[:LONGEST_CELL])  # a string, never a formula or a link
                else:
                    page.write_number(count, at, cell)
                if count < 200:
                    widths[at] = max(widths[at], len(str(cell)))
        for at, width in enumerate(widths):
            page.set_column(at, at, min(width + 2, 60))
        if count:
            page.autofilter(0, 0, count, len(sheet.headings) - 1)
    return count


@contextmanager
def _workbook(path: Path) -> Iterator[Any]:
    import xlsxwriter
    from xlsxwriter.exceptions import FileCreateError

    book = xlsxwriter.Workbook(str(path), {"constant_memory": False, "strings_to_formulas": False})
    try:
        yield book
        book.close()
    except FileCreateError as error:
        raise OSError(str(error)) from error
