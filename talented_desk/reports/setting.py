"""What a report is made in: the language, who makes it and when, and the words for the period."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from talented_desk.domain.periods import Period, quarter_of
from talented_desk.i18n import Translator

Language = Literal["en", "fr"]


@dataclass(frozen=True, slots=True)
class Setting:
    """`officer` names whom the report is about, empty for everybody; `made_at` is UTC text."""

    t: Translator
    period: str
    officer: str
    made_at: str
    made_by: str

    @property
    def language(self) -> Language:
        return "fr" if self.t.language == "fr" else "en"


def period_words(t: Translator, period: Period) -> str:
    """A quarter or a year by its name, any other period by its days."""
    quarter = quarter_of(period.start)
    if quarter.period == period:
        return t("{year} Q{number}", year=quarter.year, number=quarter.number)
    if period == Period(date(period.start.year, 1, 1), date(period.start.year, 12, 31)):
        return str(period.start.year)
    return t("{start} to {end}", start=period.start, end=period.end)


def day_after(day: date) -> date:
    return day + timedelta(days=1)
