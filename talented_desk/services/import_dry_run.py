"""One walk over a file: which employer each row is, and what it adds. Writes to the spool, never to records."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from db.queries import import_apply as queries
from db.queries import import_spool as spool
from db.session import Database
from talented_desk.domain.hash_map import HashMap
from talented_desk.domain.names import fold
from talented_desk.domain.postal import Address, city_key
from talented_desk.domain.recognition import (
    Candidate,
    Level,
    Match,
    Place,
    Reason,
    Recogniser,
    candidate,
    internet_domain,
)
from talented_desk.errors import DeskError
from talented_desk.exchange.habits import BadRow, Row
from talented_desk.exchange.open import rows as file_rows
from talented_desk.exchange.records import EMPLOYER_FIELDS, Fact, Person, Reader, Record
from talented_desk.i18n import N_
from talented_desk.ids import fixed_id, new_id
from talented_desk.jobs import Task
from talented_desk.services.import_corrected import Corrected
from talented_desk.services.import_editions import (
    CORRECT,
    Editions,
    FactThen,
    Found,
    contact_id,
    fact_changes,
    field_changes,
)
from talented_desk.services.import_memory import LIMIT, recall
from talented_desk.services.import_shapes import Plan, reasons_text, write_down

BATCH = 20_000
BEFORE = Reason(N_("imported as this employer before"))
_NOTHING = ("", "", None, "")
_FILLS = tuple(name for name in EMPLOYER_FIELDS if name not in ("trade_name", "city"))


@dataclass(slots=True)
class _Batch:
    """Rows waiting to be written to the spool, by table."""

    rows: dict[str, list[tuple[Any, ...]]] = field(default_factory=lambda: {table: [] for table in spool.TABLES})

    def write(self, connection: Connection) -> None:
        for table, waiting in self.rows.items():
            if waiting:
                spool.add(connection, table, waiting)
                waiting.clear()


class DryRun:
    """Knows the employers that are there and those met so far in the file. Use once."""

    def __init__(self, database: Database, plan: Plan, today: date, task: Task) -> None:
        self._database = database
        self._plan = plan
        self._task = task
        self._reader = Reader(plan.mapping, plan.habits, today)
        self._recogniser = Recogniser()
        self._ids: dict[int, str] = {}
        """Ids of existing employers, once they are needed."""
        self._new_ids = bytearray()
        """Ids of new employers, 16 bytes each, in the order of their numbers -1, -2, …"""
        self._spelled: dict[int, set[str]] = {}
        """The names that an employer is known by, folded, where more than its first came up."""
        self._trading: set[int] = set()
        self._housed: set[int] = set()
        """Who has a trade name, and a city."""
        self._sites = HashMap()
        self._seen = HashMap()
        self._ordinals = HashMap()
        self._editions: Editions | None = None
        self._said: set[int] | None = set()
        """Hashes of the rows that are remembered; None once they are too many."""
        self._batch = _Batch()
        self._next_employer = self._next_site = 0
        self._row = self._doubt = 0

    def run(self, total: int) -> int:
        """Walk the file; returns how many lines it has. Raises `Cancelled` and leaves nothing in the records."""
        self._load()
        plan, lines = self._plan, 0
        self._look_back()
        source = file_rows(plan.path, plan.habits, len(plan.mapping.columns))
        while chunk := list(islice(source, BATCH)):
            known = self._known_facts(chunk) if self._reader.has_facts else {}
            for position, row in enumerate(chunk):
                if position % 1_000 == 0:
                    self._task.progress(lines + position, max(total, lines + position), N_("Looking at each row"))
                self._take(row, known.get(position))
            lines += len(chunk)
            with self._database.scratch() as connection:
                self._batch.write(connection)
        self._task.check()
        with self._database.scratch() as connection:
            spool.finish(connection)
        return lines

    def _load(self) -> None:
        with self._database.read() as connection:
            total = queries.employer_count(connection)
            places: dict[int, list[Place]] = {}
            for n, w, street, city, province, postal in queries.worksites(connection):
                places.setdefault(n, []).append(Place(city_key(city), province, postal, street))
                self._know_site(n, w, street, city, postal)
            for done, (n, _, legal, trade, number, phone, email, website, city) in enumerate(
                queries.employers(connection)
            ):
                self._note(n, trade, city)
                known = candidate(
                    legal,
                    city=city,
                    business_number=number,
                    phone=phone,
                    email=email,
                    website=website,
                    trade_name=trade,
                )
                if n in places:
                    known = Candidate(known.name, tuple(places[n]), known.business_number, known.phone, known.domain)
                self._recogniser.add(n, known)
                if done % BATCH == 0:
                    self._task.progress(done, total, N_("Reading the employers that are there"))
            for n, name, _kind in queries.names(connection):
                self._names(n).add(fold(name))
                self._recogniser.also(n, candidate(name))

    def _look_back(self) -> None:
        """Compare the file with what its last edition said."""
        plan = self._plan
        with self._database.read() as connection:
            memory = recall(connection, plan.path.name, plan.mapping)
        if memory is None:
            return
        editions = Editions(self._database, memory, self._reader, plan.fact_kind)
        source = file_rows(plan.path, plan.habits, len(plan.mapping.columns))

        def fact_ids(chunk: list[Row]) -> list[str]:
            self._task.check()
            return [fact_id for fact_id, _ in self._ids_of(list(chunk)).values()]

        editions.survey((row for row in source if isinstance(row, Row)), fact_ids)
        self._ordinals = HashMap()
        self._editions = editions

    @property
    def missing(self) -> int:
        """Rows of the list's last edition that this file does not have."""
        if self._editions is None:
            return 0
        return self._editions.facts_left if self._reader.has_facts else self._editions.missing

    def _known_facts(self, chunk: list[Row | BadRow]) -> dict[int, tuple[str, int]]:
        """By place in the chunk: the fact's id, and its employer's number if the fact is there (0 if not)."""
        found = self._ids_of(chunk)
        ids = [fact_id for fact_id, _ in found.values()]
        there: dict[str, int] = {}
        with self._database.read() as connection:
            for start in range(0, len(ids), 900):
                there |= spool.known_facts(connection, ids[start : start + 900])
        if there:
            found = {position: (fact_id, there.get(fact_id, 0)) for position, (fact_id, _) in found.items()}
        return found

    def _ids_of(self, chunk: Sequence[Row | BadRow]) -> dict[int, tuple[str, int]]:
        found: dict[int, tuple[str, int]] = {}
        for position, row in enumerate(chunk):
            if isinstance(row, Row):
                content = "\x1f".join(row.cells)
                key = hash(content)
                ordinal = self._ordinals[key] = (self._ordinals.get(key) or 0) + 1
                as_of = self._plan.mapping.as_of or self._plan.path.name
                found[position] = (fixed_id("fact", self._plan.fact_kind, as_of, content, str(ordinal)), 0)
        return found

    def _take(self, row: Row | BadRow, known: tuple[str, int] | None) -> None:
        if isinstance(row, BadRow):
            self._fail(row, row.error)
            return
        fact_id, owner = known if known else (None, 0)
        if owner and not (self._editions and self._editions.is_known(str(fact_id))):
            self._line(row, owner, None, "known", "", fact_id, _NOTHING)
            return
        if fact_id and self._editions and (lost := self._editions.fact_lost(fact_id)):
            self._line(row, 0, None, "known" if lost == "merged" else "deleted", "", None, _NOTHING)
            return
        try:
            fact, (k, w, how, reasons) = self._whose(row)
        except DeskError as error:
            self._fail(row, error)
            return
        if fact and fact_id and self._editions and how != "deleted":
            then = self._editions.fact_then(fact_id, k, fact, row.line)
            if then is not None:
                fact_id = None
                if not self._correct_fact(row, then, fact, k) and how in ("auto", "same"):
                    how = "known"
        stated = (fact.as_of, fact.label, fact.number, fact.detail) if fact else _NOTHING
        self._line(row, k, w, how, reasons, None if how == "deleted" else fact_id, stated)

    def _whose(self, row: Row) -> tuple[Fact | None, tuple[int, int | None, str, str]]:
        """What the row states, and (employer, worksite, how it was recognised, reasons). Raises `DeskError`."""
        identity = hash(tuple([row.cells[i] for i in self._reader.identity]))
        seen = self._seen.get(identity)
        if seen is not None:
            fact = self._reader.fact(row.cells) if self._reader.has_facts else None
            return fact, (*_pair(seen), "same", "")
        record = self._reader.read(row.cells)
        found = self._editions.find(row) if self._editions else None
        if found is not None and found.k == 0:
            return record.fact, (0, None, "deleted", "")
        again = self._again(row, record, found) if found is not None else None
        if again is None:
            k, how, reasons = self._recognise(row, record)
            again = k, self._add(row.line, k, record, is_new=how in ("new", "doubt")), how, reasons
        self._seen[identity] = _as_one(again[0], again[1])
        for warning in record.warnings:
            self._batch.rows["spool_warning"].append((row.line, write_down(warning)))
        return record.fact, again

    def _again(self, row: Row, record: Record, found: Found) -> tuple[int, int | None, str, str] | None:
        """A row that came before, as it was or corrected; None if what it was cannot be told."""
        assert self._editions is not None
        old = None if found.same else self._editions.old_record(row, found)
        if old is None and not found.same:
            return None
        k, rows = found.k, self._batch.rows
        rows["spool_value"] += [(k, f, says, row.line, said) for f, said, says in field_changes(old, record)]
        w = self._standing_site(k, (old or record).address)
        if old is not None:
            corrected = Corrected(self._database, self._editions, row, found, old, record)
            if old.address != record.address:
                w = self._moved(k, w, corrected)
            rows["spool_field"] += corrected.person(k, self._add_person)
            rows["spool_tag"] += [(k, label) for label in record.tags if label not in old.tags]
        elif not self._reader.has_facts:
            return k, w, "known", ""
        return k, w, "auto", reasons_text([BEFORE])

    def _moved(self, k: int, w: int | None, corrected: Corrected) -> int | None:
        """The worksite of a row whose address was corrected: that of before, corrected, or another one."""
        there = self._standing_site(k, corrected.new.address)
        if there is not None or w is None or w < 0 or not corrected.moves_place():
            return there if there is not None else self._site(k, corrected.new)
        place = corrected.new.address
        self._know_site(k, w, place.street, place.city, place.postal_code)
        self._batch.rows["spool_field"] += corrected.place(k, w)
        return w

    def _standing_site(self, k: int, place: Address) -> int | None:
        return self._sites.get(hash((k, _site_keys(place.street, place.city, place.postal_code)[0])))

    def _correct_fact(self, row: Row, then: FactThen, fact: Fact, k: int) -> bool:
        changes = [
            ("employer_fact", then.id, k, field, value, before, after, row.line, CORRECT)
            for field, before, after, value in fact_changes(then, fact)
        ]
        self._batch.rows["spool_field"] += changes
        return bool(changes)

    def _line(
        self, row: Row, k: int, w: int | None, how: str, reasons: str, fact_id: str | None, stated: tuple[Any, ...]
    ) -> None:
        self._row += 1
        name = row.cells[self._reader.name_at]
        self._batch.rows["spool_line"].append((self._row, row.line, k, w, how, reasons, fact_id, *stated, name))
        self._remember(row, k)

    def _remember(self, row: Row, k: int) -> None:
        """Keep the cells that said whose the row is, each once, for the list's next edition."""
        if self._said is None:
            return
        cells = [row.cells[at] for at in self._reader.identity]
        key = hash(tuple(cells))
        if key in self._said:
            return
        self._said.add(key)
        found = self._editions.find(row) if self._editions and k == 0 else None  # whose record is gone
        self._batch.rows["spool_said"].append(
            (self._row, json.dumps(cells, ensure_ascii=False), found.owner if found else "")
        )
        if len(self._said) > LIMIT:
            self._said = None

    def _fail(self, row: Row | BadRow, error: DeskError) -> None:
        cells = json.dumps(row.cells, ensure_ascii=False)
        self._batch.rows["spool_failed"].append((row.line, cells, write_down(error)))

    def _recognise(self, row: Row, record: Record) -> tuple[int, str, str]:
        """(employer's number, new / auto / same / doubt, reasons as JSON)."""
        values, place = record.fields, record.address
        wanted = Candidate(
            record.name,
            (Place(city_key(place.city), place.province, place.postal_code, place.street),)
            if place.city or place.postal_code
            else (),
            values.get("business_number", "")[:9],
            values.get("phone", "").partition(" x")[0],
            internet_domain(values.get("website", ""), values.get("email", "")),
        )
        found = self._recogniser.find(wanted)
        if found and found[0][1].level is Level.AUTOMATIC:
            k, match = found[0]
            self._recogniser.add(k, wanted)
            return k, "auto" if k > 0 else "same", reasons_text(match.reasons)
        self._next_employer -= 1
        k = self._next_employer
        employer_id = new_id()
        self._new_ids += UUID(employer_id).bytes
        self._recogniser.add(k, wanted)
        self._batch.rows["spool_employer"].append(
            (k, employer_id, row.line, record.name.legal, *(values.get(name, "") for name in EMPLOYER_FIELDS))
        )
        for other, match in found:
            self._add_doubt(row.line, k, other, match, record)
        return k, "doubt" if found else "new", reasons_text(found[0][1].reasons) if found else ""

    def _add_doubt(self, line: int, k: int, other: int, match: Match, record: Record) -> None:
        self._doubt += 1
        place = " ".join(part for part in (record.address.city, record.address.postal_code) if part)
        self._batch.rows["spool_doubt"].append(
            (self._doubt, k, other, match.score, reasons_text(match.reasons), line, record.name.raw, place)
        )

    def _add(self, line: int, k: int, record: Record, *, is_new: bool) -> int | None:
        """What a row adds to its employer; returns the number of its worksite."""
        rows, name = self._batch.rows, record.name
        trade = record.fields.get("trade_name", "")
        extra = [("listed", name.raw)] if name.repaired else []
        if is_new:
            self._note(k, trade, record.address.city)
        else:
            rows["spool_value"] += [(k, f, record.fields[f], line, None) for f in _FILLS if record.fields.get(f)]
            if record.address.city and k not in self._housed:
                self._housed.add(k)
                rows["spool_value"].append((k, "city", record.address.city, line, None))
            if trade and k not in self._trading:
                self._trading.add(k)
                self._names(k).add(fold(trade))
                rows["spool_value"].append((k, "trade_name", trade, line, None))
            extra += [("listed", name.legal), ("trade", trade)]
        for kind, text in extra:
            spelled = self._names(k)
            if (key := fold(text)) and key not in spelled:
                spelled.add(key)
                rows["spool_name"].append((fixed_id(self._id(k), "name", text), k, text, kind))
        if record.person:
            self._add_person(k, record.person)
        rows["spool_tag"] += [(k, label) for label in record.tags]
        return self._site(k, record)

    def _names(self, k: int) -> set[str]:
        spelled = self._spelled.get(k)
        if spelled is None:
            first = self._recogniser.name(k)
            spelled = self._spelled[k] = {fold(first.legal), fold(first.trade)}
        return spelled

    def _note(self, k: int, trade: str, city: str) -> None:
        if trade:
            self._trading.add(k)
        if city:
            self._housed.add(k)

    def _add_person(self, k: int, person: Person) -> None:
        owner = self._id(k)
        contact = contact_id(owner, person)
        self._batch.rows["spool_contact"].append(
            (
                contact,
                k,
                fixed_id(contact, "role", owner),
                person.given_name,
                person.family_name,
                person.email,
                person.phone,
                person.title,
            )
        )

    def _site(self, k: int, record: Record) -> int | None:
        place = record.address
        if not (place.city or place.postal_code or place.street):
            return None
        w = self._sites.get(hash((k, _site_keys(place.street, place.city, place.postal_code)[0])))
        if w is None:
            self._next_site -= 1
            w = self._next_site
            self._know_site(k, w, place.street, place.city, place.postal_code)
            self._batch.rows["spool_site"].append(
                (w, k, new_id(), place.street, place.city, place.province, place.postal_code)
            )
        return w

    def _know_site(self, k: int, w: int, street: str, city: str, postal_code: str) -> None:
        for key in _site_keys(street, city, postal_code):
            self._sites.setdefault(hash((k, key)), w)

    def _id(self, k: int) -> str:
        if k < 0:
            return str(UUID(bytes=bytes(self._new_ids[(-k - 1) * 16 : -k * 16])))
        found = self._ids.get(k)
        if found is None:
            with self._database.read() as connection:
                found = self._ids[k] = queries.employer_id(connection, k)
        return found


_HALF = 1 << 31


def _as_one(k: int, w: int | None) -> int:
    """An employer's number and its worksite's as one whole number; worksites are counted from 1 or -1."""
    return k * _HALF + (w or 0) + _HALF // 2


def _pair(both: int) -> tuple[int, int | None]:
    k, w = divmod(both, _HALF)
    return k, (w - _HALF // 2) or None


def _site_keys(street: str, city: str, postal_code: str) -> tuple[str, ...]:
    """What a place of one employer is found by: as told, then without its street, then by its city alone."""
    town = city_key(city)
    area = postal_code or town
    return (f"{area}|{fold(street)}", f"{area}|", f"{town}|") if street else (f"{area}|", f"{town}|")
