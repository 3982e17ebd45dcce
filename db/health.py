"""How a database file is, for the doctor: read only, nothing is mended."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import db.models  # noqa: F401 - the tables must be known before their triggers are
from db import triggers
from db.copies import problems
from db.engine import DriverError, connect, explain
from db.migrations import HEAD, KNOWN
from db.search.index import POSITION


@dataclass(frozen=True, slots=True)
class Health:
    """What was found in a file that opened."""

    revision: str
    """Schema version; empty when the file has none."""
    known: bool
    newest: bool
    faults: tuple[str, ...]
    """Damaged pages and indexes, in the engine's words."""
    broken_references: int
    foreign_triggers: tuple[str, ...]
    """Journal triggers that are missing or not as the models say."""
    last_hlc: int
    entries: int
    """Number of the last journal entry."""
    indexed: int
    """Number of the last journal entry that search knows."""
    left_open: int
    """Changesets left open: always 0."""
    engine: str


def examine(path: Path, key: bytes) -> Health:
    """Look at everything. Raises `DatabaseDamaged` and its kin where the file cannot be opened at all."""
    try:
        with closing(connect(path, key, writer=False)) as connection:
            return _examined(connection)
    except DriverError as error:
        raise explain(error, path) or error from error


def engine_version() -> str:
    """SQLCipher's and SQLite's versions."""
    import sqlcipher3.dbapi2 as sqlcipher

    with closing(sqlcipher.connect(":memory:")) as connection:
        return f"{connection.execute('PRAGMA cipher_version').fetchone()[0]}, SQLite {sqlcipher.sqlite_version}"


def _examined(connection: Any) -> Health:
    def one(statement: str) -> Any:
        row = connection.execute(statement).fetchone()
        return None if row is None else row[0]

    tables = {str(row[0]) for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    revision = str(one("SELECT version_num FROM alembic_version") or "") if "alembic_version" in tables else ""
    newest = revision == HEAD
    want = triggers.expected() if newest else {}
    have = {
        str(row[0]): str(row[1])
        for row in connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
    }
    return Health(
        revision=revision,
        known=revision in KNOWN,
        newest=newest,
        faults=tuple(problems(connection)),
        broken_references=len(connection.execute("PRAGMA foreign_key_check").fetchmany(1000)),
        foreign_triggers=tuple(sorted(name for name, text in want.items() if have.get(name) != text)),
        last_hlc=int(one("SELECT max(hlc) FROM changeset") or 0) if newest else 0,
        entries=int(one("SELECT max(n) FROM change") or 0) if newest else 0,
        indexed=int(one(f"SELECT value FROM note WHERE key = '{POSITION}'") or 0) if newest else 0,
        left_open=int(one("SELECT count(*) FROM journal_open")) if newest else 0,
        engine=engine_version(),
    )
