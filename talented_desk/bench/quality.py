"""Data quality on a large base: all rules counted by officer, and one screen of what a rule finds."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final

from talented_desk.bench import raw_quality
from talented_desk.bench.case import Case, Pair, Reach
from talented_desk.bench.desk import KEY
from talented_desk.bench.messy import messy
from talented_desk.clock import SystemClock
from talented_desk.services.quality import Quality


def _timed(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return (time.perf_counter() - started) * 1000


@contextmanager
def summary(amount: int) -> Iterator[Pair]:
    """Every rule counted by officer, beside one bare pass over each table."""
    with _opened(amount) as (quality, bare):
        yield Pair(lambda: _timed(quality.summary), lambda: raw_quality.count(bare))


@contextmanager
def findings(amount: int) -> Iterator[Pair]:
    """The first screen of the rule that has to call Python, beside the bare query."""
    with _opened(amount) as (quality, bare):
        yield Pair(lambda: _timed(lambda: quality.findings("employer_capitals")), lambda: raw_quality.page(bare))


@contextmanager
def _opened(amount: int) -> Iterator[tuple[Quality, Any]]:
    with messy(amount) as desk:
        bare = raw_quality.connect(desk.path, KEY)
        yield Quality(desk, SystemClock()), bare
        bare.close()


CASES: Final = (
    Case("quality_summary", 100_000, "ms", "lower", (Reach("ratio", 3),), summary),
    Case("quality_findings", 100_000, "ms", "lower", (Reach("ratio", 2),), findings),
)
