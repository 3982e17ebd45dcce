"""The timer of a session: what it has counted, also when the computer slept, its clock was changed, or the program
was closed meanwhile.

Two clocks are compared: the one on the wall (`now`), which survives a restart and may be put ahead or back, and the
seconds that this run of the program saw go by (`seen`), which do not. Where they disagree, the seen ones count, and
the doubt is told.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final, Literal

from talented_desk.clock import from_utc_text, utc_text
from talented_desk.domain.support import MINUTES

Doubt = Literal["", "gap", "back", "closed"]
TOLERANCE: Final = 5.0
"""Seconds by which the two clocks may differ; a clock that is set over the network drifts that much."""


@dataclass(frozen=True, slots=True)
class Stopwatch:
    """A timer. `seconds` were counted up to the present stretch, which began at `since` (UTC text, empty: stands).

    `doubt` says why the count may be wrong: `gap` (the computer slept or its clock was put ahead; `unsure` seconds
    are not counted), `back` (the clock was put back), `closed` (the program was closed meanwhile; counted).
    """

    part: str = MINUTES[0]
    seconds: float = 0.0
    since: str = ""
    doubt: Doubt = ""
    unsure: float = 0.0

    @property
    def running(self) -> bool:
        return bool(self.since)

    @property
    def minutes(self) -> int:
        """What was counted, rounded up to the minute."""
        return math.ceil(self.seconds / 60)


def started(watch: Stopwatch, now: datetime) -> Stopwatch:
    """The timer running, from what it has counted on."""
    return watch if watch.running else replace(watch, since=utc_text(now))


def stopped(watch: Stopwatch, now: datetime, seen: float | None) -> Stopwatch:
    """The timer standing, with the present stretch counted.

    `seen` are the seconds that this run of the program saw go by since the start, None if it began in an earlier run.
    """
    if not watch.running:
        return watch
    wall = (now - from_utc_text(watch.since)).total_seconds()
    if seen is None:
        if wall < 0:
            return replace(watch, since="", doubt="back", unsure=watch.unsure - wall)
        return replace(watch, since="", seconds=watch.seconds + wall, doubt="closed", unsure=watch.unsure + wall)
    ahead = wall - seen
    counted = replace(watch, since="", seconds=watch.seconds + seen)
    if ahead > TOLERANCE:
        return replace(counted, doubt="gap", unsure=watch.unsure + ahead)
    if ahead < -TOLERANCE:
        return replace(counted, doubt="back", unsure=watch.unsure - ahead)
    return counted


def as_kept(watch: Stopwatch) -> dict[str, Any]:
    """As a draft keeps it; empty for a timer that never ran."""
    if not watch.running and not watch.seconds:
        return {}
    return {
        "part": watch.part,
        "seconds": watch.seconds,
        "since": watch.since,
        "doubt": watch.doubt,
        "unsure": watch.unsure,
    }


def from_kept(kept: Mapping[str, Any]) -> Stopwatch:
    """The timer that `as_kept` kept."""
    part = kept.get("part")
    return Stopwatch(
        part if part in MINUTES else MINUTES[0],
        max(0.0, float(kept.get("seconds") or 0)),
        str(kept.get("since") or ""),
        kept.get("doubt") or "",
        float(kept.get("unsure") or 0),
    )
