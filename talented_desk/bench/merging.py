"""Merging two employers with 500 rows below one of them, and taking the merge apart again."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from db.models import Employer, Task, Worksite
from db.session import Database
from talented_desk.bench import raw_merging, raw_writing
from talented_desk.bench.case import Case, Pair, Reach
from talented_desk.bench.desk import KEY, database
from talented_desk.bench.filled import filled
from talented_desk.clock import SystemClock
from talented_desk.ids import new_id
from talented_desk.services.merging import Merging
from talented_desk.services.merging import Pair as Two

OTHERS: Final = 20_000
"""Employers beside the two."""


def _family(desk: Database, children: int) -> Two:
    with desk.write("Set up") as write:
        keep, gone = (write.insert(Employer, {"legal_name": name}) for name in ("Acme Foods Ltd.", "ACME FOODS"))
        half = children // 2
        sites = [(new_id(), gone, f"Site {at}", "Calgary") for at in range(half)]
        write.insert_many(Worksite, ("id", "employer_id", "name", "city"), sites)
        tasks = [(new_id(), gone, f"Call {at}") for at in range(children - half)]
        write.insert_many(Task, ("id", "employer_id", "subject"), tasks)
    return Two("employer", keep, gone)


@contextmanager
def _both(children: int) -> Iterator[tuple[Merging, Two, raw_merging.Raw]]:
    with filled(OTHERS) as (desk, place), database(place / "raw.db", searchable=False) as other:
        pair, bare = _family(desk, children), _family(other, children)
        connection = raw_writing.connect(place / "raw.db", KEY)
        yield Merging(desk, SystemClock()), pair, raw_merging.Raw(connection, bare.keep_id, bare.gone_id)
        connection.close()


@contextmanager
def merges(children: int) -> Iterator[Pair]:
    """Milliseconds of a merge; between two measurements it is taken apart."""
    with _both(children) as (service, pair, bare):

        def ours() -> float:
            started = time.perf_counter()
            operation = service.merge(pair)
            taken = (time.perf_counter() - started) * 1000
            service.unmerge(operation)
            return taken

        def raw() -> float:
            taken = bare.merge()
            bare.unmerge()
            return taken

        yield Pair(ours, raw)


@contextmanager
def unmerges(children: int) -> Iterator[Pair]:
    """Milliseconds of taking a merge apart."""
    with _both(children) as (service, pair, bare):

        def ours() -> float:
            operation = service.merge(pair)
            started = time.perf_counter()
            service.unmerge(operation)
            return (time.perf_counter() - started) * 1000

        def raw() -> float:
            bare.merge()
            return bare.unmerge()

        yield Pair(ours, raw)


CASES: Final = (
    Case("merge", 500, "ms", "lower", (Reach("ratio", 2),), merges),
    Case("unmerge", 500, "ms", "lower", (Reach("ratio", 2),), unmerges),
)
