"""What the outreach report counts, and how its words are defined.

The definitions are printed on the report itself, so that a funder reads the figures as they were counted.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final, Literal

from talented_desk.domain import codes
from talented_desk.i18n import N_

MET_CHANNELS: Final = ("visit", "meeting", "video", "event")
"""Channels in which one sees the other."""
UNKNOWN: Final = ""
"""Key of a row for employers whose size or sector is not known, sessions without an officer, placements without an
institution."""
NOBODY: Final = "none"
"""Key of a row for sessions that have no employer any more."""
CANCELLED: Final = "cancelled"

What = Literal["sessions", "contacted", "met", "engaged", "placements"]
Whats: Final[tuple[What, ...]] = ("sessions", "contacted", "met", "engaged", "placements")

DEFINITIONS: Final = (
    N_("Contacted: employers with at least one support session of any kind in the period."),
    N_("Met: employers with at least one visit, meeting elsewhere, video call or event in the period."),
    N_(
        "Engaged: employers with an opportunity that was entered in the period or whose term runs in it (withdrawn "
        "ones apart), or with a placement that runs in it; whether or not they were contacted in the period."
    ),
    N_(
        "Minutes of a group session count once. By size and by sector they are shared equally among its employers, to "
        "the minute, so that the rows add up to the total."
    ),
    N_(
        "A group session is counted in each size and sector that took part, and once in the total: those rows may add "
        "up to more than the total."
    ),
    N_(
        "Placements: those that run on at least one day of the period. Hours are those within the period, by days and "
        "hours a week. Cancelled placements are left out."
    ),
    N_("Size and sector are those of the employer when the report was made; the year is cut into calendar quarters."),
)
FOR_ONE_OFFICER: Final = N_(
    "For one officer: the sessions that the officer held, the placements in the officer’s care, and the opportunities "
    "of the employers that the officer owns."
)

Minutes = tuple[int, int, int, int]
"""Direct, preparation, travel, follow-up."""
NO_MINUTES: Final[Minutes] = (0, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Tally:
    """Sessions and their minutes in one group of a split. `name` is set where the key is a record's id."""

    key: str
    sessions: int
    minutes: Minutes
    name: str = ""


@dataclass(frozen=True, slots=True)
class Reach:
    """How many employers of a size were contacted, met and engaged."""

    key: str
    contacted: int
    met: int
    engaged: int


@dataclass(frozen=True, slots=True)
class PlacementTally:
    """Placements in one state or at one institution, and their minutes within the period."""

    key: str
    count: int
    minutes: int
    name: str = ""


@dataclass(frozen=True, slots=True)
class OutreachFigures:
    """Everything that the report shows, from one snapshot of the database. Groups without a session are left out."""

    total: Tally
    channels: tuple[Tally, ...]
    sizes: tuple[Tally, ...]
    sectors: tuple[Tally, ...]
    officers: tuple[Tally, ...]
    quarters: tuple[Tally, ...]
    reach: tuple[Reach, ...]
    states: tuple[PlacementTally, ...]
    institutions: tuple[PlacementTally, ...]
    cancelled: int
    """Placements left out because they were cancelled."""
    without_hours: int
    """Placements counted without hours, because no hours a week are known."""


def merged(tallies: Iterable[Tally], key: str = "") -> Tally:
    """One tally of groups that have no session in common."""
    found = tuple(tallies)
    sums = tuple(sum(one.minutes[part] for one in found) for part in range(4))
    return Tally(key, sum(one.sessions for one in found), (sums[0], sums[1], sums[2], sums[3]))


@cache
def size_floors() -> tuple[tuple[int, str], ...]:
    """The least headcount of each band with the band's code, the largest first."""
    bands = codes.load("size_bands").entries
    return tuple(sorted(((int(band.attributes["low"]), band.code) for band in bands), reverse=True))


@cache
def sector_prefixes() -> Mapping[str, str]:
    """The sector of the first two digits of a NAICS code."""
    entries = codes.load("naics_sectors").entries
    return {prefix: entry.code for entry in entries for prefix in entry.attributes["prefixes"].split()}
