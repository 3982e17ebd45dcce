"""The file of drafts, `drafts.db`: encrypted under the database's key, with a writer of its own.

A file of its own, because SQLite has one writer for each file: while a long import holds the database, what an
officer types must still reach the disk at every keystroke.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from db import copies
from db.engine import DriverError, connect, explain
from db.errors import DatabaseDamaged

log = logging.getLogger(__name__)

_SCHEMA = """CREATE TABLE IF NOT EXISTS draft (
    id TEXT PRIMARY KEY, kind TEXT NOT NULL, subject_id TEXT, content TEXT NOT NULL, updated_at TEXT NOT NULL)"""
_ENDS = ("", "-wal", "-shm", "-journal")

Row = tuple[str, str, str | None, str, str]
"""id, kind (which form), subject_id (the record it was opened from or edits), content as JSON, updated_at."""


class DraftFile:
    """Opened at the first use; safe to use from any thread. Every call is a transaction that is on disk at its end."""

    def __init__(self, path: Path, key: bytes) -> None:
        self.path = path
        self._key = key
        self._lock = threading.Lock()
        self._connection: Any = None

    def put(self, row: Row) -> None:
        """Keep a draft; one of the same id is replaced."""
        with self._open() as connection:
            connection.execute("INSERT OR REPLACE INTO draft VALUES (?, ?, ?, ?, ?)", row)

    def get(self, draft_id: str) -> Row | None:
        """One draft, if it is there."""
        with self._open() as connection:
            found: Row | None = connection.execute("SELECT * FROM draft WHERE id = ?", (draft_id,)).fetchone()
            return found

    def all(self, kind: str | None = None) -> list[Row]:
        """Drafts of a kind, or of all kinds, newest first."""
        with self._open() as connection:
            found: list[Row] = connection.execute(
                "SELECT * FROM draft WHERE ?1 IS NULL OR kind = ?1 ORDER BY updated_at DESC, id DESC", (kind,)
            ).fetchall()
            return found

    def remove(self, draft_ids: Sequence[str]) -> None:
        """Forget drafts; unknown ids are none."""
        with self._open() as connection:
            connection.executemany("DELETE FROM draft WHERE id = ?", [(one,) for one in draft_ids])

    def copy_to(self, target: Path) -> bool:
        """Copy the file as it stands; False where there is none yet."""
        if not self.path.exists():
            return False
        with self._open(), self._explained():
            copies.copy(self.path, self._key, target)
        return True

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            if self._connection is not None:
                self._connection.close()
                self._connection = None

    @contextmanager
    def _open(self) -> Iterator[Any]:
        with self._lock, self._explained():
            if self._connection is None:
                self._connection = self._made()
            yield self._connection

    def _made(self) -> Any:
        try:
            return self._connected()
        except DriverError as error:
            if not isinstance(explain(error, self.path), DatabaseDamaged):
                raise
        # Half-typed forms must not keep anybody from the records; what is left of the file is kept for a look at it.
        aside = set_aside(self.path, self.path.parent / "backups", "damaged")
        log.error("the file of drafts could not be read and was moved to %s", aside)
        return self._connected()

    def _connected(self) -> Any:
        connection = connect(self.path, self._key, writer=True)
        try:
            connection.execute(_SCHEMA)
        except BaseException:
            connection.close()
            raise
        return connection

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except DriverError as error:
            raise explain(error, self.path) or error from error


def set_aside(path: Path, folder: Path, label: str) -> Path | None:
    """Move a file of drafts, its log with it, into `folder`; returns where it lies, None if there was none."""
    if not path.exists():
        return None
    folder.mkdir(exist_ok=True, mode=0o700)
    number = 1
    while (aside := folder / f"{path.stem}-{label}-{number}.db").exists():
        number += 1
    for end in _ENDS:
        part = path.with_name(path.name + end)
        if part.exists():
            part.replace(aside.with_name(aside.name + end))
    return aside
