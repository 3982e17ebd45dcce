"""Proves that a new file can be brought up to date by the migrations, step by step: for the self-test.

A new workspace is made without them, and a program that was packed without its migrations would only fail on the
day when it meets an older one.
"""

from __future__ import annotations

from pathlib import Path

import db.models  # noqa: F401 - the triggers are made for the tables that are known
from db.engine import make_engine
from db.migrations import runner


def migrated(path: Path, key: bytes) -> str:
    """Make an encrypted file at `path`, run every migration on it, and return the revision that it then has."""
    engine = make_engine(path, key, writer=True)
    try:
        with engine.connect() as connection:
            runner.upgrade(connection)
        with engine.connect() as connection, connection.begin():
            return str(connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar_one())
    finally:
        engine.dispose()
