"""Writing many employers in one journalled operation."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Final

from db.models import Employer
from talented_desk.bench import raw_writing
from talented_desk.bench.case import Case, Pair, Reach, folder
from talented_desk.bench.desk import KEY, database
from talented_desk.bench.rows import COLUMNS, Row, employers


def write(path: Path, rows: list[Row]) -> float:
    """Rows a second into a new workspace."""
    with database(path) as desk:
        started = time.perf_counter()
        with desk.write("Import") as writing:
            writing.insert_many(Employer, COLUMNS, rows)
        seconds = time.perf_counter() - started
    path.unlink()
    return len(rows) / seconds


@contextmanager
def bulk(count_rows: int) -> Iterator[Pair]:
    """The same rows into a new file each time."""
    rows = list(employers(count_rows))
    numbers = count()
    with folder() as place:
        yield Pair(
            lambda: write(place / f"{next(numbers)}.db", rows),
            lambda: raw_writing.write(place / f"{next(numbers)}.db", KEY, COLUMNS, rows),
        )


CASES: Final = (Case("bulk_write", 100_000, "rows/s", "higher", (Reach("ratio", 0.30),), bulk),)
