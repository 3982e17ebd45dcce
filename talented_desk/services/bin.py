"""The bin: what was deleted, by whom, when and with which operation; and its way back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Final

from sqlalchemy import Connection

from db import bin as stored
from db.bin import Item as Item
from db.journal import info
from db.queries import merging as merges
from db.redirects import redirect_id
from db.types import Kept as Kept
from db.write import Write
from talented_desk.clock import from_utc_text
from talented_desk.domain.names import fold
from talented_desk.errors import NotFound
from talented_desk.i18n import N_
from talented_desk.services.base import Service
from talented_desk.services.merging import UNMERGE
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
class Apart:
    """A merge that comes apart: `gone` is there again beside `into`, which was deleted since and comes back `too`."""

    gone: str
    into: str
    too: bool


@dataclass(frozen=True, slots=True)
class RestorePlan:
    """What restoring would bring back, by table, and what stays away. `parents` are deleted too and could come along.

    Without them, `kept` tells the rows that cannot come back and the references that come back empty. `apart`: the
    merges that come apart, each an operation of its own.
    """

    rows: Mapping[str, int]
    kept: tuple[Kept, ...]
    parents: tuple[BinRow, ...]
    apart: tuple[Apart, ...] = ()


@dataclass(frozen=True, slots=True)
class _Way:
    """What has to be done: merges taken apart, newest first, and what comes back before that and after.

    `again`: what comes back before one of the merges is taken apart, by merge and in the same operation.
    """

    merges: tuple[str, ...]
    first: tuple[Item, ...]
    again: Mapping[str, tuple[Item, ...]]
    then: tuple[Item, ...]
    parents: tuple[Item, ...]
    apart: tuple[Apart, ...]


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
            way = self._way(connection, items, listed)
            parents = self._rows(connection, [one for one in listed if one.item in set(way.parents)])
            targets = [target for one in way.merges if (target := info(connection, changeset_id=one)) is not None]
        lost = way.parents if with_parents else ()
        kept: list[Kept] = []
        with self.database.rehearse(RESTORE) as write:
            kept.extend(stored.restore(write, [*(way.first if targets else way.then), *lost])[1])
            for target in targets:
                kept.extend(stored.restore(write, way.again.get(target.id, ()))[1])
                kept.extend(self.database.inverse_within(write, target)[1])
            if targets:
                kept.extend(stored.restore(write, way.then)[1])
            rows = {table: count for table, count in stored.came_back(write).items() if table != "redirect"}
        return RestorePlan(rows, tuple(kept), tuple(parents), way.apart)

    def restore(self, items: Sequence[Item], *, with_parents: bool = True) -> tuple[Kept, ...]:
        """Bring these back, as one operation that can be undone; returns what could not come back as it was.

        `with_parents`: what they belonged to or named comes back with them, if it was deleted too. A record that
        was merged comes back by taking the merge apart; if what it was merged into was deleted since, that comes back
        in the same operation. Several merges are an operation each. Raises `NotFound` for what is not in the bin.
        """
        with self.database.read() as connection:
            listed = stored.listing(connection)
            way = self._way(connection, items, listed)
            titles = {one.item: record_title(one.table, one.values)[0] for one in listed if one.item in set(items)}
        lost = way.parents if with_parents else ()
        kept: list[Kept] = []

        def back(write: Write, items: Sequence[Item]) -> None:
            kept.extend(stored.restore(write, items)[1])

        if not way.merges:
            subject = titles[way.then[0]] if len(way.then) == 1 else str(len(way.then))
            with self.database.write(RESTORE, subject=subject) as write:
                kept.extend(stored.restore(write, [*way.then, *lost])[1])
        for at, changeset_id in enumerate(way.merges):
            before = partial(back, items=[*([] if at else [*way.first, *lost]), *way.again.get(changeset_id, ())])
            undone = self.database.revert(
                changeset_id,
                name=UNMERGE,
                first=before,
                then=partial(back, items=way.then if at == len(way.merges) - 1 else ()),
            )
            kept.extend(undone.kept)
        return tuple(kept)

    def _way(self, connection: Connection, items: Sequence[Item], listed: Sequence[stored.Deleted]) -> _Way:
        """Raises `NotFound` for what is not in the bin."""
        self._known(items, listed)
        wanted = set(items)
        rows = self._rows(connection, [one for one in listed if one.item in wanted])
        merged = [row for row in rows if row.merged]
        carriers = {row.item: stored.carriers(connection, [row.item]) for row in merged}
        # gone again by the undo of such a restore: then what belongs to it went with it and not with the other
        again: dict[str, tuple[Item, ...]] = defaultdict(tuple)
        for row in merged:
            if row.kind != "do":
                again[row.changeset_id] += (row.item,)
        first = tuple(dict.fromkeys(item for found in carriers.values() for item in found))
        plain = tuple(row.item for row in rows if not row.merged and row.item not in first)
        before = (item for items in (first, *again.values()) for item in items)
        parents = tuple(one for one in stored.parents(connection, [*before, *plain]) if one not in wanted)
        apart = tuple(Apart(row.title, row.merged_into, bool(carriers[row.item])) for row in merged)
        newest = tuple(dict.fromkeys(row.changeset_id for row in sorted(merged, key=lambda row: row.at, reverse=True)))
        return _Way(newest, first, again, plain, parents, apart)

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
