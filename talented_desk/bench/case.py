"""What a benchmark case is: two ways of doing the same work, ours and the raw limit, and what to reach."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Kind = Literal["ratio", "ms", "MiB", "B"]
Better = Literal["higher", "lower"]


@dataclass(frozen=True, slots=True)
class Reach:
    """What to reach: a `ratio` of ours to raw, or an amount of ours alone."""

    kind: Kind
    value: float


@dataclass(frozen=True, slots=True)
class Pair:
    """One measurement each; called five times, in turns. The figure is in the case's unit."""

    ours: Callable[[], float]
    raw: Callable[[], float] | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """A benchmark case. `open` makes what both sides need for so many rows, once, and cleans up after."""

    name: str
    rows: int
    """How many rows unless told otherwise."""
    unit: str
    better: Better
    reach: tuple[Reach, ...]
    """The first is the case's own; each further one is told as `name_kind`."""
    open: Callable[[int], AbstractContextManager[Pair]]


def plain(
    ours: Callable[[int], float], raw: Callable[[int], float] | None = None
) -> Callable[[int], AbstractContextManager[Pair]]:
    """The `open` of a case that has nothing to prepare: two functions of the number of rows."""

    @contextmanager
    def opened(rows: int) -> Iterator[Pair]:
        yield Pair(lambda: ours(rows), None if raw is None else lambda: raw(rows))

    return opened


@contextmanager
def folder() -> Iterator[Path]:
    """A folder for a case's files, gone afterwards."""
    made = Path(tempfile.mkdtemp(prefix="talented-desk-bench-"))
    try:
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)
