"""Rules about placements in their first form: dates, hours, pay, and CEWIL's chart as soft validation."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from talented_desk.domain import codes
from talented_desk.domain.employers import email, phone
from talented_desk.domain.text import (
    Cleaner,
    Value,
    check_order,
    code,
    day,
    each,
    line,
    needed_line,
    paragraphs,
    require,
    whole,
)
from talented_desk.errors import DeskError, Invalid
from talented_desk.i18n import N_

LONGEST_WEEK = 8400
"""Hundredths of an hour: 84 h, the most that a seven-day week of twelve-hour shifts has."""
FIRST_TERM = 2000
"""No term on record began earlier: the year of an older date is a slip of the keyboard."""
FULL_TIME = 3000
"""Hundredths of an hour a week from which work counts as full-time (Statistics Canada: 30 h)."""


NEEDED = ("student_name", "title", "starts_on", "ends_on")
"""What no placement is without."""
LONG_TERM = 731
"""Days from which a term is asked about: two years with a leap day."""


class BasisForUnpaidNeeded(DeskError):
    message = N_("Unpaid work needs a legal basis under Employment Standards: choose one.")


class RateNeeded(DeskError):
    message = N_("Say how much is paid.")


class UsuallyUnpaid(DeskError):
    message = N_("By CEWIL's chart, this type is usually unpaid. Please confirm that it is paid.")


class UsuallyPaid(DeskError):
    message = N_("By CEWIL's chart, this type is always paid. Please confirm that it is unpaid.")


class UsuallySelfFunded(DeskError):
    message = N_("By CEWIL's chart, this type is self-funded. Please confirm the pay.")


class UsuallyPartTime(DeskError):
    message = N_("By CEWIL's chart, this type is usually part-time. Please confirm the hours.")


class UsuallyFullTime(DeskError):
    message = N_("By CEWIL's chart, this type is usually full-time. Please confirm the hours.")


class LongTerm(DeskError):
    message = N_("This term lasts more than two years ({days} days). Please confirm the dates.")


def terms(today: date) -> dict[str, Cleaner]:
    """The rules for the terms that an opportunity and a placement share."""
    return {
        "wil_type": code("wil_types"),
        "starts_on": day(today, earliest=FIRST_TERM),
        "ends_on": day(today, earliest=FIRST_TERM),
        "hours_per_week": whole(1, LONGEST_WEEK),
        "pay_basis": code("pay_basis"),
        "pay_rate_cents": whole(0, 100_000_000),
        "pay_unit": code("pay_units"),
        "unpaid_basis": code("unpaid_basis"),
        "description": paragraphs,
    }


def clean_placement(values: Mapping[str, Value], today: date, new: bool = False) -> dict[str, Value]:
    """A placement's fields as they are kept; a new one needs student, title, start and end. Raises `Invalid`."""
    missing = require(values, *NEEDED) if new else {}
    try:
        cleaned = _cleaned(values, today)
    except Invalid as invalid:
        raise Invalid({**missing, **invalid.problems}) from None
    problems = {**missing, **check_terms(cleaned)}
    if problems:
        raise Invalid(problems)
    return cleaned


def _cleaned(values: Mapping[str, Value], today: date) -> dict[str, Value]:
    return each(
        values,
        {
            **terms(today),
            "student_name": needed_line,
            "student_email": email,
            "student_phone": phone,
            "program": line,
            "faculty_supervisor": line,
            "title": needed_line,
            "wcb_basis": code("wcb_basis"),
            "work_mode": code("work_modes"),
            "state": code("placement_states", needed=True),
        },
    )


def check_terms(values: Mapping[str, Value]) -> dict[str, DeskError]:
    """Problems between fields: the end before the start, unpaid without a basis, paid without a rate."""
    problems = check_order(values, "starts_on", "ends_on")
    if values.get("pay_basis") == "unpaid" and not values.get("unpaid_basis"):
        problems["unpaid_basis"] = BasisForUnpaidNeeded()
    if values.get("pay_basis") in ("paid", "stipend") and values.get("pay_rate_cents") is None:
        problems["pay_rate_cents"] = RateNeeded()
    return problems


def warnings(values: Mapping[str, Value]) -> tuple[DeskError, ...]:
    """What is unusual by CEWIL's WIL Comparison Chart, or by the dates; never a refusal.

    `values` are cleaned fields. A type that the chart leaves open (Y/N) warns of nothing.
    """
    found: list[DeskError] = []
    start, end = values.get("starts_on"), values.get("ends_on")
    kind = codes.load("wil_types").get(str(values.get("wil_type") or ""))
    if start and end:
        days = (date.fromisoformat(str(end)) - date.fromisoformat(str(start))).days + 1
        # an apprenticeship takes two to five years
        if days > LONG_TERM and (kind is None or kind.code != "APP"):
            found.append(LongTerm(days=days))
    if kind is None:
        return tuple(found)
    usual = kind.attributes.get("paid")
    pay = values.get("pay_basis")
    if usual == "N" and pay == "paid":
        found.append(UsuallyUnpaid())
    if usual == "Y" and pay in ("unpaid", "self_funded"):
        found.append(UsuallyPaid())
    if usual == "self-funded" and pay not in ("self_funded", "", None):
        found.append(UsuallySelfFunded())
    hours, full_time = values.get("hours_per_week"), kind.attributes.get("full_time")
    if hours is not None and full_time == "N" and int(hours) >= FULL_TIME:
        found.append(UsuallyPartTime())
    if hours is not None and full_time == "Y" and int(hours) < FULL_TIME:
        found.append(UsuallyFullTime())
    return tuple(found)


def total_hours(starts_on: str, ends_on: str, hours_per_week: int) -> int:
    """Hours of the whole term, both days included, in hundredths rounded to the hour.

    By days rather than whole weeks: 112 days at 37.5 h a week are 600 h. `hours_per_week` is in hundredths.
    """
    days = (date.fromisoformat(ends_on) - date.fromisoformat(starts_on)).days + 1
    return max(0, (days * hours_per_week + 350) // 700 * 100)
