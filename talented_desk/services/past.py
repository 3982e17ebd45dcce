"""Looking back at one record: its life in steps, its state after each, and bringing some or all of it back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from sqlalchemy import Connection

from db import bin as bins
from db import journal, past
from db.session import Database
from db.types import ChangesetInfo, Value, Values
from db.types import Kept as Kept
from db.undo import Net, put_back
from talented_desk.clock import Clock, from_utc_text
from talented_desk.errors import NotFound
from talented_desk.i18n import N_
from talented_desk.services.base import Service
from talented_desk.services.record_titles import record_title
from talented_desk.services.reports import end_of_day as end_of_day

BRING_BACK: Final = N_("Bring back")
HIDDEN: Final = frozenset({"session_employer", "session_contact", "redirect"})
"""Rows that tie two records: the record at the other end is shown instead."""
SETS: Final = frozenset(
    {"employer_name", "employer_tag", "employer_fact", "employer_check", "session_code", "session_employer"}
    | {"session_contact"}
)
"""What is said about a record: added since, it goes when the whole record is brought back. Work that was done since
(sessions, tasks, placements, people, places, documents) stays."""


@dataclass(frozen=True, slots=True)
class Who:
    """Who did what, and when. `operation` is a source text."""

    at: datetime
    officer: str
    operation: str
    subject: str
    kind: str


@dataclass(frozen=True, slots=True)
class Step:
    """One operation in a record's life. `hlc` is the moment just after it."""

    hlc: int
    who: Who
    rows: int


@dataclass(frozen=True, slots=True)
class PastFact:
    """One field then and now; `since` is who changed it first after the moment, if it is not today what it was."""

    name: str
    then: Value
    now: Value
    since: Who | None

    @property
    def differs(self) -> bool:
        return self.since is not None


@dataclass(frozen=True, slots=True)
class PastPart:
    """One row then. `state`: same, changed, gone (deleted or moved away since) or new (added since)."""

    table: str
    row_id: str
    title: str
    state: str
    facts: tuple[PastFact, ...]
    since: Who | None


@dataclass(frozen=True, slots=True)
class PastRecord:
    """A record as it was. `own` is None before it was made; `deleted`: it is not there today."""

    moment: int
    own: PastPart | None
    parts: tuple[PastPart, ...]
    deleted: bool

    @property
    def differing(self) -> int:
        """How many facts and rows are not today what they were."""
        own = sum(fact.differs for fact in self.own.facts) if self.own else 0
        return own + sum(part.state != "same" for part in self.parts)


class Past(Service):
    """Reads records as they were. Everything but bringing back only reads."""

    def __init__(self, database: Database, clock: Clock) -> None:
        super().__init__(database, clock)
        self._former = past.FormerLinks()

    def steps(self, table: str, row_id: str) -> tuple[Step, ...]:
        """Every operation in the record's life and that of what belonged to it, oldest first."""
        with self.database.read() as connection:
            found = past.moments(connection, self._former, table, row_id)
            who = self._who(connection, {one.changeset_n for one in found})
        return tuple(Step(one.hlc, who[one.changeset_n], one.rows) for one in found)

    def at(self, table: str, row_id: str, moment: int) -> PastRecord:
        """The record just after a step, compared with today. Raises `NotFound` for what never was."""
        with self.database.read() as connection:
            rows = past.record_at(connection, self._former, table, row_id, moment)
            if not rows:
                raise NotFound()
            who = self._who(connection, {number for row in rows for number in row.since.values()})
            names = self._names(connection, rows)
        parts = [_part(row, who, names) for row in rows if row.then is not None or row.now is not None]
        own = next((part for part in parts if part.row_id == row_id), None)
        if own is not None and own.state == "new":
            own = None
        shown = tuple(part for part in parts if part.row_id != row_id and part.table not in HIDDEN)
        return PastRecord(moment, own, shown, rows[0].now is None)

    def on(self, table: str, row_id: str, day: date) -> PastRecord:
        """The record as it was at the end of a day."""
        return self.at(table, row_id, end_of_day(day))

    def bring_back(self, table: str, row_id: str, moment: int, names: Sequence[str] = ()) -> tuple[Kept, ...]:
        """Give fields of a row the values that they had, as one operation; all that differ if none is named.

        A row that was deleted since comes back. Returns what could not be brought back. Raises `NotFound`.
        """
        with self.database.read() as connection:
            (row,) = past.states(connection, [(table, row_id)], moment) or (None,)
        if row is None or row.then is None:
            raise NotFound()
        return self._write([row], set(names))

    def bring_all_back(self, table: str, row_id: str, moment: int) -> tuple[Kept, ...]:
        """Make the record and what belongs to it what they were, as one operation.

        Fields go back, deleted rows come back, names, tags, facts and checks added since go. Work added since stays.
        """
        with self.database.read() as connection:
            rows = past.record_at(connection, self._former, table, row_id, moment)
        if not rows or rows[0].then is None:
            raise NotFound()
        return self._write(rows, set())

    def _write(self, rows: Sequence[past.PastRow], names: set[str]) -> tuple[Kept, ...]:
        nets: dict[str, dict[str, Net]] = defaultdict(dict)
        for row in rows:
            if row.then is None:
                if row.now is not None and row.table in SETS:
                    nets[row.table][row.row_id] = Net("I", "I", {}, dict(row.now))
            elif row.now is None:
                nets[row.table][row.row_id] = Net("U", "D", dict(row.then), {})
            else:
                back = {name: row.then[name] for name in row.differing() if not names or name in names}
                if back:
                    nets[row.table][row.row_id] = Net("U", "U", back, {name: row.now[name] for name in back})
        if not nets:
            return ()
        title = record_title(rows[0].table, rows[0].then or rows[0].now or {})[0]
        with self.database.write(BRING_BACK, subject=title) as write:
            return put_back(write.connection, nets, write.number)[1]

    def _who(self, connection: Connection, numbers: set[int]) -> dict[int, Who]:
        headers: dict[int, ChangesetInfo] = journal.headers(connection, numbers)
        officers = bins.last_known(connection, "officer", {one.officer_id for one in headers.values()})
        return {
            number: Who(
                from_utc_text(one.at),
                str(officers.get(one.officer_id, {}).get("name", "")),
                one.operation,
                one.subject,
                one.kind,
            )
            for number, one in headers.items()
        }

    @staticmethod
    def _names(connection: Connection, rows: Sequence[past.PastRow]) -> Mapping[str, str]:
        """What the records are called that these rows refer to."""
        wanted: dict[str, set[str]] = defaultdict(set)
        for row in rows:
            for column, target in past.named_by(row.table):
                wanted[target].update(str(side[column]) for side in (row.then, row.now) if side and side.get(column))
        return {
            row_id: record_title(table, values)[0]
            for table, ids in wanted.items()
            for row_id, values in bins.last_known(connection, table, ids).items()
        }


def _part(row: past.PastRow, who: Mapping[int, Who], names: Mapping[str, str]) -> PastPart:
    values: Values = row.then if row.then is not None else row.now or {}
    differing = set(row.differing())
    facts = []
    for name, then in values.items():
        now = (row.now or {}).get(name)
        link = name.endswith("_id")
        facts.append(
            PastFact(
                name,
                names.get(str(then), then) if link and then else then,
                names.get(str(now), now) if link and now else now,
                who.get(row.since.get(name, 0)) if name in differing else None,
            )
        )
    state = "new" if row.then is None else "gone" if row.now is None else "changed" if differing else "same"
    first = row.since.get("", 0) or min((row.since[name] for name in differing if name in row.since), default=0)
    title = record_title(row.table, values)[0]
    if row.table == "contact_role" and (person := names.get(str(values.get("contact_id")))):
        title = f"{person} – {title}" if title else person
    if row.table == "employer_tag":
        title = names.get(str(values.get("tag_id")), "")
    return PastPart(row.table, row.row_id, title, state, tuple(facts), who.get(first))
