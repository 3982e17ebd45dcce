"""How a file is written: guessed, shown, and changed by the officer where the guess is wrong."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from talented_desk.errors import DeskError

DateOrder = Literal["ymd", "dmy", "mdy"]
CELL_LIMIT = 50_000
COLUMN_LIMIT = 1_000


@dataclass(frozen=True, slots=True)
class Remark:
    """Something about the file that the officer should see: a source text with the values of its fields."""

    message: str
    fields: tuple[tuple[str, str | int], ...] = ()
    about: str = ""
    """The habit (or `columns`) that it is about: who changes that by hand needs it no more."""


@dataclass(frozen=True, slots=True)
class Habits:
    """How to read the file.

    `fallback` is the encoding of lines that are not in `encoding`. `header_line` counts from 0 within the file's
    rows; None = the list has no column names. `sheet` names a workbook's sheet; it is empty for text files.
    """

    encoding: str = "utf-8"
    fallback: str = "cp1252"
    delimiter: str = ","
    quote: str = '"'
    decimal: Literal[".", ","] = "."
    date_order: DateOrder = "ymd"
    header_line: int | None = 0
    sheet: str = ""
    remarks: tuple[Remark, ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the file: its place, its name (made unique), and some of its values."""

    index: int
    name: str
    samples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One row. `line` is where it begins in the file, counted from 1; cells are stripped text."""

    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that cannot be taken, with its cells as far as they could be read, and why."""

    line: int
    cells: tuple[str, ...]
    error: DeskError
