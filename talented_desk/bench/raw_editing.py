"""The raw limit of an edit: one `UPDATE` of one row and its commit, no journal, no index but the row's number."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any


def edit(connection: Any, values: Sequence[tuple[str, str, int]]) -> float:
    """Milliseconds an edit; each of `values` is a column, its new value and the row's number."""
    started = time.perf_counter()
    for column, value, number in values:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute(f'UPDATE employer SET "{column}" = ? WHERE n = ?', (value, number))
        connection.execute("COMMIT")
    return (time.perf_counter() - started) * 1000 / len(values)
