"""One box that finds records: by the beginnings of words, whatever the accents, forgiving typing errors."""

from __future__ import annotations

from collections.abc import Collection

from db.queries import search as queries
from db.queries.search import Hit as Hit
from db.search.terms import Vocabulary
from db.session import Database
from talented_desk.clock import Clock
from talented_desk.services.base import Service


class Search(Service):
    """What one types into the box."""

    def __init__(self, database: Database, clock: Clock) -> None:
        super().__init__(database, clock)
        self._vocabulary = Vocabulary()

    def find(self, typed: str, limit: int = 50, kinds: Collection[str] = ()) -> tuple[Hit, ...]:
        """The best hits, ready to show; with nothing typed, what was touched last.

        `kinds` narrows to some of: employer, contact, session, task, promise, opportunity, placement, institution,
        document.
        """
        with self.database.read() as connection:
            if not typed.strip():
                return tuple(queries.recent(connection, limit))
            return tuple(queries.find(connection, typed, limit, self._vocabulary, kinds))

    def warm(self) -> None:
        """Read the words of names ahead of the first typing error."""
        with self.database.read() as connection:
            self._vocabulary.refresh(connection)
