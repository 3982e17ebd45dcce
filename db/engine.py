"""Connections to the encrypted file: one writer, a few read-only readers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import Engine, create_engine, event, pool

from db.errors import DatabaseDamaged, DiskFull, FolderReadOnly, NoOpenChangeset
from db.triggers import REFUSAL
from talented_desk.errors import DeskError

BUSY_TIMEOUT_SECONDS = 10
_COMMON = (
    "PRAGMA cipher_log_level = NONE",
    "PRAGMA foreign_keys = ON",
    "PRAGMA recursive_triggers = ON",
    "PRAGMA temp_store = MEMORY",
)


def connect(path: Path, key: bytes, *, writer: bool) -> Any:
    """A raw DBAPI connection with the key applied; readers refuse to write. `key` is 32 bytes."""
    connection = sqlcipher.connect(
        str(path), timeout=BUSY_TIMEOUT_SECONDS, isolation_level=None, check_same_thread=False
    )
    try:
        connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
        for statement in _COMMON:
            connection.execute(statement)
        if writer:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("PRAGMA cache_size = -65536")
            connection.execute("PRAGMA journal_size_limit = 67108864")
        else:
            connection.execute("PRAGMA query_only = ON")
            connection.execute("PRAGMA cache_size = -16384")
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except BaseException:
        connection.close()
        raise
    return connection


def make_engine(path: Path, key: bytes, *, writer: bool) -> Engine:
    """A SQLAlchemy engine on the file. The writer has one connection; readers come from a small pool."""
    options: dict[str, Any] = {"poolclass": pool.StaticPool} if writer else {"pool_size": 4, "max_overflow": 8}
    engine = create_engine(
        "sqlite://",
        module=sqlcipher,
        creator=lambda: connect(path, key, writer=writer),
        **({"poolclass": pool.QueuePool} | options),
    )
    begin = "BEGIN IMMEDIATE" if writer else "BEGIN"

    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:
        connection.exec_driver_sql(begin)

    return engine


def explain(error: BaseException, path: Path) -> DeskError | None:
    """The DeskError behind a driver's error, or None if it is a bug."""
    words = str(error).casefold()
    if "database or disk is full" in words or "no space left" in words:
        return DiskFull(path=path.parent)
    if "readonly database" in words or "unable to open database" in words or isinstance(error, PermissionError):
        return FolderReadOnly(path=path.parent)
    if any(sign in words for sign in ("not a database", "malformed", "disk i/o error")):
        return DatabaseDamaged(path=path, backups=path.parent / "backups")
    if REFUSAL in words:
        return NoOpenChangeset()
    return None


DriverError: type[Exception] = sqlcipher.Error
"""What the driver raises when SQLAlchemy is not in between."""
