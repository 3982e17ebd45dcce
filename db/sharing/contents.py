"""Bytes of documents, packages and lists on their way: which are to be sent, which to be fetched, and parts of them."""

from __future__ import annotations

import hashlib

from sqlalchemy import Connection

REFERRING = (
    "SELECT sha256, n FROM attachment UNION ALL SELECT sha256, n FROM package "
    "UNION ALL SELECT json_extract(summary, '$.said'), n FROM import_run "
    "WHERE json_valid(summary) AND json_extract(summary, '$.said') > ''"
)
"""What rows refer to: a document, a package, and what the last edition of a list said."""
PART = 512 * 1024
"""Bytes sent at once."""


def to_send(connection: Connection) -> dict[str, int]:
    """Hashes of bytes that the shared database may not have yet, with their size."""
    found = connection.exec_driver_sql(
        f"SELECT sha256, size FROM content WHERE shared = 0 AND sha256 IN (SELECT sha256 FROM ({REFERRING})) "
        "ORDER BY size"
    )
    return {str(sha): int(size) for sha, size in found}


def part(connection: Connection, sha256: str, number: int) -> bytes:
    """A part of bytes that are here."""
    found = connection.exec_driver_sql(
        "SELECT substr(data, ?, ?) FROM content WHERE sha256 = ?", (number * PART + 1, PART, sha256)
    )
    return bytes(found.scalar_one())


def sent(connection: Connection, sha256: str) -> None:
    """The shared database has them."""
    connection.exec_driver_sql("UPDATE content SET shared = 1 WHERE sha256 = ?", (sha256,))


def to_fetch(connection: Connection) -> list[str]:
    """Hashes that rows refer to and whose bytes are not here, the newest rows' first."""
    found = connection.exec_driver_sql(
        f"SELECT sha256 FROM ({REFERRING}) r WHERE NOT EXISTS (SELECT 1 FROM content c WHERE c.sha256 = r.sha256) "
        "GROUP BY sha256 ORDER BY max(n) DESC"
    )
    return [str(sha) for sha in found.scalars()]


def parts_here(connection: Connection, sha256: str) -> int:
    """How many parts were fetched of what is not yet here whole."""
    found = connection.exec_driver_sql("SELECT count(*) FROM content_part WHERE sha256 = ?", (sha256,))
    return int(found.scalar_one())


def keep_part(connection: Connection, sha256: str, number: int, data: bytes) -> None:
    """Keep a part that was fetched."""
    connection.exec_driver_sql("INSERT OR REPLACE INTO content_part VALUES (?, ?, ?)", (sha256, number, data))


def put_together(connection: Connection, sha256: str) -> bool:
    """Make one out of the parts; False, and nothing is kept, if they are not what their hash says."""
    found = connection.exec_driver_sql("SELECT data FROM content_part WHERE sha256 = ? ORDER BY n", (sha256,))
    data = b"".join(bytes(one) for one in found.scalars())
    connection.exec_driver_sql("DELETE FROM content_part WHERE sha256 = ?", (sha256,))
    if hashlib.sha256(data).hexdigest() != sha256:
        return False
    connection.exec_driver_sql(
        "INSERT OR IGNORE INTO content (sha256, size, data, shared) VALUES (?, ?, ?, 1)", (sha256, len(data), data)
    )
    return True
