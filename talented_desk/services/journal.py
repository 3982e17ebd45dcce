"""Undo, redo, history and past states, as screens and scripts see them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import select

from db import bin as bins
from db import dump
from db import journal as stored
from db.base import table_of
from db.models import Officer
from db.queries import family
from db.types import ChangesetInfo as ChangesetInfo
from db.types import Entry as Entry
from db.types import FieldChange as FieldChange
from db.types import Kept as Kept
from db.types import Undone as Undone
from db.types import Value, Values
from talented_desk.clock import from_utc_text, utc_text
from talented_desk.services.base import Service
from talented_desk.services.record_titles import record_title

OWNERS: Final = {"employer_id": "employer", "contact_id": "contact"}
"""By which references a row that is kept is told whose it is."""


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One operation that touched a record: when, by whom, under which name, and what changed."""

    changeset_id: str
    at: datetime
    officer: str
    """The officer's name; empty when the program itself acted."""
    operation: str
    """Source text of the operation's name."""
    subject: str
    kind: str
    shared: bool
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class KeptRecord:
    """Something that a taking back left as it is: which record it belongs to, which field, why.

    `table` and `title` name the row itself, `record_id` is its id. `reason`: see `Kept`; `field` is empty for a whole
    row. `now` is the value that stays.
    """

    table: str
    record_id: str
    title: str
    field: str
    now: Value
    reason: str
    of: str
    """What the row belongs to, where its own words do not tell."""


class Journal(Service):
    """Looks back, and takes back."""

    def undo(self, *, force: bool = False) -> Undone:
        """Take back this officer's newest operation. Raises `db.undo.NothingToUndo`."""
        return self.database.undo(force=force)

    def redo(self) -> Undone:
        """Do again what was undone last. Raises `db.undo.NothingToRedo`."""
        return self.database.redo()

    def take_back(self, changeset_id: str, *, force: bool = False) -> Undone:
        """Take back any operation, such as an import; the inverse is an operation of its own."""
        return self.database.revert(changeset_id, force=force)

    def kept(self, kept: Sequence[Kept]) -> tuple[KeptRecord, ...]:
        """What was kept, in words: each with the name of its record."""
        with self.database.read() as connection:
            rows: dict[str, dict[str, Values]] = {}
            for table in {one.table for one in kept}:
                ids = {one.row_id for one in kept if one.table == table}
                rows[table] = dict(bins.last_known(connection, table, ids))
            owners = {
                str(values[name]): target
                for found in rows.values()
                for values in found.values()
                for name, target in OWNERS.items()
                if values.get(name)
            }
            names = {
                row_id: record_title(target, values)[0]
                for target in set(owners.values())
                for row_id, values in bins.last_known(
                    connection, target, [one for one, table in owners.items() if table == target]
                ).items()
            }
        told = []
        for one in kept:
            values = rows[one.table].get(one.row_id, {})
            of = next((names[str(values[name])] for name in OWNERS if str(values.get(name)) in names), "")
            title = record_title(one.table, values)[0]
            told.append(KeptRecord(one.table, one.row_id, title, one.field, values.get(one.field), one.reason, of))
        return tuple(told)

    def next_undo(self) -> ChangesetInfo | None:
        """What undo would take back now."""
        return self.database.next_undo()

    def next_redo(self) -> ChangesetInfo | None:
        """What redo would do again now."""
        return self.database.next_redo()

    def history(self, table: str, row_id: str, limit: int = 500) -> tuple[HistoryEntry, ...]:
        """Operations on a record and on what belongs to it (names, worksites, roles …), newest first."""
        with self.database.read() as connection:
            rows = family.members(connection, table, row_id)
            groups = stored.history(connection, rows, limit)
            names = self._officers({header.officer_id for header, _ in groups})
        return tuple(_entry(header, names, entries) for header, entries in groups)

    def recent(self, limit: int = 50, before: int | None = None) -> tuple[HistoryEntry, ...]:
        """The newest operations of all, without their entries."""
        with self.database.read() as connection:
            headers = stored.recent(connection, limit, before)
            names = self._officers({header.officer_id for header in headers})
        return tuple(_entry(header, names, ()) for header in headers)

    def not_shared(self, limit: int = 500) -> tuple[HistoryEntry, ...]:
        """The newest operations that no shared database has yet, without their entries."""
        with self.database.read() as connection:
            headers = stored.not_shared(connection, limit)
            names = self._officers({header.officer_id for header in headers})
        return tuple(_entry(header, names, ()) for header in headers)

    def state_at(self, table: str, row_id: str, moment: datetime) -> Values | None:
        """The fields of a record as they were at a moment; None if it did not exist then."""
        with self.database.read() as connection:
            return stored.state_at(connection, table, row_id, utc_text(moment))

    def dump(self) -> Iterator[str]:
        """The business state, one JSON line a row: equal dumps are equal states."""
        with self.database.read() as connection:
            yield from dump.business(connection)

    def _officers(self, ids: set[str]) -> dict[str, str]:
        table = table_of(Officer)
        with self.database.read() as connection:
            found = connection.execute(select(table.c.id, table.c.name).where(table.c.id.in_(sorted(ids))))
            return {str(row[0]): str(row[1]) for row in found}


def _entry(header: ChangesetInfo, names: dict[str, str], entries: Sequence[Entry]) -> HistoryEntry:
    return HistoryEntry(
        header.id,
        from_utc_text(header.at),
        names.get(header.officer_id, ""),
        header.operation,
        header.subject,
        header.kind,
        header.shared,
        tuple(entries),
    )
