"""What a person types, read in both habits: dates, times of day, amounts, numbers and durations.

English and French words are understood whatever the language of the window, because officers mix them.
Where a text can be read in two ways, the language decides for numbers; for dates the person is asked.
"""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from datetime import date, time, timedelta
from decimal import Decimal
from typing import Final, Literal

from talented_desk.errors import DeskError
from talented_desk.i18n import N_

Prefer = Literal["future", "past"]


class UnreadableDate(DeskError):
    message = N_("“{text}” could not be read as a date. Write it like 2026-11-27, 27 Nov, Friday or tomorrow.")


class AmbiguousDate(DeskError):
    message = N_("“{text}” can be read in two ways. Write the year first, like 2026-11-27, or the month as a word.")


class NoSuchDay(DeskError):
    message = N_("“{text}” is not a day of the calendar.")


class UnreadableTime(DeskError):
    message = N_("“{text}” could not be read as a time of day. Write it like 14:05.")


class UnreadableNumber(DeskError):
    message = N_("“{text}” could not be read as a number.")


class UnreadableAmount(DeskError):
    message = N_("“{text}” could not be read as an amount in dollars and cents.")


class UnreadableDuration(DeskError):
    message = N_("“{text}” could not be read as a duration. Write minutes, or hours like 1 h 15.")


# Keys have no accents, no case and no full stops; a word may be cut after three letters where that is clear.
_MONTHS: Final = (
    ("january", "janvier"),
    ("february", "fevrier"),
    ("march", "mars"),
    ("april", "avril"),
    ("may", "mai"),
    ("june", "juin"),
    ("july", "juillet"),
    ("august", "aout"),
    ("september", "septembre"),
    ("october", "octobre"),
    ("november", "novembre"),
    ("december", "decembre"),
)
_WEEKDAYS: Final = (
    ("monday", "lundi"),
    ("tuesday", "mardi"),
    ("wednesday", "mercredi"),
    ("thursday", "jeudi"),
    ("friday", "vendredi"),
    ("saturday", "samedi"),
    ("sunday", "dimanche"),
)
_DAYS: Final = {
    "today": 0,
    "aujourd'hui": 0,
    "aujourdhui": 0,
    "auj": 0,
    "tomorrow": 1,
    "tmrw": 1,
    "tom": 1,
    "demain": 1,
    "dem": 1,
    "day after tomorrow": 2,
    "the day after tomorrow": 2,
    "apres-demain": 2,
    "apres demain": 2,
    "yesterday": -1,
    "hier": -1,
    "day before yesterday": -2,
    "the day before yesterday": -2,
    "avant-hier": -2,
    "avant hier": -2,
    "next week": 7,
    "la semaine prochaine": 7,
    "semaine prochaine": 7,
    "last week": -7,
    "la semaine derniere": -7,
    "semaine derniere": -7,
}
_UNITS: Final = {
    **dict.fromkeys(("d", "day", "days", "j", "jour", "jours"), 1),
    **dict.fromkeys(("w", "wk", "week", "weeks", "s", "sem", "semaine", "semaines"), 7),
}
_MONTH_UNITS: Final = ("month", "months", "mois")
_AHEAD: Final = frozenset({"next", "prochain"})
_BACK: Final = frozenset({"last", "dernier", "passe"})
_FILLERS: Final = frozenset({"this", "by", "on", "the", "ce", "le", "pour", "avant"})


def plain(text: str) -> str:
    """The text for comparing: no accents, no case, single spaces, plain apostrophes, nothing at the ends."""
    decomposed = unicodedata.normalize("NFKD", text.replace("’", "'"))
    bare = "".join(mark for mark in decomposed if not unicodedata.combining(mark))
    return " ".join(bare.casefold().split())


def parse_date(text: str, today: date, prefer: Prefer = "future") -> date:
    """The day that a person typed, seen from `today`.

    Understands `2026-11-27`, `20261127`, `27/11/2026`, `27 nov`, `Nov 27`, `1er déc. 2026`, `fri`,
    `vendredi prochain`, `last Monday`, `tomorrow`, `avant-hier`, `in 3 days`, `il y a 2 semaines`, `+3`,
    `2w`. A date without a year, and a bare weekday, is the next one, or with `prefer="past"` the last one;
    a weekday's name never means today. Raises `UnreadableDate`, `AmbiguousDate`, `NoSuchDay`.
    """
    words = plain(text).replace(",", " ").strip(" .")
    if words in _DAYS:
        return _shift(today, _DAYS[words], text)
    for read in (_numeric, _relative, _weekday, _named_month):
        found = read(words, today, prefer, text)
        if found is not None:
            return found
    raise UnreadableDate(text=text.strip())


def _shift(today: date, days: int, text: str) -> date:
    try:
        return today + timedelta(days=days)
    except OverflowError:
        raise UnreadableDate(text=text.strip()) from None


def _shift_months(today: date, months: int, text: str) -> date:
    years, month = divmod(today.month - 1 + months, 12)
    if not 1 <= today.year + years <= 9999:
        raise UnreadableDate(text=text.strip())
    last = monthrange(today.year + years, month + 1)[1]
    return date(today.year + years, month + 1, min(today.day, last))


def _day(year: int, month: int, day: int, text: str) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise NoSuchDay(text=text.strip()) from None


def _full_year(text: str) -> int:
    return int(text) + 2000 if len(text) == 2 else int(text)


def _numeric(words: str, today: date, prefer: Prefer, text: str) -> date | None:
    if match := re.fullmatch(r"([0-9]{4})[-/. ]([0-9]{1,2})[-/. ]([0-9]{1,2})", words) or re.fullmatch(
        r"([0-9]{4})([0-9][0-9])([0-9][0-9])", words
    ):
        return _day(int(match[1]), int(match[2]), int(match[3]), text)
    if match := re.fullmatch(r"([0-9]{1,2})[-/. ]([0-9]{1,2})(?:[-/. ]([0-9]{4}|[0-9][0-9]))?", words):
        first, second = int(match[1]), int(match[2])
        if first <= 12 and second <= 12 and first != second:
            raise AmbiguousDate(text=text.strip())
        day, month = (second, first) if second > 12 else (first, second)
        if match[3] is None:
            return _yearless(month, day, today, prefer, text)
        return _day(_full_year(match[3]), month, day, text)
    return None


def _relative(words: str, today: date, prefer: Prefer, text: str) -> date | None:
    match = re.fullmatch(
        r"(?P<before>in|dans|il y a|\+|-|−)? ?(?P<count>[0-9]{1,4}) ?(?P<unit>[a-z]+)?(?: (?P<after>ago))?",
        words,
    )
    if match is None or not (match["unit"] or match["before"] in ("+", "-", "−")):
        return None
    unit = match["unit"] or "d"
    past = match["before"] in ("il y a", "-", "−") or match["after"] is not None
    count = -int(match["count"]) if past else int(match["count"])
    if unit in _MONTH_UNITS:
        return _shift_months(today, count, text)
    return _shift(today, count * _UNITS[unit], text) if unit in _UNITS else None


def _index(word: str, names: tuple[tuple[str, str], ...]) -> int | None:
    word = word.rstrip(".")
    if len(word) < 3:
        return None
    found = {at for at, forms in enumerate(names) for form in forms if form.startswith(word)}
    return found.pop() if len(found) == 1 else None


def _weekday(words: str, today: date, prefer: Prefer, text: str) -> date | None:
    parts = words.split()
    back = not _BACK.isdisjoint(parts) or (prefer == "past" and _AHEAD.isdisjoint(parts))
    names = [part for part in parts if part not in _AHEAD | _BACK | _FILLERS]
    if len(names) != 1 or (wanted := _index(names[0], _WEEKDAYS)) is None:
        return None
    if back:
        return _shift(today, -((today.weekday() - wanted) % 7 or 7), text)
    return _shift(today, (wanted - today.weekday()) % 7 or 7, text)


def _named_month(words: str, today: date, prefer: Prefer, text: str) -> date | None:
    parts = [part.rstrip(".") for part in words.replace("-", " ").replace("/", " ").split()]
    if parts and len(parts[0]) >= 3 and _index(parts[0], _WEEKDAYS) is not None and len(parts) > 2:
        parts = parts[1:]  # "Fri 27 Nov": the day of the week only repeats what the date says
    if parts and parts[0] in _FILLERS:
        parts = parts[1:]
    if len(parts) not in (2, 3):
        return None
    month = next((found for part in parts[:2] if (found := _index(part, _MONTHS)) is not None), None)
    numbers = [re.sub(r"(?<=[0-9])(?:st|nd|rd|th|er|e)$", "", part) for part in parts if _index(part, _MONTHS) is None]
    if month is None or len(numbers) != len(parts) - 1 or not all(re.fullmatch("[0-9]+", number) for number in numbers):
        return None
    if len(numbers[0]) > 2:
        return None
    if len(numbers) == 1:
        return _yearless(month + 1, int(numbers[0]), today, prefer, text)
    if len(numbers[1]) not in (2, 4):
        return None
    return _day(_full_year(numbers[1]), month + 1, int(numbers[0]), text)


def _yearless(month: int, day: int, today: date, prefer: Prefer, text: str) -> date:
    # 29 February may be up to eight years away
    years = range(today.year, today.year + 9) if prefer == "future" else range(today.year, today.year - 9, -1)
    for year in years:
        try:
            found = date(year, month, day)
        except ValueError:
            continue
        if found == today or (found > today) == (prefer == "future"):
            return found
    raise NoSuchDay(text=text.strip())


def parse_time(text: str) -> time:
    """The time of day that a person typed: `14:05`, `14 h 05`, `1405`, `2:05 pm`, `9`.

    Raises `UnreadableTime`.
    """
    match = re.fullmatch(
        r"([0-9]{1,2})(?:(?: ?[:h.] ?|)([0-9][0-9]))?(?: ?h)? ?(?:(a|p)\.? ?m\.?)?",
        plain(text).replace("heures", "h"),
    )
    if match is None:
        raise UnreadableTime(text=text.strip())
    hour, minute = int(match[1]), int(match[2] or 0)
    if match[3]:
        if not 1 <= hour <= 12:
            raise UnreadableTime(text=text.strip())
        hour = hour % 12 + (12 if match[3] == "p" else 0)
    try:
        return time(hour, minute)
    except ValueError:
        raise UnreadableTime(text=text.strip()) from None


def parse_number(text: str, language: str = "en") -> Decimal:
    """The number that a person typed, with the separators of either language. Raises `UnreadableNumber`.

    `1,234.5`, `1 234,5` and `1.234,5` are the same number. A single comma before exactly three digits
    (`1,234`) is a thousands separator in English and a decimal one in French.
    """
    number = _number(text, comma_groups=language != "fr")
    if number is None:
        raise UnreadableNumber(text=text.strip())
    return number


def parse_money(text: str, language: str = "en") -> int:
    """The amount that a person typed, in cents. Raises `UnreadableAmount`, also past two decimals.

    Dollars have no thousandths, so that a comma before exactly three digits groups thousands in French too.
    """
    bare = re.sub(r"(?i)ca\$|\$ ?ca\b|cad|\$|dollars?", "", text)
    number = _number(bare, comma_groups=True)
    if number is None:
        raise UnreadableAmount(text=text.strip())
    cents = number * 100
    if cents != cents.to_integral_value():
        raise UnreadableAmount(text=text.strip())
    return int(cents)


def _number(text: str, *, comma_groups: bool) -> Decimal | None:
    bare = "".join(text.replace("−", "-").split())
    if bare.startswith("(") and bare.endswith(")"):
        bare = "-" + bare[1:-1]
    sign, bare = ("-", bare[1:]) if bare.startswith("-") else ("", bare.removeprefix("+"))
    if not re.fullmatch(r"[0-9.,]*[0-9]|[0-9]+[.,]", bare) or len(bare) > 40:
        return None
    decimal = ""
    if "." in bare and "," in bare:
        decimal = max(".,", key=bare.rfind)
    elif mark := next((mark for mark in ".," if mark in bare), ""):
        grouped = comma_groups and re.fullmatch(r"[1-9][0-9]{0,2},[0-9]{3}", bare) is not None
        decimal = mark if bare.count(mark) == 1 and not grouped else ""
    whole, fraction = bare, ""
    if decimal:
        if bare.count(decimal) != 1:
            return None
        whole, fraction = bare.split(decimal)
    if not re.fullmatch(r"[0-9]*|[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,3}(?:\.[0-9]{3})+", whole):
        return None
    return Decimal(f"{sign}{re.sub('[.,]', '', whole) or '0'}.{fraction or '0'}")


def parse_minutes(text: str) -> int:
    """The duration that a person typed, in whole minutes: `75`, `1 h 15`, `1:15`, `1,5 h`, `45 min`.

    Raises `UnreadableDuration`, also for what is negative or no whole number of minutes.
    """
    words = plain(text)
    for word, short in (
        ("heures", "h"),
        ("heure", "h"),
        ("hours", "h"),
        ("hour", "h"),
        ("hrs", "h"),
        ("hr", "h"),
    ):
        words = re.sub(rf"(?<![a-z]){word}\b", short, words)
    words = re.sub(r"(?<![a-z])(?:minutes?|mins?|m)\b\.?", "", words).strip()
    if match := re.fullmatch(r"(?:([0-9]{1,3}) ?[h:] ?)?([0-9]{1,4})", words):
        return int(match[1] or 0) * 60 + int(match[2])
    if match := re.fullmatch(r"([0-9]{1,3})(?:[.,]([0-9]{1,3}))? ?h", words):
        minutes = Decimal(f"{match[1]}.{match[2] or 0}") * 60
        if minutes == minutes.to_integral_value():
            return int(minutes)
    raise UnreadableDuration(text=text.strip())
