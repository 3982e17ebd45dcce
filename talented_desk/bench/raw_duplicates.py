"""The raw limits of the search for duplicates: `rapidfuzz.process.cdist` alone, and the bare index query.

`cdist` gives its figures as a numpy array. The program does without numpy, which would make it half as large again; it
is there where the tools for development are.
"""

from __future__ import annotations

import importlib.util
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as sqlcipher
from rapidfuzz import fuzz, process

_PRAGMAS = ("cipher_log_level = NONE", "temp_store = MEMORY", "query_only = ON", "cache_size = -16384")
_QUERY = (
    "SELECT e.n, e.legal_name FROM search_fts f CROSS JOIN employer e ON e.n = f.rowid / 16 "
    "WHERE search_fts MATCH ? LIMIT 300"
)


def has_numpy() -> bool:
    """Whether `cdist` can run here."""
    return importlib.util.find_spec("numpy") is not None


def compare(names: Sequence[str], rows: Sequence[Sequence[int]]) -> float:
    """Milliseconds that `cdist` takes for each name against the names of its row."""
    started = time.perf_counter()
    for name, others in zip(names, rows, strict=True):
        if others:
            process.cdist([name], [names[other] for other in others], scorer=fuzz.token_set_ratio, score_cutoff=84)
    return (time.perf_counter() - started) * 1000


def connect(path: Path, key: bytes) -> Any:
    """A reader under the pragmas of the program's readers."""
    connection = sqlcipher.connect(str(path), isolation_level=None, check_same_thread=False)
    connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")
    return connection


def look_up(connection: Any, typed: Sequence[tuple[str, Sequence[str]]]) -> list[float]:
    """Milliseconds for each name: one query for any of its words, one `cdist` row over the hits."""
    taken = []
    for name, words in typed:
        started = time.perf_counter()
        match = " OR ".join(f'name : "{word}"' for word in words)
        hits = [row[1] for row in connection.execute(_QUERY, (match,)).fetchall()]
        if hits:
            process.cdist([name], hits, scorer=fuzz.token_set_ratio)
        taken.append((time.perf_counter() - started) * 1000)
    return taken
