"""The whole day of an officer in the real window, by keyboard alone; each step is checked in the database."""

from __future__ import annotations

import pytest

from tests.ui.day import afternoon, morning
from tests.ui.day.conftest import Day

PLAIN = 34
"""Strokes that a plain call may take: fifteen seconds at an easy pace."""


@pytest.mark.parametrize("day", ["en", "fr"], indirect=True)
def test_the_day_of_an_officer(day: Day) -> None:
    morning.today(day)
    strokes = morning.calls(day)
    assert strokes[0] <= PLAIN, strokes
    morning.back(day)
    afternoon.board(day)
    afternoon.bulk(day)
    afternoon.document(day)
    afternoon.package(day)
    afternoon.report(day)
