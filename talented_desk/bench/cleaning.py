"""Duplicates: a scan of the whole base, and candidates while somebody types a new employer."""

from __future__ import annotations

import random
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Final

from db.search.folding import words
from db.session import Database
from talented_desk.bench import raw_duplicates
from talented_desk.bench.case import Case, Pair, Reach
from talented_desk.bench.desk import KEY
from talented_desk.bench.messy import messy
from talented_desk.bench.searching import p95
from talented_desk.clock import SystemClock
from talented_desk.domain.duplicate_scan import Blocks
from talented_desk.services import duplicate_views as views
from talented_desk.services.duplicate_scan import Keys, contact_keys, employer_keys
from talented_desk.services.duplicates import Duplicates
from talented_desk.services.employers import Employers

TYPED: Final = 200
"""How many names are typed."""


@contextmanager
def scan(amount: int) -> Iterator[Pair]:
    """The whole scan, from reading the records to the queue, beside `cdist` over the same pairs."""
    with messy(amount) as desk:
        duplicates = Duplicates(desk, SystemClock())
        rows = _candidate_rows(desk) if raw_duplicates.has_numpy() else []

        def ours() -> float:
            started = time.perf_counter()
            duplicates.scan()
            return (time.perf_counter() - started) * 1000

        def raw() -> float:
            return sum(raw_duplicates.compare(names, around) for names, around in rows)

        yield Pair(ours, raw if rows else None)


def _candidate_rows(desk: Database) -> list[tuple[list[str], list[list[int]]]]:
    """For each kind of record the names, and for each name the records that the scan looks at."""
    with desk.read() as connection:
        return [
            _rows(map(employer_keys, (view for _, view in views.employers(connection)))),
            _rows(map(contact_keys, (view for _, view in views.contacts(connection)))),
        ]


def _rows(records: Iterable[Keys]) -> tuple[list[str], list[list[int]]]:
    blocks, names, rows = Blocks(), list[str](), list[list[int]]()
    for name, direct, nearby in records:
        known, near = blocks.around(direct, nearby)
        blocks.meet(name, (), ())
        names.append(name)
        rows.append([*known, *near])
    return names, rows


@contextmanager
def typing(amount: int) -> Iterator[Pair]:
    """Names typed to the end, some with a slip, some with city and phone; the figure is the 95th percentile."""
    with messy(amount) as desk:
        chance = random.Random(11)
        numbers = [chance.randrange(1, amount + 1) for _ in range(TYPED)]
        forms = []
        for row in Employers(desk, SystemClock()).rows(numbers):
            name = row.legal_name
            place = chance.randrange(2, len(name) - 2)
            name = name[:place] + name[place + 1 :] if chance.random() < 0.3 else name
            forms.append({"legal_name": name, "city": row.city if chance.random() < 0.5 else ""})
        duplicates = Duplicates(desk, SystemClock())
        duplicates.warm()
        bare = raw_duplicates.connect(desk.path, KEY)
        typed = [(form["legal_name"], words(form["legal_name"])) for form in forms]

        def ours() -> float:
            taken = []
            for form in forms:
                started = time.perf_counter()
                duplicates.candidates(form)
                taken.append((time.perf_counter() - started) * 1000)
            return p95(taken)

        def raw() -> float:
            return p95(raw_duplicates.look_up(bare, typed))

        yield Pair(ours, raw if raw_duplicates.has_numpy() else None)
        bare.close()


CASES: Final = (
    Case("clean_scan", 100_000, "ms", "lower", (Reach("ratio", 1 / 0.3), Reach("ms", 60_000)), scan),
    Case("clean_typing", 100_000, "ms", "lower", (Reach("ms", 50),), typing),
)
