"""What a shared database would have left on a desk: for the guide's pictures and for tests, never by itself."""

from __future__ import annotations

import json
from datetime import timedelta

from sqlalchemy import Connection

from db.base import fields, table_of
from db.models import Conflict, Employer, Officer
from db.session import Database
from db.sharing import notes
from db.types import Value
from talented_desk.clock import Clock, utc_text
from talented_desk.ids import new_id


def as_if_shared(database: Database, clock: Clock, employer_ids: list[str]) -> None:
    """Everything but the newest two operations is shared; on these employers there are conflicts, and one refusal."""
    _acknowledge(database)
    me, now = database.identity.officer_id, clock.now()
    at = {side: utc_text(now - timedelta(minutes=minutes)) for side, minutes in (("kept_at", 40), ("other_at", 90))}
    with database.write("Note a conflict", kind="system") as write:
        colleague = write.insert(Officer, {"name": "M. Boucher"})
        for place, employer_id in enumerate(employer_ids):
            first = place % 3 == 0
            field, base, kept, other = (
                ("phone", "403 555 0100", "403 555 0199", "403 555 0188")
                if first
                else ("notes", "", "Asked for the SWPP sheet.", "Prefers to be called in the morning.")
            )
            deleted = place % 3 == 2
            values: dict[str, Value] = {
                "kind": "deleted" if deleted else "value",
                "record": "employer",
                "record_id": employer_id,
                "field": 0 if deleted else fields(table_of(Employer)).index(field) + 1,
                "base": "" if deleted else json.dumps(base),
                "kept": "" if deleted else json.dumps(kept),
                "other": "" if deleted else json.dumps(other),
                "kept_by": colleague,
                "other_by": me,
                **at,
            }
            write.insert(Conflict, values)
            if not deleted:
                write.update(Employer, employer_id, {field: kept})
    _acknowledge(database)
    with database.write("Edit employer") as write:
        write.update(Employer, employer_ids[0], {"website": "https://example.org"})
    with database.scratch() as connection:
        notes.remember(connection, notes.SHARED_AT, utc_text(now - timedelta(minutes=5)))
        _refuse(connection, utc_text(now))


def _acknowledge(database: Database) -> None:
    with database.scratch() as connection:
        connection.exec_driver_sql("UPDATE changeset SET acknowledged = 1 WHERE acknowledged = 0")


def _refuse(connection: Connection, at: str) -> None:
    connection.exec_driver_sql(
        "INSERT INTO refused (change_n, reason, detail, at) SELECT max(n), 'unknown parent', '', ? FROM change", (at,)
    )


def colleague_works(database: Database, employer_ids: list[str]) -> None:
    """Somebody on another computer changed these."""
    with database.write("Edit employer") as write:
        for employer_id in employer_ids:
            write.update(Employer, employer_id, {"notes": "Asked for the SWPP sheet."})
    with database.scratch() as connection:
        connection.exec_driver_sql(
            "UPDATE changeset SET acknowledged = 1, device_id = ?, officer_id = (SELECT id FROM officer WHERE name = "
            "'M. Boucher' LIMIT 1) WHERE n = (SELECT max(n) FROM changeset)",
            (new_id(),),
        )
