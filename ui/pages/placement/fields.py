"""How the fields of a placement, and of what it refers to, are typed and shown for typing."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from talented_desk.domain import codes
from talented_desk.domain.placements import LONGEST_WEEK
from talented_desk.domain.text import Value
from talented_desk.errors import DeskError
from talented_desk.formats import Formats
from talented_desk.i18n import N_, Translator
from ui import labels

LONG: Final = frozenset({"description", "safety_notes", "notes"})
MONEY: Final = frozenset({"pay_rate_cents"})
PHONES: Final = frozenset({"phone", "mobile", "student_phone", "coordinator_phone"})
LARGEST_PAY: Final = 100_000_000
"""Cents: the most that the records take."""


class HoursImpossible(DeskError):
    message = N_("“{text}” hours a week cannot be: write for example 37.5; a week has room for {most} hours of work.")


class TooFineHours(DeskError):
    message = N_("“{text}” has more than two decimals. Write hours like 37.5 or 37.25.")


class PayImpossible(DeskError):
    message = N_("“{text}” cannot be an amount that is paid. Write for example 22.50.")


def read(name: str, typed: str, formats: Formats) -> Value:
    """What was typed as the service takes it: hours in hundredths, money in cents. Raises `DeskError`."""
    typed = typed.strip()
    if name in labels.HUNDREDTHS:
        return _hundredths(typed, formats)
    if name in MONEY:
        return _cents(typed, formats)
    return typed


def typed_form(name: str, value: Value, formats: Formats) -> str:
    """A stored value as one would type it."""
    if value is None or value == "":
        return ""
    if name in labels.HUNDREDTHS:
        return formats.number(Decimal(int(value)) / 100)
    if name in MONEY:
        return formats.number(Decimal(int(value)) / 100, 2)
    return str(value)


def shown(name: str, value: Value, t: Translator, formats: Formats) -> str:
    """A stored value as people read it."""
    words = labels.shown(name, value, t, formats)
    if name in PHONES:
        return formats.phone(words)
    if name in labels.HUNDREDTHS and words:
        return t("{hours} h a week", hours=words)
    return words


def choices(name: str, language: str) -> tuple[tuple[str, str], ...]:
    """(code, words) of a field that holds a code, with an empty choice where the field may be empty."""
    if name not in labels.CODE_LISTS:
        return ()
    offered = codes.load(labels.CODE_LISTS[name]).choices(language)
    return offered if name in ("state", "pay_unit") else (("", "–"), *offered)


def _hundredths(typed: str, formats: Formats) -> Value:
    if not typed:
        return None
    number = formats.parse_number(typed.removesuffix("h").strip()) * 100
    if number != number.to_integral_value():
        raise TooFineHours(text=typed)
    if not 1 <= number <= LONGEST_WEEK:
        raise HoursImpossible(text=typed, most=LONGEST_WEEK // 100)
    return int(number)


def _cents(typed: str, formats: Formats) -> Value:
    if not typed:
        return None
    cents = formats.parse_money(typed)
    if not 0 <= cents <= LARGEST_PAY:
        raise PayImpossible(text=typed)
    return cents
