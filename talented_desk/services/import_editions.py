"""A list that comes again: rows that are as before bring nothing new, corrected ones change what was corrected."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from rapidfuzz import fuzz

from db.queries import import_editions as queries
from db.session import Database
from talented_desk.domain.names import compact, fold
from talented_desk.domain.postal import Address
from talented_desk.errors import DeskError
from talented_desk.exchange.editions import Cells, bare, pair
from talented_desk.exchange.habits import Row
from talented_desk.exchange.records import EMPLOYER_FIELDS, Fact, Person, Reader, Record
from talented_desk.ids import fixed_id
from talented_desk.services.import_memory import Memory

PLACE = ("street", "city", "province", "postal_code")
FILL, CORRECT, CONFLICT, STAYS = "fill", "correct", "conflict", "stays"
"""What an import does to a value that is there: see `FieldUpdate`."""


def outcome(now: str, said: str, says: str) -> str:
    """What becomes of a value: `now` in the record, `said` by the list the last time, `says` now."""
    if said == says:
        return STAYS  # whoever changed it here knew better than a file that says the same again
    return (CORRECT if said else FILL) if now == said else CONFLICT


@dataclass(frozen=True, slots=True)
class Found:
    """Whose a row is: the employer's number (0: deleted since), its id when it was imported, the row as it was."""

    k: int
    owner: str
    old: Cells
    same: bool
    """Whether the row says what it said."""


@dataclass(slots=True)
class FactThen:
    id: str
    line: int
    as_of: str
    label: str
    number: str
    detail: dict[str, str]

    def parts(self) -> tuple[object, ...]:
        return (self.as_of, self.label, self.number, tuple(sorted(self.detail.items())))


class Editions:
    """Compares a file with what its last edition said. Make one per dry run, then `survey` the file."""

    def __init__(self, database: Database, memory: Memory, reader: Reader, fact_kind: str) -> None:
        self._database, self._memory, self._reader = database, memory, reader
        self._was: dict[Cells, Cells] = {}
        self._numbers: dict[str, int] = {}
        self._standing: dict[str, list[Cells]] = defaultdict(list)
        self._facts: dict[str, tuple[int, FactThen]] = {}
        self._gone_facts: dict[int, list[FactThen]] = defaultdict(list)
        self._lost_facts: dict[str, str] = {}
        self._kind = fact_kind
        self.missing = 0
        """Rows of the last edition that this file does not have, corrected or not."""

    def survey(self, rows: Iterable[Row], fact_ids: Callable[[list[Row]], list[str]]) -> None:
        """Look at the whole file once: which rows are new, which are gone, which are corrected."""
        present: dict[Cells, None] = {}
        ids: set[str] = set()
        has_facts = self._reader.has_facts
        for chunk in _chunks(rows, 5_000):
            for row in chunk:
                present[self.key(row)] = None
            if has_facts:
                ids.update(fact_ids(chunk))
        known = self._memory.rows
        gone, fresh = [c for c in known if c not in present], [c for c in present if c not in known]
        self._was = pair(gone, fresh, self._reader.identity.index(self._reader.name_at)) if gone and fresh else {}
        self.missing = len(gone) - len(self._was)
        for cells in known:
            if cells in present:
                self._standing[known[cells][0]].append(known[cells][1])
        with self._database.read() as connection:
            self._numbers = queries.numbers(connection, "employer", list({owner for owner, _ in known.values()}))
            if has_facts:
                for fact_id, n, *then in queries.facts(connection, self._memory.runs, self._kind):
                    self._know(str(fact_id), int(n), then, ids)
                self._lost_facts = queries.lost_facts(connection, [one for one in ids if one not in self._facts])

    def _know(self, fact_id: str, n: int, then: list[Any], ids: set[str]) -> None:
        line, as_of, label, number, detail = then
        fact = FactThen(fact_id, int(line or 0), as_of, label, _text(number), _trimmed(json.loads(detail or "{}")))
        self._facts[fact_id] = (n, fact)
        if fact_id not in ids:
            self._gone_facts[n].append(fact)

    def key(self, row: Row) -> Cells:
        """The cells that say whose a row is."""
        return bare([row.cells[at] for at in self._reader.identity])

    def find(self, row: Row) -> Found | None:
        """Whose this row was the last time; None for a new row."""
        cells = self.key(row)
        same = cells in self._memory.rows
        owner, old = self._memory.rows[cells if same else self._was[cells]] if same or cells in self._was else ("", ())
        k = self._numbers.get(owner)
        return None if k is None else Found(k, owner, old, same)

    def old_record(self, row: Row, found: Found) -> Record | None:
        """The row as it was, read; None if it cannot be read any more."""
        try:
            return self._reader.read(self._as_row(row.cells, found.old))
        except DeskError:
            return None

    def _as_row(self, cells: tuple[str, ...], old: Cells) -> tuple[str, ...]:
        whole = list(cells)
        for at, cell in zip(self._reader.identity, old, strict=True):
            whole[at] = cell
        return tuple(whole)

    def place_stands(self, row: Row, found: Found, address: Address) -> bool:
        """Whether another row of the file still names this place of the employer."""
        return any(_place(one) == _place(address) for one in self._others(row, found, lambda record: record.address))

    def person_stands(self, row: Row, found: Found, person: Person) -> bool:
        """Whether another row of the file still names this person."""
        return any(
            one is not None and who(one) == who(person)
            for one in self._others(row, found, lambda record: record.person)
        )

    def _others(self, row: Row, found: Found, part: Callable[[Record], Any]) -> Iterator[Any]:
        for cells in self._standing.get(found.owner, ()):
            try:
                yield part(self._reader.read(self._as_row(row.cells, cells)))
            except DeskError:
                continue

    # -- facts ----------------------------------------------------------------------------------------------

    def fact_lost(self, fact_id: str) -> str:
        """`deleted` if somebody deleted the fact of this very line, `merged` if another says it since a merge."""
        return self._lost_facts.get(fact_id, "")

    def fact_then(self, fact_id: str, k: int, fact: Fact, line: int) -> FactThen | None:
        """The fact of the last edition that this line states again, the same or corrected; each is given once."""
        known = self._facts.pop(fact_id, None)
        if known is not None:
            return known[1]
        wanted, detail = (fact.as_of, fact.label, _text(fact.number)), _trimmed(json.loads(fact.detail or "{}"))
        best, found = 0, None
        for one in self._gone_facts.get(k, ()):
            same = sum(a == b for a, b in zip(wanted, (one.as_of, one.label, one.number), strict=True))
            same += sum(one.detail.get(name) == value for name, value in detail.items())
            parts = 3 + len(detail.keys() | one.detail.keys())
            rank = same * 10_000 - min(abs(one.line - line), 9_999)
            if 2 * same >= parts and (found is None or rank > best):
                best, found = rank, one
        if found is not None:
            self._gone_facts[k].remove(found)
        return found

    def is_known(self, fact_id: str) -> bool:
        """Whether the fact is one of this list's, and is yet to be compared."""
        return fact_id in self._facts

    @property
    def facts_left(self) -> int:
        """Facts of the last edition that no line of the file states any more."""
        return sum(map(len, self._gone_facts.values()))


def field_changes(old: Record | None, new: Record) -> Iterator[tuple[str, str, str]]:
    """(field, said, says) of the employer's own fields that the row names; `old` None: it said the same."""
    before: Mapping[str, str] = new.fields if old is None else old.fields
    for name in EMPLOYER_FIELDS:
        if says := new.fields.get(name, ""):
            yield name, before.get(name, ""), says
    if old is not None and old.name.legal != new.name.legal:
        yield "legal_name", old.name.legal, new.name.legal


def place_changes(old: Address, new: Address) -> dict[str, tuple[str, str]]:
    """Field to (said, says) of an address, for parts that the list names and that differ."""
    pairs = {name: (str(getattr(old, name)), str(getattr(new, name))) for name in PLACE}
    return {name: both for name, both in pairs.items() if both[1] and both[0] != both[1]}


def person_changes(old: Person, new: Person) -> dict[str, tuple[str, str]]:
    """Field to (said, says) of a person, for parts that the list names and that differ."""
    names = ("given_name", "family_name", "email", "phone", "title")
    pairs = {name: (str(getattr(old, name)), str(getattr(new, name))) for name in names}
    return {name: both for name, both in pairs.items() if both[1] and both[0] != both[1]}


def same_person(old: Person, new: Person) -> bool:
    """Whether a row that names another person than before rather spells the same one otherwise."""
    if who(old) == who(new) or (old.email and old.email == new.email):
        return True
    names = [fold(f"{one.given_name} {one.family_name}") for one in (old, new)]
    return all(names) and fuzz.ratio(*names) >= 75


def who(person: Person) -> str:
    """What a person of an employer is known by."""
    return compact(f"{person.given_name} {person.family_name}") or person.email


def contact_id(owner: str, person: Person) -> str:
    """The id of a contact that a list brings: the same file makes the same person."""
    return fixed_id("contact", owner, who(person))


def fact_changes(then: FactThen, fact: Fact) -> Iterator[tuple[str, str, str, str]]:
    """(field, shown before, shown after, value) of a fact that a line states otherwise than the last time."""
    if then.as_of != fact.as_of:
        yield "as_of", then.as_of, fact.as_of, fact.as_of
    if then.label != fact.label:
        yield "label", then.label, fact.label, fact.label
    if then.number != _text(fact.number):
        yield "number", then.number, _text(fact.number), _text(fact.number)
    detail = _trimmed(json.loads(fact.detail or "{}"))
    if then.detail != detail:
        names = [name for name in {**then.detail, **detail} if then.detail.get(name) != detail.get(name)]
        before, after = ("; ".join(d.get(name, "—") for name in names) for d in (then.detail, detail))
        yield "detail", before, after, fact.detail


def _text(number: Any) -> str:
    return "" if number is None else str(number)


def _trimmed(detail: Mapping[str, str]) -> dict[str, str]:
    return {name: " ".join(str(value).split()) for name, value in detail.items()}


def _place(address: Address) -> tuple[str, ...]:
    return tuple(fold(str(getattr(address, name))) for name in ("street", "city", "postal_code"))


def _chunks(rows: Iterable[Row], size: int) -> Iterator[list[Row]]:
    waiting: list[Row] = []
    for row in rows:
        waiting.append(row)
        if len(waiting) == size:
            yield waiting
            waiting = []
    if waiting:
        yield waiting
