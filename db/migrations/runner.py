"""Runs the migrations on an open connection."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection

from db import triggers


def config(connection: Connection | None = None) -> Config:
    """Alembic's configuration for this folder."""
    settings = Config()
    settings.set_main_option("script_location", str(Path(__file__).parent))
    settings.attributes["connection"] = connection
    return settings


def upgrade(connection: Connection, revision: str = "head") -> None:
    """Bring the schema to `revision` in one transaction, then make the triggers anew.

    References are switched off meanwhile and checked before the commit: a batch migration drops the table that it
    rebuilds, and with references on, SQLite would delete everything that belongs to its rows. (The switch does
    nothing inside a transaction, so it is thrown on the driver's connection before one begins.)
    """
    driver: Any = connection.connection.dbapi_connection
    driver.execute("PRAGMA foreign_keys = OFF")
    try:
        with connection.begin():
            for name in triggers.installed(connection):  # batch migrations rebuild tables: no half-dropped triggers
                connection.exec_driver_sql(f"DROP TRIGGER {name}")
            command.upgrade(config(connection), revision)
            broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
            if broken:
                raise RuntimeError(f"the migration leaves {len(broken)} broken references: {broken[0]}")
            triggers.install(connection)
    finally:
        driver.execute("PRAGMA foreign_keys = ON")
