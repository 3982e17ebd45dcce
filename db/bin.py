"""What was deleted and is not there again, and how it comes back: all of it is in the journal."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from sqlalchemy import Connection

from db.base import models, table_of
from db.journal import current_values, decoded_values, info, table_number, tables_by_number
from db.redirects import survivors
from db.session import Write
from db.types import ChangesetInfo, Kept, Value
from db.undo import Net, net_effects, put_back

KINDS: Final = (
    *("employer", "employer_name", "worksite", "contact", "contact_role", "support_session", "task", "promise"),
    *("opportunity", "placement", "package", "institution", "attachment", "email_consent", "saved_view"),
)
"""What the bin lists. Members of sets and the like come back with the record that they belonged to."""
Item = tuple[int, str, str]
"""Changeset number, table and id: one deletion of one record."""
_Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Deleted:
    """One record in the bin with its last values; `with_it` counts what went with it, by table."""

    header: ChangesetInfo
    table: str
    row_id: str
    values: dict[str, Value]
    with_it: dict[str, int] = field(default_factory=dict)
    survivor: str = ""
    """The record that it was merged into; empty for one that was deleted."""

    @property
    def item(self) -> Item:
        return self.header.n, self.table, self.row_id


def listing(connection: Connection, limit: int = 5000) -> list[Deleted]:
    """What is in the bin, newest first."""
    marks = ", ".join(str(table_number(name)) for name in KINDS)
    rows = connection.exec_driver_sql(
        f"SELECT c.changeset_n, c.table_id, c.row_id, c.before FROM change c WHERE c.op = 'D' "
        f"AND c.table_id IN ({marks}) AND NOT EXISTS (SELECT 1 FROM change l WHERE l.row_id = c.row_id "
        f"AND l.table_id = c.table_id AND l.n > c.n) ORDER BY c.n DESC LIMIT ?",
        (limit,),
    ).all()
    led = survivors(connection, {str(row[2]) for row in rows})
    result: list[Deleted] = []
    told: dict[int, tuple[ChangesetInfo | None, dict[_Key, _Key], dict[_Key, dict[str, int]]]] = {}
    for number, table_id, row_id, before in rows:
        if number not in told:
            told[number] = (info(connection, number=number), *_trees(connection, number))
        header, roots, counts = told[number]
        key = (tables_by_number()[table_id].name, str(row_id))
        if header is not None and roots.get(key) == key:
            values = decoded_values(key[0], before)
            result.append(Deleted(header, *key, values, counts.get(key, {}), led.get(key[1], "")))
    return result


def _trees(connection: Connection, number: int) -> tuple[dict[_Key, _Key], dict[_Key, dict[str, int]]]:
    """For each row that a changeset deleted, the record that it went with; for each such record, what it took along."""
    gone: dict[_Key, dict[str, Value]] = {}
    rows = connection.exec_driver_sql(
        "SELECT table_id, row_id, before FROM change WHERE changeset_n = ? AND op = 'D'", (number,)
    )
    for table_id, row_id, before in rows:
        name = tables_by_number()[table_id].name
        gone[(name, str(row_id))] = decoded_values(name, before)
    roots: dict[_Key, _Key] = {}
    for key in gone:
        at, seen = key, {key}
        while (above := _owner(gone, at)) is not None and above not in seen:
            at = above
            seen.add(at)
        roots[key] = at
    counts: dict[_Key, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for key, root in roots.items():
        if key != root:
            counts[root][key[0]] += 1
    return roots, {key: dict(found) for key, found in counts.items()}


def _owner(gone: dict[_Key, dict[str, Value]], key: _Key) -> _Key | None:
    for column in table_of(models()[key[0]]).columns:
        for link in column.foreign_keys:
            above = (link.column.table.name, str(gone[key].get(column.name)))
            if link.ondelete == "CASCADE" and above in gone and above != key:
                return above
    return None


def tree(connection: Connection, item: Item) -> dict[str, dict[str, Net]]:
    """What the deletion did to the record, to what went with it, and to what lost its reference to any of them."""
    number, table, row_id = item
    roots, _ = _trees(connection, number)
    nets: dict[str, dict[str, Net]] = defaultdict(dict)
    effects = net_effects(connection, number)
    ids = {key[1] for key, root in roots.items() if root == (table, row_id)}
    for name, rows in effects.items():
        links = [column.name for column in table_of(models()[name]).columns if column.foreign_keys]
        for child, net in rows.items():
            if net.last == "D" and child in ids:
                nets[name][child] = net
            elif net.first == "U" and net.last == "U":
                back: dict[str, Value] = {
                    n: v for n, v in net.before.items() if n in links and v in ids and net.after.get(n) is None
                }
                if back:
                    nets[name][child] = Net("U", "U", back, {**dict.fromkeys(back)})
    return nets


def parents(connection: Connection, items: Sequence[Item]) -> list[Item]:
    """The deletions that took what these records belonged to or named, and that are not among them."""
    found: dict[Item, None] = {}
    waiting, known = list(items), set(items)
    while waiting:
        item = waiting.pop()
        nets = tree(connection, item)
        inside = {row_id for rows in nets.values() for row_id in rows}
        for name, rows in nets.items():
            for column in table_of(models()[name]).columns:
                for link in column.foreign_keys:
                    wanted = {str(net.before[column.name]) for net in rows.values() if net.before.get(column.name)}
                    for lost in _lost(connection, link.column.table.name, wanted - inside):
                        if lost not in known:
                            known.add(lost)
                            found[lost] = None
                            waiting.append(lost)
    return list(found)


def _lost(connection: Connection, table: str, ids: Iterable[str]) -> list[Item]:
    """The deletions of those of these rows that are gone and were not merged into another."""
    listed = list(ids)
    led = survivors(connection, listed) if listed else {}
    lost: list[Item] = []
    for row_id in listed:
        there = connection.exec_driver_sql(f"SELECT 1 FROM {table} WHERE id = ?", (row_id,)).scalar()
        if there is not None or row_id in led:
            continue
        number = connection.exec_driver_sql(
            "SELECT changeset_n FROM change WHERE row_id = ? AND table_id = ? AND op = 'D' ORDER BY n DESC LIMIT 1",
            (row_id, table_number(table)),
        ).scalar()
        if number is not None:
            roots, _ = _trees(connection, int(number))
            lost.append((int(number), *roots[(table, row_id)]))
    return lost


def restore(write: Write, items: Sequence[Item]) -> tuple[dict[str, int], tuple[Kept, ...]]:
    """Put these back under the open changeset; returns how many rows came back by table, and what did not come.

    Newest first: what something belonged to went after it, or it would have gone along.
    """
    kept: list[Kept] = []
    for item in sorted(set(items), reverse=True):
        nets = tree(write.connection, item)
        _, left = put_back(write.connection, nets, item[0])
        kept.extend(left)
    return came_back(write), tuple(kept)


def came_back(write: Write) -> dict[str, int]:
    """How many rows there are again by the open changeset, by table."""
    rows = write.connection.exec_driver_sql(
        "SELECT c.table_id, count(*) FROM change c WHERE c.changeset_n = ? AND c.op = 'I' AND NOT EXISTS "
        "(SELECT 1 FROM change l WHERE l.changeset_n = c.changeset_n AND l.row_id = c.row_id "
        "AND l.table_id = c.table_id AND l.op = 'D' AND l.n > c.n) GROUP BY 1",
        (write.number,),
    )
    return {tables_by_number()[number].name: int(count) for number, count in rows}


def carriers(connection: Connection, items: Sequence[Item]) -> list[Item]:
    """The deletions that took what these merged records carry on as: without it their merge cannot come apart."""
    found: dict[Item, None] = {}
    for _, table, row_id in items:
        led = survivors(connection, [row_id]).get(row_id)
        if led is not None:
            found |= dict.fromkeys(_lost(connection, table, [led]))
    return list(found)


def last_known(connection: Connection, table: str, ids: Iterable[str]) -> dict[str, dict[str, Value]]:
    """The values of these rows as they are, or as they were when they were deleted."""
    listed = [one for one in ids if one]
    found = current_values(connection, table, listed)
    for row_id in listed:
        if row_id not in found:
            before = connection.exec_driver_sql(
                "SELECT before FROM change WHERE row_id = ? AND table_id = ? AND op = 'D' ORDER BY n DESC LIMIT 1",
                (row_id, table_number(table)),
            ).scalar()
            if before is not None:
                found[row_id] = decoded_values(table, str(before))
    return found
