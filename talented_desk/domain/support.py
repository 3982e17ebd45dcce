"""Rules about support sessions: minutes in four parts, credit to several employers, promises and tasks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Final

from talented_desk.clock import from_utc_text, utc_text
from talented_desk.domain.text import (
    DateImplausible,
    NotADate,
    Value,
    code,
    day,
    each,
    line,
    needed_line,
    one_of,
    paragraphs,
    whole,
)
from talented_desk.errors import DeskError, Invalid
from talented_desk.i18n import N_

MINUTES: Final = ("minutes_direct", "minutes_preparation", "minutes_travel", "minutes_follow_up")
DAY = 24 * 60


class NoMinutes(DeskError):
    message = N_("Say how long it took: at least one minute in one of the four parts.")


class LongerThanADay(DeskError):
    message = N_("The four parts add up to more than 24 hours. Log one session a day.")


class InTheFuture(DeskError):
    message = N_("A session that has not happened yet is a task: choose a time that has passed.")


def clean_session(values: Mapping[str, Value], today: date) -> dict[str, Value]:
    """A session's fields as they are kept, all minutes given. Raises `Invalid`."""
    minutes = {name: values.get(name) for name in MINUTES}
    cleaned = each(
        {**values, **minutes},
        {
            "officer_id": lambda value: line(value) or None,
            "happened_at": lambda value: _moment(value, today),
            "channel": code("channels", needed=True),
            "language": one_of("", "en", "fr"),
            **dict.fromkeys(MINUTES, _minutes),
            "narrative": paragraphs,
            "outcome": code("session_outcomes"),
            "subject": line,
        },
    )
    total = sum(int(cleaned[name] or 0) for name in MINUTES)
    if total <= 0:
        raise Invalid({"minutes_direct": NoMinutes()})
    if total > DAY:
        raise Invalid({"minutes_direct": LongerThanADay()})
    return cleaned


def clean_promise(values: Mapping[str, Value], today: date) -> dict[str, Value]:
    """A promise's subject and day. Raises `Invalid`."""
    return each(values, {"subject": needed_line, "due_on": day(today)})


def clean_task(values: Mapping[str, Value], today: date) -> dict[str, Value]:
    """A task's subject, day and notes. Raises `Invalid`."""
    return each(values, {"subject": needed_line, "due_on": day(today), "notes": paragraphs})


def credited(minutes: int, employers: Sequence[str]) -> dict[str, int]:
    """Share a session's minutes among its employers, to the minute, without counting any twice.

    Equal shares; what is left over goes one minute each to the first employers by id, so that every device
    computes the same.
    """
    if not employers:
        return {}
    share, rest = divmod(minutes, len(employers))
    return {employer: share + (1 if place < rest else 0) for place, employer in enumerate(sorted(set(employers)))}


def _minutes(value: Value) -> Value:
    return whole(0, DAY)(value) or 0


def _moment(value: Value, today: date) -> str:
    text = str(value or "").strip()
    try:
        moment = from_utc_text(text)
    except ValueError as error:
        raise NotADate(value=text) from error
    if moment.tzinfo is None:
        raise NotADate(value=text)
    if not 2000 <= moment.year <= today.year + 1:
        raise DateImplausible(year=moment.year, earliest=2000, latest=today.year)
    if moment.astimezone().date() > today + timedelta(days=1):
        raise InTheFuture()
    return utc_text(moment)
