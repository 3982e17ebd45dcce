"""Search while typing: each keystroke gives the first fifty hits, ready to show."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Final

from db.search.folding import words
from talented_desk.bench import raw_searching
from talented_desk.bench.case import Case, Pair, Reach
from talented_desk.bench.desk import KEY
from talented_desk.bench.filled import filled
from talented_desk.clock import SystemClock
from talented_desk.services.employers import EmployerRow, Employers
from talented_desk.services.search import Search

PEOPLE: Final = 60
"""How many names somebody types, letter by letter."""
SLIP: Final = 0.05
"""The share of them with a typing error."""


def keystrokes(rows: Sequence[EmployerRow], chance: random.Random) -> list[str]:
    """What stands in the box after each letter: one or two words of a name, some with the city, some with a slip."""
    texts = []
    for row in rows:
        typed = words(row.legal_name)[: chance.choice((1, 2, 2, 3))]
        if chance.random() < 0.15:
            typed = [*typed[:1], *words(row.city)]
        elif chance.random() < 0.1:
            typed.reverse()
        whole = " ".join(typed)[:24]
        if chance.random() < SLIP and len(whole) > 6:
            place = chance.randrange(2, 6)
            whole = whole[:place] + whole[place + 1 :]
        texts += [whole[:length] for length in range(1, len(whole) + 1) if whole[length - 1] != " "]
    return texts


@contextmanager
def typing(amount: int) -> Iterator[Pair]:
    """The same keystrokes for both, on the same file; the figure is the 95th percentile."""
    with filled(amount) as (desk, _):
        chance = random.Random(3)
        numbers = [chance.randrange(1, amount + 1) for _ in range(PEOPLE)]
        texts = keystrokes(Employers(desk, SystemClock()).rows(numbers), chance)
        search = Search(desk, SystemClock())
        search.warm()
        bare = raw_searching.connect(desk.path, KEY)

        def ours() -> float:
            taken = []
            for text in texts:
                started = time.perf_counter()
                search.find(text, 50)
                taken.append((time.perf_counter() - started) * 1000)
            return p95(taken)

        yield Pair(ours, lambda: p95(raw_searching.search(bare, texts)))
        bare.close()


def p95(taken: Sequence[float]) -> float:
    """The 95th percentile."""
    return sorted(taken)[int(len(taken) * 0.95)]


CASES: Final = (Case("search_typing", 1_000_000, "ms", "lower", (Reach("ratio", 3), Reach("ms", 50)), typing),)
