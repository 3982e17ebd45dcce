"""One walk over a file: which employer each row is, and what it adds. Writes to the spool, never to records."""

from __future__ import annotations

import json
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
from talented_desk.domain.names import compact, fold
from talented_desk.domain.postal import city_key
from talented_desk.domain.recognition import Candidate, Level, Match, Place, Recogniser, candidate, internet_domain
from talented_desk.errors import DeskError
from talented_desk.exchange.habits import BadRow, Row
from talented_desk.exchange.open import rows as file_rows
from talented_desk.exchange.records import EMPLOYER_FIELDS, Person, Reader, Record
from talented_desk.i18n import N_
from talented_desk.ids import fixed_id, new_id
from talented_desk.jobs import Task
from talented_desk.services.import_shapes import Plan, reasons_text, write_down

BATCH = 20_000
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
        self._batch = _Batch()
        self._next_employer = self._next_site = 0
        self._row = self._doubt = 0

    def run(self, total: int) -> int:
        """Walk the file; returns how many lines it has. Raises `Cancelled` and leaves nothing in the records."""
        self._load()
        plan, lines = self._plan, 0
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

    def _known_facts(self, chunk: list[Row | BadRow]) -> dict[int, tuple[str, int]]:
        """By place in the chunk: the fact's id, and its employer's number if the fact is there (0 if not)."""
        found: dict[int, tuple[str, int]] = {}
        for position, row in enumerate(chunk):
            if isinstance(row, Row):
                content = "\x1f".join(row.cells)
                key = hash(content)
                ordinal = self._ordinals[key] = (self._ordinals.get(key) or 0) + 1
                as_of = self._plan.mapping.as_of or self._plan.path.name
                found[position] = (fixed_id("fact", self._plan.fact_kind, as_of, content, str(ordinal)), 0)
        ids = [fact_id for fact_id, _ in found.values()]
        there: dict[str, int] = {}
        with self._database.read() as connection:
            for start in range(0, len(ids), 900):
                there |= spool.known_facts(connection, ids[start : start + 900])
        if there:
            found = {position: (fact_id, there.get(fact_id, 0)) for position, (fact_id, _) in found.items()}
        return found

    def _take(self, row: Row | BadRow, known: tuple[str, int] | None) -> None:
        if isinstance(row, BadRow):
            self._fail(row, row.error)
            return
        fact_id, owner = known if known else (None, 0)
        if owner:
            self._line(row, owner, None, "known", "", fact_id, ("", "", None, ""))
            return
        identity = hash(tuple([row.cells[i] for i in self._reader.identity]))
        seen = self._seen.get(identity)
        try:
            if seen is not None:
                fact = self._reader.fact(row.cells) if self._reader.has_facts else None
                how, reasons, (k, w) = "same", "", _pair(seen)
            else:
                record = self._reader.read(row.cells)
                fact = record.fact
                k, how, reasons = self._recognise(row, record)
                w = self._add(row.line, k, record, is_new=how in ("new", "doubt"))
                self._seen[identity] = _as_one(k, w)
                for warning in record.warnings:
                    self._batch.rows["spool_warning"].append((row.line, write_down(warning)))
        except DeskError as error:
            self._fail(row, error)
            return
        stated = (fact.as_of, fact.label, fact.number, fact.detail) if fact else ("", "", None, "")
        self._line(row, k, w, how, reasons, fact_id, stated)

    def _line(
        self, row: Row, k: int, w: int | None, how: str, reasons: str, fact_id: str | None, stated: tuple[Any, ...]
    ) -> None:
        self._row += 1
        name = row.cells[self._reader.name_at]
        self._batch.rows["spool_line"].append((self._row, row.line, k, w, how, reasons, fact_id, *stated, name))

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
            rows["spool_value"] += [(k, f, record.fields[f], line) for f in _FILLS if record.fields.get(f)]
            if record.address.city and k not in self._housed:
                self._housed.add(k)
                rows["spool_value"].append((k, "city", record.address.city, line))
            if trade and k not in self._trading:
                self._trading.add(k)
                self._names(k).add(fold(trade))
                rows["spool_value"].append((k, "trade_name", trade, line))
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
        who = compact(f"{person.given_name} {person.family_name}") or person.email
        contact_id = fixed_id("contact", owner, who)
        self._batch.rows["spool_contact"].append(
            (
                contact_id,
                k,
                fixed_id(contact_id, "role", owner),
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
