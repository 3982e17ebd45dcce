"""Reading a cell by the file's habits: dates and whole numbers."""

from __future__ import annotations

import re
from datetime import date

from talented_desk.exchange.errors import NotADay, NotAnAmount
from talented_desk.exchange.habits import Habits

_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[ T].*)?")
_SHORT = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{2}|\d{4})")
PIVOT = 70
"""Two-digit years from here on are of the last century."""


def day(text: str, habits: Habits) -> str:
    """A date as ISO text; empty stays empty. Raises `NotADay`, for 31/02 too."""
    text = text.strip()
    if not text:
        return ""
    if found := _ISO.fullmatch(text):
        year, month, number = int(found[1]), int(found[2]), int(found[3])
    elif found := _SHORT.fullmatch(text):
        first, second, year = int(found[1]), int(found[2]), int(found[3])
        if len(found[3]) == 2:
            year += 1900 if year >= PIVOT else 2000
        number, month = (second, first) if habits.date_order == "mdy" else (first, second)
    else:
        raise NotADay(value=text)
    try:
        return date(year, month, number).isoformat()
    except ValueError as error:
        raise NotADay(value=text) from error


def whole(text: str, habits: Habits) -> int | None:
    """A whole number with thousands marks as the file writes them; empty gives None. Raises `NotAnAmount`."""
    bare = re.sub(r"[\s\u00a0\u202f]", "", text)
    if not bare:
        return None
    thousands = "." if habits.decimal == "," else ","
    if re.fullmatch(rf"\d{{1,3}}(?:{re.escape(thousands)}\d{{3}})+", bare):
        bare = bare.replace(thousands, "")
    bare = re.sub(rf"{re.escape(habits.decimal)}0+$", "", bare)
    if not re.fullmatch(r"-?\d{1,15}", bare):
        raise NotAnAmount(value=text)
    return int(bare)
