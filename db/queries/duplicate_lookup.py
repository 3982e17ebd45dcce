"""Records that something being typed may be: some queries of the search index, each cut short."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from typing import Final

from sqlalchemy import Connection

from db.queries.duplicates import searched
from db.search.folding import words
from db.search.terms import Vocabulary

RARE: Final = 40
"""A word that more names have is looked for together with another or with the place."""
MOST: Final = 300
"""So many records are compared at most."""
WORDS: Final = 5
BEGINNING: Final = 3
"""Letters from which the beginning of a word is looked for."""


def near(
    connection: Connection,
    kind: str,
    names: Sequence[str],
    others: Sequence[str],
    areas: Sequence[str],
    vocabulary: Vocabulary,
) -> list[int]:
    """Row numbers of records that share a rare word of a name, several common ones, or one and the place.

    `others`: queries in the index's language for phone, number, address of mail; `areas`: postal codes and towns.
    """
    found: dict[int, None] = {}

    def take(match: str, limit: int = RARE) -> int:
        numbers = searched(connection, kind, match, limit + 1)
        found.update(dict.fromkeys(numbers[:limit]))
        return len(numbers)

    for match in others:
        take(match)
    for name in names:
        own = [word for word in dict.fromkeys(words(name)) if len(word) > 1][:WORDS]
        if len(own) > 1:
            take(_name(*own))
            take(_name("".join(own[:2])))
        if own and len(own[-1]) >= BEGINNING:
            take(_name(*own) + " *")  # the last word may not be finished
        common: list[str] = []
        for word in own:
            many = len(searched(connection, kind, _name(word), RARE + 1))
            if many > RARE:
                common.append(word)
            elif many:
                take(_name(word))
            for slip in () if many > 1 else vocabulary.near(connection, word)[:3]:
                if slip != word:
                    take(_name(slip))
        for pair in combinations(common[:4], 2):
            take(_name(*pair))
        for word in common:
            for area in areas:
                take(f"{_name(word)} AND {_other(area)}")
        if len(found) >= MOST:
            break
    return list(found)[:MOST]


def phone_query(phone: str) -> str:
    """A phone number as the index keeps it, in pieces."""
    return _other(phone)


def word_query(text: str, *, begins: bool = False) -> str:
    """All words of a text, anywhere but in the name; `begins`: the last may go on."""
    return _other(text) + ("*" if begins else "")


def _name(*parts: str) -> str:
    return " AND ".join(f'name : "{part}"' for part in parts)


def _other(text: str) -> str:
    return " AND ".join(f'other : "{word}"' for word in words(text))
