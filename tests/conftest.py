"""Fixtures that all tests share: a real encrypted workspace, a clock that stands still."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from db.models import Officer
from db.session import Database
from db.types import Identity
from db.workspace import open_database
from talented_desk.bootstrap import Application, open_application
from talented_desk.clock import FixedClock
from talented_desk.events import EventBus
from talented_desk.ids import fixed_id
from talented_desk.paths import WorkspacePaths

KEY = bytes(range(32))
OFFICER = fixed_id("officer", "test")


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(datetime(2026, 11, 23, 15, 30, tzinfo=UTC))


@pytest.fixture
def events() -> EventBus:
    return EventBus()


@pytest.fixture
def database(tmp_path: Path, clock: FixedClock, events: EventBus) -> Iterator[Database]:
    """A new database file with one officer, Maya Boucher, who is at this device."""
    opened = open_database(tmp_path / "desk.db", KEY, clock=clock, events=events)
    opened.identity = Identity(OFFICER, opened.identity.device_id)
    with opened.write("Set up", kind="system") as write:
        write.insert(Officer, {"name": "Maya Boucher", "email": "maya@example.ca"}, OFFICER)
    yield opened
    opened.close()


@pytest.fixture
def desk(tmp_path: Path, clock: FixedClock, monkeypatch: pytest.MonkeyPatch) -> Iterator[Application]:
    """A whole application on a real workspace with one officer; its key is sealed by a passphrase file."""
    passphrase = tmp_path / "passphrase"
    passphrase.write_text("a quiet place by the river", "utf-8")
    monkeypatch.setenv("TALENTED_DESK_PASSPHRASE_FILE", str(passphrase))
    with open_application(WorkspacePaths(tmp_path / "workspace"), clock=clock) as opened:
        opened.officers.add("Maya Boucher", email="maya@example.ca", officer_id=OFFICER)
        yield opened
