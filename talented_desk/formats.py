"""Dates, numbers, money and durations as Canadians read them, in English or French, for every output.

Screens, documents, reports and the command line format through `Formats`, so that one figure looks the same
everywhere. Stored texts (ISO dates, UTC timestamps) are taken as they are. Babel is loaded at the first use.
"""

from __future__ import annotations

import datetime as dt
import re
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Final, Literal

from talented_desk.clock import from_utc_text
from talented_desk.domain import typed

if TYPE_CHECKING:
    from babel import Locale

NBSP: Final = "\u00a0"
_LOCALES: Final = {"en": "en_CA", "fr": "fr_CA"}
_NEAR_DAYS: Final = {
    "en": {-1: "yesterday", 0: "today", 1: "tomorrow"},
    "fr": {-1: "hier", 0: "aujourd’hui", 1: "demain"},
}
_SIZE_UNITS: Final = {"en": ("B", "kB", "MB", "GB", "TB"), "fr": ("o", "ko", "Mo", "Go", "To")}
_EXTENSION: Final = {"en": "ext.", "fr": "poste"}


class Formats:
    """Formats for one language (`en`, `fr`). Cheap to make; moments are shown in `zone`, or the system's."""

    def __init__(self, language: str, zone: dt.tzinfo | None = None) -> None:
        self.language = language if language in _LOCALES else "en"
        self._zone = zone

    @cached_property
    def _locale(self) -> Locale:
        from babel import Locale

        return Locale.parse(_LOCALES[self.language])

    # -- days and moments ---------------------------------------------------------------------------------

    def date(self, day: dt.date | str) -> str:
        """The short form for tables and forms, the same in both languages: `2026-11-27`."""
        return _as_date(day).isoformat()

    def long_date(self, day: dt.date | str) -> str:
        """For running text and documents: `November 27, 2026`, « 1er décembre 2026 »."""
        return self._pattern(day, "MMMM d, y" if self.language == "en" else "d MMMM y")

    def full_date(self, day: dt.date | str) -> str:
        """With the day of the week: `Friday, November 27, 2026`, « vendredi 27 novembre 2026 »."""
        return self._pattern(day, "EEEE, MMMM d, y" if self.language == "en" else "EEEE d MMMM y")

    def weekday_date(self, day: dt.date | str, today: dt.date | None = None) -> str:
        """For lists of what comes: `Fri 27 Nov`; with the year when that is not `today`'s."""
        day = _as_date(day)
        return self._pattern(day, "EEE d MMM" if today is None or day.year == today.year else "EEE d MMM y")

    def month(self, day: dt.date | str) -> str:
        """The month and year of a day: `November 2026`."""
        return self._pattern(day, "LLLL y")

    def date_range(self, start: dt.date | str, end: dt.date | str) -> str:
        """From the first day to the last, both included: `2026-01-05 – 2026-04-30`."""
        return f"{self.date(start)}{NBSP}– {self.date(end)}"

    def time(self, value: dt.time | dt.datetime | str) -> str:
        """The time of day, 24 hours: `14:05`, « 14 h 05 »."""
        if isinstance(value, str):
            value = from_utc_text(value) if "T" in value else dt.time.fromisoformat(value)
        if isinstance(value, dt.datetime):
            value = self._local(value).time()
        return f"{value:%H:%M}" if self.language == "en" else f"{value.hour}{NBSP}h{NBSP}{value:%M}"

    def moment(self, value: dt.datetime | str) -> str:
        """Day and time of day in the workstation's zone: `2026-11-27 14:05`, « 2026-11-27 14 h 05 »."""
        local = self._local(from_utc_text(value) if isinstance(value, str) else value)
        return f"{self.date(local.date())}{' ' if self.language == 'en' else NBSP}{self.time(local)}"

    def relative_day(self, day: dt.date | str, today: dt.date) -> str:
        """How far a day is: `today`, `tomorrow`, `3 days ago`, « il y a 3 jours », `in 2 months`.

        Days are counted up to 60, because gone-quiet limits are in days; then months, then years.
        """
        from babel.dates import format_timedelta

        days = (_as_date(day) - today).days
        if days in _NEAR_DAYS[self.language]:
            return _NEAR_DAYS[self.language][days]
        unit: Literal["day", "month", "year"] = "day" if abs(days) <= 60 else "month" if abs(days) < 730 else "year"
        seconds = days * 86_400
        if unit == "month":
            seconds = round(days / 30.4375) * 2_592_000
        elif unit == "year":
            seconds = round(days / 365.25) * 31_536_000
        return format_timedelta(
            dt.timedelta(seconds=seconds),
            granularity=unit,
            threshold=1e9,
            add_direction=True,
            locale=self._locale,
        )

    def _local(self, moment: dt.datetime) -> dt.datetime:
        return moment.astimezone(self._zone) if moment.tzinfo else moment

    def _pattern(self, day: dt.date | str, pattern: str) -> str:
        from babel.dates import format_date

        text = format_date(_as_date(day), pattern, locale=self._locale)
        return re.sub(r"\b1 (?=[^\W\d])", "1er ", text) if self.language == "fr" else text

    # -- numbers ------------------------------------------------------------------------------------------

    def number(self, value: float | Decimal, decimals: int | None = None) -> str:
        """`1,234.5`, « 1 234,5 »; with `decimals`, exactly that many, rounded half up."""
        from babel.numbers import format_decimal

        if decimals is None:
            return format_decimal(value, locale=self._locale, decimal_quantization=False)
        pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
        return format_decimal(_rounded(value, decimals), pattern, locale=self._locale)

    def percent(self, share: float | Decimal, decimals: int = 0) -> str:
        """A share of one as a percentage: `0.125` → `13%`, with one decimal `12.5%`, « 12,5 % »."""
        return f"{self.number(Decimal(str(share)) * 100, decimals)}{'' if self.language == 'en' else NBSP}%"

    def money(self, cents: int, *, whole: bool = False) -> str:
        """Canadian dollars from cents: `$1,234.50`, « 1 234,50 $ »; `whole` leaves the cents out, rounded."""
        amount = self.number(Decimal(abs(cents)) / 100, 0 if whole else 2)
        sign = "-" if cents < 0 else ""
        return f"{sign}${amount}" if self.language == "en" else f"{sign}{amount}{NBSP}$"

    def minutes(self, minutes: int) -> str:
        """A duration: `45 min`, `1 h 15`, `2 h`; the same in both languages."""
        hours, rest = divmod(abs(minutes), 60)
        sign = "-" if minutes < 0 else ""
        if not hours:
            return f"{sign}{rest}{NBSP}min"
        return f"{sign}{self.number(hours)}{NBSP}h" + (f"{NBSP}{rest:02d}" if rest else "")

    def hours(self, minutes: int, decimals: int = 1) -> str:
        """Minutes as decimal hours, for reports: `12.5 h`, « 12,5 h »."""
        return f"{self.number(Decimal(minutes) / 60, decimals)}{NBSP}h"

    def file_size(self, size: int) -> str:
        """Bytes in decimal units: `812 B`, `1.2 MB`, « 1,2 Mo »."""
        units = _SIZE_UNITS[self.language]
        value, at = Decimal(size), 0
        while _rounded(value, 1 if at else 0) >= 1000 and at < len(units) - 1:
            value, at = value / 1000, at + 1
        return f"{self.number(value, 1 if at and value < 100 else 0)}{NBSP}{units[at]}"

    def phone(self, stored: str) -> str:
        """A stored number (`403 555 0100 x12`) for reading: `403 555 0100 ext. 12`, « 403 555 0100 poste 12 »."""
        return re.sub(r" x(?=[0-9]+$)", f" {_EXTENSION[self.language]} ", stored)

    # -- what a person types ------------------------------------------------------------------------------

    def parse_date(self, text: str, today: dt.date, prefer: typed.Prefer = "future") -> dt.date:
        """See `talented_desk.domain.typed.parse_date`."""
        return typed.parse_date(text, today, prefer)

    def parse_number(self, text: str) -> Decimal:
        """See `talented_desk.domain.typed.parse_number`, in this language's habit."""
        return typed.parse_number(text, self.language)

    def parse_money(self, text: str) -> int:
        """Cents; see `talented_desk.domain.typed.parse_money`."""
        return typed.parse_money(text, self.language)

    def parse_minutes(self, text: str) -> int:
        """See `talented_desk.domain.typed.parse_minutes`."""
        return typed.parse_minutes(text)

    def parse_time(self, text: str) -> dt.time:
        """See `talented_desk.domain.typed.parse_time`."""
        return typed.parse_time(text)


def _as_date(day: dt.date | str) -> dt.date:
    if isinstance(day, str):
        return dt.date.fromisoformat(day)
    return day.date() if isinstance(day, dt.datetime) else day


def _rounded(value: float | Decimal, decimals: int) -> Decimal:
    return Decimal(str(value)).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
