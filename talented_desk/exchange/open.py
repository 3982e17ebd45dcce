"""Opening a list of either kind: what it is, how it is written, what its columns hold; then its rows."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from talented_desk.exchange import csv_reader, mapping, sniff, xlsx_reader
from talented_desk.exchange.errors import EmptyFile, FileUnreadable, NoRows, TooManyCells, TooManyColumns, UnknownFormat
from talented_desk.exchange.habits import COLUMN_LIMIT, BadRow, Column, Habits, Remark, Row
from talented_desk.exchange.mapping import ColumnMapping
from talented_desk.i18n import N_

SAMPLE_ROWS = 100
WORKBOOKS = frozenset({".xlsx", ".xlsm", ".xls", ".xlsb", ".ods"})
TEXTS = frozenset({".csv", ".tsv", ".txt", ".tab", ""})


@dataclass(frozen=True, slots=True)
class Inspection:
    """What is known of a file before it is imported. `row_estimate` is exact for small files."""

    path: Path
    sha256: str
    kind: str
    """csv or workbook."""
    habits: Habits
    columns: tuple[Column, ...]
    first_rows: tuple[tuple[str, ...], ...]
    row_estimate: int
    guess: ColumnMapping
    sheets: tuple[str, ...] = ()


def inspect(path: Path, habits: Habits | None = None) -> Inspection:
    """Look at a file; `habits` overrides the guess. Raises the sentences of `talented_desk.exchange.errors`."""
    kind = _kind(path)
    if habits is None:
        habits = xlsx_reader.guess(path) if kind == "workbook" else csv_reader.guess(path)
        if kind == "csv" and (remark := csv_reader.mixed(path, habits)):
            habits = replace(habits, remarks=(*habits.remarks, remark))
    header, body = _top(path, kind, habits)
    names, doubled = _names(header, body)
    if len(names) > COLUMN_LIMIT:
        raise TooManyColumns(name=path.name, count=len(names), limit=COLUMN_LIMIT)
    if not names:
        raise EmptyFile(name=path.name)
    if not body:
        raise NoRows(name=path.name)
    if doubled:
        remark = Remark(
            N_("Several columns are called “{name}”; they are told apart by a number."),
            (("name", doubled[0]),),
            "columns",
        )
        habits = replace(habits, remarks=(*habits.remarks, remark))
    columns = tuple(
        Column(index, name, tuple(dict.fromkeys(row[index] for row in body if index < len(row) and row[index]))[:8])
        for index, name in enumerate(names)
    )
    return Inspection(
        path=path,
        sha256=file_hash(path),
        kind=kind,
        habits=habits,
        columns=columns,
        first_rows=tuple(body[:SAMPLE_ROWS]),
        row_estimate=_estimate(path, kind, habits, len(body)),
        guess=mapping.guess(columns, path.name),
        sheets=xlsx_reader.sheets(path) if kind == "workbook" else (),
    )


def changed(found: Inspection, **changes: Any) -> Habits:
    """The habits after the officer changed some; what hangs on the encoding, separator or sheet is guessed anew."""
    habits = found.habits
    kept = tuple(remark for remark in habits.remarks if remark.about not in (*changes, "columns"))
    if not changes.keys() & {"encoding", "delimiter", "sheet"}:
        return replace(habits, **changes, remarks=kept)
    start = replace(habits, **changes, remarks=tuple(remark for remark in kept if remark.about == "encoding"))
    return sniff.habits([row.cells for row in _read(found.path, found.kind, start, limit=200)], start)


def rows(path: Path, habits: Habits, width: int) -> Iterator[Row | BadRow]:
    """The rows under the header, each with exactly `width` cells."""
    started = habits.header_line is None
    seen = -1
    for row in _read(path, _kind(path), habits):
        seen += 1
        if not started:
            started = seen == habits.header_line
            continue
        cells = row.cells
        if len(cells) > width and any(cells[width:]) and isinstance(row, Row):
            yield BadRow(row.line, cells, TooManyCells(count=len(cells), columns=width))
            continue
        if len(cells) == width:
            yield row
            continue
        fitted = (cells + ("",) * (width - len(cells)))[:width]
        yield Row(row.line, fitted) if isinstance(row, Row) else BadRow(row.line, fitted, row.error)


def _kind(path: Path) -> str:
    suffix = path.suffix.lower()
    try:
        with path.open("rb") as stream:
            head = stream.read(8)
    except OSError as error:
        raise FileUnreadable(name=path.name, reason=error.strerror or str(error)) from error
    if not head:
        raise EmptyFile(name=path.name)
    if suffix in WORKBOOKS or head.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        return "workbook"
    if suffix in TEXTS:
        return "csv"
    raise UnknownFormat(name=path.name)


def _read(path: Path, kind: str, habits: Habits, limit: int | None = None) -> Iterator[Row | BadRow]:
    if kind == "workbook":
        return xlsx_reader.read(path, habits, limit)
    return csv_reader.read(path, habits, limit)


def _top(path: Path, kind: str, habits: Habits) -> tuple[Sequence[str], list[tuple[str, ...]]]:
    header: Sequence[str] = ()
    body: list[tuple[str, ...]] = []
    for seen, row in enumerate(_read(path, kind, habits, limit=1000)):
        if habits.header_line is not None and seen == habits.header_line:
            header = row.cells
        elif habits.header_line is None or seen > habits.header_line:
            body.append(row.cells)
    return header, body


def _names(header: Sequence[str], body: Sequence[Sequence[str]]) -> tuple[list[str], list[str]]:
    """Column names made unique, and those that stood there more than once."""
    width = len(header) if header else max((len(row) for row in body), default=0)
    while (
        width
        and len(header) >= width
        and not header[width - 1]
        and not any(len(row) >= width and row[width - 1] for row in body)
    ):
        width -= 1
    names: list[str] = []
    doubled: list[str] = []
    for index in range(width):
        name = (header[index] if index < len(header) else "") or f"#{index + 1}"
        if name in names:
            doubled.append(name)
            number = 2
            while f"{name} ({number})" in names:
                number += 1
            name = f"{name} ({number})"
        names.append(name)
    return names, doubled


def _estimate(path: Path, kind: str, habits: Habits, sampled: int) -> int:
    if kind == "workbook" or path.stat().st_size < 1 << 22:
        return max(0, sum(1 for _ in _read(path, kind, habits)) - (habits.header_line or 0) - 1)
    with path.open("rb") as stream:
        head = stream.read(1 << 20)
    return max(sampled, round(path.stat().st_size / len(head) * max(1, head.count(b"\n"))))


def file_hash(path: Path) -> str:
    """The SHA-256 of a file's bytes."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
