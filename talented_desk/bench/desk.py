"""An encrypted workspace database for the cases, with the index and an officer."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from db.models import Officer
from db.search import index_changes
from db.session import Database
from db.workspace import open_database
from talented_desk.bench.rows import OFFICER
from talented_desk.clock import SystemClock
from talented_desk.events import EventBus

KEY = os.urandom(32)


@contextmanager
def database(path: Path, *, searchable: bool) -> Iterator[Database]:
    """A new database as the program opens it; `searchable`: what is written is indexed before the write returns."""
    opened = open_database(path, KEY, clock=SystemClock(), events=EventBus(), officer_id=OFFICER)
    with opened.write("Set up", kind="system") as write:
        write.insert(Officer, {"name": "Maya Boucher"}, OFFICER)
    if searchable:
        opened.index = index_changes
    try:
        yield opened
    finally:
        opened.close()
