"""Reading delimited text as a stream: bad rows are set apart, the rest goes on."""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from talented_desk.errors import DeskError
from talented_desk.exchange import sniff
from talented_desk.exchange.errors import (
    CellTooLong,
    EmptyFile,
    FileUnreadable,
    NotDecodable,
    NotText,
    NulBytes,
    QuoteNotClosed,
)
from talented_desk.exchange.habits import CELL_LIMIT, BadRow, Habits, Remark, Row
from talented_desk.i18n import N_

HEAD = 1 << 18
LONGEST_RECORD_LINES = 200
LONGEST_RECORD = 1 << 24
csv.field_size_limit(1 << 30)  # longer cells than we keep are reported with their row, not as a crash


def guess(path: Path) -> Habits:
    """How the file is written. Raises `EmptyFile`, `NotText`, `FileUnreadable`."""
    try:
        with path.open("rb") as stream:
            head = stream.read(HEAD)
    except OSError as error:
        raise FileUnreadable(name=path.name, reason=error.strerror or str(error)) from error
    if not head.strip(b"\xef\xbb\xbf\xff\xfe\x00\r\n\t ,;"):
        raise EmptyFile(name=path.name)
    encoding, fallback = sniff.encoding(head)
    if encoding == "binary":
        raise NotText(name=path.name)
    start = Habits(encoding=encoding, fallback=fallback)
    lines = [text for _, text, _ in islice(_lines(path, start), 200)]
    start = Habits(encoding=encoding, fallback=fallback, delimiter=sniff.delimiter(lines))
    rows = [row.cells for row in read(path, start, limit=200)]
    return sniff.habits(rows, start)


def read(path: Path, habits: Habits, limit: int | None = None) -> Iterator[Row | BadRow]:
    """All rows, header and titles too, in one pass and bounded memory. Empty rows are left out."""
    for line, text, error in _records(path, habits, limit):
        cells, error = _split(text, habits, error)
        stripped = tuple([cell.strip() for cell in cells])
        if error is not None:
            yield BadRow(line, stripped, error)
        elif any(stripped):
            longest = max(map(len, stripped))
            if longest > CELL_LIMIT:
                column = next(n for n, cell in enumerate(stripped, 1) if len(cell) == longest)
                short = tuple(cell[:CELL_LIMIT] for cell in stripped)
                yield BadRow(line, short, CellTooLong(column=column, length=longest, limit=CELL_LIMIT))
            else:
                yield Row(line, stripped)


def _split(text: str, habits: Habits, error: DeskError | None) -> tuple[list[str], DeskError | None]:
    if habits.quote not in text:
        return text.split(habits.delimiter), error
    if not isinstance(error, QuoteNotClosed):
        try:
            return next(csv.reader((text,), delimiter=habits.delimiter, quotechar=habits.quote), []), error
        except csv.Error:
            error = QuoteNotClosed()
    return text.split(habits.delimiter), error


def mixed(path: Path, habits: Habits) -> Remark | None:
    """A remark if some lines are in the fallback encoding; reads the whole file once."""
    if habits.encoding not in ("utf-8", "utf-8-sig"):
        return None
    other = total = 0
    with path.open("rb") as stream:
        for raw in stream:
            total += 1
            try:
                raw.decode("utf-8")
            except UnicodeDecodeError:
                other += 1
    if not other:
        return None
    return Remark(
        N_("{count} of {total} lines are not in UTF-8; they are read as {encoding}."),
        (("count", other), ("total", total), ("encoding", habits.fallback)),
        "encoding",
    )


def _records(path: Path, habits: Habits, limit: int | None) -> Iterator[tuple[int, str, DeskError | None]]:
    """(line, text, error) of each record: lines joined while a quoted cell is open.

    A row whose quote never closes, or closes in the middle of a word, is bad alone: the lines that it would have
    swallowed are looked at again as rows of their own.
    """
    lines = _lines(path, habits)
    again: deque[tuple[int, str, DeskError | None]] = deque()
    pending: list[tuple[int, str, DeskError | None]] = []
    size = given = 0
    while limit is None or given < limit:
        item = again.popleft() if again else next(lines, None)
        if item is None:
            if not pending:
                return
            broken = True
        else:
            _, text, error = item
            given += 1
            if not pending and (error is not None or habits.quote not in text):
                yield item
                continue
            pending.append(item)
            size += len(text)
            is_open, broken = _after(text, habits, is_open=len(pending) > 1)
            if not broken and not is_open:
                yield pending[0][0], "\n".join(part for _, part, _ in pending), None
                pending, size = [], 0
                continue
            broken = broken or len(pending) > LONGEST_RECORD_LINES or size > LONGEST_RECORD
        if broken:
            yield pending[0][0], pending[0][1], QuoteNotClosed()
            again.extendleft(reversed(pending[1:]))
            pending, size = [], 0


def _after(text: str, habits: Habits, *, is_open: bool) -> tuple[bool, bool]:
    """(a quoted cell is open at the end of this line, a quote closed where no cell ends).

    A quote opens only at the start of a cell; elsewhere it is a letter like any other, as in 5" pipe.
    """
    quote, delimiter = habits.quote, habits.delimiter
    position, at_start = 0, not is_open
    while position < len(text):
        if is_open:
            position = text.find(quote, position)
            if position < 0:
                return True, False
            following = text[position + 1 : position + 2]
            if following == quote:
                position += 1
            elif following in ("", delimiter):
                is_open, at_start = False, False
            elif text[position + 1 :].split(delimiter, 1)[0].strip():
                return False, True
            else:  # blanks between the closing quote and the separator
                is_open, at_start = False, False
        elif text[position] == quote and at_start:
            is_open = True
        else:
            following_place = position if text[position] == delimiter else text.find(delimiter, position)
            if following_place < 0:
                return False, False
            position, at_start = following_place, True
        position += 1
    return is_open, False


def _lines(path: Path, habits: Habits) -> Iterator[tuple[int, str, DeskError | None]]:
    if habits.encoding.startswith("utf-16"):
        with path.open("r", encoding=habits.encoding, errors="replace", newline=None) as stream:
            for line, text in enumerate(stream, 1):
                yield line, text.rstrip("\n"), None
        return
    fallback = habits.fallback if habits.encoding in ("utf-8", "utf-8-sig") else habits.encoding
    line = 0
    with path.open("rb") as stream:
        for chunk in stream:
            for raw in chunk.rstrip(b"\r\n").split(b"\r") if b"\r" in chunk.rstrip(b"\r\n") else (chunk,):
                line += 1
                if line == 1 and raw.startswith(b"\xef\xbb\xbf"):
                    raw = raw[3:]
                raw = raw.rstrip(b"\r\n")
                text, error = _decode(raw, habits.encoding, fallback)
                if "\x00" in text:
                    text, error = text.replace("\x00", ""), NulBytes()
                yield line, text, error


def _decode(raw: bytes, encoding: str, fallback: str) -> tuple[str, DeskError | None]:
    try:
        return raw.decode("utf-8" if encoding == "utf-8-sig" else encoding), None
    except UnicodeDecodeError:
        try:
            return raw.decode(fallback), None
        except UnicodeDecodeError:
            return raw.decode(fallback, "replace"), NotDecodable(encoding=fallback)
