"""Rules about employers: numbers, sizes, sectors, ways to reach them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from functools import cache, lru_cache

from talented_desk.domain import codes
from talented_desk.domain.text import (
    Cleaner,
    Value,
    check_order,
    code,
    day,
    each,
    flag,
    line,
    needed_line,
    one_of,
    paragraphs,
    reference,
    require,
    short,
    shown,
    whole,
)
from talented_desk.errors import DeskError, Invalid
from talented_desk.i18n import N_

LARGEST_HEADCOUNT = 5_000_000


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


class BadCountry(DeskError):
    message = N_("“{value}” is not a country's two letters, such as CA or US.")


class BadPostalCode(DeskError):
    message = N_("“{value}” is not a Canadian postal code such as T2P 1J9.")


def size_band(headcount: int) -> str:
    """The reporting band of a number of paid employees (code of the list `size_bands`)."""
    return _band(headcount).code


def size_class(headcount: int) -> str:
    """ISED's class of a number of paid employees (code of the list `ised_classes`).

    micro 1–4, small 5–99, medium 100–499, large 500+, and outside the classes below one employee. Source: ISED,
    Key Small Business Statistics 2020, where micro is a sub-class of small (1–99).
    """
    return _band(headcount).attributes["ised_class"]


def _band(headcount: int) -> codes.CodeEntry:
    if headcount < 0:
        raise ValueError(headcount)
    bands = codes.load("size_bands").entries
    return next(band for band in reversed(bands) if headcount >= int(band.attributes["low"]))


def sector(naics: str) -> str | None:
    """The sector of a NAICS code of two to six digits (code of the list `naics_sectors`); None if unknown.

    31 to 33, 44 and 45, 48 and 49 fold into one sector each. Source: NAICS Canada, Statistics Canada.
    """
    return _sectors().get(naics[:2])


@cache
def _sectors() -> Mapping[str, str]:
    entries = codes.load("naics_sectors").entries
    return {prefix: entry.code for entry in entries for prefix in entry.attributes["prefixes"].split()}


def business_number(value: Value) -> str:
    """Nine digits with a valid check digit, perhaps a program account: `123456782` or `123456782RT0001`.

    The last digit is the Luhn check of the others (Canada Revenue Agency).
    """
    text = re.sub(r"[\s.-]", "", line(value)).upper()
    if not text:
        return ""
    if not re.fullmatch(r"[0-9]{9}([A-Z]{2}[0-9]{4})?", text) or text.startswith("000000000") or not _luhn(text[:9]):
        raise BadBusinessNumber(value=shown(value))
    return text


def naics(value: Value) -> str:
    """A NAICS code of two to six digits within a known sector; a sector such as 31-33 is not a code."""
    text = line(value)
    if text and (not re.fullmatch(r"[0-9]{2,6}", text) or sector(text) is None):
        raise BadNaics(value=shown(value))
    return text


def email(value: Value) -> str:
    """An e-mail address, its domain in small letters. Longer than 254 characters is none (RFC 5321)."""
    text = re.sub(r"(?i)^mailto:", "", line(value))
    if not text:
        return ""
    if len(text) > 254 or not re.fullmatch(r"[^@\s,;<>\"]{1,64}@[^@\s,;<>.]+(\.[^@\s,;<>.]+)+", text):
        raise BadEmail(value=shown(value))
    local, _, domain = text.rpartition("@")
    return f"{local}@{domain.lower()}"


def phone(value: Value) -> str:
    """A phone number as `403 555 0100`, with ` x12` for an extension; others as `+33 1 …` with digits kept.

    North American numbers have ten digits, and neither area nor exchange begins with 0 or 1 (NANP); others seven
    to fifteen after the plus sign (E.164).
    """
    text = line(value)
    if not text:
        return ""
    number, extension = _extension(re.sub(r"(?i)^tel:", "", text))
    number = number.replace("(0)", " ") if number.startswith("+") else number
    digits = re.sub(r"[^0-9]", "", number)
    if re.search(r"[^0-9\s().+/\u2010-\u2015-]", number) or "+" in number[1:] or not digits:
        raise BadPhone(value=shown(value))
    if number.startswith("+") and not digits.startswith("1"):
        if not 7 <= len(digits) <= 15:
            raise BadPhone(value=shown(value))
        normal = "+" + " ".join(re.sub(r"[^0-9\s]", " ", number).split())
        if len(normal) > 24:  # digit by digit; the column has 32 places, the extension needs up to eight
            normal = f"+{digits}"
    else:
        national = digits[1:] if len(digits) == 11 and digits.startswith("1") else digits
        if len(national) != 10 or national[0] in "01" or national[3] in "01":
            raise BadPhone(value=shown(value))
        normal = f"{national[:3]} {national[3:6]} {national[6:]}"
    return f"{normal} x{extension}" if extension else normal


def website(value: Value) -> str:
    """A web address with its scheme, the host in small letters."""
    text = line(value)
    if not text:
        return ""
    address = text if re.match(r"(?i)https?://", text) else f"https://{text}"
    label = r"[^/\s:?#@.]+"
    found = re.fullmatch(rf"(?i)(https?)://({label}(?:\.{label})+)(:[0-9]{{1,5}})?([/?#]\S*)?", address)
    if not found:
        raise BadWebsite(value=shown(value))
    scheme, host, port, rest = found.groups()
    return f"{scheme.lower()}://{host.lower()}{port or ''}{'' if rest in (None, '/') else rest}"


def postal_code(value: Value) -> str:
    """A Canadian postal code as `T2P 1J9`. Letters that Canada Post never uses are refused."""
    text = re.sub(r"[\s-]", "", line(value)).upper()
    if not text:
        return ""
    if not re.fullmatch(r"[ABCEGHJ-NPRSTVXY][0-9][ABCEGHJ-NPRSTV-Z][0-9][ABCEGHJ-NPRSTV-Z][0-9]", text):
        raise BadPostalCode(value=shown(value))
    return f"{text[:3]} {text[3:]}"


def country(value: Value) -> str:
    """A country's two letters (ISO 3166-1); empty means Canada."""
    text = line(value).upper() or "CA"
    if not re.fullmatch(r"[A-Z]{2}", text):
        raise BadCountry(value=shown(value))
    return text


def clean_employer(values: Mapping[str, Value], today: date, new: bool = False) -> dict[str, Value]:
    """An employer's fields as they are kept; a new one needs its legal name. Raises `Invalid`."""
    cleaned = each(values, _employer_rules(today))
    problems = require(cleaned, "legal_name") if new else {}
    if problems:
        raise Invalid(problems)
    return cleaned


@lru_cache(maxsize=4)
def _employer_rules(today: date) -> Mapping[str, Cleaner]:
    return {
        "legal_name": needed_line,
        "trade_name": line,
        "business_number": business_number,
        "naics": naics,
        "headcount": whole(0, LARGEST_HEADCOUNT),
        "headcount_date": day(today, past=True),
        "headcount_source": code("headcount_sources"),
        "language": one_of("", "en", "fr"),
        "website": website,
        "email": email,
        "phone": phone,
        "city": line,
        "notes": paragraphs,
        "owner_id": reference,
        "federally_regulated": flag,
    }


def clean_worksite(values: Mapping[str, Value], today: date, known_country: str = "CA") -> dict[str, Value]:
    """A worksite's fields as they are kept; province and postal code are checked in Canada only. Raises `Invalid`.

    `known_country` is that of the worksite being edited, for when `values` does not say.
    """
    canada = (line(values.get("country", known_country)).upper() or "CA") == "CA"
    return each(
        values,
        {
            "name": line,
            "street": line,
            "city": line,
            "province": code("provinces") if canada else short(2),
            "postal_code": postal_code if canada else short(16),
            "country": country,
            "phone": phone,
            "wcb_account": short(32),
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
    """What was seen for a checklist item; it cannot expire before it was checked. Raises `Invalid`."""
    cleaned = each(
        values,
        {
            "status": code("check_statuses", needed=True),
            "evidence": paragraphs,
            "checked_on": day(today, past=True),
            "expires_on": day(today),
        },
    )
    problems = check_order(cleaned, "checked_on", "expires_on")
    if problems:
        raise Invalid(problems)
    return cleaned


def _extension(text: str) -> tuple[str, str]:
    found = re.search(r"(?i)\s*(?:ext(?:ension)?\.?|poste|x|#)\s*([0-9]{1,6})\s*$", text)
    return (text[: found.start()], found.group(1)) if found else (text, "")


def _luhn(digits: str) -> bool:
    total = 0
    for position, digit in enumerate(reversed(digits)):
        number = int(digit) * (2 if position % 2 else 1)
        total += number - 9 if number > 9 else number
    return total % 10 == 0
