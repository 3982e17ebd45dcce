"""The raw limit of a merge: the same rows updated and journalled (by the file's triggers) in one transaction."""

from __future__ import annotations

import time
import uuid
from typing import Any

_OPEN = (
    "INSERT INTO changeset (id, operation, kind, officer_id, device_id, hlc, at, schema_version) "
    "VALUES (?, 'Merge', 'do', 'o', 'd', 0, '2026-11-23T12:00:00.000Z', '0')"
)
_CHILDREN = ("worksite", "task")


class Raw:
    """Two employers in an open file, merged and taken apart by plain SQL."""

    def __init__(self, connection: Any, keep_id: str, gone_id: str) -> None:
        self._connection, self._keep, self._gone = connection, keep_id, gone_id
        self._moved: dict[str, list[tuple[str, str]]] = {}

    def merge(self) -> float:
        """Milliseconds of leading all children over and removing the one that goes."""
        execute = self._connection.execute
        started = time.perf_counter()
        self._begin()
        for table in _CHILDREN:
            rows = execute(f"SELECT id FROM {table} WHERE employer_id = ?", (self._gone,)).fetchall()
            self._moved[table] = [(self._gone, row[0]) for row in rows]
            execute(f"UPDATE {table} SET employer_id = ? WHERE employer_id = ?", (self._keep, self._gone))
        execute("DELETE FROM employer WHERE id = ?", (self._gone,))
        self._end()
        return (time.perf_counter() - started) * 1000

    def unmerge(self) -> float:
        """Milliseconds of giving every row back."""
        started = time.perf_counter()
        self._begin()
        self._connection.execute("INSERT INTO employer (id, legal_name) VALUES (?, 'ACME FOODS')", (self._gone,))
        for table, rows in self._moved.items():
            self._connection.executemany(f"UPDATE {table} SET employer_id = ? WHERE id = ?", rows)
        self._end()
        return (time.perf_counter() - started) * 1000

    def _begin(self) -> None:
        self._connection.execute("BEGIN IMMEDIATE")
        number = self._connection.execute(_OPEN, (str(uuid.uuid4()),)).lastrowid
        self._connection.execute("INSERT INTO journal_open (n) VALUES (?)", (number,))

    def _end(self) -> None:
        self._connection.execute("DELETE FROM journal_open")
        self._connection.execute("COMMIT")
