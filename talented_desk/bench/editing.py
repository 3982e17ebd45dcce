"""One edit through its service: checked, journalled, indexed, committed."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from talented_desk.bench import raw_editing, raw_writing
from talented_desk.bench.case import Case, Pair, Reach
from talented_desk.bench.desk import KEY
from talented_desk.bench.filled import filled
from talented_desk.bench.rows import COLUMNS, employers
from talented_desk.clock import SystemClock
from talented_desk.services.employers import Employers

EDITS: Final = 60
"""Edits a turn; the figure is their mean."""
FIELDS: Final = ("legal_name", "city", "notes")


@contextmanager
def edits(amount: int) -> Iterator[Pair]:
    """The same fields of the same rows, in a workspace and in a bare table of as many rows."""
    with filled(amount) as (desk, place):
        service = Employers(desk, SystemClock())
        ids = [row.id for row in service.rows(range(1, amount + 1))]
        bare = raw_writing.connect(place / "raw.db", KEY)
        raw_writing.create(bare, COLUMNS)
        raw_writing.insert(bare, COLUMNS, list(employers(amount)))
        chance = random.Random(2)

        def values() -> list[tuple[str, str, int]]:
            numbers = [chance.randrange(1, amount + 1) for _ in range(EDITS)]
            return [(FIELDS[k % len(FIELDS)], f"Changed {chance.random()}", n) for k, n in enumerate(numbers)]

        def ours() -> float:
            chosen = values()
            started = time.perf_counter()
            for field, value, number in chosen:
                service.edit(ids[number - 1], {field: value})
            return (time.perf_counter() - started) * 1000 / len(chosen)

        yield Pair(ours, lambda: raw_editing.edit(bare, values()))
        bare.close()


CASES: Final = (Case("edit", 100_000, "ms", "lower", (Reach("ratio", 15),), edits),)
