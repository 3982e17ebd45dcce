"""The raw limit of a record's past: the rows of its changes fetched by their ids, nothing made of them."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as sqlcipher

_PRAGMAS = ("cipher_log_level = NONE", "temp_store = MEMORY", "query_only = ON", "cache_size = -16384")


def connect(path: Path, key: bytes) -> Any:
    """A reader under the pragmas of the program's readers."""
    connection = sqlcipher.connect(str(path), isolation_level=None, check_same_thread=False)
    connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")
    return connection


def fetch(connection: Any, ids: list[str], least: int) -> float:
    """The milliseconds that reading the changes of these rows takes."""
    marks = ", ".join("?" * len(ids))
    started = time.perf_counter()
    rows = connection.execute(
        f"SELECT c.row_id, c.op, c.before, s.hlc FROM change c JOIN changeset s ON s.n = c.changeset_n "
        f"WHERE c.row_id IN ({marks}) ORDER BY c.n DESC",
        ids,
    ).fetchall()
    taken = time.perf_counter() - started
    assert len(rows) >= least
    return taken * 1000
