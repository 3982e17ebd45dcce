"""Finding what a merged record carries on as."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlalchemy import Connection

from db import plain
from db.base import Record, table_of, targets
from db.types import Value
from talented_desk.ids import fixed_id

FARTHEST = 50
"""Merges in a row that are followed; more would be a circle that damage made."""


def redirect_id(from_id: str) -> str:
    """The id of the redirect of a record: two devices that merge the same one make the same row."""
    return fixed_id("redirect", from_id)


def survivor(connection: Connection, row_id: str) -> str | None:
    """What a merged record carries on as, through all later merges; None for one that was never merged."""
    return survivors(connection, (row_id,)).get(row_id)


def survivors(connection: Connection, ids: Iterable[str]) -> dict[str, str]:
    """Those of `ids` that were merged away, and what each carries on as."""
    statement = f"SELECT from_id, to_id FROM redirect WHERE id IN {plain.LISTED}"
    found: dict[str, str] = {}
    waiting = {one: one for one in ids}
    for _ in range(FARTHEST):
        ahead = {redirect_id(one) for one in waiting.values()}
        steps: dict[str, str] = dict(plain.each(connection, statement, ahead))
        waiting = {first: steps[last] for first, last in waiting.items() if last in steps}
        if not waiting:
            break
        found |= waiting
    return found


def way(connection: Connection, row_id: str) -> list[str]:
    """Through what a merged record carries on, one after the other; empty for one that was never merged."""
    found: list[str] = []
    while len(found) < FARTHEST:
        last = (redirect_id(found[-1] if found else row_id),)
        step = plain.first(connection, "SELECT to_id FROM redirect WHERE id = ?", last)
        if step is None:
            break
        found.append(str(step[0]))
    return found


def carried_on(connection: Connection, model: type[Record], values: Mapping[str, Value]) -> dict[str, Value]:
    """The values with every reference to a merged record led to the one that carries on."""
    links = [name for name in targets(table_of(model)) if values.get(name)]
    known = survivors(connection, {str(values[name]) for name in links})
    return {**values, **{name: known.get(str(values[name]), values[name]) for name in links}}
