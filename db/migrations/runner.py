"""Runs the migrations on an open connection."""

from __future__ import annotations

from pathlib import Path

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
    """Bring the schema to `revision` in one transaction, then make the triggers anew."""
    with connection.begin():
        for name in triggers.installed(connection):  # batch migrations rebuild tables: no half-dropped triggers
            connection.exec_driver_sql(f"DROP TRIGGER {name}")
        command.upgrade(config(connection), revision)
        triggers.install(connection)
