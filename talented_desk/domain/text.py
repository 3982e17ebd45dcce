"""Cleaning what people type: text, numbers, dates, yes and no. Nothing is cut or changed in silence."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date

from talented_desk.domain import codes, typed
from talented_desk.errors import DeskError, Invalid
from talented_desk.i18n import N_

Value = str | int | float | None
Cleaner = Callable[[Value], Value]

LINE_LIMIT = 500
TEXT_LIMIT = 50_000
YEARS_BACK = 80
YEARS_AHEAD = 20
SHOWN = 60
"""How much of a refused value its sentence repeats."""


class TooLong(DeskError):
    message = N_("This is {length} characters long; at most {limit} can be kept. Shorten it, or move it to the notes.")


class Needed(DeskError):
    message = N_("This is needed.")


class NotANumber(DeskError):
    message = N_("“{value}” is not a whole number.")


class OutOfRange(DeskError):
    message = N_("{value} is not between {least} and {most}.")


class DateImplausible(DeskError):
    message = N_("Is the year {year} right? Dates go from {earliest} to {latest}.")


class NotYet(DeskError):
    message = N_("Is {date} right? That day has not come yet.")


class UnknownCode(DeskError):
    message = N_("“{value}” is not one of the choices.")


class UnknownField(DeskError):
    message = N_("There is no field “{value}”.")


class EndBeforeStart(DeskError):
    message = N_("The end ({end}) is before the start ({start}).")


_BREAKS = re.compile("[\x0b\x0c\x85\u2028\u2029]|\r\n?")
# what no database and no file can hold as text: control characters, and halves of surrogate pairs
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff]")


def line(value: Value) -> str:
    """One line of text: control characters and outer blanks removed, inner blanks single. Raises `TooLong`."""
    if isinstance(value, str) and len(value) <= LINE_LIMIT and value.isascii() and value.isprintable():
        return " ".join(value.split())  # most of what is typed, and of the millions of cells of a list
    return _limited(" ".join(_cleaned(value).split()), LINE_LIMIT)


def short(limit: int) -> Cleaner:
    """A line of at most `limit` characters: as wide as its column. Raises `TooLong`."""
    return lambda value: _limited(line(value), limit)


def needed_line(value: Value) -> str:
    """A line that may not be empty. Raises `Needed`, `TooLong`."""
    text = line(value)
    if not text:
        raise Needed()
    return text


def paragraphs(value: Value) -> str:
    """Free text with its line breaks, control characters removed. Raises `TooLong`."""
    return _limited(_cleaned(value).strip(), TEXT_LIMIT)


def reference(value: Value) -> Value:
    """The id of another record; empty means none."""
    return line(value) or None


def whole(least: int, most: int, *, empty: bool = True) -> Cleaner:
    """A whole number in a range; blanks between digits are fine. Empty gives None where allowed."""

    def clean(value: Value) -> Value:
        text = re.sub(r"[\s\u00a0\u202f]", "", _string(value))
        if not text:
            if empty:
                return None
            raise Needed()
        if not re.fullmatch(r"-?\d{1,12}", text):
            raise NotANumber(value=shown(value))
        number = int(text)
        if not least <= number <= most:
            raise OutOfRange(value=number, least=least, most=most)
        return number

    return clean


def flag(value: Value) -> int:
    """Yes or no, stored as 1 or 0."""
    return 0 if _string(value).strip().casefold() in ("", "0", "no", "non", "false", "none") else 1


def day(
    today: date, *, needed: bool = False, earliest: int | None = None, latest: int | None = None, past: bool = False
) -> Cleaner:
    """A date, stored as ISO: typed as ISO or in any way that `typed.parse_date` reads.

    Its year lies between `earliest` and `latest`, or else 80 years back and 20 ahead: what is a century off is a
    slip of the keyboard. `past` refuses days to come. Raises the sentences of `typed`, `DateImplausible`, `NotYet`.
    """
    first = today.year - YEARS_BACK if earliest is None else earliest
    last = today.year + YEARS_AHEAD if latest is None else latest

    def clean(value: Value) -> Value:
        text = _string(value).strip()
        if not text:
            if needed:
                raise Needed()
            return None
        try:
            parsed = date.fromisoformat(text)
        except ValueError:
            parsed = typed.parse_date(shown(text), today, "past" if past else "future")
        if not first <= parsed.year <= last:
            raise DateImplausible(year=parsed.year, earliest=first, latest=last)
        if past and parsed > today:
            raise NotYet(date=parsed.isoformat())
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
            raise UnknownCode(value=shown(text))
        return text

    return clean


def one_of(*choices: str) -> Cleaner:
    """One of a few fixed words. Raises `UnknownCode`."""

    def clean(value: Value) -> Value:
        text = _string(value).strip()
        if text not in choices:
            raise UnknownCode(value=shown(text))
        return text

    return clean


def each(values: Mapping[str, Value], cleaners: Mapping[str, Cleaner]) -> dict[str, Value]:
    """Clean every given field by its rule. Raises `Invalid` naming all fields that cannot be taken."""
    problems: dict[str, DeskError] = {}
    cleaned: dict[str, Value] = {}
    for name, value in values.items():
        cleaner = cleaners.get(name)
        if cleaner is None:
            problems[name] = UnknownField(value=shown(name))
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


def check_order(values: Mapping[str, Value], start: str, end: str) -> dict[str, DeskError]:
    """A problem at `end` where both days are given and it lies before `start`."""
    first, last = values.get(start), values.get(end)
    return {end: EndBeforeStart(start=first, end=last)} if first and last and str(last) < str(first) else {}


def shown(value: Value) -> str:
    """A refused value as a sentence repeats it: on one line, and not endless."""
    text = " ".join(_cleaned(value).split())
    return text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"


def _cleaned(value: Value) -> str:
    text = _string(value)
    if text.isascii() and text.isprintable():
        return text
    return _CONTROL.sub("", unicodedata.normalize("NFC", _BREAKS.sub("\n", text)))


def _limited(text: str, limit: int) -> str:
    if len(text) > limit:
        raise TooLong(length=len(text), limit=limit)
    return text


def _string(value: Value) -> str:
    if value is None:
        return ""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
