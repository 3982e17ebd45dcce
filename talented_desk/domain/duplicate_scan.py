"""All pairs worth comparing among very many records, without comparing each with each.

Records are gathered into blocks by their keys (`duplicate_keys`). A record is compared with the earlier ones of its
direct blocks, and with those of its nearby blocks whose name is alike at a glance, which one call of rapidfuzz a
record finds out. Records lie here as hashes of keys and one short text each.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from rapidfuzz import fuzz, process

CROWD: Final = 50
"""A direct key that more records than this have says nothing; each is compared with this many of them at most."""
NEIGHBOURS: Final = 1500
"""A nearby key that more records than this have is left out."""
AT_A_GLANCE: Final = 84
"""How alike (0–100) names must be for a pair that shares nearby keys only."""

_Index = dict[int, int | list[int]]


class Blocks:
    """Records by their keys. Each that comes meets those before it; record numbers are 0, 1, 2, …"""

    def __init__(self) -> None:
        self._direct: _Index = {}
        self._nearby: _Index = {}
        self._names: list[str] = []

    def meet(self, name: str, direct: Iterable[str], nearby: Iterable[str]) -> list[int]:
        """The earlier records that one more is worth comparing with; from now on it is one of them.

        `name`: what is glanced at; `direct`, `nearby`: its keys.
        """
        found, near = self.around(direct, nearby)
        names = self._names
        if near:
            alike = process.extract(
                name,
                [names[number] for number in near],
                scorer=fuzz.token_set_ratio,
                score_cutoff=AT_A_GLANCE,
                limit=None,
            )
            found += [near[place] for _name, _score, place in alike]
        names.append(name)
        return found

    def around(self, direct: Iterable[str], nearby: Iterable[str]) -> tuple[list[int], list[int]]:
        """The earlier records to compare with at once and those to glance at first; their blocks take one more."""
        number = len(self._names)
        blocks: list[Iterable[int]] = []
        for block in _joined(self._direct, direct, number):
            blocks.append(block[-CROWD - 1 : -1])
        first = set().union(*blocks) if blocks else set[int]()
        first.discard(number)
        wide = [block for block in _joined(self._nearby, nearby, number) if len(block) <= NEIGHBOURS]
        if not wide:
            return list(first), []
        if len(wide) == 1 and not first:
            return [], wide[0][:-1]
        second = set().union(*wide) - first
        second.discard(number)
        return list(first), list(second)

    def name(self, number: int) -> str:
        """The name to glance at."""
        return self._names[number]


def _joined(index: _Index, keys: Iterable[str], number: int) -> list[list[int]]:
    """The blocks of these keys that have others, with `number` now last in each."""
    found: list[list[int]] = []
    for key in {hash(key) for key in keys}:
        block = index.setdefault(key, number)
        if isinstance(block, list):
            block.append(number)
            found.append(block)
        elif block != number:
            both = [block, number]
            index[key] = both
            found.append(both)
    return found
