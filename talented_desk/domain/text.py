"""Cleaning what people type: text, numbers, dates, yes and no. Nothing is cut or changed in silence."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date

from talented_desk.domain import codes
from talented_desk.errors import DeskError, Invalid
from talented_desk.i18n import N_

Value = str | int | float | None
Cleaner = Callable[[Value], Value]

LINE_LIMIT = 500
TEXT_LIMIT = 50_000
EARLIEST = 1900
YEARS_AHEAD = 20


class TooLong(DeskError):
    message = N_("This is {length} characters long; at most {limit} can be kept. Shorten it, or move it to the notes.")


class Needed(DeskError):
    message = N_("This is needed.")


class NotANumber(DeskError):
    message = N_("“{value}” is not a whole number.")


class OutOfRange(DeskError):
    message = N_("{value} is not between {least} and {most}.")


class NotADate(DeskError):
    message = N_("“{value}” is not a date. Write it as year-month-day, such as 2026-11-23.")


class DateImplausible(DeskError):
    message = N_("Is the year {year} right? Dates go from {earliest} to {latest}.")


class UnknownCode(DeskError):
    message = N_("“{value}” is not one of the choices.")


class UnknownField(DeskError):
    message = N_("There is no field “{value}”.")


class EndBeforeStart(DeskError):
    message = N_("The end ({end}) is before the start ({start}).")


_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")


def line(value: Value) -> str:
    """One line of text: control characters and outer blanks removed, inner blanks single. Raises `TooLong`."""
    text = " ".join(_CONTROL.sub("", unicodedata.normalize("NFC", _string(value))).split())
    return _limited(text, LINE_LIMIT)


def needed_line(value: Value) -> str:
    """A line that may not be empty. Raises `Needed`, `TooLong`."""
    text = line(value)
    if not text:
        raise Needed()
    return text


def paragraphs(value: Value) -> str:
    """Free text with its line breaks, control characters removed. Raises `TooLong`."""
    text = unicodedata.normalize("NFC", _string(value)).replace("\r\n", "\n").replace("\r", "\n")
    return _limited(_CONTROL.sub("", text).strip(), TEXT_LIMIT)


def whole(least: int, most: int, *, empty: bool = True) -> Cleaner:
    """A whole number in a range; blanks between digits are fine. Empty gives None where allowed."""

    def clean(value: Value) -> Value:
        text = re.sub(r"[\s\u00a0\u202f]", "", _string(value))
        if not text:
            if empty:
                return None
            raise Needed()
        if not re.fullmatch(r"-?\d{1,12}", text):
            raise NotANumber(value=value)
        number = int(text)
        if not least <= number <= most:
            raise OutOfRange(value=number, least=least, most=most)
        return number

    return clean


def flag(value: Value) -> int:
    """Yes or no, stored as 1 or 0."""
    return 0 if _string(value).strip().casefold() in ("", "0", "no", "non", "false", "none") else 1


def day(today: date, *, needed: bool = False, earliest: int = EARLIEST) -> Cleaner:
    """An ISO date that is not a century off. Raises `NotADate`, `DateImplausible`."""
    latest = today.year + YEARS_AHEAD

    def clean(value: Value) -> Value:
        text = _string(value).strip()
        if not text:
            if needed:
                raise Needed()
            return None
        try:
            parsed = date.fromisoformat(text)
        except ValueError as error:
            raise NotADate(value=text) from error
        if not earliest <= parsed.year <= latest:
            raise DateImplausible(year=parsed.year, earliest=earliest, latest=latest)
        return parsed.isoformat()

    return clean


def code(list_id: str, *, needed: bool = False) -> Cleaner:
    """A code of a list. Raises `UnknownCode`."""

    def clean(value: Value) -> Value:
        text = _string(value).strip()
        if not text:
            if needed:
                raise Needed()
            return ""
        if text not in codes.load(list_id).codes:
            raise UnknownCode(value=text)
        return text

    return clean


def one_of(*choices: str) -> Cleaner:
    """One of a few fixed words. Raises `UnknownCode`."""

    def clean(value: Value) -> Value:
        text = _string(value).strip()
        if text not in choices:
            raise UnknownCode(value=text)
        return text

    return clean


def each(values: Mapping[str, Value], cleaners: Mapping[str, Cleaner]) -> dict[str, Value]:
    """Clean every given field by its rule. Raises `Invalid` naming all fields that cannot be taken."""
    problems: dict[str, DeskError] = {}
    cleaned: dict[str, Value] = {}
    for name, value in values.items():
        cleaner = cleaners.get(name)
        if cleaner is None:
            problems[name] = UnknownField(value=name)
            continue
        try:
            cleaned[name] = cleaner(value)
        except DeskError as error:
            problems[name] = error
    if problems:
        raise Invalid(problems)
    return cleaned


def require(values: Mapping[str, Value], *names: str) -> dict[str, DeskError]:
    """A problem for each of these fields that is missing or empty."""
    return {name: Needed() for name in names if values.get(name) in (None, "")}


def _limited(text: str, limit: int) -> str:
    if len(text) > limit:
        raise TooLong(length=len(text), limit=limit)
    return text


def _string(value: Value) -> str:
    if value is None:
        return ""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
