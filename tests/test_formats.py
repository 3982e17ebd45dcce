"""How figures read in English and French Canada."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal

import pytest

from talented_desk.formats import Formats

EN = Formats("en", timezone(timedelta(hours=-7)))
FR = Formats("fr", timezone(timedelta(hours=-7)))
DAY = date(2026, 11, 27)
NB = "\u00a0"


def test_days() -> None:
    assert (EN.date(DAY), FR.date("2026-11-27")) == ("2026-11-27", "2026-11-27")
    assert (EN.long_date(DAY), FR.long_date(DAY)) == ("November 27, 2026", "27 novembre 2026")
    assert FR.long_date(date(2026, 12, 1)) == "1er décembre 2026"
    assert EN.full_date(DAY) == "Friday, November 27, 2026"
    assert FR.full_date(date(2026, 12, 1)) == "mardi 1er décembre 2026"
    assert (EN.weekday_date(DAY), FR.weekday_date(DAY)) == ("Fri 27 Nov", "ven. 27 nov.")
    assert EN.weekday_date(DAY, date(2027, 1, 3)) == "Fri 27 Nov 2026"
    assert (EN.month(DAY), FR.month(DAY)) == ("November 2026", "novembre 2026")
    assert EN.date_range(DAY, date(2026, 12, 1)) == f"2026-11-27{NB}– 2026-12-01"


def test_moments_are_shown_in_the_zone_of_the_workstation() -> None:
    stored = "2026-11-28T01:05:00.000Z"
    assert (EN.moment(stored), FR.moment(stored)) == ("2026-11-27 18:05", f"2026-11-27{NB}18{NB}h{NB}05")
    assert EN.moment(datetime(2026, 11, 28, 1, 5, tzinfo=UTC)) == "2026-11-27 18:05"
    assert (EN.time(stored), EN.time(time(9, 5)), FR.time("09:05")) == ("18:05", "09:05", f"9{NB}h{NB}05")


@pytest.mark.parametrize(
    ("days", "english", "french"),
    [
        (0, "today", "aujourd’hui"),
        (1, "tomorrow", "demain"),
        (-1, "yesterday", "hier"),
        (-3, "3 days ago", "il y a 3 jours"),
        (12, "in 12 days", "dans 12 jours"),
        (-60, "60 days ago", "il y a 60 jours"),
        (-61, "2 months ago", "il y a 2 mois"),
        (-400, "13 months ago", "il y a 13 mois"),
        (800, "in 2 years", "dans 2 ans"),
    ],
)
def test_how_far_a_day_is(days: int, english: str, french: str) -> None:
    day = DAY + timedelta(days=days)
    assert (EN.relative_day(day, DAY), FR.relative_day(day, DAY)) == (english, french)


def test_numbers_and_money() -> None:
    assert (EN.number(1234567.5), FR.number(1234567.5)) == ("1,234,567.5", f"1{NB}234{NB}567,5")
    assert (EN.number(2.5, 0), EN.number(Decimal("0.125"), 2), EN.number(3, 1)) == ("3", "0.13", "3.0")
    assert (EN.percent(0.125), FR.percent(0.125, 1), EN.percent(0.125, 1)) == ("13%", f"12,5{NB}%", "12.5%")
    assert (EN.money(123456750), FR.money(123456750)) == ("$1,234,567.50", f"1{NB}234{NB}567,50{NB}$")
    assert (EN.money(-500), FR.money(-500)) == ("-$5.00", f"-5,00{NB}$")
    assert (EN.money(291689500, whole=True), FR.money(291689550, whole=True)) == (
        "$2,916,895",
        f"2{NB}916{NB}896{NB}$",
    )


def test_durations_and_sizes() -> None:
    assert [EN.minutes(minutes) for minutes in (0, 45, 60, 75, 605)] == [
        f"0{NB}min",
        f"45{NB}min",
        f"1{NB}h",
        f"1{NB}h{NB}15",
        f"10{NB}h{NB}05",
    ]
    assert (EN.hours(750), FR.hours(750)) == (f"12.5{NB}h", f"12,5{NB}h")
    assert [EN.file_size(size) for size in (0, 812, 999, 1234, 1_234_567, 999_960, 250_000_000)] == [
        f"0{NB}B",
        f"812{NB}B",
        f"999{NB}B",
        f"1.2{NB}kB",
        f"1.2{NB}MB",
        f"1.0{NB}MB",
        f"250{NB}MB",
    ]
    assert FR.file_size(1_234_567) == f"1,2{NB}Mo"


def test_phones() -> None:
    assert EN.phone("403 555 0100") == "403 555 0100"
    assert (EN.phone("403 555 0100 x12"), FR.phone("403 555 0100 x12")) == (
        "403 555 0100 ext. 12",
        "403 555 0100 poste 12",
    )
    assert EN.phone("+44 20 7946 0958") == "+44 20 7946 0958"
    assert EN.phone("ask for Dana x") == "ask for Dana x"


def test_an_unknown_language_falls_back_to_english() -> None:
    assert Formats("de").money(100) == "$1.00"


def test_importing_formats_does_not_load_babel() -> None:
    code = "import sys, talented_desk.formats; sys.exit('babel' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
