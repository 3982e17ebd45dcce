"""A workspace as lists and years leave it: employers with worksites and people, and some of them twice."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from db.models import Contact, ContactRole, Employer, Worksite
from db.session import Database
from talented_desk.bench import rows
from talented_desk.bench.case import folder
from talented_desk.bench.desk import database
from talented_desk.ids import new_id

AGAIN: Final = 0.05
"""The share of employers and of people that are there a second time."""
PEOPLE: Final = 1.5
"""People for each employer."""
_GIVEN: Final = rows.words(
    "Robert Anne Gurpreet Michael Marie Daniel Patricia Mohammed Jennifer Olivier Harpreet Susan Nathalie David Wei "
    "Katherine Maria Thomas Sophie William Amandeep Jean Elizabeth Carlos Chantal Richard Thuy Samuel Isabelle Andrew"
)
_STREETS: Final = ("Macleod Trail", "Jasper Avenue", "17 Avenue", "Railway Street", "Gaetz Avenue", "Main Street")
_LETTERS: Final = "ABCEGHJKLMNPRSTVXYZ"
_EMPLOYER: Final = rows.COLUMNS
_WORKSITE: Final = ("id", "employer_id", "street", "city", "province", "postal_code")
_CONTACT: Final = ("id", "given_name", "family_name", "email", "phone")
_ROLE: Final = ("id", "contact_id", "employer_id")
_Row = tuple[str | int | None, ...]


@contextmanager
def messy(amount: int) -> Iterator[Database]:
    """The database with `amount` employers and half as many people more, all searchable."""
    chance = random.Random(7)
    once = max(1, int(amount / (1 + AGAIN)))
    employers = [_named(row, chance) for row in rows.employers(once, seed=7)]
    origins = [*range(once), *(chance.randrange(once) for _ in range(amount - once))]
    employers += [_damaged(employers[origin], chance) for origin in origins[once:]]
    people = list(_people(employers, int(amount * PEOPLE), chance))
    with folder() as place, database(place / "desk.db", searchable=True) as desk:
        with desk.write("Import") as write:
            write.insert_many(Employer, _EMPLOYER, employers)
            write.insert_many(Worksite, _WORKSITE, _sites(employers, origins, chance))
            write.insert_many(Contact, _CONTACT, [person for person, _ in people])
            write.insert_many(ContactRole, _ROLE, [(new_id(), person[0], owner) for person, owner in people])
        yield desk


def _named(row: rows.Row, chance: random.Random) -> rows.Row:
    """The same with more of a name of its own: the generator has few places and trades."""
    if str(row[1])[0].isdigit() or chance.random() < 0.3:
        return row
    return (row[0], f"{rows.surname(chance)} {row[1]}", *row[2:])


def _damaged(row: rows.Row, chance: random.Random) -> rows.Row:
    """The same employer as somebody else typed it: other capitals, a slip, some fields missing."""
    name = str(row[1])
    place = chance.randrange(3, len(name) - 3)
    name = (name.upper(), name[:place] + name[place + 1 :], name.replace("Ltd.", "Limited"))[chance.randrange(3)]
    kept = [value if index == 12 or chance.random() < 0.7 else "" for index, value in enumerate(row)]
    return (new_id(), name, *kept[2:5], *row[5:9], *kept[9:14], *row[14:])


def _sites(employers: list[rows.Row], origins: list[int], chance: random.Random) -> Iterator[_Row]:
    """A worksite each; two of three that are there again have the address of the first."""
    known: list[tuple[str, str]] = []
    for row, origin in zip(employers, origins, strict=True):
        code = f"T{chance.randrange(1, 10)}{chance.choice(_LETTERS)} {chance.randrange(10)}{chance.choice(_LETTERS)}"
        found = (f"{chance.randrange(1, 12000)} {chance.choice(_STREETS)}", f"{code}{chance.randrange(10)}")
        if origin < len(known) and chance.random() < 0.67:
            found = known[origin]
        known.append(found)
        yield new_id(), row[0], found[0], row[12], "AB", found[1]


def _people(employers: list[rows.Row], amount: int, chance: random.Random) -> Iterator[tuple[_Row, str]]:
    before: list[tuple[_Row, str]] = []
    for number in range(amount):
        if before and chance.random() < AGAIN:
            (_, given, family, email, phone), owner = chance.choice(before)
            given = str(given)[0] if chance.random() < 0.3 else str(given).upper()
            yield (new_id(), given, family, email if chance.random() < 0.5 else "", phone), owner
            continue
        employer = employers[number % len(employers)]
        given, family = chance.choice(_GIVEN), rows.surname(chance)
        email = f"{given}.{family}@{str(employer[10]).partition('@')[2] or 'gmail.com'}".lower()
        phone = f"403 {chance.randrange(200, 1000)} {chance.randrange(10000):04d}"
        person = (new_id(), given, family, email, phone if chance.random() < 0.6 else "")
        before.append((person, str(employer[0])))
        yield person, str(employer[0])
