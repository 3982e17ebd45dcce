"""Lists as files: what a spreadsheet reads back is what was seen, and nothing in it runs."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from talented_desk.errors import Cancelled
from talented_desk.exchange.export import (
    Cell,
    FileNotWritten,
    NotAListFile,
    Sheet,
    TooManyForASheet,
    write,
)
from talented_desk.i18n import Translator
from talented_desk.jobs import Task

T = Translator("en")
ROWS: list[list[Cell]] = [
    ["Café d’été", 12, date(2026, 11, 23), 1.5],
    ['=HYPERLINK("http://evil.example")', None, None, 0],
    ["-2+3", 0, date(2025, 1, 2), None],
    ["+1 403 555 0100", 3, None, None],
]
SHEET = Sheet(
    "Employers", ("Name", "Employees", "Last", "Hours"), len(ROWS), (("Filters", "City: Calgary"), ("Rows", "4"))
)


def test_a_csv_keeps_accents_and_runs_nothing(tmp_path: Path) -> None:
    target = tmp_path / "list.csv"
    assert write(target, SHEET, ROWS, T) == 4
    assert target.read_bytes().startswith(b"\xef\xbb\xbf")
    with target.open(encoding="utf-8-sig", newline="") as stream:
        found = list(csv.reader(stream))
    assert found == [
        ["Name", "Employees", "Last", "Hours"],
        ["Café d’été", "12", "2026-11-23", "1.5"],
        ['\'=HYPERLINK("http://evil.example")', "", "", "0"],
        ["-2+3", "0", "2025-01-02", ""],
        ["+1 403 555 0100", "3", "", ""],
    ]


def test_a_workbook_has_values_no_formulas_and_says_what_it_is(tmp_path: Path) -> None:
    target = tmp_path / "list.xlsx"
    assert write(target, SHEET, ROWS, T) == 4
    book = CalamineWorkbook.from_path(str(target))
    assert book.sheet_names == ["About this list", "Rows"]
    about = book.get_sheet_by_name("About this list").to_python()
    assert about == [["", "Employers"], ["Filters", "City: Calgary"], ["Rows", "4"]]
    found = book.get_sheet_by_name("Rows").to_python()
    assert found[1] == ["Café d’été", 12.0, date(2026, 11, 23), 1.5]
    assert found[2][0] == '=HYPERLINK("http://evil.example")'
    import zipfile

    sheet = zipfile.ZipFile(target).read("xl/worksheets/sheet2.xml").decode()
    assert "<f>" not in sheet


@pytest.mark.parametrize("name", ["list.csv", "list.xlsx"])
def test_cancelled_leaves_what_was_there(tmp_path: Path, name: str) -> None:
    target, task = tmp_path / name, Task()
    target.write_text("before", "utf-8")

    def rows() -> Iterator[list[Cell]]:
        for number in range(1000):
            if number == 500:
                task.cancel()
            yield ["x", number, None, None]

    with pytest.raises(Cancelled):
        write(target, SHEET, rows(), T, task)
    assert [file.name for file in tmp_path.iterdir()] == [name]
    assert target.read_text("utf-8") == "before"


def test_what_cannot_be_written_is_said(tmp_path: Path) -> None:
    with pytest.raises(NotAListFile):
        write(tmp_path / "list.doc", SHEET, ROWS, T)
    with pytest.raises(TooManyForASheet):
        write(tmp_path / "list.xlsx", Sheet("x", ("A",), 2_000_000, ()), [], T)
    for name in ("list.csv", "list.xlsx"):
        with pytest.raises(FileNotWritten):
            write(tmp_path / "gone" / name, SHEET, ROWS, T)


def test_progress_is_told(tmp_path: Path) -> None:
    told: list[int] = []
    sheet = Sheet("x", ("A",), 450, ())
    write(
        tmp_path / "a.csv", sheet, ([str(n)] for n in range(450)), T, Task(lambda progress: told.append(progress.done))
    )
    assert told == [0, 200, 400]
