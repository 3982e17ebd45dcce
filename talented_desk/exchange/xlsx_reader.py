"""Reading workbooks (XLSX, XLSM, XLS, ODS) with calamine, after checking that opening them is safe."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path

from talented_desk.exchange import sniff
from talented_desk.exchange.errors import (
    CellTooLong,
    EmptyFile,
    FileUnreadable,
    PasswordProtected,
    WorkbookDamaged,
    WorkbookTooLarge,
)
from talented_desk.exchange.habits import CELL_LIMIT, BadRow, Habits, Row

LARGEST_MB = 1024
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
Cell = int | float | str | bool | time | date | datetime | timedelta


def check(path: Path) -> None:
    """Refuse what must not be opened: protected, damaged, or unpacking without end.

    Raises `PasswordProtected`, `WorkbookDamaged`, `WorkbookTooLarge`, `FileUnreadable`.
    """
    try:
        with path.open("rb") as stream:
            head = stream.read(1 << 20)
    except OSError as error:
        raise FileUnreadable(name=path.name, reason=error.strerror or str(error)) from error
    if head.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in head or _mentions(path, "EncryptedPackage".encode("utf-16-le")):
            raise PasswordProtected(name=path.name)
        return
    budget = LARGEST_MB << 20
    try:
        with zipfile.ZipFile(path) as archive:
            for item in archive.infolist():
                if item.flag_bits & 1:
                    raise PasswordProtected(name=path.name)
                with archive.open(item) as stream:  # the sizes that an archive declares can lie: count
                    while chunk := stream.read(1 << 20):
                        budget -= len(chunk)
                        if budget < 0:
                            raise WorkbookTooLarge(name=path.name, limit=LARGEST_MB)
    except (zipfile.BadZipFile, EOFError, OSError, NotImplementedError, ValueError) as error:
        raise WorkbookDamaged(name=path.name) from error


def sheets(path: Path) -> tuple[str, ...]:
    """The names of the sheets. Raises what `check` raises."""
    from python_calamine import CalamineError, CalamineWorkbook

    check(path)
    try:
        return tuple(CalamineWorkbook.from_path(str(path)).sheet_names)
    except (CalamineError, OSError, ValueError) as error:
        raise WorkbookDamaged(name=path.name) from error


def guess(path: Path) -> Habits:
    """How the workbook's list is written; the sheet with the most rows is taken."""
    from python_calamine import CalamineError, CalamineWorkbook

    check(path)
    try:
        workbook = CalamineWorkbook.from_path(str(path))
        sizes = {name: workbook.get_sheet_by_name(name).height for name in workbook.sheet_names}
    except (CalamineError, OSError, ValueError) as error:
        raise WorkbookDamaged(name=path.name) from error
    if not sizes or not any(sizes.values()):
        raise EmptyFile(name=path.name)
    start = Habits(sheet=max(sizes, key=lambda name: sizes[name]))
    rows = [row.cells for row in read(path, start, limit=200)]
    return sniff.habits(rows, start)


def read(path: Path, habits: Habits, limit: int | None = None) -> Iterator[Row | BadRow]:
    """All rows of the sheet, header and titles too; empty rows are left out."""
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        sheet = CalamineWorkbook.from_path(str(path)).get_sheet_by_name(habits.sheet)
    except (CalamineError, OSError, ValueError) as error:
        raise WorkbookDamaged(name=path.name) from error
    first = (sheet.start or (0, 0))[0] + 1
    for line, values in enumerate(sheet.iter_rows(), first):
        if limit is not None and line - first >= limit:
            return
        cells = tuple(_text(value) for value in values)
        if not any(cells):
            continue
        longest = max(map(len, cells))
        if longest > CELL_LIMIT:
            column = next(n for n, cell in enumerate(cells, 1) if len(cell) == longest)
            yield BadRow(line, cells, CellTooLong(column=column, length=longest, limit=CELL_LIMIT))
        else:
            yield Row(line, cells)


def _text(value: Cell) -> str:
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, datetime):
        midnight = value.time() == time()
        return value.date().isoformat() if midnight else value.isoformat(sep=" ", timespec="minutes")
    if isinstance(value, (date, time)):
        return value.isoformat()
    return str(value).strip()


def _mentions(path: Path, sign: bytes) -> bool:
    overlap = b""
    with path.open("rb") as stream:
        while chunk := stream.read(1 << 20):
            if sign in overlap + chunk:
                return True
            overlap = chunk[-len(sign) :]
    return False
