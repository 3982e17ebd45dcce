"""Opening the local database: create it, bring an older one up to date, refuse a newer one, check the triggers."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, text
from sqlalchemy.exc import DBAPIError

import db.models  # noqa: F401 - the tables must be known before they are made
from db import copies, search, triggers
from db.base import Base
from db.engine import DriverError, explain, make_engine
from db.errors import DatabaseDamaged, DatabaseNewer
from db.migrations import HEAD, KNOWN
from db.session import Database
from db.types import Identity
from talented_desk.clock import Clock, utc_text
from talented_desk.events import EventBus
from talented_desk.ids import new_id

KEPT_BACKUPS = 10
DEVICE = "device_id"
SMALLEST = 512
"""Bytes of the smallest page: a shorter file holds nothing."""


def open_database(path: Path, key: bytes, *, clock: Clock, events: EventBus, officer_id: str = "") -> Database:
    """The database at `path`, made or upgraded as needed. `key` is 32 bytes.

    Raises `DatabaseDamaged`, `DatabaseNewer`, `FolderReadOnly`, `DiskFull`.
    """
    engine = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not path.exists():
            _make(path, key)
        elif path.stat().st_size < SMALLEST:  # SQLite would take it for a new one and begin anew in silence
            raise DatabaseDamaged(path=path, backups=path.parent / "backups")
        engine = make_engine(path, key, writer=True)
        device_id = _prepare(engine, path, key, clock)
    except (DBAPIError, DriverError, OSError) as error:
        cause = error.orig if isinstance(error, DBAPIError) and error.orig is not None else error
        explained = explain(cause, path)
        if explained is None:
            raise
        raise explained from error
    finally:
        if engine is not None:
            engine.dispose()
    return Database(
        path, key, identity=Identity(officer_id, device_id), clock=clock, events=events, schema_version=HEAD
    )


def _prepare(engine: Engine, path: Path, key: bytes, clock: Clock) -> str:
    with engine.connect() as connection, connection.begin():
        found = _revision(connection)
        if found is None:
            raise DatabaseDamaged(path=path, backups=path.parent / "backups")
        if found not in KNOWN:
            raise DatabaseNewer(path=path, found=found, known=HEAD)
    if found != HEAD:
        backup(path, key, clock, label=f"before-{HEAD}")
        _upgrade(engine)
    with engine.connect() as connection, connection.begin():
        triggers.install(connection)
        connection.exec_driver_sql("DELETE FROM journal_open")  # whoever left one there must not write under it
        search.prepare(connection)
        return note(connection, DEVICE, new_id)


def _revision(connection: Connection) -> str | None:
    if "alembic_version" not in inspect(connection).get_table_names():
        return None
    return str(connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one())


def _make(path: Path, key: bytes) -> None:
    """Make a new database under another name and give it its own when it is whole.

    So a file of this name is never half made, and one that is empty was damaged. The schema is made at once,
    without running through history; a test holds that both ways agree.
    """
    unfinished = path.with_name(path.name + ".new")
    for end in ("", "-wal", "-shm", "-journal"):
        unfinished.with_name(unfinished.name + end).unlink(missing_ok=True)
    os.close(os.open(unfinished, os.O_CREAT | os.O_WRONLY, 0o600))  # its log files take over these rights
    engine = make_engine(unfinished, key, writer=True)
    try:
        with engine.connect() as connection, connection.begin():
            Base.metadata.create_all(connection)
            connection.exec_driver_sql("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)")
            connection.exec_driver_sql("INSERT INTO alembic_version VALUES (?)", (HEAD,))
    finally:
        engine.dispose()  # folds the log in
    unfinished.replace(path)


def _upgrade(engine: Engine) -> None:
    from db.migrations import runner  # alembic is slow to import and seldom needed

    with engine.connect() as connection:
        runner.upgrade(connection)


def backup(path: Path, key: bytes, clock: Clock, label: str) -> Path:
    """Copy the encrypted file into `backups/`, under the same key; the newest ten such copies are kept."""
    folder = path.parent / "backups"
    folder.mkdir(exist_ok=True, mode=0o700)
    stamp = utc_text(clock.now()).replace(":", "").replace(".", "")
    target = folder / f"{path.stem}-{stamp}-{label}.db"
    copies.copy(path, key, target)
    for old in sorted(folder.glob(f"{path.stem}-*-before-*.db"))[:-KEPT_BACKUPS]:
        old.unlink()
    return target


def note(connection: Connection, key: str, make: Callable[[], str]) -> str:
    """A remembered value of this database, made the first time."""
    value = connection.execute(text("SELECT value FROM note WHERE key = :k"), {"k": key}).scalar()
    if value is None:
        value = make()
        connection.execute(text("INSERT INTO note (key, value) VALUES (:k, :v)"), {"k": key, "v": value})
    return str(value)
