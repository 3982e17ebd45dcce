"""What services share: the database they write through, the clock, and a few reading helpers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from sqlalchemy import Connection

from db import plain, redirects
from db.base import Record, table_of
from db.session import Database
from db.types import Value
from talented_desk.clock import Clock, utc_text
from talented_desk.errors import NotFound


class Service:
    """A topic's use cases. Each writing method is one transaction and one changeset."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self.database = database
        self.clock = clock

    def today(self) -> date:
        """The workstation's date."""
        return self.clock.now().date()

    def now(self) -> str:
        """The present moment as stored."""
        return utc_text(self.clock.now())


def row(connection: Connection, model: type[Record], row_id: str) -> Mapping[str, Value]:
    """One record's columns by name; of one that was merged, those of the one that carries on. Raises `NotFound`."""
    found = plain.record(connection, table_of(model), row_id)
    if found is None:
        survivor = redirects.survivor(connection, row_id)
        if survivor is None:
            raise NotFound()
        return row(connection, model, survivor)
    return found
