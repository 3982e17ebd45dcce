"""Runs benchmark cases: ours and raw in turns, median of five."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from statistics import median
from typing import Any, Final

from talented_desk.bench.case import Better, Case, Pair, Reach
from talented_desk.errors import DeskError
from talented_desk.i18n import N_

MODULES: Final = (
    "writing",
    "editing",
    "import_rows",
    "searching",
    "package",
    "listing",
    "window",
    "report",
    "merging",
    "cleaning",
    "quality",
    "past_record",
    "past_report",
    "syncing",
    "links",
)
"""The modules of this package that have `CASES`."""
GROUPS: Final = {
    "ui": ("ui_", "list_", "report"),
    "clean": ("merge", "unmerge", "clean_", "past_", "quality"),
    "sync": ("sync_",),
}
"""Names for several cases: those that begin with one of these."""
TURNS: Final = 5


class UnknownCase(DeskError):
    message = N_("There is no benchmark case “{name}”. The cases are: {names}.")


@dataclass(frozen=True, slots=True)
class Result:
    """What one case gave: medians in `unit`, `ratio` = ours / raw."""

    case: str
    rows: int
    ours: float
    raw: float | None
    ratio: float | None
    unit: str
    better: Better
    reach: Reach

    @property
    def ok(self) -> bool:
        """Whether the figure to reach was reached here; informs only."""
        figure = self.ratio if self.reach.kind == "ratio" else self.ours
        if figure is None:
            return False
        return figure >= self.reach.value if self.better == "higher" else figure <= self.reach.value

    def data(self) -> dict[str, Any]:
        """As the JSON file has it."""
        return {
            "case": self.case,
            "rows": self.rows,
            "ours": self.ours,
            "raw": self.raw,
            "ratio": self.ratio,
            "unit": self.unit,
            "better": self.better,
            "reach": {"kind": self.reach.kind, "value": self.reach.value},
            "ok": self.ok,
        }


def cases(names: Sequence[str] = ()) -> list[Case]:
    """The cases of these names in their order, or all. Raises `UnknownCase`."""
    known: dict[str, Case] = {}
    for module in MODULES:
        for case in import_module(f"talented_desk.bench.{module}").CASES:
            known[case.name] = case
    chosen: list[Case] = []
    for name in names or known:
        group = GROUPS.get(name, (name,))
        found = [case for key, case in known.items() if key.startswith(group)] if name in GROUPS else [known.get(name)]
        if not found or None in found:
            raise UnknownCase(name=name, names=", ".join((*known, *GROUPS)))
        chosen += [case for case in found if case is not None and case not in chosen]
    return chosen


def run(
    chosen: Sequence[Case],
    rows: int | None = None,
    *,
    turns: int = TURNS,
    report: Callable[[str, int], None] | None = None,
) -> Iterator[Result]:
    """Measure these cases; `report` is told the case and the turn before each."""
    for case in chosen:
        size = rows or case.rows
        tell = partial(report, case.name) if report is not None else _silent
        tell(0)
        with case.open(size) as pair:
            ours, raw = _measure(pair, turns, tell)
        for number, reach in enumerate(case.reach):
            name = case.name if number == 0 else f"{case.name}_{reach.kind}"
            ratio = ours / raw if raw else None
            yield Result(name, size, ours, raw, ratio, case.unit, case.better, reach)


def _silent(turn: int) -> None:
    pass


def _measure(pair: Pair, turns: int, tell: Callable[[int], None]) -> tuple[float, float | None]:
    ours: list[float] = []
    raw: list[float] = []
    for turn in range(1, turns + 1):
        tell(turn)
        gc.collect()
        ours.append(pair.ours())
        if pair.raw is not None:
            gc.collect()
            raw.append(pair.raw())
    return median(ours), median(raw) if raw else None
