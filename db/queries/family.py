"""Which rows belong to a record, now or ever: its own row and those that refer to it as their owner."""

from __future__ import annotations

from sqlalchemy import Connection, text

from db.base import FIELD_ID, Base, records
from db.journal import table_number


def members(connection: Connection, table: str, row_id: str) -> list[tuple[str, str]]:
    """(table, id) of the record and of the rows that it owns or owned, deleted ones from the journal included."""
    found = [(table, row_id)]
    parent = Base.metadata.tables[table]
    for child in records():
        for column in child.columns:
            owns = any(key.column.table is parent and key.ondelete == "CASCADE" for key in column.foreign_keys)
            if not owns:
                continue
            alive = connection.execute(
                text(f'SELECT id FROM {child.name} WHERE "{column.name}" = :id'), {"id": row_id}
            ).scalars()
            position = column.info[FIELD_ID] - 1
            gone = connection.execute(
                text(
                    "SELECT row_id FROM change WHERE table_id = :t AND op = 'D' "
                    f"AND json_extract(before, '$[{position}]') = :id"
                ),
                {"t": table_number(child.name), "id": row_id},
            ).scalars()
            found.extend((child.name, str(child_id)) for child_id in {*alive, *gone})
    return found
