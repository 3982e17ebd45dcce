"""Upgrades: what belongs together stays together, a failed or killed one leaves the file as it was, with a backup."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Column, Text

import db.workspace
from db import triggers
from db.engine import connect, make_engine
from db.migrations import HEAD, KNOWN
from db.models import Employer, Worksite
from db.session import Database
from db.workspace import open_database
from talented_desk.clock import FixedClock
from talented_desk.events import EventBus
from tests.conftest import KEY
from tests.db.test_journal import business


def a_new_revision(*, breaks: bool = False, dies: bool = False) -> object:
    """Stands for a later migration that rebuilds the employer table, as batch migrations do."""

    def upgrade(settings: object, revision: str) -> None:
        from alembic.migration import MigrationContext
        from alembic.operations import Operations

        connection = settings.attributes["connection"]  # type: ignore[attr-defined]
        operations = Operations(MigrationContext.configure(connection))
        with operations.batch_alter_table("employer", recreate="always") as batch:
            batch.add_column(Column("colour", Text))
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = 'next'")
        if breaks:
            connection.exec_driver_sql("DELETE FROM employer")
        if dies:
            os.kill(os.getpid(), signal.SIGKILL)

    return upgrade


@pytest.fixture
def filled(database: Database) -> Iterator[tuple[Path, list[str]]]:
    """A closed database with an employer and its worksite, and its business state."""
    with database.write("Add employer") as write:
        employer = write.insert(Employer, {"legal_name": "Acme Ltd"})
        write.insert(Worksite, {"employer_id": employer, "city": "Calgary"})
    state = business(database)
    database.close()
    yield database.path, state


def pretend_newer(monkeypatch: pytest.MonkeyPatch, **how: bool) -> None:
    """The program knows one more revision than the file has."""
    monkeypatch.setattr(db.workspace, "HEAD", "next")
    monkeypatch.setattr(db.workspace, "KNOWN", (*KNOWN, "next"))
    monkeypatch.setattr("alembic.command.upgrade", a_new_revision(**how))


def test_rebuilding_a_table_keeps_what_belongs_to_its_rows(
    filled: tuple[Path, list[str]], clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, state = filled
    pretend_newer(monkeypatch)
    opened = open_database(path, KEY, clock=clock, events=EventBus())
    assert business(opened) == state
    with opened.read() as connection:
        assert "colour" in [row[1] for row in connection.exec_driver_sql("PRAGMA table_info(employer)")]
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar_one() == 1
        assert triggers.installed(connection) == triggers.expected()
    with opened.write("Delete") as write:  # references are on again where it is written
        write.connection.exec_driver_sql("DELETE FROM employer")
        assert write.connection.exec_driver_sql("SELECT count(*) FROM worksite").scalar_one() == 0
    opened.close()


def test_an_upgrade_that_breaks_references_is_taken_back(
    filled: tuple[Path, list[str]], clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, state = filled
    with monkeypatch.context() as patched:
        pretend_newer(patched, breaks=True)
        with pytest.raises(RuntimeError, match="broken references"):
            open_database(path, KEY, clock=clock, events=EventBus())
    opened = open_database(path, KEY, clock=clock, events=EventBus())
    assert business(opened) == state
    opened.close()


def test_killed_in_the_middle_of_an_upgrade(filled: tuple[Path, list[str]], clock: FixedClock) -> None:
    path, state = filled
    script = (
        "import sys; from pathlib import Path; import pytest\n"
        "from tests.db.test_upgrade import pretend_newer, open_database, EventBus, KEY\n"
        "from talented_desk.clock import SystemClock\n"
        "pretend_newer(pytest.MonkeyPatch(), dies=True)\n"
        "open_database(Path(sys.argv[1]), KEY, clock=SystemClock(), events=EventBus())\n"
    )
    ended = subprocess.run([sys.executable, "-c", script, str(path)], check=False)
    assert ended.returncode == -signal.SIGKILL
    (backup,) = (path.parent / "backups").glob("*-before-next.db")
    for file in (path, backup):
        opened = open_database(file, KEY, clock=clock, events=EventBus())
        assert opened.schema_version == HEAD
        assert business(opened) == state
        opened.close()


def test_a_backup_holds_what_is_still_in_the_log_and_is_one_encrypted_file(
    database: Database, clock: FixedClock
) -> None:
    with database.write("Add employer") as write:
        write.insert(Employer, {"legal_name": "Acme Ltd"})
    with database.read() as reading:  # an open reader keeps the log from being folded in
        reading.exec_driver_sql("SELECT count(*) FROM employer").scalar_one()
        with database.write("Add employer") as write:
            write.insert(Employer, {"legal_name": "Later"})
        copy = db.workspace.backup(database.path, KEY, clock, "before-test")
    assert [file.name for file in copy.parent.iterdir()] == [copy.name]
    assert copy.stat().st_mode & 0o777 == 0o600
    assert b"SQLite format" not in copy.read_bytes()
    connection = connect(copy, KEY, writer=False)
    names = [row[0] for row in connection.execute("SELECT legal_name FROM employer ORDER BY legal_name")]
    connection.close()
    assert names == ["Acme Ltd", "Later"]


def test_ten_copies_from_before_upgrades_are_kept(database: Database, clock: FixedClock) -> None:
    folder = database.path.parent / "backups"
    folder.mkdir()
    aside = folder / "desk-2020-01-01T000000000Z-set-aside.db"
    aside.touch()
    made = []
    for _ in range(12):
        clock.advance(minutes=1)
        made.append(db.workspace.backup(database.path, KEY, clock, "before-9999"))
    assert sorted(folder.iterdir()) == sorted([*made[2:], aside])


def test_the_writer_switches_references_on(tmp_path: Path) -> None:
    engine = make_engine(tmp_path / "x.db", KEY, writer=True)
    with engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar_one() == 1
    engine.dispose()
