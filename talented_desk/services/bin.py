"""The bin: what was deleted, by whom, when and with which operation; and its way back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Connection

from db import bin as stored
from db.bin import Item as Item
from db.queries import merging as merges
from db.redirects import redirect_id
from db.types import Kept as Kept
from talented_desk.clock import from_utc_text
from talented_desk.domain.names import fold
from talented_desk.errors import NotFound
from talented_desk.i18n import N_
from talented_desk.services.base import Service
from talented_desk.services.merging import Merging
from talented_desk.services.record_titles import record_title

RESTORE: Final = N_("Restore")


@dataclass(frozen=True, slots=True)
class BinRow:
    """One deleted record. `with_it` counts what went with it, by table; `of` names what it belonged to."""

    id: str
    """The deletion: changeset number, table and id in one text."""
    item: Item
    table: str
    title: str
    at: datetime
    officer: str
    operation: str
    """Source text of the operation's name; of what was undone, for an undo."""
    kind: str
    subject: str
    changeset_id: str
    with_it: Mapping[str, int]
    of: str
    merged_into: str
    """What the record was merged into is called, or was when that went too; empty for one that was deleted."""
    merged: bool = False
    """Whether it comes back by taking a merge apart."""


@dataclass(frozen=True, slots=True)
class RestorePlan:
    """What restoring would bring back, by table, and what stays away. `parents` are deleted too and could come along.

    Without them, `kept` tells the rows that cannot come back and the references that come back empty.
    """

    rows: Mapping[str, int]
    kept: tuple[Kept, ...]
    parents: tuple[BinRow, ...]


class Bin(Service):
    """Looks into the bin, and takes out of it."""

    def all(self, words: str = "", limit: int = 5000) -> tuple[BinRow, ...]:
        """What is in the bin, newest first; with `words`, what has all of them in its name, kind apart."""
        with self.database.read() as connection:
            found = self._rows(connection, stored.listing(connection, limit))
        wanted = fold(words).split()
        return tuple(
            row for row in found if all(word in fold(f"{row.title} {row.of} {row.officer}") for word in wanted)
        )

    def plan(self, items: Sequence[Item], *, with_parents: bool = False) -> RestorePlan:
        """What restoring these would do, tried out and left. Raises `NotFound`."""
        with self.database.read() as connection:
            listed = stored.listing(connection)
            self._known(items, listed)
            lost = set(stored.parents(connection, items))
            parents = self._rows(connection, [one for one in listed if one.item in lost])
        wanted = [*items, *(one.item for one in parents)] if with_parents else list(items)
        with self.database.rehearse(RESTORE) as write:
            rows, kept = stored.restore(write, wanted)
        return RestorePlan(rows, kept, tuple(parents))

    def restore(self, items: Sequence[Item], *, with_parents: bool = True) -> tuple[Kept, ...]:
        """Bring these back, as one operation that can be undone; returns what could not come back as it was.

        `with_parents`: what they belonged to or named comes back with them, if it was deleted too. A record that
        was merged comes back by `Merging.unmerge`. Raises `NotFound` for what is not in the bin.
        """
        with self.database.read() as connection:
            listed = stored.listing(connection)
            self._known(items, listed)
            lost = stored.parents(connection, items) if with_parents else []
            rows = {row.item: row for row in self._rows(connection, [one for one in listed if one.item in set(items)])}
        merging = Merging(self.database, self.clock)
        kept: list[Kept] = []
        merged = dict.fromkeys(row.changeset_id for row in rows.values() if row.merged)
        for changeset_id in merged:
            kept.extend(merging.unmerge(changeset_id).kept)
        plain = [item for item in items if not rows[item].merged]
        if plain:
            subject = rows[plain[0]].title if len(plain) == 1 else str(len(plain))
            with self.database.write(RESTORE, subject=subject) as write:
                kept.extend(stored.restore(write, [*plain, *lost])[1])
        return tuple(kept)

    @staticmethod
    def _known(items: Sequence[Item], listed: Sequence[stored.Deleted]) -> None:
        if not {*items} <= {one.item for one in listed}:
            raise NotFound()

    def _rows(self, connection: Connection, found: Sequence[stored.Deleted]) -> list[BinRow]:
        officers = self.names(connection, "officer", {one.header.officer_id for one in found})
        employers = self.names(
            connection, "employer", {str(one.values["employer_id"]) for one in found if one.values.get("employer_id")}
        )
        survivors = {
            row_id: title
            for kind in {one.table for one in found if one.survivor}
            for row_id, title in self.names(connection, kind, {one.survivor for one in found}).items()
        }
        return [
            BinRow(
                "/".join(str(part) for part in one.item),
                one.item,
                one.table,
                record_title(one.table, one.values)[0],
                from_utc_text(one.header.at),
                officers.get(one.header.officer_id, ""),
                one.header.operation,
                one.header.kind,
                one.header.subject,
                (one.survivor and merges.made_by(connection, redirect_id(one.row_id))) or one.header.id,
                one.with_it,
                employers.get(str(one.values.get("employer_id") or ""), ""),
                survivors.get(one.survivor, ""),
                bool(one.survivor),
            )
            for one in found
        ]

    @staticmethod
    def names(connection: Connection, table: str, ids: set[str]) -> dict[str, str]:
        """What these rows are called, or were when they were deleted."""
        return {
            row_id: record_title(table, values)[0]
            for row_id, values in stored.last_known(connection, table, ids).items()
        }


def read_item(text: str) -> Item:
    """The deletion behind a row's `id`. Raises `NotFound`."""
    number, _, rest = text.partition("/")
    table, _, row_id = rest.partition("/")
    if not number.isdigit() or not row_id:
        raise NotFound()
    return int(number), table, row_id
