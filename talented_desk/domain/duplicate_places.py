"""Whether two records have a place in common: a street, a postal code, a town, or none."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache

from rapidfuzz import fuzz

from talented_desk.domain.names import fold
from talented_desk.domain.postal import city_key, is_rural, province
from talented_desk.domain.recognition import Place

TOWN: float = 88
"""How alike (0–100) two names of towns must be to be one with a slip: `Grand Prairie`, `Japer`."""
_STREET_WORDS = {
    "street": "st", "avenue": "av", "ave": "av", "road": "rd", "drive": "dr", "boulevard": "blvd", "boul": "blvd",
    "rue": "st", "chemin": "rd", "highway": "hwy", "crescent": "cres", "place": "pl", "court": "ct", "lane": "ln",
    "north": "n", "south": "s", "east": "e", "west": "w", "nord": "n", "sud": "s", "est": "e", "ouest": "w",
    "northwest": "nw", "northeast": "ne", "southwest": "sw", "southeast": "se",
}  # fmt: skip
_UNITS = frozenset(("suite", "unit", "apt", "bureau", "app", "floor", "etage", "no"))


def place(street: str, city: str, province_text: str, postal_code: str) -> Place:
    """A place as it is compared; texts as a record has them."""
    return Place(city_key(city), province(province_text) or province_text, postal_code, street_key(street))


@lru_cache(maxsize=16_384)
def street_key(street: str) -> str:
    """A street address for comparing: `101 9 Avenue SW`, `101 - 9th Ave. S.W.`; empty without a number."""
    words = [_STREET_WORDS.get(word, word) for word in fold(street).replace("s w", "sw").split() if word not in _UNITS]
    words = [word[:-2] if word[:-2].isdigit() and word[-2:] in ("st", "nd", "rd", "th") else word for word in words]
    return " ".join(words) if any(any(c.isdigit() for c in word) for word in words) else ""


def shared(ones: Sequence[Place], others: Sequence[Place]) -> tuple[str, str]:
    """What the closest two places have in common: its code (`street`, `postal_code`, `rural_code`, `town`,
    `other_town`, or empty if nothing is known) and the value."""
    codes = {one.postal_code for one in ones if one.postal_code} & {other.postal_code for other in others}
    streets = [a.street for a in ones for b in others if a.street and b.street and same_street(a.street, b.street)]
    towns = [(one.city, other.city) for one in ones for other in others if one.city and other.city]
    together = any(same_town(*both) for both in towns)
    if streets and (codes or together or not towns):
        return "street", min(streets)
    urban = [code for code in codes if not is_rural(code)]
    if urban:
        return "postal_code", min(urban)
    if codes:
        return "rural_code", min(codes)
    if together:
        return "town", ""
    return ("other_town", "") if towns else ("", "")


@lru_cache(maxsize=65_536)
def same_town(one: str, other: str) -> bool:
    """Whether two towns' keys name one town."""
    return one == other or (min(len(one), len(other)) >= 5 and fuzz.ratio(one, other) >= TOWN)


@lru_cache(maxsize=65_536)
def same_street(one: str, other: str) -> bool:
    """Whether two street addresses have the same numbers, and words that differ by a slip at most."""
    if one == other:
        return True
    numbers, others = (
        [word for word in text.split() if any(letter.isdigit() for letter in word)] for text in (one, other)
    )
    return numbers == others and fuzz.ratio(one, other) >= TOWN


def provinces(places: Iterable[Place]) -> set[str]:
    """The provinces that are known."""
    return {one.province for one in places if one.province}
