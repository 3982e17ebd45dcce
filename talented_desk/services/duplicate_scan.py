"""The scan of the whole base: read, gather in blocks, compare, keep the best pairs."""

from __future__ import annotations

from collections.abc import Callable, Iterable
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
MOST: Final = 200_000
"""So many pairs are kept, the surest ones: more than anybody will ever decide."""


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
        found = self._pairs("employer", views.employers(connection), _add_employer, compare_employers, 0)
        found += self._pairs("contact", views.contacts(connection), _add_contact, compare_contacts, self.employers * 2)
        return found

    def _pairs(
        self,
        kind: Literal["employer", "contact"],
        records: Iterable[tuple[str, View]],
        add: Callable[[Blocks, View], None],
        compare: Callable[[View, View], Match],
        done: int,
    ) -> list[FoundPair]:
        blocks, ids, known = Blocks(), list[str](), list[View]()
        everything = (self.employers + self.contacts) * 2
        for row_id, view in records:
            if not len(ids) % 500:
                self._task.progress(done + len(ids), everything, N_("Reading the records"))
            ids.append(row_id)
            known.append(view)
            add(blocks, view)
        compared = done + len(ids)

        def tick(number: int) -> None:
            self._task.progress(compared + number, everything, N_("Comparing records that share something"))

        found: list[FoundPair] = []
        for number, other in blocks.pairs(tick):
            self.compared += 1
            match = compare(known[other], known[number])
            if match.level is not None:
                found.append(FoundPair(kind, ids[other], ids[number], match))
        return found


def employer_blocks(connection: Connection) -> Blocks:
    """All employers gathered by their keys."""
    return _gathered(views.employers(connection), _add_employer)


def contact_blocks(connection: Connection) -> Blocks:
    """All contacts gathered by their keys."""
    return _gathered(views.contacts(connection), _add_contact)


def _gathered(records: Iterable[tuple[str, View]], add: Callable[[Blocks, View], None]) -> Blocks:
    blocks = Blocks()
    for _, view in records:
        add(blocks, view)
    return blocks


def _add_employer(blocks: Blocks, view: EmployerView) -> None:
    blocks.add(view.names[0].core, keys.employer_direct(view), keys.employer_nearby(view))


def _add_contact(blocks: Blocks, view: ContactView) -> None:
    blocks.add(fold(f"{view.given} {view.family}"), keys.contact_direct(view), keys.contact_nearby(view))
