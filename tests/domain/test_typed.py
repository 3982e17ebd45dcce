"""Dates, times, amounts and durations as people type them, in both languages."""

from __future__ import annotations

import contextlib
from datetime import date, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from talented_desk.domain import typed
from talented_desk.formats import Formats

TODAY = date(2026, 11, 24)  # a Tuesday


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-11-27", date(2026, 11, 27)),
        (" 20261127 ", date(2026, 11, 27)),
        ("2026/2/3", date(2026, 2, 3)),
        ("27/11/2026", date(2026, 11, 27)),
        ("11/27/2026", date(2026, 11, 27)),
        ("5/5/27", date(2027, 5, 5)),
        ("27/11", date(2026, 11, 27)),
        ("27 nov", date(2026, 11, 27)),
        ("27 Nov.", date(2026, 11, 27)),
        ("Nov 27th", date(2026, 11, 27)),
        ("Fri 27 Nov", date(2026, 11, 27)),
        ("November 27, 2028", date(2028, 11, 27)),
        ("27 novembre 2026", date(2026, 11, 27)),
        ("le 1er déc.", date(2026, 12, 1)),
        ("1er DÉCEMBRE", date(2026, 12, 1)),
        ("3 août", date(2027, 8, 3)),
        ("24 nov", TODAY),
        ("29 feb", date(2028, 2, 29)),
        ("27 mar", date(2027, 3, 27)),
        ("fri", date(2026, 11, 27)),
        ("vendredi", date(2026, 11, 27)),
        ("by Friday", date(2026, 11, 27)),
        ("tue", date(2026, 12, 1)),
        ("mar", date(2026, 12, 1)),
        ("last Monday", date(2026, 11, 23)),
        ("lundi dernier", date(2026, 11, 23)),
        ("vendredi prochain", date(2026, 11, 27)),
        ("today", TODAY),
        ("Aujourd’hui", TODAY),
        ("tomorrow", date(2026, 11, 25)),
        ("demain", date(2026, 11, 25)),
        ("après-demain", date(2026, 11, 26)),
        ("avant-hier", date(2026, 11, 22)),
        ("in 3 days", date(2026, 11, 27)),
        ("dans 2 semaines", date(2026, 12, 8)),
        ("il y a 3 jours", date(2026, 11, 21)),
        ("1 week ago", date(2026, 11, 17)),
        ("+3", date(2026, 11, 27)),
        ("2w", date(2026, 12, 8)),
        ("in 3 months", date(2027, 2, 24)),
        ("il y a 9 mois", date(2026, 2, 24)),
    ],
)
def test_a_typed_date_is_read(text: str, expected: date) -> None:
    assert typed.parse_date(text, TODAY) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("fri", date(2026, 11, 20)),
        ("next fri", date(2026, 11, 27)),
        ("3 dec", date(2025, 12, 3)),
        ("29 feb", date(2024, 2, 29)),
    ],
)
def test_a_date_of_something_past_is_looked_for_backwards(text: str, expected: date) -> None:
    assert typed.parse_date(text, TODAY, "past") == expected


def test_the_end_of_a_month_stays_in_its_month() -> None:
    assert typed.parse_date("in 1 month", date(2027, 1, 31)) == date(2027, 2, 28)


@pytest.mark.parametrize("text", ["31/02/2026", "2026-02-30", "31 nov", "0 dec", "2026-13-01", "30 feb 2026"])
def test_a_day_that_does_not_exist_is_told(text: str) -> None:
    with pytest.raises(typed.NoSuchDay) as caught:
        typed.parse_date(text, TODAY)
    assert text in str(caught.value)


@pytest.mark.parametrize(
    "text", ["", "soon", "jui 3", "27", "+", "in 3", "nov", "99999999999 days", "१२ nov", "27 nov 123"]
)
def test_what_is_no_date_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(typed.UnreadableDate):
        typed.parse_date(text, TODAY)


def test_a_date_that_reads_in_two_ways_is_asked_about() -> None:
    with pytest.raises(typed.AmbiguousDate):
        typed.parse_date("3/4/2026", TODAY)


def test_a_shift_beyond_the_calendar_is_refused() -> None:
    for text in ("+9999", "9999 weeks", "9999 months", "9999 weeks ago"):
        try:
            typed.parse_date(text, date(9999, 12, 1) if "ago" not in text else date(2, 1, 1))
        except typed.UnreadableDate:
            continue
        raise AssertionError(text)


@given(st.dates(date(1900, 1, 1), date(2199, 12, 31)), st.sampled_from(["en", "fr"]))
def test_every_date_that_is_shown_can_be_typed(day: date, language: str) -> None:
    formats = Formats(language)
    for shown in (
        formats.date(day),
        formats.long_date(day),
        formats.full_date(day),
        formats.weekday_date(day, TODAY),
    ):
        if day.year == TODAY.year or str(day.year) in shown:
            assert formats.parse_date(shown, date(TODAY.year, 1, 1)) == day


@given(st.text(max_size=30))
def test_no_text_makes_the_date_reader_crash(text: str) -> None:
    with contextlib.suppress(typed.UnreadableDate, typed.AmbiguousDate, typed.NoSuchDay):
        typed.parse_date(text, TODAY)


@given(st.integers(-5000, 5000))
def test_a_number_of_days_is_that_many(days: int) -> None:
    text = f"in {days} days" if days >= 0 else f"{-days} days ago"
    assert typed.parse_date(text, TODAY) == TODAY + timedelta(days=days)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("14:05", time(14, 5)),
        ("14 h 05", time(14, 5)),
        ("14h", time(14)),
        ("1405", time(14, 5)),
        ("9", time(9)),
        ("2:05 p.m.", time(14, 5)),
        ("12 am", time(0)),
        ("12pm", time(12)),
    ],
)
def test_a_typed_time_is_read(text: str, expected: time) -> None:
    assert typed.parse_time(text) == expected


@pytest.mark.parametrize("text", ["", "25:00", "14:75", "13 pm", "noon", "-1"])
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(typed.UnreadableTime):
        typed.parse_time(text)


@pytest.mark.parametrize(
    ("text", "english", "french"),
    [
        ("1234", "1234", "1234"),
        ("1,234.5", "1234.5", "1234.5"),
        ("1 234,5", "1234.5", "1234.5"),
        ("1\u00a0234,5", "1234.5", "1234.5"),
        ("1\u202f234,5", "1234.5", "1234.5"),
        ("1.234,5", "1234.5", "1234.5"),
        ("37,5", "37.5", "37.5"),
        ("37.5", "37.5", "37.5"),
        ("1,234", "1234", "1.234"),
        ("0,125", "0.125", "0.125"),
        ("1,234,567", "1234567", "1234567"),
        ("−3", "-3", "-3"),
        ("(3)", "-3", "-3"),
        (".5", "0.5", "0.5"),
    ],
)
def test_a_typed_number_is_read_in_both_habits(text: str, english: str, french: str) -> None:
    assert typed.parse_number(text, "en") == Decimal(english)
    assert typed.parse_number(text, "fr") == Decimal(french)


@pytest.mark.parametrize("text", ["", "-", "1,23,4", "1.2.3", "12,34,567", "twelve", "1e5", "١٢", "NaN", "1-2"])
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(typed.UnreadableNumber):
        typed.parse_number(text)


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        ("17.50", 1750),
        ("17,50 $", 1750),
        ("$17,500", 1750000),
        ("17.500", 1750),
        ("$1,234.5", 123450),
        ("1 234,56 $ CA", 123456),
        ("CA$5", 500),
        ("-5", -500),
    ],
)
def test_a_typed_amount_is_read_in_cents(text: str, cents: int) -> None:
    assert typed.parse_money(text) == cents


@pytest.mark.parametrize("text", ["", "$", "17.505", "0.001", "five"])
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(typed.UnreadableAmount):
        typed.parse_money(text)


@given(st.integers(-(10**13), 10**13), st.sampled_from(["en", "fr"]))
def test_every_amount_that_is_shown_can_be_typed(cents: int, language: str) -> None:
    formats = Formats(language)
    assert formats.parse_money(formats.money(cents)) == cents


@given(st.decimals(-(10**9), 10**9, places=4), st.sampled_from(["en", "fr"]))
def test_every_number_that_is_shown_can_be_typed(value: Decimal, language: str) -> None:
    formats = Formats(language)
    assert formats.parse_number(formats.number(value, 4)) == value


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("75", 75),
        ("75 min", 75),
        ("75m", 75),
        ("1 h 15", 75),
        ("1h15", 75),
        ("1:15", 75),
        ("1 hour 15 minutes", 75),
        ("1.25 h", 75),
        ("1,25 h", 75),
        ("1,25 heures", 75),
        ("2 h", 120),
        ("0", 0),
    ],
)
def test_a_typed_duration_is_read(text: str, minutes: int) -> None:
    assert typed.parse_minutes(text) == minutes


@pytest.mark.parametrize("text", ["", "-5", "h", "1.333 h", "a while", "99999"])
def test_what_is_no_duration_is_refused(text: str) -> None:
    with pytest.raises(typed.UnreadableDuration):
        typed.parse_minutes(text)


@given(st.integers(0, 9000), st.sampled_from(["en", "fr"]))
def test_every_duration_that_is_shown_can_be_typed(minutes: int, language: str) -> None:
    formats = Formats(language)
    assert formats.parse_minutes(formats.minutes(minutes)) == minutes
