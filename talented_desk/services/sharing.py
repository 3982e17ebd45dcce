"""What is shared and what is not: how things stand, conflicts to settle, refused changes, what others did."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, select

from db import bin as bins
from db import journal as stored
from db.base import models, table_of
from db.models import Conflict as ConflictRecord
from db.models import Officer
from db.queries import sharing as queries
from db.sharing import notes
from db.types import Value as Value
from talented_desk.clock import from_utc_text, utc_text
from talented_desk.domain.sharing import Take, reason
from talented_desk.exchange.export import Sheet, write
from talented_desk.i18n import N_, Translator
from talented_desk.services.base import Service
from talented_desk.services.record_titles import record_title

COUNTED: Final = 1000
"""Operations up to which those that are only here are counted; above, `more` says so."""
SHOWN: Final = 1000
TRAY: Final = (
    N_("Moment"),
    N_("Operation"),
    N_("Kind"),
    N_("Name"),
    N_("Record"),
    N_("Field"),
    N_("Before"),
    N_("After"),
    N_("Reason"),
    N_("Details"),
)
"""The columns of the tray's file."""


@dataclass(frozen=True, slots=True)
class SharingState:
    """How things stand. `more`: there are more operations only here than were counted."""

    only_here: int
    more: bool
    shared: bool
    last: datetime | None
    conflicts: int
    refused: int


@dataclass(frozen=True, slots=True)
class Side:
    """One of the values of a conflict: who gave it and when; `words` where the value is a reference."""

    value: Value
    words: str = ""
    officer: str = ""
    mine: bool = False
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Conflict:
    """A field that two people changed without knowing of each other, or a record that one of them deleted.

    `kept` is the value that won, `other` the one that did not, `now` what the record says today. Of a deletion `kept`
    is who changed the record and `other` who deleted it; they have no values. `field` is empty then.
    """

    id: str
    kind: str
    table: str
    record_id: str
    title: str
    of: str
    """What the record belongs to, where its own words do not tell."""
    page: str
    """The table of the record that is opened to see it, and its id; empty when it is gone."""
    page_id: str
    field: str
    base: Side
    kept: Side
    other: Side
    now: Side
    typed: bool
    """Whether a person may type another value."""


@dataclass(frozen=True, slots=True)
class RefusedChange:
    """A change that the shared database did not take; `changes` has the fields, before and after."""

    change: int
    table: str
    record_id: str
    title: str
    op: str
    changes: tuple[tuple[str, Value, Value], ...]
    operation: str
    subject: str
    reason: str
    """Source text."""
    detail: str
    at: datetime
    page: str
    """The table of the record that is opened to see it, and its id; empty when there is none."""
    page_id: str


@dataclass(frozen=True, slots=True)
class OthersChange:
    """An operation of a colleague, and the record to look at."""

    id: str
    at: datetime
    officer: str
    operation: str
    subject: str
    kind: str
    rows: int
    table: str
    title: str
    page: str
    page_id: str


class Sharing(Service):
    """Reads what sharing left to be looked at, and settles it."""

    def state(self, most: int = COUNTED) -> SharingState:
        """How things stand; cheap enough to ask after each operation."""
        with self.database.read() as connection:
            count = stored.count_not_shared(connection, most + 1)
            last = notes.word(connection, notes.SHARED_AT)
            return SharingState(
                min(count, most),
                count > most,
                bool(notes.word(connection, notes.EPOCH)) or stored.ever_shared(connection),
                from_utc_text(last) if last else None,
                queries.count_conflicts(connection),
                queries.count_refused(connection),
            )

    def came_through(self) -> None:
        """Remember that everything was shared just now."""
        with self.database.scratch() as connection:
            notes.remember(connection, notes.SHARED_AT, self.now())

    def conflicts(self, limit: int = SHOWN) -> tuple[Conflict, ...]:
        """What waits to be settled, the newest first, those of one record together."""
        with self.database.read() as connection:
            return self._told(connection, queries.conflicts(connection, limit=limit))

    def settle(self, conflict_ids: Sequence[str], take: Take) -> int:
        """Settle conflicts by their side that won (`kept`) or did not (`other`); returns how many. See `decide`."""
        with self.database.read() as connection:
            told = self._told(connection, queries.conflicts(connection, conflict_ids))
        if take == "kept":
            return self.decide({one.id: one.now.value if one.field else 1 for one in told})
        return self.decide({one.id: one.other.value for one in told})

    def decide(self, decisions: Mapping[str, Value]) -> int:
        """Settle conflicts in one operation that can be undone; returns how many.

        By the conflict's id what its field gets; where a record was deleted and changed: None deletes it, anything
        else keeps it.
        """
        with self.database.read() as connection:
            told = self._told(connection, queries.conflicts(connection, list(decisions)))
        if not told:
            return 0
        subject = told[0].title if len({one.record_id for one in told}) == 1 else str(len(told))
        known, gone = models(), {(one.table, one.record_id) for one in told if one.now.officer == GONE}
        settled = {"state": "settled", "settled_by": self.database.identity.officer_id, "settled_at": self.now()}
        with self.database.write(N_("Settle a conflict"), subject=subject) as write:
            for one in told:
                place, value = (one.table, one.record_id), decisions[one.id]
                if place not in gone and not one.field and value is None:
                    write.delete(known[one.table], one.record_id)
                    gone.add(place)
                elif place not in gone and one.field and value != one.now.value:
                    write.update(known[one.table], one.record_id, {one.field: value})
                write.update(ConflictRecord, one.id, settled)
        return len(told)

    def refused(self) -> tuple[RefusedChange, ...]:
        """The tray of changes that the shared database did not take, newest first."""
        with self.database.read() as connection:
            rows = queries.refused(connection)
            titles = _Titles(connection)
            return tuple(
                RefusedChange(
                    row.change,
                    row.table,
                    row.row_id,
                    titles.of(row.table, row.row_id) or record_title(row.table, row.after or row.before)[0],
                    row.op,
                    tuple(
                        (name, row.before.get(name), row.after.get(name))
                        for name in (row.after or row.before)
                        if row.before.get(name) != row.after.get(name)
                    ),
                    row.operation,
                    row.subject,
                    reason(row.reason),
                    row.detail,
                    from_utc_text(row.at),
                    *queries.owner(connection, row.table, row.row_id),
                )
                for row in rows
            )

    def put_away(self, changes: Sequence[int]) -> Callable[[], None]:
        """Take changes out of the tray; what is returned lays them back."""
        with self.database.scratch() as connection:
            rows = queries.put_away(connection, changes)

        def back() -> None:
            with self.database.scratch() as connection:
                queries.put_back(connection, rows)

        return back

    def export_refused(self, path: Path, t: Translator) -> int:
        """Write the tray as a list (.csv or .xlsx), a line for each field; returns the number of changes.

        Raises the sentences of `talented_desk.exchange.export`.
        """
        found = self.refused()
        lines = [line for one in found for line in _lines(one, t)]
        write(path, Sheet(t("Not taken"), tuple(t(heading) for heading in TRAY), len(lines), ()), lines, t)
        return len(found)

    def since_yesterday(self) -> datetime:
        """Yesterday's first moment, here."""
        zone = self.clock.now().tzinfo
        return datetime.combine(self.today() - timedelta(days=1), time(), zone)

    def others(self, since: datetime | None = None, limit: int = 500) -> tuple[OthersChange, ...]:
        """What colleagues did since a moment (else since yesterday), newest first."""
        begin = utc_text(since or self.since_yesterday())
        with self.database.read() as connection:
            rows = queries.others(connection, self.database.identity.device_id, begin, limit)
            names, titles = _officers(connection), _Titles(connection)
            told = []
            for row in rows:
                page, page_id = queries.owner(connection, row.table, row.row_id)
                title = titles.of(page, page_id) if page else titles.of(row.table, row.row_id)
                if page and titles.gone(page, page_id):
                    page = page_id = ""
                told.append(
                    OthersChange(
                        row.id,
                        from_utc_text(row.at),
                        names.get(row.officer_id, ""),
                        row.operation,
                        row.subject,
                        row.kind,
                        row.rows,
                        row.table,
                        title,
                        page,
                        page_id,
                    )
                )
            return tuple(told)

    def _told(self, connection: Connection, rows: Sequence[queries.ConflictRow]) -> tuple[Conflict, ...]:
        names, titles, me = _officers(connection), _Titles(connection), self.database.identity.officer_id
        told = []
        for row in rows:
            target = queries.target(row.table, row.field)

            def side(value: Value, by: str = "", at: str = "", table: str = target, given: bool = True) -> Side:
                words = titles.of(table, str(value)) if table and value else ""
                when = from_utc_text(at) if at else None
                return Side(value if given else None, words, names.get(by, ""), bool(by) and by == me, when)

            now = titles.now(row.table, row.record_id)
            page, page_id = queries.owner(connection, row.table, row.record_id) if now is not None else ("", "")
            there = side(now.get(row.field) if row.field else None) if now is not None else Side(None, officer=GONE)
            told.append(
                Conflict(
                    row.id,
                    row.kind,
                    row.table,
                    row.record_id,
                    titles.of(row.table, row.record_id),
                    titles.of(page, page_id) if page and page_id != row.record_id else "",
                    page,
                    page_id,
                    row.field,
                    side(row.base),
                    side(row.kept, row.kept_by, row.kept_at),
                    side(row.other, row.other_by, row.other_at),
                    there,
                    bool(row.field) and queries.is_text(row.table, row.field),
                )
            )
        return tuple(told)


GONE: Final = "\0gone"


def _lines(row: RefusedChange, t: Translator) -> Iterator[tuple[str, ...]]:
    head = (utc_text(row.at), t(row.operation), row.table, row.title, row.record_id)
    for name, before, after in row.changes or (("", None, None),):
        sides = ("" if one is None else str(one) for one in (before, after))
        yield (*head, name, *sides, t(row.reason), row.detail)


def _officers(connection: Connection) -> dict[str, str]:
    table = table_of(Officer)
    return {str(row[0]): str(row[1]) for row in connection.execute(select(table.c.id, table.c.name))}


class _Titles:
    """Names of records as they are, or were; each read once."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._now: dict[tuple[str, str], Mapping[str, Value] | None] = {}
        self._words: dict[tuple[str, str], str] = {}

    def now(self, table: str, row_id: str) -> Mapping[str, Value] | None:
        key = (table, row_id)
        if key not in self._now:
            known: Mapping[str, Any] = models()
            found = stored.current_values(self._connection, table, [row_id]) if table in known else {}
            self._now[key] = found.get(row_id)
        return self._now[key]

    def gone(self, table: str, row_id: str) -> bool:
        return self.now(table, row_id) is None

    def of(self, table: str, row_id: str) -> str:
        key = (table, row_id)
        if key not in self._words:
            values = self.now(table, row_id)
            if values is None and table in models():
                values = bins.last_known(self._connection, table, [row_id]).get(row_id)
            self._words[key] = record_title(table, values or {})[0]
        return self._words[key]
