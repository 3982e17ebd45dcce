"""What this copy remembers of the shared database."""

from __future__ import annotations

from sqlalchemy import Connection

from db.journal import CURSOR

THROUGH = "shared_through"
"""The last journal entry made here that the shared database has; those before it are there too."""
EPOCH = "shared_epoch"
SHARED_AT = "shared_at"
"""When everything was last shared."""


def number(connection: Connection, key: str) -> int:
    """A remembered number; 0 where there is none."""
    return int(word(connection, key) or 0)


def word(connection: Connection, key: str) -> str:
    """A remembered text; empty where there is none."""
    return str(connection.exec_driver_sql("SELECT value FROM note WHERE key = ?", (key,)).scalar() or "")


def words(connection: Connection, begin: str) -> dict[str, str]:
    """The remembered texts whose keys begin so, by the rest of their keys."""
    found = connection.exec_driver_sql(
        "SELECT substr(key, length(?) + 1), value FROM note WHERE substr(key, 1, length(?)) = ?", (begin,) * 3
    )
    return {str(name): str(value) for name, value in found}


def remember(connection: Connection, key: str, value: int | str) -> None:
    """Keep it."""
    connection.exec_driver_sql(
        "INSERT INTO note (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        (key, str(value)),
    )


def forget(connection: Connection, *keys: str) -> None:
    """Remember it no longer."""
    for key in keys:
        connection.exec_driver_sql("DELETE FROM note WHERE key = ?", (key,))


def cursor(connection: Connection) -> int:
    """The place in the shared log up to which everything is here."""
    return number(connection, CURSOR)
