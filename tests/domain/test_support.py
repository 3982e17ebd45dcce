"""Rules about support sessions, promises and tasks."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from talented_desk.domain import support as rules
from talented_desk.domain import typed
from talented_desk.domain.text import Value
from talented_desk.errors import Invalid
from talented_desk.i18n import Translator

TODAY = date(2026, 11, 24)
CALGARY = timezone(timedelta(hours=-7))
NOW = datetime(2026, 11, 24, 15, 0, tzinfo=CALGARY)
CALL: dict[str, Value] = {"happened_at": "2026-11-24T21:05:00.000Z", "channel": "phone", "minutes_direct": "12"}


@given(st.integers(0, 1440), st.lists(st.sampled_from("abcdefgh"), min_size=1, max_size=12))
def test_credit_adds_up_counts_nobody_twice_and_is_fair(minutes: int, employers: list[str]) -> None:
    shares = rules.credited(minutes, employers)
    assert set(shares) == set(employers)
    assert sum(shares.values()) == minutes
    assert max(shares.values()) - min(shares.values()) <= 1
    assert shares == rules.credited(minutes, reversed(employers))


def test_nobody_is_credited_for_a_session_with_nobody() -> None:
    assert rules.credited(30, ()) == {}


def test_all_four_minutes_are_kept() -> None:
    cleaned = rules.clean_session({**CALL, "minutes_travel": "1 h 15", "minutes_preparation": ""}, TODAY, NOW)
    assert [cleaned[name] for name in rules.MINUTES] == [12, 0, 75, 0]
    assert cleaned["happened_at"] == "2026-11-24T21:05:00.000Z"


@given(st.tuples(*[st.integers(-50, 1500)] * 4))
def test_minutes_are_taken_or_refused_by_the_rule(parts: tuple[int, int, int, int]) -> None:
    values = {**CALL, **dict(zip(rules.MINUTES, parts, strict=True))}
    fits = all(part >= 0 for part in parts) and 0 < sum(parts) <= 1440
    try:
        cleaned = rules.clean_session(values, TODAY, NOW)
    except Invalid as told:
        assert not fits
        assert set(told.problems) <= set(rules.MINUTES)
    else:
        assert fits
        assert tuple(cleaned[name] for name in rules.MINUTES) == parts


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"minutes_direct": "-5"}, "minutes_direct"),
        ({"minutes_direct": "0"}, "minutes_direct"),
        ({"minutes_direct": "1 h ago"}, "minutes_direct"),
        ({"minutes_travel": "1430"}, "minutes_direct"),
        ({"happened_at": "1926-11-24T21:05:00.000Z"}, "happened_at"),
        ({"happened_at": "2026-11-25T21:05:00.000Z"}, "happened_at"),
        ({"happened_at": "2026-11-24"}, "happened_at"),
        ({"happened_at": "2026-11-24T21:05:00"}, "happened_at"),
        ({"happened_at": ""}, "happened_at"),
        ({"channel": ""}, "channel"),
        ({"channel": "pigeon"}, "channel"),
        ({"outcome": "joy"}, "outcome"),
        ({"language": "de"}, "language"),
        ({"narrative": "x" * 50_001}, "narrative"),
        ({"mood": "fine"}, "mood"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(values: dict[str, Value], field: str) -> None:
    with pytest.raises(Invalid) as told:
        rules.clean_session({**CALL, **values}, TODAY, NOW)
    assert set(told.value.problems) == {field}


@pytest.mark.parametrize("typed", ["2026-11-20", "2026-11-20T14:05", "yesterday"])
def test_a_moment_that_is_refused_is_told_how_to_write_it(typed: str) -> None:
    with pytest.raises(Invalid) as told:
        rules.clean_session({**CALL, "happened_at": typed}, TODAY, NOW)
    sentence = told.value.problems["happened_at"].describe(Translator("en"))
    assert typed in sentence
    example = sentence.rpartition(" ")[2].rstrip(".")
    assert (
        rules.clean_session({**CALL, "happened_at": example}, TODAY, NOW)["happened_at"] == "2026-11-23T21:05:00.000Z"
    )


def test_a_new_session_needs_time_channel_and_minutes_and_says_so_at_once() -> None:
    with pytest.raises(Invalid) as told:
        rules.clean_session({}, TODAY, NOW, new=True)
    assert set(told.value.problems) == {"happened_at", "channel", "minutes_direct"}


def test_this_evening_is_today_where_the_officer_is() -> None:
    # 22:30 in Calgary is the next day in UTC
    late = datetime(2026, 11, 25, 5, 30, tzinfo=UTC).isoformat()
    assert rules.clean_session({**CALL, "happened_at": late}, TODAY, NOW)["happened_at"] == "2026-11-25T05:30:00.000Z"
    assert rules.clean_session({**CALL, "happened_at": late}, TODAY)["happened_at"] == "2026-11-25T05:30:00.000Z"


def test_topics_and_barriers_are_sets_of_known_codes() -> None:
    assert rules.clean_codes(["wcb", "funding", "wcb"], ["information"]) == {
        "topics": ("wcb", "funding"),
        "barriers": ("information",),
    }
    for topics, barriers, field in (
        (["weather"], [], "topics"),
        ([], ["none", "funding"], "barriers"),
        ([], [""], "barriers"),
    ):
        with pytest.raises(Invalid) as told:
            rules.clean_codes(topics, barriers)
        assert set(told.value.problems) == {field}


def test_tasks_and_promises_have_a_subject_and_perhaps_a_day() -> None:
    assert rules.clean_task({"subject": "Call Dana", "due_on": "fri"}, TODAY, new=True)["due_on"] == "2026-11-27"
    assert rules.clean_promise({"subject": "Send sheet", "due_on": ""}, TODAY, new=True)["due_on"] is None
    assert rules.clean_task({"due_on": "2026-12-01"}, TODAY) == {"due_on": "2026-12-01"}
    for clean in (rules.clean_task, rules.clean_promise):
        for values, fields in (({}, {"subject"}), ({"subject": " ", "due_on": "1926-12-01"}, {"subject", "due_on"})):
            with pytest.raises(Invalid) as told:
                clean(values, TODAY, new=True)
            assert set(told.value.problems) == fields


def test_a_due_day_that_does_not_exist_is_told() -> None:
    with pytest.raises(Invalid) as told:
        rules.clean_task({"subject": "x", "due_on": "31/02/2027"}, TODAY)
    assert isinstance(told.value.problems["due_on"], typed.NoSuchDay)
