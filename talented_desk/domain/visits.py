"""Rules about visits at employers' sites: kinds, what is looked at on each, the notice that is read.

Kinds, items and notices are data: the lists `visit_kinds`, `visit_items`, `consent_notices`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Final

from talented_desk.domain import codes
from talented_desk.domain.text import Value, code, day, each, require, whole
from talented_desk.errors import DeskError, Invalid
from talented_desk.i18n import N_

CHANNEL: Final = "visit"
PLANNED, DONE, REVIEWED = "planned", "done", "reviewed"
AHEAD: Final = 2
"""Years ahead for which a trip can be planned."""


class DayAhead(DeskError):
    message = N_(
        "By this computer’s clock the visit was on {day}, which is still to come: the clock was ahead. Say which day "
        "it was; the minutes were counted without that clock and are right."
    )


class OtherDay(DeskError):
    message = N_(
        "The visit was planned for {planned}, and by this computer’s clock it was on {day}. Say which day it was, if "
        "the clock was wrong; the minutes were counted without that clock."
    )


class NotOfThisVisit(DeskError):
    message = N_("“{value}” is not looked at on this kind of visit.")


class NobodyAccepted(DeskError):
    message = N_("Say who read the notice and accepted it: choose the person among those who were there.")


class VisitOver(DeskError):
    message = N_("This visit is captured already. Its session can be changed under Support sessions.")


def items(kind: str) -> tuple[str, ...]:
    """What is looked at on a visit of this kind; nothing for a kind that the list does not know."""
    entry = codes.load("visit_kinds").get(kind)
    return tuple(entry.attributes["items"].split()) if entry else ()


def notice() -> codes.CodeEntry:
    """The notice that is read now."""
    return next(entry for entry in codes.load("consent_notices").entries if not entry.retired)


def day_doubt(planned_on: str, happened_on: date, today: date) -> DeskError | None:
    """What speaks against the day that the clock gave a visit; None if nothing does.

    A clock that jumps while a visit runs does not change its minutes, which are counted by the seconds that go by.
    Its day can only be told from the trip's, and from the day on which it is looked at again.
    """
    if happened_on > today:
        return DayAhead(day=happened_on.isoformat())
    if planned_on != happened_on.isoformat():
        return OtherDay(planned=planned_on, day=happened_on.isoformat())
    return None


def clean_visit(values: Mapping[str, Value], today: date, new: bool = False) -> dict[str, Value]:
    """A planned visit's fields as they are kept; a new one needs its day. Raises `Invalid`."""
    cleaned = each(
        values,
        {
            "planned_on": day(today, earliest=today.year - 1, latest=today.year + AHEAD),
            "kind": code("visit_kinds", needed=True),
            "position": whole(0, 10_000),
        },
    )
    problems = require(cleaned, "planned_on") if new else {}
    if problems:
        raise Invalid(problems)
    return cleaned


def clean_items(kind: str, done: Iterable[str]) -> str:
    """What was looked at, as it is kept: in the order of the list, each once. Raises `Invalid`."""
    ticked = set(done)
    known = items(kind)
    for item in sorted(ticked):
        if item not in known:
            raise Invalid({"items": NotOfThisVisit(value=item)})
    return " ".join(item for item in known if item in ticked)
