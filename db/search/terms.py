"""The words of names, for forgiving typing errors: what was typed is compared with words that exist."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection

from db.search.folding import WORD

SHORTEST = 4
"""Letters below which a word is too short to be guessed at."""
LONGEST = 40
NEAREST = 6


def prepare(connection: Connection) -> None:
    """Make the table of words where it is missing."""
    connection.exec_driver_sql(
        "CREATE TABLE IF NOT EXISTS search_term (n INTEGER PRIMARY KEY, term TEXT NOT NULL UNIQUE)"
    )


def clear(cursor: Any) -> None:
    """Forget all words, also those that a `Vocabulary` has read: an empty one tells it."""
    last = cursor.execute("SELECT coalesce(max(n), 0) FROM search_term").fetchone()[0]
    cursor.execute("DELETE FROM search_term")
    if last:
        cursor.execute("INSERT INTO search_term (n, term) VALUES (?, '')", (last + 1,))


def remember(cursor: Any, names: Iterable[str]) -> None:
    """Add the words of these folded names. Words of names that went stay: they only cost a look."""
    every: set[str] = set()
    for name in names:
        every.update(WORD.findall(name))
    found = [word for word in every if len(word) >= SHORTEST and not word.isdigit()]
    if found:
        cursor.executemany("INSERT OR IGNORE INTO search_term (term) VALUES (?)", [(w,) for w in sorted(found)])


class Vocabulary:
    """The words in memory, by first letter and length; reads only what is new since it last looked.

    Safe from any thread.
    """

    def __init__(self) -> None:
        self._words: dict[str, dict[int, list[str]]] = {}
        self._last = 0
        self._lock = threading.RLock()

    def near(self, connection: Connection, typed: str) -> list[str]:
        """Words within one or two slips of what was typed, also as the beginning of a longer word.

        People seldom slip at the first letter: words with another one are looked at only if nothing else is near.
        """
        if len(typed) < SHORTEST or len(typed) > LONGEST or typed.isdigit():
            return []
        with self._lock:
            self.refresh(connection)
            same = self._words.get(typed[0], {})
            found = self._whole(typed, [same]) | self._beginnings(typed, same)
            if not found:
                found = self._whole(typed, [group for letter, group in self._words.items() if letter != typed[0]])
        return sorted(found, key=lambda word: (found[word], word))[:NEAREST]

    def _whole(self, typed: str, groups: Sequence[dict[int, list[str]]]) -> dict[str, int]:
        slips = 1 if len(typed) < 6 else 2
        return {
            word: distance
            for group in groups
            for length in range(len(typed) - slips, len(typed) + slips + 1)
            for word, distance, _ in _closest(typed, group.get(length, ()), slips)
        }

    def _beginnings(self, typed: str, group: dict[int, list[str]]) -> dict[str, int]:
        """Still being typed: compare with the beginnings of longer words."""
        if len(typed) < SHORTEST + 1:
            return {}
        longer = [word for length, same in group.items() if length > len(typed) + 1 for word in same]
        starts = [word[: len(typed)] for word in longer]
        return {longer[place]: distance + 1 for _, distance, place in _closest(typed, starts, 1)}

    def refresh(self, connection: Connection) -> None:
        """Read the words that are new."""
        with self._lock:
            cursor: Any = connection.connection.cursor()  # there may be very many
            for number, term in cursor.execute("SELECT n, term FROM search_term WHERE n > ? ORDER BY n", (self._last,)):
                if not term:  # from here on anew
                    self._words.clear()
                    self._last = number
                    continue
                self._words.setdefault(term[0], {}).setdefault(len(term), []).append(term)
                self._last = number
            cursor.close()


def _closest(typed: str, group: Sequence[str], slips: int) -> list[tuple[str, int, int]]:
    from rapidfuzz import process  # only who mistypes waits for it
    from rapidfuzz.distance import OSA

    return process.extract(typed, group, scorer=OSA.distance, score_cutoff=slips, limit=NEAREST)
