"""The list of a million employers: open it, sort it by another column, jump anywhere, filter it.

`list_open`, `list_sort` and `list_filter` are the first screen, ready to show; `list_jump` is everything that has to
be there before any position can be shown: all row numbers in order, and the rows of one screen in their middle.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Final

from talented_desk.bench import raw_listing
from talented_desk.bench.case import Case, Pair, Reach
from talented_desk.bench.desk import KEY
from talented_desk.bench.filled import filled
from talented_desk.clock import SystemClock
from talented_desk.services.employers import EmployerFilter, Employers

SCREEN: Final = 128
"""Rows that are fetched together."""
WANTED: Final = {
    "list_open": (EmployerFilter(), "name"),
    "list_sort": (EmployerFilter(), "city"),
    "list_jump": (EmployerFilter(), "name"),
    "list_filter": (EmployerFilter(city="Calgary"), "name"),
}


def listing(case: str) -> Callable[[int], AbstractContextManager[Pair]]:
    """What opens this case."""

    @contextmanager
    def opened(amount: int) -> Iterator[Pair]:
        with filled(amount) as (desk, _):
            employers = Employers(desk, SystemClock())
            chosen, sort = WANTED[case]
            bare = raw_listing.connect(desk.path, KEY)

            def ours() -> float:
                started = time.perf_counter()
                if case == "list_jump":
                    numbers = employers.row_numbers(chosen, sort)
                    employers.rows(numbers[len(numbers) // 2 : len(numbers) // 2 + SCREEN])
                else:
                    employers.rows(employers.row_numbers(chosen, sort, limit=SCREEN))
                return (time.perf_counter() - started) * 1000

            yield Pair(ours, lambda: raw_listing.screen(bare, case))
            bare.close()

    return opened


CASES: Final = tuple(
    Case(name, 1_000_000, "ms", "lower", (Reach("ms", 2000 if name == "list_jump" else 300),), listing(name))
    for name in WANTED
)
