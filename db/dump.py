"""The business state as text: what "the same state" means.

Every journalled table in the order of its number, rows by id, fields by name; no journal, clock, revision,
row number or index.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from sqlalchemy import Connection, text

from db.base import TABLE_ID, column_names, fields, records


def business(connection: Connection) -> Iterator[str]:
    """One JSON line per row: `{"table": …, "id": …, field: value, …}`."""
    for table in sorted(records(), key=lambda table: int(table.info[TABLE_ID])):
        columns = fields(table)
        rows = connection.execute(text(f"SELECT id, {column_names(columns)} FROM {table.name} ORDER BY id"))
        for row in rows:
            content = {"table": table.name, "id": row[0], **dict(zip(columns, row[1:], strict=True))}
            yield json.dumps(content, ensure_ascii=False)
