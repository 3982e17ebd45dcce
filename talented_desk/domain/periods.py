"""Periods of reports: from a first to a last day, both included, and the calendar quarters in them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from talented_desk.errors import DeskError
from talented_desk.i18n import N_

EARLIEST: Final = 2000
LATEST_AHEAD: Final = 10
LONGEST_YEARS: Final = 30


class PeriodBackwards(DeskError):
    message = N_("The period ends ({end}) before it begins ({start}). Change one of the two days.")


class PeriodImplausible(DeskError):
    message = N_("A report goes from {earliest} to {latest}. Is the year {year} right?")


@dataclass(frozen=True, slots=True)
class Period:
    """A first and a last day, both included."""

    start: date
    end: date

    def checked(self, today: date) -> Period:
        """Itself. Raises `PeriodBackwards`, `PeriodImplausible`."""
        if self.end < self.start:
            raise PeriodBackwards(start=self.start, end=self.end)
        for day in (self.start, self.end):
            if not EARLIEST <= day.year <= today.year + LATEST_AHEAD:
                raise PeriodImplausible(year=day.year, earliest=EARLIEST, latest=today.year + LATEST_AHEAD)
        return self

    def quarters(self) -> tuple[Quarter, ...]:
        """Its calendar quarters in order; the first and last may be cut by the period."""
        found = []
        quarter = quarter_of(self.start)
        while quarter.period.start <= self.end:
            found.append(quarter)
            quarter = quarter_of(quarter.period.end + timedelta(days=1))
        return tuple(found)

    def within(self, other: Period) -> Period:
        """The part of it that lies in the other."""
        return Period(max(self.start, other.start), min(self.end, other.end))


@dataclass(frozen=True, slots=True)
class Quarter:
    """A calendar quarter; `number` is 1 to 4."""

    year: int
    number: int

    @property
    def key(self) -> str:
        """Such as `2026-Q3`; sorts by time."""
        return f"{self.year}-Q{self.number}"

    @property
    def period(self) -> Period:
        month = 3 * self.number - 2
        following = date(self.year + self.number // 4, self.number % 4 * 3 + 1, 1)
        return Period(date(self.year, month, 1), following - timedelta(days=1))


def quarter_of(day: date) -> Quarter:
    """The calendar quarter of a day."""
    return Quarter(day.year, (day.month + 2) // 3)


def quarter_named(key: str) -> Quarter:
    """The quarter of a key such as `2026-Q3`."""
    year, _, number = key.partition("-Q")
    return Quarter(int(year), int(number))


def this_quarter(today: date) -> Period:
    return quarter_of(today).period


def last_quarter(today: date) -> Period:
    return quarter_of(this_quarter(today).start - timedelta(days=1)).period


def this_year(today: date) -> Period:
    return Period(date(today.year, 1, 1), date(today.year, 12, 31))


NAMED: Final[Mapping[str, Callable[[date], Period]]] = {
    "this_quarter": this_quarter,
    "last_quarter": last_quarter,
    "this_year": this_year,
}
"""The periods that one picks by name."""
