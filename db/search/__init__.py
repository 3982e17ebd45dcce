"""The search index: its tables, made where they are missing."""

from __future__ import annotations

from sqlalchemy import Connection


def prepare(connection: Connection) -> None:
    """Make the index's tables where they are missing."""
