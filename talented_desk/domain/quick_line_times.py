"""Durations, days and times of day among the words of the quick line.

Every function looks at the tokens from `at` on, before `end`, and gives how many it read and what they say.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Final

from talented_desk.domain.quick_line_words import Token, phrases, word_set
from talented_desk.domain.typed import Prefer, parse_date, parse_time
from talented_desk.errors import DeskError

LONGEST_DURATION: Final = 5
LONGEST_DAY: Final = 5
DAY: Final = 24 * 60
MORNING: Final = 7
"""From this hour on, `7 h 30` is a time of day; before, a duration."""
BARE_HOUR: Final = 9
"""From this hour on, `9 h` alone is a time of day; before, a duration."""

_MINUTES: Final = re.compile(r"([0-9]{1,3}) ?(?:min|mins|minutes?|mn|m)")
_HOURS: Final = re.compile(
    r"([0-9]{1,2}) ?(h|hr|hrs|hours?|heures?)(?: ?(?:and |et )?([0-5]?[0-9]) ?(?:min|mins|minutes?|mn|m)?)?"
)
_DECIMAL: Final = re.compile(r"([0-9]{1,2})[.,]([0-9]{1,2}) ?(?:h|hr|hrs|hours?|heures?)")
_CLOCK: Final = re.compile(r"([0-9]{1,2}):([0-5][0-9]) ?(?:h|hrs?|hours?)")
_ISO: Final = re.compile(r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}|[0-9]{1,2}[-/][0-9]{1,2}[-/][0-9]{4}")
_MONTH: Final = re.compile(
    r"(?:jan(?:v|vier|uary)?|feb(?:ruary)?|fev(?:r|rier)?|mar(?:s|ch)?|apr(?:il)?|avr(?:il)?|may|mai|june?|juin|july?"
    r"|juil(?:let)?|aug(?:ust)?|aout|sept?(?:ember|embre)?|oct(?:ober|obre)?|nov(?:ember|embre)?|dec(?:ember|embre)?)\.?"
)
_DAY_NUMBER: Final = re.compile(r"[0-9]{1,2}(?:st|nd|rd|th|er|e)?")
_WEEKDAY: Final = re.compile(
    r"(?:mon|tue|tues|wed|thu|thur|thurs|fri|sat|sun)(?:day|sday|nesday|rsday|urday)?|(?:lun|mar|mer|jeu|ven|sam|dim)"
    r"|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|tuesday|wednesday|thursday|saturday"
)
_TURN: Final = frozenset({"last", "next", "dernier", "prochain", "passe"})
_AHEAD: Final = frozenset({"apres demain", "next week", "la semaine prochaine", "semaine prochaine"})
_RELATIVE: Final = re.compile(
    r"(?:[0-9]{1,3} (?:days?|weeks?|months?) ago|il y a [0-9]{1,3} (?:jours?|semaines?|mois)"
    r"|(?:in|dans) [0-9]{1,3} (?:days?|weeks?|months?|jours?|semaines?|mois))"
)


@dataclass(frozen=True, slots=True)
class Read:
    """How many tokens, and what they say."""

    size: int
    minutes: int = 0
    day: date | None = None
    time: time | None = None


def duration_at(tokens: Sequence[Token], at: int, end: int) -> Read | None:
    """`12 min`, `1h30`, `1.5 h`, `half an hour`, « une demi-heure »; up to a day."""
    if found := phrases("durations").at(tokens, at, end):
        return Read(found[0], minutes=int(found[1]))
    for size in range(min(LONGEST_DURATION, end - at), 0, -1):
        if (words := _joined(tokens, at, size)) is not None:
            minutes = _minutes(words)
            if minutes is not None and 0 < minutes <= DAY:
                return Read(size, minutes=minutes)
    return None


def number_at(tokens: Sequence[Token], at: int, end: int) -> Read | None:
    """A whole number of minutes without unit, as in `prep 10`; not the day of a date."""
    key = tokens[at].key
    if not re.fullmatch(r"[0-9]{1,3}", key) or not 0 < int(key) <= DAY:
        return None
    after = tokens[at + 1].key if at + 1 < end and not tokens[at].ends else ""
    return None if _MONTH.fullmatch(after) else Read(1, minutes=int(key))


def time_at(tokens: Sequence[Token], at: int, end: int, *, told: bool) -> Read | None:
    """A time of day: `14:05`, `2 pm`, « 14 h 05 », `noon`; with `told` (after `at`, « à ») also a bare hour.

    An hour from 1 to 6 without am or pm is in the afternoon; without `told` it could be a duration and is left.
    """
    if found := phrases("times").at(tokens, at, end):
        return Read(found[0], time=time.fromisoformat(found[1]))
    for size in range(min(4, end - at), 0, -1):
        words = _joined(tokens, at, size)
        if words is not None and (moment := _time(words, told)) is not None:
            if re.fullmatch(r"[0-9]{1,2}", words) and not tokens[at].ends and _word_follows(tokens, at + size, end):
                continue
            return Read(size, time=moment)
    return None


def day_at(
    tokens: Sequence[Token], at: int, end: int, today: date, prefer: Prefer, *, told: bool, closing: bool = False
) -> Read | None:
    """A day: `yesterday`, « lundi », `Nov 20`, `3 days ago`, `2026-11-20`; a past one, or with `future` one to come.

    Short words that mean other things too (« mon ») count only after `on`, `by`, « le » (`told`), or where they close
    a clause (`closing`); those that are names (`Sam`) only after such a word.
    """
    if prefer == "past" and (found := phrases("days").at(tokens, at, end)):
        return Read(found[0], day=date.fromordinal(max(1, today.toordinal() + int(found[1]))))
    for size in range(min(LONGEST_DAY, end - at), 0, -1):
        words = _joined(tokens, at, size)
        if words is None or not _like_a_day(tokens[at : at + size], words, told, closing, prefer):
            continue
        try:
            day = parse_date(words, today, prefer)
        except DeskError:
            continue
        if (day <= today) if prefer == "past" else (day >= today):
            return Read(size, day=day)
    return None


def _joined(tokens: Sequence[Token], at: int, size: int) -> str | None:
    """The keys of these tokens with blanks between; None where a comma stands between them."""
    found = tokens[at : at + size]
    if any(token.ends for token in found[:-1]):
        return None
    return " ".join(token.key for token in found)


def _minutes(words: str) -> int | None:
    words = _digits(words)
    if match := _MINUTES.fullmatch(words):
        return int(match[1])
    if match := _DECIMAL.fullmatch(words):
        minutes = int(match[1]) * 60 + int(match[2].ljust(2, "0")) * 60 / 100
        return int(minutes) if minutes == int(minutes) else None
    if match := _CLOCK.fullmatch(words):
        return int(match[1]) * 60 + int(match[2])
    if match := _HOURS.fullmatch(words):
        hours, unit, rest = int(match[1]), match[2], match[3]
        clock = unit in ("h", "heure", "heures")  # « 14 h 05 », « 9 h » are read on a clock
        if clock and (hours >= MORNING if rest else hours >= BARE_HOUR):
            return None
        return hours * 60 + int(rest or 0)
    return None


def _digits(words: str) -> str:
    """`ten minutes` as `10 minutes`."""
    first, _, rest = words.partition(" ")
    found = phrases("numbers").by_words.get((first,))
    return f"{found} {rest}" if found and rest else words


def _time(words: str, told: bool) -> time | None:
    marked = re.search(r"[ap]\.? ?m\.?$", words) is not None
    hour_word = re.search(r"[0-9] ?(?:h|heures?)(?: ?[0-9]{2})?$", words)
    if not (marked or hour_word or re.fullmatch(r"[0-9]{1,2}:[0-9]{2}", words) or (told and words.isdigit())):
        return None
    if words.isdigit() and len(words) > 2:
        return None
    try:
        moment = parse_time(words.replace("heure", "h").replace("hs", "h"))
    except DeskError:
        return None
    if marked:
        return moment
    if not told and moment.hour < (BARE_HOUR if hour_word and not moment.minute else MORNING):
        return None
    return moment.replace(hour=moment.hour + 12) if 1 <= moment.hour < MORNING and not words.startswith("0") else moment


def _word_follows(tokens: Sequence[Token], at: int, end: int) -> bool:
    """Whether a plain word follows: `at 2 locations` is no time of day."""
    if at >= end or tokens[at].capital or tokens[at].key in word_set("until", "small"):
        return False
    return tokens[at].key.isalpha()


def _like_a_day(tokens: Sequence[Token], words: str, told: bool, closing: bool, prefer: Prefer) -> bool:
    keys = [token.key for token in tokens]
    if len(keys) == 1:
        key = keys[0]
        if _ISO.fullmatch(key):
            return True
        if prefer == "future" and key in ("today", "tomorrow", "demain", "aujourd'hui", "tmrw"):
            return True
        if not _WEEKDAY.fullmatch(key):
            return False
        if key in word_set("name_or_day"):
            return told
        return told or closing or key not in word_set("weekday_or_word")
    if _RELATIVE.fullmatch(words) or words in (
        "apres demain",
        "next week",
        "la semaine prochaine",
        "semaine prochaine",
    ):
        return prefer == "future" or " ago" in words or words.startswith("il y a")
    days = [key for key in keys if _WEEKDAY.fullmatch(key)]
    if len(keys) == 2 and len(days) == 1 and (keys[0] in _TURN or keys[1] in _TURN):
        return True
    months = [key for key in keys if _MONTH.fullmatch(key)]
    numbers = [key for key in keys if _DAY_NUMBER.fullmatch(key) or re.fullmatch("20[0-9]{2}", key)]
    rest = len(keys) - len(numbers) - len({*months, *days})
    return len(months) >= 1 and len(numbers) in (1, 2) and rest == 0
