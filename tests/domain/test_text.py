"""Cleaning what people type: nothing is cut in silence, nothing unstorable gets through."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from talented_desk.domain import text, typed
from talented_desk.domain.text import Value
from talented_desk.errors import DeskError, Invalid

TODAY = date(2026, 11, 24)
ANYTHING = st.text(st.characters(exclude_categories=()), max_size=200)


@given(ANYTHING)
def test_a_cleaned_text_can_be_stored_and_stays_as_it_is(typed_text: str) -> None:
    for clean in (text.line, text.paragraphs):
        cleaned = clean(typed_text)
        cleaned.encode("utf-8")
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f]", cleaned)
        assert clean(cleaned) == cleaned
    assert "\n" not in text.line(typed_text)


@pytest.mark.parametrize(
    "name",
    ["Boulangerie Lœuf & fils ltée", "شركة الخليج", "👩🏽‍🔧 Honey Co.", "ᓄᓇᕗᑦ", "O'Neil «Frères»", "x" * 500],
)
def test_any_script_is_kept_as_typed(name: str) -> None:
    assert text.line(name) == name


def test_a_line_has_no_breaks_and_notes_keep_theirs() -> None:
    assert text.line(" one\ttwo\r\nthree\x0bfour\u2028five ") == "one two three four five"
    assert text.paragraphs(" one\r\ntwo\rthree\x0bfour\n\n") == "one\ntwo\nthree\nfour"
    assert text.paragraphs("a\x00b\x1bc") == "abc"
    assert text.line("e\u0301") == "é"


@pytest.mark.parametrize(("clean", "limit"), [(text.line, 500), (text.paragraphs, 50_000), (text.short(32), 32)])
def test_what_is_too_long_is_told_with_its_length(clean: Callable[[Value], Value], limit: int) -> None:
    assert clean("x" * limit) == "x" * limit
    with pytest.raises(text.TooLong) as told:
        clean("x" * 60_000 if limit == 50_000 else "x" * (limit + 1))
    assert str(limit) in str(told.value)


def test_a_refused_value_is_not_repeated_at_full_length() -> None:
    with pytest.raises(text.NotANumber) as told:
        text.whole(0, 10)("x" * 10_000)
    assert len(str(told.value)) < 120
    with pytest.raises(DeskError) as also:
        text.day(TODAY)("y" * 10_000)
    assert len(str(also.value)) < 250


@pytest.mark.parametrize(
    ("value", "expected"), [("12", 12), (" 1 200 ", 1200), ("1\u00a0200", 1200), (12.0, 12), ("", None), (None, None)]
)
def test_whole_numbers(value: Value, expected: int | None) -> None:
    assert text.whole(0, 5000)(value) == expected


@pytest.mark.parametrize(
    ("value", "error"),
    [("-1", text.OutOfRange), ("5001", text.OutOfRange), ("1.5", text.NotANumber), ("many", text.NotANumber)],
)
def test_numbers_that_cannot_be(value: Value, error: type[DeskError]) -> None:
    with pytest.raises(error):
        text.whole(0, 5000)(value)


def test_a_needed_value_is_asked_for() -> None:
    for clean in (text.needed_line, text.whole(0, 9, empty=False), text.day(TODAY, needed=True)):
        with pytest.raises(text.Needed):
            clean(" ")


def test_yes_and_no() -> None:
    assert [text.flag(value) for value in ("1", 1, "yes", "oui", "true")] == [1, 1, 1, 1, 1]
    assert [text.flag(value) for value in ("", None, 0, "0", "Non", "no", "false")] == [0] * 7


def test_dates_are_stored_as_iso_however_they_are_typed() -> None:
    clean = text.day(TODAY)
    assert clean("2026-11-27") == clean("27 nov") == clean("vendredi") == clean(" 27/11/2026 ") == "2026-11-27"
    assert clean("") is None
    assert text.day(TODAY, past=True)("27 nov") == "2025-11-27"


@pytest.mark.parametrize("value", ["1926-11-23", "2126-11-23", "0206-11-23"])
def test_a_date_a_century_off_is_asked_about(value: str) -> None:
    with pytest.raises(text.DateImplausible) as told:
        text.day(TODAY)(value)
    assert str(int(value[:4])) in str(told.value)


@given(st.dates(date(1000, 1, 1)))
def test_every_date_is_kept_or_asked_about(value: date) -> None:
    plausible = TODAY.year - text.YEARS_BACK <= value.year <= TODAY.year + text.YEARS_AHEAD
    try:
        assert text.day(TODAY)(value.isoformat()) == value.isoformat()
        assert plausible
    except text.DateImplausible:
        assert not plausible


def test_what_was_seen_was_not_seen_tomorrow() -> None:
    clean = text.day(TODAY, past=True)
    assert clean(TODAY.isoformat()) == "2026-11-24"
    with pytest.raises(text.NotYet):
        clean((TODAY + timedelta(days=1)).isoformat())


def test_a_day_that_does_not_exist_is_told() -> None:
    with pytest.raises(typed.NoSuchDay):
        text.day(TODAY)("31/02/2026")


def test_codes_come_from_their_list() -> None:
    assert text.code("channels")(" phone ") == "phone"
    assert text.code("channels")("") == ""
    with pytest.raises(text.Needed):
        text.code("channels", needed=True)(None)
    with pytest.raises(text.UnknownCode):
        text.code("channels")("pigeon")
    with pytest.raises(text.UnknownCode):
        text.one_of("", "en")("fr")


def test_all_problems_of_a_form_are_told_at_once() -> None:
    with pytest.raises(Invalid) as told:
        text.each({"a": "x", "b": "5", "c": 1}, {"a": text.whole(0, 1), "b": text.whole(0, 9)})
    assert {name: type(problem) for name, problem in told.value.problems.items()} == {
        "a": text.NotANumber,
        "c": text.UnknownField,
    }


def test_the_end_comes_after_the_start() -> None:
    assert text.check_order({"a": "2026-01-01", "b": "2026-01-01"}, "a", "b") == {}
    assert text.check_order({"a": "2026-01-01", "b": None}, "a", "b") == {}
    (problem,) = text.check_order({"a": "2026-01-02", "b": "2026-01-01"}, "a", "b").values()
    assert "2026-01-02" in str(problem)
