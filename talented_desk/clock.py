"""Time: the wall clock behind a protocol, and the hybrid logical clock that orders changes.

A hybrid logical clock value is one 64-bit integer: 48 bits of Unix milliseconds, 16 bits of counter. It
never runs backwards on a device, whatever the wall clock does, and moves past every value it has seen.
"""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from typing import Protocol

COUNTER_BITS = 16
COUNTER_MASK = (1 << COUNTER_BITS) - 1


class Clock(Protocol):
    """What tells the time. Tests use `FixedClock`."""

    def now(self) -> datetime:
        """The present moment, aware, in the workstation's own time zone."""
        ...


class SystemClock:
    """The workstation's clock."""

    def now(self) -> datetime:
        return datetime.now().astimezone()


class FixedClock:
    """A clock that stands still until told otherwise; for tests and for reproducible demo data."""

    def __init__(self, moment: datetime, zone: tzinfo | None = None) -> None:
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=zone or timezone(timedelta(hours=-7)))
        self.moment = moment

    def now(self) -> datetime:
        return self.moment

    def advance(self, **delta: float) -> None:
        """Move forward (or back) by a `timedelta` given as keywords."""
        self.moment += timedelta(**delta)


def utc_text(moment: datetime) -> str:
    """The moment as it is stored: UTC, ISO 8601, milliseconds, ending in `Z` (24 characters)."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"


def from_utc_text(text: str) -> datetime:
    """The aware moment that `utc_text` stored."""
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


class HybridClock:
    """Hands out strictly increasing hybrid logical clock values; safe to call from any thread."""

    def __init__(self, clock: Clock, last: int = 0) -> None:
        self._clock = clock
        self._last = last
        self._lock = threading.Lock()

    def tick(self) -> int:
        """The next value: the wall clock's milliseconds, or one past the last value if that is later."""
        wall = _milliseconds(self._clock.now()) << COUNTER_BITS
        with self._lock:
            self._last = max(wall, self._last + 1)
            return self._last

    def observe(self, seen: int) -> None:
        """Move past a value seen elsewhere (another device, or this device's own journal at start)."""
        with self._lock:
            self._last = max(self._last, seen)


def _milliseconds(moment: datetime) -> int:
    """Whole Unix milliseconds, cut as `utc_text` cuts them (a float would now and then lose one)."""
    return (moment - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(milliseconds=1)


def hlc_until(moment: datetime) -> int:
    """The greatest hybrid logical clock value of this moment's millisecond."""
    return (_milliseconds(moment) << COUNTER_BITS) | COUNTER_MASK


def hlc_moment(value: int) -> datetime:
    """The wall-clock part of a hybrid logical clock value, in UTC."""
    return datetime.fromtimestamp((value >> COUNTER_BITS) / 1000, UTC)
