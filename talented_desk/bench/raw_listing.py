"""The raw limit of the list of employers: the bare keyset query of one screen, and its rows, on the same file."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as sqlcipher

_PRAGMAS = ("cipher_log_level = NONE", "temp_store = MEMORY", "query_only = ON", "cache_size = -16384")
_ROWS = "SELECT n, id, legal_name, trade_name, city, headcount, stage FROM employer WHERE n IN ({})"
SCREENS = {
    "list_open": "SELECT doc / 16 FROM sort_key WHERE doc % 16 = 1 ORDER BY key LIMIT 128",
    "list_sort": "SELECT n FROM employer WHERE city > '' ORDER BY city LIMIT 128",
    "list_jump": "SELECT doc / 16 FROM sort_key WHERE doc % 16 = 1 AND key >= 'm' ORDER BY key LIMIT 128",
    "list_filter": "SELECT e.n FROM sort_key k CROSS JOIN employer e ON e.n = k.doc / 16 WHERE k.doc % 16 = 1 "
    "AND e.city = 'Calgary' ORDER BY k.key LIMIT 128",
}


def connect(path: Path, key: bytes) -> Any:
    """A reader under the pragmas of the program's readers."""
    connection = sqlcipher.connect(str(path), isolation_level=None, check_same_thread=False)
    connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")
    return connection


def screen(connection: Any, case: str) -> float:
    """The milliseconds of one screen of rows."""
    started = time.perf_counter()
    numbers = [row[0] for row in connection.execute(SCREENS[case])]
    connection.execute(_ROWS.format(", ".join(map(str, numbers)))).fetchall()
    return (time.perf_counter() - started) * 1000
