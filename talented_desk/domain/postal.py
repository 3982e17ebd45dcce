"""Addresses as lists write them: one line taken apart, Canadian postal codes mended where that is safe."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from talented_desk.domain.names import fold
from talented_desk.errors import DeskError
from talented_desk.i18n import N_

PROVINCES = {
    "AB": ("alberta", "alb", "alta"),
    "BC": ("british columbia", "colombie britannique"),
    "MB": ("manitoba", "man"),
    "NB": ("new brunswick", "nouveau brunswick"),
    "NL": ("newfoundland and labrador", "newfoundland", "terre neuve et labrador"),
    "NS": ("nova scotia", "nouvelle ecosse"),
    "NT": ("northwest territories", "territoires du nord ouest", "nwt"),
    "NU": ("nunavut",),
    "ON": ("ontario", "ont"),
    "PE": ("prince edward island", "ile du prince edouard", "pei"),
    "QC": ("quebec", "que", "pq"),
    "SK": ("saskatchewan", "sask"),
    "YT": ("yukon", "yukon territory", "yk"),
}
_BY_NAME = {name: code for code, names in PROVINCES.items() for name in (code.lower(), *names)}
# the first letter of a postal code says the province, but for X (Northwest Territories and Nunavut)
BY_LETTER = {
    "A": "NL", "B": "NS", "C": "PE", "E": "NB", "G": "QC", "H": "QC", "J": "QC", "K": "ON", "L": "ON", "M": "ON",
    "N": "ON", "P": "ON", "R": "MB", "S": "SK", "T": "AB", "V": "BC", "Y": "YT",
}  # fmt: skip
_LETTER = "[ABCEGHJ-NPRSTVXY]"
_ANY = "[ABCEGHJ-NPRSTV-Z]"
_CODE = re.compile(rf"(?i)(?<![A-Z0-9])({_LETTER}[0-9]{_ANY})[\s-]*([0-9]{_ANY}[0-9])$")
# a blank or a sign lost, one character too few or too many, O for 0: seen, told, never guessed
_BROKEN = re.compile(rf"(?i)(?:^|[\s,])({_LETTER}[0-9O][A-Z]\s*[0-9A-Z]{{0,4}})$")
_COUNTRY = re.compile(r"(?i)[\s,]+canada\.?$")


class PostalCodeIncomplete(DeskError):
    message = N_("“{value}” looks like a postal code, but is none; it was left out.")


@dataclass(frozen=True, slots=True)
class Address:
    """An address in parts; what could not be read as a part stays in `street` or `city`, or is named in `problems`."""

    street: str = ""
    city: str = ""
    province: str = ""
    postal_code: str = ""
    problems: tuple[DeskError, ...] = ()


def parse_address(text: str) -> Address:
    """Take one line apart: `1201 5 St SW, Calgary, AB T2R 0Y6`, `Mount Hope, L0R1W0`, `Calgary, AB T2P  5C`."""
    rest = _COUNTRY.sub("", " ".join(text.split())).rstrip(" ,;")
    postal, problems = "", []
    found = _CODE.search(rest)
    if found:
        postal = f"{found.group(1)} {found.group(2)}".upper()
        rest = rest[: found.start()].rstrip(" ,;")
    elif (broken := _BROKEN.search(rest)) and ("," in rest or " " in rest):
        problems.append(PostalCodeIncomplete(value=broken.group(1)))
        rest = rest[: broken.start(1)].rstrip(" ,;")
    rest, code = _province(rest)
    parts = [part for part in (part.strip() for part in rest.split(",")) if part]
    while len(parts) > 1 and province(parts[-1]):  # the province written twice: `St-Isidore, Ab, AB`
        code = code or province(parts[-1])
        parts.pop()
    return Address(
        street=", ".join(parts[:-1]),
        city=parts[-1] if parts else "",
        province=code or BY_LETTER.get(postal[:1], ""),
        postal_code=postal,
        problems=tuple(problems),
    )


@lru_cache(maxsize=4096)
def province(text: str) -> str:
    """The two letters of a province written in full or short, in English or French; empty if it is none."""
    return _BY_NAME.get(fold(text), "")


def is_rural(postal_code: str) -> bool:
    """Whether a postal code covers a whole town or more (its second character is 0), so says little of the place."""
    return postal_code[1:2] == "0"


@lru_cache(maxsize=65536)
def city_key(city: str) -> str:
    """A city's name for comparing: `ST.ALBERT`, `St. Albert`; `NE Calgary`, `Calgary`; `County of X`, `X County`."""
    words = [w for w in fold(city).split() if w not in _NOT_NAME]
    words = ["saint" if w in ("st", "ste", "sainte") else "fort" if w == "ft" else w for w in words]
    if words and words[-1].isdigit():
        words.pop()
    return "".join(words)


_NOT_NAME = frozenset(
    ("county", "of", "municipal", "district", "md", "no", "city", "town", "village", "ne", "nw", "se", "sw")
)


def _province(text: str) -> tuple[str, str]:
    last = re.split(r"[\s,]+", text)[-1] if text else ""
    if text != last and (code := _BY_NAME.get(fold(last), "")) and (len(last.strip(".")) == 2 or "," in text):
        return text[: len(text) - len(last)].rstrip(" ,;"), code
    return text, ""
