"""Editions of one list: which file is a later one of which, and which of its rows is an earlier row, corrected."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Final

from rapidfuzz import fuzz

from talented_desk.domain.names import fold

Cells = tuple[str, ...]
"""The cells of a row that say which employer, place and person it is about, as `bare` leaves them."""
_MARKS: Final = re.compile(
    r"(?i)[\s_.-]*(\(\d+\)|v\d+|copy|copie|corrected|correction|corrig[ée]e?|fixed|mended|revised|r[ée]vis[ée]e?)$"
)
ALIKE: Final = 75
"""Likeness (0–100) from which one name may be another one, corrected."""
CROWD: Final = 60
"""Rows that share a cell; more of them say nothing about which is which."""


def list_name(file_name: str) -> str:
    """What the editions of one list are known by: the file's name without its ending and marks such as `(1)`, `v2`."""
    stem = file_name.rpartition(".")[0] or file_name
    while (shorter := _MARKS.sub("", stem)) != stem and shorter:
        stem = shorter
    return stem.casefold().strip()


def bare(cells: Iterable[str]) -> Cells:
    """Cells for comparing editions: blanks at the ends and doubled blanks do not count."""
    return tuple([" ".join(cell.split()) for cell in cells])


def pair(gone: Sequence[Cells], fresh: Sequence[Cells], name_at: int) -> dict[Cells, Cells]:
    """For rows that only the new edition has, the row of the earlier one that each corrects: one for one.

    A row is a corrected one if its name is the same or much alike and half of the other cells agree, or if at least
    two other cells agree and no other does not. `name_at` is the name's place among the cells.
    """
    holders: dict[tuple[int, str], list[int]] = defaultdict(list)
    for number, cells in enumerate(gone):
        for at, cell in enumerate(cells):
            if cell:
                holders[(at, fold(cell) if at == name_at else cell)].append(number)
    ranked: list[tuple[int, int, int, int]] = []
    for place, cells in enumerate(fresh):
        near: set[int] = set()
        for at, cell in enumerate(cells):
            found = holders.get((at, fold(cell) if at == name_at else cell), ())
            if len(found) <= CROWD:
                near.update(found)
        for number in near:
            score = _likeness(gone[number], cells, name_at)
            if score:
                ranked.append((-score, abs(number - place), place, number))
    result: dict[Cells, Cells] = {}
    taken: set[int] = set()
    for _, _, place, number in sorted(ranked):
        if fresh[place] not in result and number not in taken:
            taken.add(number)
            result[fresh[place]] = gone[number]
    return result


def _likeness(one: Cells, other: Cells, name_at: int) -> int:
    """0 for rows that are not editions of each other, else more for more that agrees."""
    said = [at for at in range(len(one)) if at != name_at and (one[at] or other[at])]
    same = sum(one[at] == other[at] for at in said)
    first, second = fold(one[name_at]), fold(other[name_at])
    if first == second:
        return 1000 + 10 * same
    alike = fuzz.ratio(first, second)
    if (alike >= ALIKE and 2 * same >= len(said) and same) or (same >= 2 and same == len(said)):
        return int(alike) + 10 * same
    return 0
