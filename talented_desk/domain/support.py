"""Rules about support sessions: minutes in four parts, credit to several employers, promises and tasks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta, timezone
from typing import Final

from talented_desk.clock import from_utc_text, utc_text
from talented_desk.domain import typed
from talented_desk.domain.text import (
    Cleaner,
    DateImplausible,
    Needed,
    Value,
    code,
    day,
    each,
    line,
    needed_line,
    one_of,
    paragraphs,
    reference,
    require,
    shown,
    whole,
)
from talented_desk.errors import DeskError, Invalid
from talented_desk.i18n import N_

MINUTES: Final = ("minutes_direct", "minutes_preparation", "minutes_travel", "minutes_follow_up")
DAY = 24 * 60
FIRST_YEAR = 2000
"""No session on record is older: the year of an earlier one is a slip of the keyboard."""
DUE_BACK, DUE_AHEAD = 5, 10
"""Years around today in which something can be due."""


class NoMinutes(DeskError):
    message = N_("Say how long it took: at least one minute in one of the four parts.")


class LongerThanADay(DeskError):
    message = N_("The four parts add up to more than 24 hours. Log one session a day.")


class NoneAndSome(DeskError):
    message = N_("“No barrier” cannot stand beside a barrier: choose one or the other.")


class NotAMoment(DeskError):
    message = N_("“{value}” is not a day with its time. Write both, such as 2026-11-23T14:05-07:00.")


class InTheFuture(DeskError):
    message = N_("A session that has not happened yet is a task: choose a time that has passed.")


def clean_session(
    values: Mapping[str, Value], today: date, now: datetime | None = None, new: bool = False
) -> dict[str, Value]:
    """A session's fields as they are kept, all four minutes among them. Raises `Invalid`.

    `now`, aware and in the workstation's zone, tells what has not happened yet to the day; without it a day of grace
    covers every zone. A new session needs its time and its channel.
    """
    minutes = {name: values.get(name) for name in MINUTES}
    needed = {name: values.get(name) for name in ("happened_at", "channel")} if new else {}
    cleaned, problems = _each(
        {**needed, **values, **minutes},
        {
            "officer_id": reference,
            "happened_at": lambda value: _moment(value, today, now),
            "channel": code("channels", needed=True),
            "language": one_of("", "en", "fr"),
            **dict.fromkeys(MINUTES, _minutes),
            "narrative": paragraphs,
            "outcome": code("session_outcomes"),
            "subject": line,
        },
    )
    if not any(name in problems for name in MINUTES):
        total = sum(int(cleaned[name] or 0) for name in MINUTES)
        if total == 0:
            problems["minutes_direct"] = NoMinutes()
        elif total > DAY:
            problems["minutes_direct"] = LongerThanADay()
    if problems:
        raise Invalid(problems)
    return cleaned


def clean_codes(topics: Iterable[str], barriers: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """A session's topics and barriers, each once, in the order given. Raises `Invalid` for a code of no list."""
    found: dict[str, tuple[str, ...]] = {}
    problems: dict[str, DeskError] = {}
    for name, given in (("topics", topics), ("barriers", barriers)):
        check = code(name, needed=True)
        try:
            found[name] = tuple(dict.fromkeys(str(check(value)) for value in given))
        except DeskError as error:
            problems[name] = error
    if len(found.get("barriers", ())) > 1 and "none" in found["barriers"]:
        problems["barriers"] = NoneAndSome()
    if problems:
        raise Invalid(problems)
    return found


def clean_promise(values: Mapping[str, Value], today: date, new: bool = False) -> dict[str, Value]:
    """A promise's subject and day; a new one needs its subject. Raises `Invalid`."""
    return _commitment(values, {"subject": needed_line, "due_on": _due(today)}, new)


def clean_task(values: Mapping[str, Value], today: date, new: bool = False) -> dict[str, Value]:
    """A task's subject, day, time of day and notes; a new one needs its subject. Raises `Invalid`."""
    rules = {"subject": needed_line, "due_on": _due(today), "due_time": _time_of_day, "notes": paragraphs}
    return _commitment(values, rules, new)


def credited(minutes: int, employers: Iterable[str]) -> dict[str, int]:
    """Share a session's minutes among its employers in whole minutes; the shares add up to `minutes` exactly.

    Equal shares; the minutes left over go one each to the first employers by id, so that every device computes the
    same. An employer named twice has one share.
    """
    ids = sorted(set(employers))
    if not ids:
        return {}
    share, rest = divmod(minutes, len(ids))
    return {employer: share + (1 if place < rest else 0) for place, employer in enumerate(ids)}


def _commitment(values: Mapping[str, Value], rules: Mapping[str, Cleaner], new: bool) -> dict[str, Value]:
    cleaned, problems = _each(values, rules)
    if new and "subject" not in problems:
        problems |= require(cleaned, "subject")
    if problems:
        raise Invalid(problems)
    return cleaned


def _each(values: Mapping[str, Value], rules: Mapping[str, Cleaner]) -> tuple[dict[str, Value], dict[str, DeskError]]:
    """What `each` gives, with its problems at hand, so that checks between fields can add theirs."""
    cleaned: dict[str, Value] = {}
    problems: dict[str, DeskError] = {}
    for name, value in values.items():
        try:
            cleaned |= each({name: value}, rules)
        except Invalid as invalid:
            problems |= invalid.problems
    return cleaned, problems


def _due(today: date) -> Cleaner:
    return day(today, earliest=today.year - DUE_BACK, latest=today.year + DUE_AHEAD)


def _time_of_day(value: Value) -> Value:
    text = shown(value)
    return typed.parse_time(text).strftime("%H:%M") if text else None


def _minutes(value: Value) -> Value:
    text = shown(value)
    if re.search(r"[hm:]", text, re.IGNORECASE):
        value = typed.parse_minutes(text)
    return whole(0, DAY)(value) or 0


def _moment(value: Value, today: date, now: datetime | None) -> str:
    text = str(value or "").strip()
    if not text:
        raise Needed()
    try:
        moment = from_utc_text(text)
    except ValueError as error:
        raise NotAMoment(value=shown(text)) from error
    if moment.tzinfo is None:
        raise NotAMoment(value=shown(text))
    if not FIRST_YEAR <= moment.year <= today.year + 1:
        raise DateImplausible(year=moment.year, earliest=FIRST_YEAR, latest=today.year)
    # UTC-12 is the last zone to see a day end
    local = moment.astimezone(now.tzinfo) if now else moment.astimezone(timezone(timedelta(hours=-12)))
    if local.date() > today:
        raise InTheFuture()
    return utc_text(moment)
