"""Writing many employers in one journalled operation, and until they can be found."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from itertools import count
from pathlib import Path
from typing import Final

from db.models import Employer
from talented_desk.bench import raw_writing
from talented_desk.bench.case import Case, Pair, Reach, folder
from talented_desk.bench.desk import KEY, database
from talented_desk.bench.rows import COLUMNS, Row, employers


def write(path: Path, rows: list[Row], *, searchable: bool) -> float:
    """Rows a second into a new workspace."""
    with database(path, searchable=searchable) as desk:
        started = time.perf_counter()
        with desk.write("Import") as writing:
            writing.insert_many(Employer, COLUMNS, rows)
        seconds = time.perf_counter() - started
        with desk.read() as connection:
            indexed = connection.exec_driver_sql("SELECT count(*) FROM search_fts").scalar_one()
    if indexed != (len(rows) if searchable else 0):
        raise RuntimeError(f"{indexed} of {len(rows)} rows can be found")
    path.unlink()
    return len(rows) / seconds


def bulk(searchable: bool) -> Callable[[int], AbstractContextManager[Pair]]:
    """The same rows into a new file each time."""

    @contextmanager
    def opened(amount: int) -> Iterator[Pair]:
        rows = list(employers(amount))
        numbers = count()
        with folder() as place:
            yield Pair(
                lambda: write(place / f"{next(numbers)}.db", rows, searchable=searchable),
                lambda: raw_writing.write(place / f"{next(numbers)}.db", KEY, COLUMNS, rows),
            )

    return opened


CASES: Final = (
    Case("bulk_write", 100_000, "rows/s", "higher", (Reach("ratio", 0.30),), bulk(searchable=False)),
    Case("until_searchable", 100_000, "rows/s", "higher", (Reach("ratio", 0.10),), bulk(searchable=True)),
)
