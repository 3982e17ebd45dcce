"""The timer when all is well, and when the clock is not."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from talented_desk.domain.stopwatch import Stopwatch, as_kept, from_kept, started, stopped

NOON = datetime(2026, 11, 23, 19, 0, tzinfo=UTC)


def after(seconds: float) -> datetime:
    return NOON + timedelta(seconds=seconds)


@pytest.mark.parametrize(("seconds", "minutes"), [(0.4, 1), (59.9, 1), (60, 1), (60.1, 2), (725, 13)])
def test_rounded_up_to_the_minute(seconds: float, minutes: int) -> None:
    watch = stopped(started(Stopwatch(), NOON), after(seconds), seconds)
    assert (watch.minutes, watch.doubt, watch.running) == (minutes, "", False)


def test_pause_and_resume_add_up() -> None:
    watch = stopped(started(Stopwatch(), NOON), after(100), 100.0)
    watch = stopped(started(watch, after(4000)), after(4050), 50.0)
    assert watch.seconds == 150
    assert started(watch, NOON).running
    running = started(watch, NOON)
    assert started(running, after(9)) is running
    assert stopped(watch, after(9), 9.0) is watch


@pytest.mark.parametrize(
    ("wall", "seen", "seconds", "doubt", "unsure"),
    [
        (600 + 1500, 600.0, 600, "gap", 1500),  # slept, or the clock put ahead
        (600 - 3600, 600.0, 600, "back", 3600),  # the clock put back an hour
        (603, 600.0, 600, "", 0),  # set over the network
        (7200, None, 7200, "closed", 7200),  # the program was started again
        (-60, None, 0, "back", 60),  # started again, and the clock put back before the start
    ],
)
def test_the_clocks_disagree(wall: float, seen: float | None, seconds: float, doubt: str, unsure: float) -> None:
    watch = stopped(started(Stopwatch(), NOON), after(wall), seen)
    assert (watch.seconds, watch.doubt, watch.unsure) == (seconds, doubt, unsure)


def test_a_doubt_stays_until_the_end() -> None:
    watch = stopped(started(Stopwatch(), NOON), after(2000), 500.0)
    watch = stopped(started(watch, after(3000)), after(3060), 60.0)
    assert (watch.seconds, watch.doubt, watch.unsure) == (560, "gap", 1500)


def test_kept_in_a_draft_and_back() -> None:
    watch = started(Stopwatch("minutes_travel", 12.5), NOON)
    assert from_kept(as_kept(watch)) == watch
    assert as_kept(Stopwatch()) == {}
    assert from_kept({}) == Stopwatch()
    assert from_kept({"part": "hours", "seconds": -4}) == Stopwatch()
