"""Connections to the encrypted file: one writer, a few read-only readers."""

from __future__ import annotations

import errno
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import Engine, create_engine, event, pool

from db.errors import (
    DatabaseBusy,
    DatabaseDamaged,
    DiskFailed,
    DiskFull,
    FolderReadOnly,
    NoOpenChangeset,
    NoWriteAheadLog,
)
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
            (mode,) = connection.execute("PRAGMA journal_mode = WAL").fetchone()
            if mode != "wal":
                raise NoWriteAheadLog(folder=path.parent)
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
        hide_parameters=True,  # an error's text must not carry client data into a log
        creator=lambda: connect(path, key, writer=writer),
        **({"poolclass": pool.QueuePool} | options),
    )
    begin = "BEGIN IMMEDIATE" if writer else "BEGIN"

    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:
        connection.exec_driver_sql(begin)

    return engine


def explain(error: BaseException, path: Path) -> DeskError | None:
    """The DeskError behind a driver's or the system's error, or None if it is a bug."""
    if isinstance(error, OSError):
        if error.errno in _NO_SPACE:
            return DiskFull(folder=path.parent)
        return FolderReadOnly(folder=path.parent) if error.errno in _NO_RIGHT else None
    name = str(getattr(error, "sqlite_errorname", None))
    for start, explained in _EXPLAINED.items():
        if name.startswith(start):
            return explained(path=path, folder=path.parent, backups=path.parent / "backups")
    return NoOpenChangeset() if REFUSAL in str(error) else None


_NO_SPACE = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_NO_RIGHT = {errno.EACCES, errno.EPERM, errno.EROFS}
_EXPLAINED: dict[str, type[DeskError]] = {  # extended names begin with their primary one
    "SQLITE_FULL": DiskFull,
    "SQLITE_READONLY": FolderReadOnly,
    "SQLITE_CANTOPEN": FolderReadOnly,
    "SQLITE_PERM": FolderReadOnly,
    "SQLITE_NOTADB": DatabaseDamaged,
    "SQLITE_CORRUPT": DatabaseDamaged,
    "SQLITE_IOERR": DiskFailed,
    "SQLITE_BUSY": DatabaseBusy,
    "SQLITE_LOCKED": DatabaseBusy,
}

DriverError: type[Exception] = sqlcipher.Error
"""What the driver raises when SQLAlchemy is not in between."""
