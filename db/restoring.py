"""What a restore asks of a file before it becomes the workspace's database."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from db.copies import problems
from db.engine import DriverError, connect, explain
from db.errors import DatabaseNewer
from db.migrations import HEAD, KNOWN


def opens(path: Path, key: bytes) -> bool:
    """Whether the key is this file's."""
    try:
        connect(path, key, writer=False).close()
    except DriverError:
        return False
    return True


def check(path: Path, key: bytes) -> list[str]:
    """What is wrong with the file; empty when it is sound. Raises `DatabaseNewer`."""
    try:
        with closing(connect(path, key, writer=False)) as connection:
            (revision,) = connection.execute("SELECT version_num FROM alembic_version").fetchone() or ("",)
            if revision not in KNOWN:
                raise DatabaseNewer(path=path, found=revision, known=HEAD)
            broken = connection.execute("PRAGMA foreign_key_check").fetchmany(20)
            return problems(connection) + [f"a broken reference in {row[0]}" for row in broken]
    except DriverError as error:
        return [str(error)]


def mark(path: Path, key: bytes, moment: str) -> None:
    """Note in the file that it came from a backup, for the next exchange with others, and fold its log in."""
    try:
        with closing(connect(path, key, writer=True)) as connection:
            connection.execute("INSERT OR REPLACE INTO note (key, value) VALUES ('restored_at', ?)", (moment,))
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            connection.execute("PRAGMA journal_mode = DELETE")
    except DriverError as error:
        raise explain(error, path) or error from error
