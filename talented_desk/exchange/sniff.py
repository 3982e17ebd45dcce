"""Guessing how a text file is written from its first rows: encoding, separator, numbers, dates, header."""

from __future__ import annotations

import codecs
import csv
import re
from collections import Counter
from collections.abc import Sequence
from typing import Literal

from talented_desk.exchange.habits import DateOrder, Habits, Remark
from talented_desk.i18n import N_

DELIMITERS = (",", ";", "\t", "|")
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_MAC_LETTERS = frozenset(b"\x8e\x8f\x88\x8d\x90\x99\x9d\x9e\x83\xd5")
_WINDOWS_LETTERS = frozenset(b"\xe9\xe8\xe0\xe7\xea\xf4\xee\xfb\xc9\xc0\x92\x96")
_SLASHED = re.compile(r"^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})$")
_COMMA_DECIMAL = re.compile(r"^-?\d{1,3}(?:[ .\u00a0\u202f]\d{3})*,\d{1,2}$|^-?\d+,\d{1,2}$")
_POINT_DECIMAL = re.compile(r"^-?\d{1,3}(?:,\d{3})+(?:\.\d+)?$|^-?\d+\.\d{1,2}$")
_DATA = re.compile(
    r"^[-+$]?\d[\d\s.,/:-]*%?$|^[A-Z]\d[A-Z] ?\d[A-Z]\d$|@|^https?://|\d{3}[ .-]\d{4}|,\s*(AB|ON|BC|QC|SK|MB)\b", re.I
)


def encoding(head: bytes) -> tuple[str, str]:
    """(encoding, fallback) of a file that begins with these bytes; `binary` when it is no text at all."""
    for mark, name in _BOMS:
        if head.startswith(mark):
            return name, "cp1252"
    zeros = head.count(0)
    if zeros > len(head) // 5:
        even, odd = head[::2].count(0), head[1::2].count(0)
        if odd > 4 * max(even, 1):
            return "utf-16-le", "cp1252"
        if even > 4 * max(odd, 1):
            return "utf-16-be", "cp1252"
        return "binary", ""
    if sum(byte < 32 and byte not in (9, 10, 12, 13) for byte in head) > max(8, len(head) // 50):
        return "binary", ""
    odd_lines = [line for line in head.splitlines()[:-1] or [head] if not _is_utf8(line)]
    return "utf-8", _single_byte(b"\n".join(odd_lines))


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _single_byte(head: bytes) -> str:
    """Mac Roman or Windows-1252, by which of them gives French letters."""
    high = Counter(byte for byte in head if byte >= 0x80)
    mac = sum(count for byte, count in high.items() if byte in _MAC_LETTERS)
    windows = sum(count for byte, count in high.items() if byte in _WINDOWS_LETTERS)
    return "mac_roman" if mac > windows else "cp1252"


def delimiter(lines: Sequence[str]) -> str:
    """The separator that gives the most rows of the same number of cells, more than one."""

    def fitness(mark: str) -> tuple[float, int]:
        widths = [_width(line, mark) for line in lines if line.strip()]
        if not widths:
            return (0.0, 0)
        width, count = Counter(widths).most_common(1)[0]
        return (count / len(widths), width) if width > 1 else (0.0, 1)

    best = max(DELIMITERS, key=fitness)
    return best if fitness(best)[0] > 0 else ","


def _width(line: str, mark: str) -> int:
    try:
        return len(next(csv.reader((line,), delimiter=mark), ()))
    except csv.Error:
        return 0


def habits(rows: Sequence[Sequence[str]], start: Habits) -> Habits:
    """Complete the guess from parsed rows: numbers, dates and the header's line, with remarks on what is doubtful."""
    remarks = list(start.remarks)
    header = header_line(rows)
    body = rows[(header + 1) if header is not None else 0 :]
    cells = [cell.strip() for row in body for cell in row if cell.strip()]
    order, doubtful = date_order(cells)
    if doubtful:
        remarks.append(
            Remark(
                N_("Dates such as {example} can be read two ways; the day is taken first. Change this if it is wrong."),
                (("example", doubtful),),
                "date_order",
            )
        )
    if header is None:
        remarks.append(
            Remark(N_("The first row looks like data: the list seems to have no column names."), about="header_line")
        )
    elif header > 0:
        remarks.append(Remark(N_("The column names were found on row {row}."), (("row", header + 1),), "header_line"))
    return Habits(
        encoding=start.encoding,
        fallback=start.fallback,
        delimiter=start.delimiter,
        quote=start.quote,
        decimal=decimal(cells),
        date_order=order,
        header_line=header,
        sheet=start.sheet,
        remarks=tuple(remarks),
    )


def decimal(cells: Sequence[str]) -> Literal[".", ","]:
    """The decimal sign that the numbers use."""
    commas = sum(bool(_COMMA_DECIMAL.match(cell)) for cell in cells)
    points = sum(bool(_POINT_DECIMAL.match(cell)) for cell in cells)
    return "," if commas > points else "."


def date_order(cells: Sequence[str]) -> tuple[DateOrder, str]:
    """(order, an ambiguous example or nothing): by any date whose day is beyond 12."""
    first = second = 0
    example = ""
    for cell in cells:
        found = _SLASHED.match(cell)
        if found:
            day, month = int(found[1]), int(found[2])
            first += day > 12 >= month
            second += month > 12 >= day
            example = example or cell
    if not example:
        return "ymd", ""
    if second > first:
        return "mdy", ""
    return "dmy", "" if first else example


def header_line(rows: Sequence[Sequence[str]]) -> int | None:
    """The row that holds the column names: the first wide one, unless it looks like data itself."""
    width = max((_filled(row) for row in rows), default=0)
    for number, row in enumerate(rows[:20]):
        if _filled(row) * 2 > width:
            cells = [cell.strip() for cell in row if cell.strip()]
            looks_like_data = sum(bool(_DATA.search(cell)) or len(cell) > 80 for cell in cells)
            return number if looks_like_data * 4 < max(len(cells), 1) else None
    return None


def _filled(row: Sequence[str]) -> int:
    return sum(bool(cell.strip()) for cell in row)
