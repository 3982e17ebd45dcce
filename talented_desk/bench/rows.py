"""Employers as plausible as many: the same rows for ours and raw, the same at each run."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Final

from talented_desk.ids import fixed_id, new_id

COLUMNS: Final = (
    "id",
    "legal_name",
    "trade_name",
    "business_number",
    "naics",
    "headcount",
    "headcount_date",
    "headcount_source",
    "language",
    "website",
    "email",
    "phone",
    "city",
    "notes",
    "owner_id",
    "federally_regulated",
)
"""The id and fifteen fields."""
OFFICER: Final = fixed_id("bench", "officer")
Row = tuple[str | int | None, ...]


def words(text: str) -> tuple[str, ...]:
    """The words of a text."""
    return tuple(text.split())


_STARTS = words("Ab Bel Car Dar El Far Gal Hol Iv Jan Kor Lam Mar Nor Ol Per Quin Ros Sil Tor Ur Van Wil Yor Zan É Ché")
_MIDDLES = words("a be ci do er fi gu hi il ja ko le mi no or pe ri sa to ul va we ya")
_ENDS = words(
    "bert chuk dale der field gagne gnon land lette man mer ner nov quist reau rich son ston tier ton vich ville worth"
)
_PLACES = words("Bow Prairie Foothills Chinook Highfield Northern Rocky Mountain Summit Aspen Elbow River Western")
_TRADES = words(
    "Robotics Transport Foods Construction Plumbing Électrique Dental Farms Energy Software Logistics Bakery Trucking "
    "Mécanique Consulting Roofing Landscaping Pharmacy Daycare Welding Interiors Développement Analytics Media"
)
_FORMS = words("Ltd. Inc. Corp. Limited Ltée Co-op LLP")
_CITIES = words("Calgary Edmonton Airdrie Cochrane Okotoks Strathmore Lethbridge Canmore Québec Montréal Saskatoon")
_SECTORS = ("541510", "236220", "484110", "722511", "311811", "621210", "238220", "811111", "111150", "333999")
_NOTES = (
    "Met at the spring job fair; interested in a winter co-op student for the shop floor. ",
    "Préfère qu'on appelle le matin. A déjà accueilli deux stagiaires en programmation. ",
    "Concerned about supervision time and workers' compensation coverage for an unpaid placement. ",
    "Seasonal: call again after harvest, ask for the owner. ",
)


def employers(count: int, seed: int = 1) -> Iterator[Row]:
    """`count` employers with new ids, in the order of `COLUMNS`."""
    chance = random.Random(seed)
    for number in range(count):
        name = _name(chance)
        word = name.split()[0].lower()
        area = chance.choice(("403", "587", "780", "819"))
        noted = chance.random() < 0.35
        yield (
            new_id(),
            name,
            f"{surname(chance)} {chance.choice(_TRADES)}" if chance.random() < 0.2 else "",
            f"{chance.randrange(10**8, 10**9)}",
            chance.choice(_SECTORS),
            int(chance.paretovariate(0.9)) + 1,
            f"2026-{number % 12 + 1:02d}-15",
            "officer",
            "fr" if number % 5 == 0 else "en",
            f"https://www.{word}{number % 1000}.example",
            f"info@{word}{number % 1000}.example",
            f"{area} {chance.randrange(200, 1000)} {chance.randrange(10000):04d}",
            chance.choice(_CITIES),
            chance.choice(_NOTES) + chance.choice(_NOTES) if noted else "",
            OFFICER if number % 3 else None,
            int(number % 20 == 0),
        )


def surname(chance: random.Random) -> str:
    """A made-up family name."""
    middle = "".join(chance.choice(_MIDDLES) for _ in range(chance.choice((0, 1, 1, 2))))
    return chance.choice(_STARTS) + middle + chance.choice(_ENDS)


def _name(chance: random.Random) -> str:
    kind, form = chance.random(), chance.choice(_FORMS)
    if kind < 0.12:
        return f"{chance.randrange(1_000_000, 3_000_000)} Alberta {form}"
    if kind < 0.3:
        return f"{chance.choice(_PLACES)} {chance.choice(_TRADES)} {form}"
    if kind < 0.45:
        return f"{surname(chance)} & {surname(chance)} {form}"
    if kind < 0.55:
        return f"{surname(chance)}-{surname(chance)} {chance.choice(_TRADES)} {form}"
    return f"{surname(chance)} {chance.choice(_TRADES)} {form}"
