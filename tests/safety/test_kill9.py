"""Killed at random moments, nothing acknowledged is lost and nothing is half done (see `tests.safety.kill9`)."""

from __future__ import annotations

from tests.safety import kill9


def test_killed_at_random_moments() -> None:
    tally = kill9.run(times=14, seed=7, rows=5_000)
    assert tally["kills"] == 14
    assert tally["imports"] and tally["keystrokes"]


def test_the_check_finds_what_is_missing() -> None:
    """The harness itself: an import that was acknowledged but is not there, and a keystroke too few."""
    import pytest

    folder = kill9._workspace()
    kill9.check(folder, {}, 0, "nothing")
    with pytest.raises(AssertionError, match="import 0 has 0"):
        kill9.check(folder, {0: {50}}, 0, "lost import")
    with pytest.raises(AssertionError):
        kill9.check(folder, {}, 3, "lost keystroke")
