"""The words of names, for forgiving typing errors: what was typed is compared with words that exist."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Sequence

from rapidfuzz import process
from rapidfuzz.distance import OSA
from sqlalchemy import Connection

from db.search.folding import words

SHORTEST = 4
"""Letters below which a word is too short to be guessed at."""
NEAREST = 6


def prepare(connection: Connection) -> None:
    """Make the table of words where it is missing."""
    connection.exec_driver_sql(
        "CREATE TABLE IF NOT EXISTS search_term (n INTEGER PRIMARY KEY, term TEXT NOT NULL UNIQUE)"
    )


def clear(connection: Connection) -> None:
    """Forget all words."""
    connection.exec_driver_sql("DELETE FROM search_term")


def remember(connection: Connection, names: Iterable[str]) -> None:
    """Add the words of these names. Words of names that went stay: they only cost a look."""
    found = {word for name in names for word in words(name) if len(word) >= SHORTEST and not word.isdigit()}
    if found:
        connection.exec_driver_sql(
            "INSERT OR IGNORE INTO search_term (term) VALUES (?)", [(word,) for word in sorted(found)]
        )


class Vocabulary:
    """The words in memory, by length; reads only what is new since it last looked. Safe from any thread."""

    def __init__(self) -> None:
        self._by_length: dict[int, list[str]] = {}
        self._last = 0
        self._lock = threading.Lock()

    def near(self, connection: Connection, typed: str) -> list[str]:
        """Words within one or two slips of what was typed, also as the beginning of a longer word."""
        if len(typed) < SHORTEST or typed.isdigit():
            return []
        self._refresh(connection)
        slips = 1 if len(typed) < 6 else 2
        found: dict[str, int] = {}
        for length in range(len(typed) - slips, len(typed) + slips + 1):
            for word, distance, _ in self._closest(typed, self._by_length.get(length, ()), slips):
                found[word] = distance
        if len(typed) >= 5:  # still being typed: compare with the beginnings of longer words
            for length, group in self._by_length.items():
                if length > len(typed) + slips:
                    same_start = [word for word in group if word[0] == typed[0]]
                    starts = [word[: len(typed)] for word in same_start]
                    for _, distance, place in self._closest(typed, starts, 1):
                        found.setdefault(same_start[place], distance + 1)
        return sorted(found, key=lambda word: (found[word], word))[:NEAREST]

    @staticmethod
    def _closest(typed: str, group: Sequence[str], slips: int) -> list[tuple[str, int, int]]:
        return process.extract(typed, group, scorer=OSA.distance, score_cutoff=slips, limit=NEAREST)

    def _refresh(self, connection: Connection) -> None:
        with self._lock:
            rows = connection.exec_driver_sql("SELECT n, term FROM search_term WHERE n > ? ORDER BY n", (self._last,))
            for number, term in rows:
                self._by_length.setdefault(len(term), []).append(term)
                self._last = number
