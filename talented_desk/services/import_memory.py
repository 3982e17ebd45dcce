"""What a list said the last time: kept with its import, found again when a file of the same name comes.

Kept are the cells by which the rows were recognised and whose they were, packed, under their hash beside the bytes of
documents; the import names the hash. Taking the import back takes the memory back.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection

from db.queries import import_editions as queries
from talented_desk.exchange.editions import Cells, bare, list_name
from talented_desk.exchange.mapping import ColumnMapping

LIMIT: Final = 100_000
"""Different rows that are remembered; a longer list is recognised by its employers and facts alone."""
SAID: Final = "said"
"""Under this name, the summary of an import tells the hash of what was said."""


@dataclass(frozen=True, slots=True)
class Memory:
    """The last edition of a list: each different row with its employer's id, and the imports of all its editions."""

    rows: dict[Cells, tuple[str, Cells]]
    """Cells as `bare` leaves them, to the employer's id and the cells as they stood."""
    runs: tuple[str, ...]


def remember(connection: Connection, mapping: ColumnMapping) -> str:
    """Pack what the dry run took; returns the hash, empty for nothing."""
    packer, size = zlib.compressobj(6), 0
    head = {"names": mapping.names, "columns": mapping.columns}
    parts = [packer.compress((json.dumps(head, ensure_ascii=False) + "\n").encode())]
    for cells, employer_id in queries.said(connection):
        parts.append(packer.compress(f"{employer_id}{cells}\n".encode()))
        size += 1
    if not size:
        return ""
    data = b"".join((*parts, packer.flush()))
    sha = hashlib.sha256(data).hexdigest()
    queries.keep_content(connection, sha, data)
    return sha


def recall(connection: Connection, file_name: str, mapping: ColumnMapping) -> Memory | None:
    """What the newest standing edition of this list said, if its columns were these. None if nothing is known."""
    name = list_name(file_name)
    same = [(run_id, summary) for run_id, file, summary in queries.standing(connection) if list_name(file) == name]
    for _, summary in same:
        data = queries.content(connection, str(summary.get(SAID) or ""))
        rows = _unpacked(data, mapping) if data else None
        if rows is not None:
            return Memory(rows, tuple(run_id for run_id, _ in same))
    return None


def _unpacked(data: bytes, mapping: ColumnMapping) -> dict[Cells, tuple[str, Cells]] | None:
    head, *lines = zlib.decompress(data).decode().removesuffix("\n").split("\n")
    told: dict[str, Any] = json.loads(head)
    if told["names"] != list(mapping.names) or told["columns"] != list(mapping.columns):
        return None
    found: Iterable[tuple[str, Cells]] = ((one[:36], tuple(json.loads(one[36:]))) for one in lines)
    rows: dict[Cells, tuple[str, Cells]] = {}
    for employer_id, cells in found:
        rows.setdefault(bare(cells), (employer_id, cells))
    return rows
