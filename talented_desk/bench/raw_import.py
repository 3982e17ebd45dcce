"""The raw limit of an import: `csv.reader` and one `executemany` into an encrypted table, no journal, no index."""

from __future__ import annotations

import csv
import time
from pathlib import Path

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


def run(path: Path, database: Path, key: bytes) -> float:
    """Import the file into a new database; rows a second."""
    connection = sqlcipher.connect(str(database), isolation_level=None)
    connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")
    started = time.perf_counter()
    with path.open(encoding="utf-8", newline="") as stream:
        reader = csv.reader(stream)
        width = len(next(reader))
        columns = ", ".join(f"c{n} TEXT" for n in range(width))
        connection.execute(f"CREATE TABLE employer (n INTEGER PRIMARY KEY, {columns})")
        names = ", ".join(f"c{n}" for n in range(width))
        marks = ", ".join("?" * width)
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany(f"INSERT INTO employer ({names}) VALUES ({marks})", reader)
        connection.execute("COMMIT")
    seconds = time.perf_counter() - started
    (rows,) = connection.execute("SELECT count(*) FROM employer").fetchone()
    connection.close()
    return int(rows) / seconds
