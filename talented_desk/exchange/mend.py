"""The rows that could not be taken, as a file to mend and import again: same columns, and the reason."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path

from talented_desk.errors import DeskError, Translates
from talented_desk.exchange.neutral import neutralise
from talented_desk.i18n import N_

LINE = N_("Line")
REASON = N_("Reason")


def write(
    path: Path,
    columns: Sequence[str],
    failed: Iterable[tuple[int, Sequence[str], DeskError]],
    t: Translates,
) -> int:
    """Write (line, cells, error) rows; returns how many. UTF-8 with a mark, so that spreadsheets read accents."""
    count = 0
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow([*columns, t(LINE), t(REASON)])
        for line, cells, error in failed:
            fitted = [neutralise(cell) for cell in cells][: len(columns)]
            fitted += [""] * (len(columns) - len(fitted))
            writer.writerow([*fitted, line, error.describe(t)])
            count += 1
    return count
