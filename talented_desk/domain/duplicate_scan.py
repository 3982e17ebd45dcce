"""All pairs worth comparing among very many records, without comparing each with each.

Records are gathered into blocks by their keys (`duplicate_keys`). A record is compared with every other one of its
direct blocks, and with those of its nearby blocks whose name is alike at a glance, which one call of rapidfuzz a
record finds out. Records lie here as hashes of keys and one short text each.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final

from rapidfuzz import fuzz, process

CROWD: Final = 50
"""A direct key that more records than this have says nothing; each is compared with this many of them at most."""
NEIGHBOURS: Final = 1500
"""The same for nearby keys."""
AT_A_GLANCE: Final = 84
"""How alike (0–100) names must be for a pair that shares nearby keys only."""

_Index = dict[int, int | list[int]]


class Blocks:
    """Records by their keys; `add` them in order, then walk the pairs. Record numbers are 0, 1, 2, …"""

    def __init__(self) -> None:
        self._direct: _Index = {}
        self._nearby: _Index = {}
        self._names: list[str] = []
        self._own: list[tuple[tuple[int, ...], tuple[int, ...]]] = []

    def __len__(self) -> int:
        return len(self._names)

    def add(self, name: str, direct: Iterable[str], nearby: Iterable[str]) -> None:
        """One more record: the name to glance at, and its keys."""
        number = len(self._names)
        self._names.append(name)
        first, second = tuple({hash(key) for key in direct}), tuple({hash(key) for key in nearby})
        self._own.append((first, second))
        for index, keys in ((self._direct, first), (self._nearby, second)):
            for key in keys:
                found = index.setdefault(key, number)
                if isinstance(found, list):
                    found.append(number)
                elif found != number:
                    index[key] = [found, number]

    def around(self, number: int) -> tuple[set[int], list[int]]:
        """The records before this one to compare it with at once, and those to glance at first."""
        first, second = self._own[number]
        direct: set[int] = set()
        for key in first:
            block = self._direct[key]
            if isinstance(block, list):
                direct.update(_before(block, number, CROWD))
        nearby: set[int] = set()
        for key in second:
            block = self._nearby[key]
            if isinstance(block, list) and len(block) <= NEIGHBOURS:
                nearby.update(block)
        nearby -= direct
        return direct, [other for other in nearby if other < number]

    def names(self, numbers: Iterable[int]) -> list[str]:
        """The names to glance at."""
        names = self._names
        return [names[number] for number in numbers]

    def pairs(self, tick: Callable[[int], None]) -> Iterator[tuple[int, int]]:
        """Every pair worth comparing, once, the later record first; `tick` hears how far it is."""
        for number, name in enumerate(self._names):
            if not number % 500:
                tick(number)
            direct, nearby = self.around(number)
            for other in direct:
                yield number, other
            if nearby:
                names = self.names(nearby)
                for _name, _score, place in process.extract(
                    name, names, scorer=fuzz.token_set_ratio, score_cutoff=AT_A_GLANCE, limit=None
                ):
                    yield number, nearby[place]


def _before(block: Sequence[int], number: int, most: int) -> Iterable[int]:
    """The records of a block before this one, at most so many: the nearest."""
    if len(block) <= most:
        return [other for other in block if other < number]
    place = bisect_left(block, number)
    return block[max(0, place - most) : place]
