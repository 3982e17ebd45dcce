"""The raw limit of writing: one `executemany` into an encrypted table, no journal, no index."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as sqlcipher

_PRAGMAS = (
    "cipher_log_level = NONE",
    "foreign_keys = ON",
    "recursive_triggers = ON",
    "temp_store = MEMORY",
    "journal_mode = WAL",
    "synchronous = FULL",
    "cache_size = -65536",
    "journal_size_limit = 67108864",
)
_INTEGERS = ("headcount", "federally_regulated")


def connect(path: Path, key: bytes) -> Any:
    """An encrypted file under the pragmas of the program's writer."""
    connection = sqlcipher.connect(str(path), isolation_level=None, check_same_thread=False)
    connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")
    return connection


def create(connection: Any, columns: Sequence[str]) -> None:
    """The bare table."""
    types = ", ".join(f'"{name}" {"INTEGER" if name in _INTEGERS else "TEXT"}' for name in columns)
    connection.execute(f"CREATE TABLE employer (n INTEGER PRIMARY KEY, {types})")


def insert(connection: Any, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """All rows in one transaction."""
    names, marks = ", ".join(f'"{name}"' for name in columns), ", ".join("?" * len(columns))
    connection.execute("BEGIN IMMEDIATE")
    connection.executemany(f"INSERT INTO employer ({names}) VALUES ({marks})", rows)
    connection.execute("COMMIT")


def write(path: Path, key: bytes, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> float:
    """Rows a second into a new file."""
    connection = connect(path, key)
    create(connection, columns)
    started = time.perf_counter()
    insert(connection, columns, rows)
    seconds = time.perf_counter() - started
    connection.close()
    path.unlink()
    return len(rows) / seconds
