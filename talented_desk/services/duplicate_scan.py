"""The scan of the whole base: read, gather in blocks, compare, keep the best pairs."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final, Literal, TypeVar

from sqlalchemy import Connection

from db.queries import duplicates as queries
from talented_desk.domain import duplicate_keys as keys
from talented_desk.domain.duplicate_contacts import ContactView, compare_contacts
from talented_desk.domain.duplicate_employers import EmployerView, compare_employers
from talented_desk.domain.duplicate_scan import Blocks
from talented_desk.domain.duplicates import Match
from talented_desk.domain.names import fold
from talented_desk.i18n import N_
from talented_desk.jobs import Task
from talented_desk.services import duplicate_views as views

View = TypeVar("View", EmployerView, ContactView)
Keys = tuple[str, Iterable[str], Iterable[str]]
"""A name to glance at, direct keys, nearby keys."""
MOST: Final = 200_000
"""So many pairs of a kind are kept, the surest ones: more than anybody will ever decide."""


@dataclass(frozen=True, slots=True)
class FoundPair:
    """Two records that may be one."""

    kind: Literal["employer", "contact"]
    one_id: str
    other_id: str
    match: Match


class Scan:
    """One look through everything. `run` it once, then read what it counted."""

    def __init__(self, task: Task) -> None:
        self._task = task
        self.employers = self.contacts = self.compared = 0

    def run(self, connection: Connection) -> list[FoundPair]:
        """All pairs worth a look. Raises `Cancelled`."""
        self.employers = queries.count(connection, "employer")
        self.contacts = queries.count(connection, "contact")
        with _no_collection():
            return self._all(connection)

    def _all(self, connection: Connection) -> list[FoundPair]:
        found = self._pairs("employer", views.employers(connection), employer_keys, compare_employers, 0)
        found += self._pairs("contact", views.contacts(connection), contact_keys, compare_contacts, self.employers)
        return found

    def _pairs(
        self,
        kind: Literal["employer", "contact"],
        records: Iterable[tuple[str, View]],
        keys_of: Callable[[View], Keys],
        compare: Callable[[View, View], Match],
        done: int,
    ) -> list[FoundPair]:
        blocks, ids, known, found = Blocks(), list[str](), list[View](), list[FoundPair]()
        everything = self.employers + self.contacts
        for number, (row_id, view) in enumerate(records):
            if not number % 500:
                self._task.progress(done + number, everything, N_("Comparing records that share something"))
            ids.append(row_id)
            known.append(view)
            for other in blocks.meet(*keys_of(view)):
                self.compared += 1
                match = compare(known[other], view)
                if match.level is not None:
                    found.append(FoundPair(kind, ids[other], row_id, match))
            if len(found) >= MOST * 2:
                found = _surest(found)
        return _surest(found)


def employer_keys(view: EmployerView) -> Keys:
    """What a block takes of an employer: name, direct keys, nearby keys."""
    return view.names[0].core, keys.employer_direct(view), keys.employer_nearby(view)


def contact_keys(view: ContactView) -> Keys:
    """What a block takes of a person."""
    return fold(f"{view.given} {view.family}"), keys.contact_direct(view), keys.contact_nearby(view)


def _surest(found: list[FoundPair]) -> list[FoundPair]:
    """At most `MOST` of them, in the order found among equals."""
    return found if len(found) <= MOST else sorted(found, key=lambda pair: -pair.match.score)[:MOST]


@contextmanager
def _no_collection() -> Iterator[None]:
    """Without looking for reference cycles: hundreds of thousands of records are read, none of which makes one, and
    the collector would walk them all again and again, a quarter of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
