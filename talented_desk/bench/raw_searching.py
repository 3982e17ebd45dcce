"""The raw limit of searching while typing: the bare FTS5 query that fetches fifty rows, on the same file."""

from __future__ import annotations

import re
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as sqlcipher

_WORD = re.compile(r"\w+")
_PRAGMAS = ("cipher_log_level = NONE", "temp_store = MEMORY", "query_only = ON", "cache_size = -16384")
_QUERY = (
    "SELECT e.n, e.id, e.legal_name, e.trade_name, e.city FROM search_fts f CROSS JOIN employer e "
    "ON e.n = f.rowid / 16 WHERE search_fts MATCH ? LIMIT 50"
)


def connect(path: Path, key: bytes) -> Any:
    """A reader under the pragmas of the program's readers."""
    connection = sqlcipher.connect(str(path), isolation_level=None, check_same_thread=False)
    connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")
    return connection


def search(connection: Any, texts: Sequence[str]) -> list[float]:
    """The milliseconds of each text."""
    taken = []
    for text in texts:
        started = time.perf_counter()
        match = " ".join(f'"{word}"*' for word in _WORD.findall(text))
        connection.execute(_QUERY, (match,)).fetchall()
        taken.append((time.perf_counter() - started) * 1000)
    return taken
