"""Duplicates: candidates while typing, a scan of the whole base, the queue of pairs and what was decided."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from sqlalchemy import Connection

from db.duplicates import DIFFERENT, LATER, pair_id
from db.models import DuplicateDecision
from db.queries import duplicate_lookup as lookup
from db.queries import duplicates as queries
from db.search.terms import Vocabulary
from db.session import Database
from db.types import Values
from talented_desk.clock import Clock
from talented_desk.domain.duplicate_contacts import compare_contacts
from talented_desk.domain.duplicate_contacts import compare_typed as compare_typed_contact
from talented_desk.domain.duplicate_employers import EmployerView, compare_employers, compare_typed
from talented_desk.domain.duplicates import Ground, Level, Match
from talented_desk.domain.recognition import Reason
from talented_desk.errors import DeskError, NotFound
from talented_desk.i18n import N_
from talented_desk.jobs import Task
from talented_desk.services import duplicate_views as views
from talented_desk.services.base import Service
from talented_desk.services.duplicate_scan import FoundPair, Scan

Kind = Literal["employer", "contact"]
LEVELS: Final[tuple[Level, ...]] = ("merge", "look", "site")
TYPED: Final = 0.1
"""What is being typed has said little of itself yet: candidates of this score are shown already."""
REGISTERED: Final = 7
"""Digits of a corporation's number as British Columbia writes it, zeros ahead."""
_TELLING: Final = frozenset(
    ("business_number", "corporation", "phone", "email", "legal_name", "plain_name", "folded_name")
)
"""Evidence that shows a candidate whatever speaks against it: somebody has that number or that name already."""


class SameRecord(DeskError):
    message = N_("These are not two records, but the same one.")


class UnknownDecision(DeskError):
    message = N_("“{value}” is no decision about a pair; say different, later or open.")


@dataclass(frozen=True, slots=True)
class Side:
    """One record of a pair as it is shown."""

    id: str
    title: str
    detail: str


@dataclass(frozen=True, slots=True)
class Pair:
    """Two records that may be one. `decision`: empty, `later` or `different`; `id` is that of the decision about it."""

    id: str
    kind: Kind
    one: Side
    other: Side
    match: Match
    decision: str = ""

    @property
    def reasons(self) -> tuple[Reason, ...]:
        return self.match.reasons


@dataclass(frozen=True, slots=True)
class Candidate:
    """A record that what is being typed may be. `decision`: what was decided about the two, if both exist."""

    id: str
    title: str
    detail: str
    match: Match

    @property
    def reasons(self) -> tuple[Reason, ...]:
        return self.match.reasons


@dataclass(frozen=True, slots=True)
class Scanned:
    """What a scan did: records read, pairs compared, pairs found by kind and level."""

    employers: int
    contacts: int
    compared: int
    found: tuple[tuple[Kind, Level, int], ...]


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many pairs of a kind wait for a decision, by level."""

    merge: int = 0
    look: int = 0
    site: int = 0

    @property
    def total(self) -> int:
        return self.merge + self.look + self.site


class Duplicates(Service):
    """What one can do about records that are there twice."""

    def __init__(self, database: Database, clock: Clock) -> None:
        super().__init__(database, clock)
        self._vocabulary = Vocabulary()

    def scan(self, task: Task | None = None) -> Scanned:
        """Look through the whole base and keep the pairs found for the queue; decisions hold. Can be cancelled:
        the last scan's pairs stay then. Records are read in one snapshot and nobody waits for it."""
        scan = Scan(task or Task())
        with self.database.read() as connection:
            found = scan.run(connection)
        with self.database.scratch() as connection:
            queries.replace_pairs(connection, map(_stored, found, range(len(found))))
        return Scanned(scan.employers, scan.contacts, scan.compared, _counted(found))

    def queue(
        self, kind: Kind, levels: Sequence[Level] = LEVELS, limit: int = 100, offset: int = 0
    ) -> tuple[Pair, ...]:
        """Pairs of the last scan that wait for a decision, the surest first, those put off last."""
        with self.database.read() as connection:
            return tuple(_shown(row) for row in queries.queue(connection, kind, levels, limit, offset))

    def waiting(self, kind: Kind) -> Waiting:
        """How many pairs of the last scan wait for a decision."""
        with self.database.read() as connection:
            return Waiting(**queries.waiting(connection, kind))

    def pair(self, pair_id: str) -> Pair:
        """One pair of the last scan, decided or not. Raises `NotFound`."""
        with self.database.read() as connection:
            for kind in ("employer", "contact"):
                if found := queries.pair(connection, kind, pair_id):
                    return _shown(found)
        raise NotFound()

    def compare(self, kind: Kind, one_id: str, other_id: str) -> Match:
        """What any two records are to each other, as they are now. Raises `NotFound`, `SameRecord`."""
        if one_id == other_id:
            raise SameRecord()
        with self.database.read() as connection:
            numbers = queries.numbers(connection, kind, (one_id, other_id))
            if len(numbers) != 2:
                raise NotFound()
            if kind == "employer":
                (_, one), (_, other) = views.employers(connection, sorted(numbers))
                return compare_employers(one, other)
            (_, first), (_, second) = views.contacts(connection, sorted(numbers))
            return compare_contacts(first, second)

    def decide(self, kind: Kind, one_id: str, other_id: str, decision: str) -> None:
        """Remember what an officer decided about a pair: `different` (never ask again), `later`, or `open` again.

        Can be undone. Raises `UnknownDecision`, `SameRecord`, `NotFound`.
        """
        if decision not in (DIFFERENT, LATER, "open"):
            raise UnknownDecision(value=decision)
        if one_id == other_id:
            raise SameRecord()
        names = {
            DIFFERENT: N_("Tell two records apart"),
            LATER: N_("Put a pair off"),
            "open": N_("Ask again about a pair"),
        }
        low, high = sorted((one_id, other_id))
        target = pair_id(kind, low, high)
        with self.database.write(names[decision], subject=self._subject(kind, low, high)) as write:
            known = queries.decision(write.connection, target)
            now = {
                "decision": decision,
                "officer_id": self.database.identity.officer_id or None,
                "decided_at": self.now(),
            }
            if decision == "open":
                if known:
                    write.delete(DuplicateDecision, target)
            elif not known:
                write.insert(DuplicateDecision, {"kind": kind, "one_id": low, "other_id": high, **now}, target)
            elif known != decision:
                write.update(DuplicateDecision, target, now)

    def candidates(self, values: Values, limit: int = 5, *, but: str = "") -> tuple[Candidate, ...]:
        """Employers that one being typed may be, the likeliest first; never a block, only a hint.

        `values`: fields of an employer as typed, with `street`, `province`, `postal_code` if known. `but`: the id of
        the record itself where one that exists is edited; records told apart from it are left out.
        """
        view = views.typed_employer(values)
        if not (view.names[0].compact or view.names[0].corporations or view.phones or view.domains or view.email):
            return ()
        with self.database.read() as connection:
            numbers = lookup.near(
                connection, "employer", _employer_words(view), _employer_others(view), _areas(values), self._vocabulary
            )
            told_apart = _told_apart(connection, "employer", but)
            found = (
                (row_id, compare_typed(view, known))
                for row_id, known in views.employers(connection, numbers)
                if row_id not in told_apart
            )
            return _best(connection, "employer", found, limit)

    def contact_candidates(
        self, values: Values, employer_id: str = "", limit: int = 5, *, but: str = ""
    ) -> tuple[Candidate, ...]:
        """People that one being typed may be, at the employer where they are added; as `candidates`."""
        with self.database.read() as connection:
            row = queries.employer(connection, employer_id) if employer_id else None
            view = views.typed_contact(values, (row[1], row[2]) if row else None)
            name = f"{view.given} {view.family}".strip()
            others = [lookup.word_query(view.email)] if view.email else []
            others += [lookup.phone_query(phone) for phone in view.phones]
            if not name and not others:
                return ()
            numbers = lookup.near(connection, "contact", [name], others, (), self._vocabulary)
            if row:
                numbers = list(dict.fromkeys((*numbers, *queries.staff(connection, employer_id, lookup.MOST))))
            told_apart = _told_apart(connection, "contact", but)
            found = (
                (row_id, compare_typed_contact(view, known))
                for row_id, known in views.contacts(connection, numbers)
                if row_id not in told_apart
            )
            return _best(connection, "contact", found, limit)

    def warm(self) -> None:
        """Read the words of names ahead of the first letter typed."""
        with self.database.read() as connection:
            self._vocabulary.refresh(connection)

    def _subject(self, kind: Kind, one_id: str, other_id: str) -> str:
        with self.database.read() as connection:
            found = queries.titles(connection, kind, (one_id, other_id))
        if len(found) != 2:
            raise NotFound()
        return " / ".join(title for title, _ in found.values())


def _employer_words(view: EmployerView) -> list[str]:
    names = [name.words for name in view.names if not name.corporations]
    numbers = (corporation.number for name in view.names for corporation in name.corporations)
    names += [written for number in numbers for written in dict.fromkeys((number, number.zfill(REGISTERED)))]
    return [name for name in (*names, *view.trades) if name]


def _employer_others(view: EmployerView) -> list[str]:
    found = [lookup.phone_query(phone) for phone in view.phones]
    found += [lookup.word_query(domain.rpartition(".")[0]) for domain in view.domains]
    if view.email and not view.domains:
        found.append(lookup.word_query(view.email))
    if view.business_number:
        found.append(lookup.word_query(view.business_number, begins=True))
    return [query for query in found if query]


def _areas(values: Values) -> list[str]:
    postal_code = "".join(str(values.get("postal_code") or "").split())
    return [area for area in (postal_code, str(values.get("city") or "")) if area.strip()]


def _told_apart(connection: Connection, kind: Kind, but: str) -> set[str]:
    if not but:
        return set()
    return {but, *(other for other, what in queries.decided(connection, kind, but).items() if what == DIFFERENT)}


def _best(connection: Connection, kind: Kind, found: Iterator[tuple[str, Match]], limit: int) -> tuple[Candidate, ...]:
    shown = [
        (row_id, match)
        for row_id, match in found
        if match.grounds and (match.score >= TYPED or any(ground.code in _TELLING for ground in match.grounds))
    ]
    shown.sort(key=lambda one: (-one[1].score, one[0]))
    titles = queries.titles(connection, kind, [row_id for row_id, _ in shown[:limit]])
    return tuple(Candidate(row_id, *titles[row_id], match) for row_id, match in shown[:limit])


def _stored(pair: FoundPair, place: int) -> tuple[Any, ...]:
    low, high = sorted((pair.one_id, pair.other_id))
    grounds = queries.grounds_text((one.code, one.fields, one.weight) for one in pair.match.grounds)
    match = pair.match
    return pair_id(pair.kind, low, high), pair.kind, low, high, match.score, match.level, grounds, place


def _shown(row: queries.PairRow) -> Pair:
    grounds = tuple(Ground(code, fields, weight) for code, fields, weight in queries.grounds_of(row.grounds))
    return Pair(
        row.id,
        "contact" if row.kind == "contact" else "employer",
        Side(row.one_id, row.one, row.one_detail),
        Side(row.other_id, row.other, row.other_detail),
        Match(row.score, next(level for level in LEVELS if level == row.level), grounds),
        row.decision,
    )


def _counted(found: Sequence[FoundPair]) -> tuple[tuple[Kind, Level, int], ...]:
    kinds: tuple[Kind, ...] = ("employer", "contact")
    return tuple(
        (kind, level, sum(pair.kind == kind and pair.match.level == level for pair in found))
        for kind in kinds
        for level in LEVELS
    )
