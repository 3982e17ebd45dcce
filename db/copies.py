"""Copies of the encrypted file, and whether a file is whole."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from db.engine import connect

PAGES_AT_ONCE = 4096


def copy(source: Path, key: bytes, target: Path) -> None:
    """Copy the database as last committed, write-ahead log included, into one file under the same key.

    Screens may go on reading and writing meanwhile. The copy appears under its name only when it is complete.
    """
    unfinished = target.with_name(target.name + ".new")
    unfinished.unlink(missing_ok=True)
    os.close(os.open(unfinished, os.O_CREAT | os.O_WRONLY, 0o600))
    try:
        reading = connect(source, key, writer=False)
        try:
            writing = _bare(unfinished, key)
            try:
                reading.backup(writing, pages=PAGES_AT_ONCE)
                writing.execute("PRAGMA journal_mode = DELETE")  # one file, nothing beside it
            finally:
                writing.close()
        finally:
            reading.close()
        with unfinished.open("rb+") as stream:
            os.fsync(stream.fileno())
        unfinished.replace(target)
    finally:
        unfinished.unlink(missing_ok=True)


def problems(connection: Any, limit: int = 20) -> list[str]:
    """What is wrong with the file, in SQLite's words; empty when every page and every index is sound."""
    found = [str(row[0]) for row in connection.execute("PRAGMA cipher_integrity_check").fetchmany(limit)]
    found += [str(row[0]) for row in connection.execute(f"PRAGMA integrity_check({limit})") if row[0] != "ok"]
    return found[:limit]


def _bare(path: Path, key: bytes) -> Any:
    """A connection to a file that is still empty, so that nothing may be asked of it yet."""
    import sqlcipher3.dbapi2 as sqlcipher

    connection = sqlcipher.connect(str(path), isolation_level=None)
    connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
    connection.execute("PRAGMA cipher_log_level = NONE")
    return connection
