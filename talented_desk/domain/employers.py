"""Rules about employers: numbers, sizes, sectors, ways to reach them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from talented_desk.domain import codes
from talented_desk.domain.text import (
    Value,
    code,
    day,
    each,
    flag,
    line,
    needed_line,
    one_of,
    paragraphs,
    require,
    whole,
)
from talented_desk.errors import DeskError, Invalid
from talented_desk.i18n import N_

LARGEST_HEADCOUNT = 5_000_000
_BANDS = ((0, "0"), (4, "1-4"), (19, "5-19"), (49, "20-49"), (99, "50-99"), (499, "100-499"))


class BadBusinessNumber(DeskError):
    message = N_(
        "“{value}” is not a business number: nine digits whose last one checks the others, perhaps with a "
        "program account such as RT0001."
    )


class BadNaics(DeskError):
    message = N_("“{value}” is not a NAICS code: two to six digits that begin with a known sector.")


class BadEmail(DeskError):
    message = N_("“{value}” is not an e-mail address.")


class BadPhone(DeskError):
    message = N_("“{value}” is not a phone number: ten digits in North America, or + and the country's code.")


class BadWebsite(DeskError):
    message = N_("“{value}” is not a web address.")


class BadPostalCode(DeskError):
    message = N_("“{value}” is not a Canadian postal code such as T2P 1J9.")


def size_band(headcount: int) -> str:
    """The reporting band of a number of paid employees (code of the list `size_bands`)."""
    return next((band for most, band in _BANDS if headcount <= most), "500+")


def size_class(headcount: int) -> str:
    """ISED's class: micro 1-4, small 5-99, medium 100-499, large 500+; none below one employee.

    Source: Key Small Business Statistics; micro is a sub-class of small (1-99).
    """
    for most, name in ((0, "none"), (4, "micro"), (99, "small"), (499, "medium")):
        if headcount <= most:
            return name
    return "large"


def sector(naics: str) -> str | None:
    """The two-digit sector of a NAICS code, with 31 to 33, 44 to 45 and 48 to 49 folded; None if unknown."""
    first = naics[:2]
    folded = {"31": "31-33", "32": "31-33", "33": "31-33", "44": "44-45", "45": "44-45", "48": "48-49", "49": "48-49"}
    found = folded.get(first, first)
    return found if found in codes.load("naics_sectors").codes else None


def business_number(value: Value) -> str:
    """Nine digits with a valid check digit, perhaps a program account: `123456782` or `123456782RT0001`."""
    text = re.sub(r"[\s.-]", "", line(value)).upper()
    if not text:
        return ""
    if not re.fullmatch(r"\d{9}([A-Z]{2}\d{4})?", text) or not _luhn(text[:9]):
        raise BadBusinessNumber(value=value)
    return text


def naics(value: Value) -> str:
    """A NAICS code of two to six digits within a known sector."""
    text = line(value)
    if text and (not re.fullmatch(r"\d{2,6}", text) or sector(text) is None):
        raise BadNaics(value=value)
    return text


def email(value: Value) -> str:
    """An e-mail address, its domain in small letters."""
    text = line(value)
    if not text:
        return ""
    if not re.fullmatch(r"[^@\s,;<>\"]{1,64}@[^@\s,;<>.]+(\.[^@\s,;<>.]+)+", text):
        raise BadEmail(value=value)
    local, _, domain = text.rpartition("@")
    return f"{local}@{domain.casefold()}"


def phone(value: Value) -> str:
    """A phone number as `403 555 0100`, with ` x12` for an extension; others as `+33 1 …` with digits kept."""
    text = line(value)
    if not text:
        return ""
    number, extension = _extension(text)
    digits = re.sub(r"\D", "", number)
    if re.search(r"[^\d\s().+/\u2010-\u2015-]", number) or not digits:
        raise BadPhone(value=value)
    if number.strip().startswith("+") and not digits.startswith("1"):
        if not 7 <= len(digits) <= 15:
            raise BadPhone(value=value)
        normal = "+" + " ".join(re.sub(r"[^\d\s]", " ", number).split())
    else:
        national = digits[1:] if len(digits) == 11 and digits.startswith("1") else digits
        if len(national) != 10 or national[0] in "01":
            raise BadPhone(value=value)
        normal = f"{national[:3]} {national[3:6]} {national[6:]}"
    return f"{normal} x{extension}" if extension else normal


def website(value: Value) -> str:
    """A web address with its scheme, the host in small letters."""
    text = line(value)
    if not text:
        return ""
    whole_address = text if re.match(r"(?i)https?://", text) else f"https://{text}"
    found = re.fullmatch(r"(?i)(https?)://([^/\s:?#@]+\.[^/\s:?#@.]+)(:\d+)?([/?#]\S*)?", whole_address)
    if not found:
        raise BadWebsite(value=value)
    scheme, host, port, rest = found.groups()
    return f"{scheme.lower()}://{host.lower()}{port or ''}{'' if rest in (None, '/') else rest}"


def postal_code(value: Value) -> str:
    """A Canadian postal code as `T2P 1J9`. Letters that are never used are refused."""
    text = re.sub(r"[\s-]", "", line(value)).upper()
    if not text:
        return ""
    if not re.fullmatch(r"[ABCEGHJ-NPRSTVXY]\d[ABCEGHJ-NPRSTV-Z]\d[ABCEGHJ-NPRSTV-Z]\d", text):
        raise BadPostalCode(value=value)
    return f"{text[:3]} {text[3:]}"


def clean_employer(values: Mapping[str, Value], today: date, new: bool = False) -> dict[str, Value]:
    """An employer's fields as they are kept; a new one needs its legal name. Raises `Invalid`."""
    cleaned = each(
        values,
        {
            "legal_name": needed_line,
            "trade_name": line,
            "business_number": business_number,
            "naics": naics,
            "headcount": whole(0, LARGEST_HEADCOUNT),
            "headcount_date": day(today),
            "headcount_source": code("headcount_sources"),
            "language": one_of("", "en", "fr"),
            "website": website,
            "email": email,
            "phone": phone,
            "city": line,
            "notes": paragraphs,
            "owner_id": lambda value: line(value) or None,
            "federally_regulated": flag,
        },
    )
    problems = require(cleaned, "legal_name") if new else {}
    if problems:
        raise Invalid(problems)
    return cleaned


def clean_worksite(values: Mapping[str, Value], today: date) -> dict[str, Value]:
    """A worksite's fields as they are kept; the postal code is checked in Canada only. Raises `Invalid`."""
    canada = (str(values.get("country") or "CA")) == "CA"
    return each(
        values,
        {
            "name": line,
            "street": line,
            "city": line,
            "province": code("provinces") if canada else line,
            "postal_code": postal_code if canada else line,
            "country": line,
            "phone": phone,
            "wcb_account": line,
            "insurance_provider": line,
            "insurance_expires": day(today),
            "safety_contact": line,
            "safety_notes": paragraphs,
            "notes": paragraphs,
        },
    )


def clean_name(text: str) -> str:
    """Another name of an employer. Raises `Invalid`."""
    return str(each({"name": text}, {"name": needed_line})["name"])


def clean_tag(text: str) -> str:
    """A tag's label. Raises `Invalid`."""
    return str(each({"tag": text}, {"tag": needed_line})["tag"])


def clean_check(values: Mapping[str, Value], today: date) -> dict[str, Value]:
    """What was seen for a checklist item. Raises `Invalid`."""
    return each(
        values,
        {
            "status": one_of("open", "confirmed", "not_applicable", "failed"),
            "evidence": paragraphs,
            "checked_on": day(today),
            "expires_on": day(today),
        },
    )


def _extension(text: str) -> tuple[str, str]:
    found = re.search(r"(?i)\s*(?:ext(?:ension)?\.?|poste|x|#)\s*(\d{1,6})\s*$", text)
    return (text[: found.start()], found.group(1)) if found else (text, "")


def _luhn(digits: str) -> bool:
    total = 0
    for position, digit in enumerate(reversed(digits)):
        number = int(digit) * (2 if position % 2 else 1)
        total += number - 9 if number > 9 else number
    return total % 10 == 0
