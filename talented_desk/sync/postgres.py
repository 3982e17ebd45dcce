"""The shared database over a PostgreSQL connection."""

from __future__ import annotations

import json
from collections.abc import Sequence

import psycopg

from db.sharing.incoming import Header, LogEntry, SharedRow
from db.sharing.outgoing import Answer, Row
from talented_desk.sync.transport import PROTOCOL, Hello


class PostgresTransport:
    """Calls the functions of schema `api`. The connection stays open between calls and commits by itself."""

    def __init__(self, connection: psycopg.Connection) -> None:
        self._connection = connection
        connection.autocommit = True

    def hello(self, replica: str) -> Hello:
        ((said,),) = self._connection.execute("SELECT api.hello(%s, %s)", (replica, PROTOCOL)).fetchall()
        return Hello(said["head"], said["epoch"], said["schema"], said["last"] or "", said["officer"], said["time"])

    def push(self, replica: str, payload: str) -> Answer:
        ((said,),) = self._connection.execute("SELECT api.push(%s, %s::jsonb)", (replica, payload)).fetchall()
        return Answer(
            said["head"],
            tuple((int(table), str(row_id)) for table, row_id in said["rows"]),
            tuple((c, (int(t), str(r)), reason, detail) for c, t, r, reason, detail in said["refused"]),
        )

    def log(self, replica: str, after: int, limit: int) -> list[LogEntry]:
        found = self._connection.execute("SELECT * FROM api.log(%s, %s, %s)", (replica, after, limit))
        return [
            LogEntry(seq, changeset, table, str(row), op, values) for seq, changeset, table, row, op, values in found
        ]

    def headers(self, replica: str, numbers: Sequence[int]) -> dict[int, Header]:
        found = self._connection.execute("SELECT * FROM api.headers(%s, %s)", (replica, list(numbers)))
        return {
            n: Header(
                id=str(changeset),
                replica=str(by),
                officer_id=str(officer),
                operation=operation,
                subject=subject,
                kind=kind,
                target_id=None if target is None else str(target),
                hlc=hlc,
                at=at,
                schema_version=version,
            )
            for n, changeset, by, officer, operation, subject, kind, target, hlc, at, version in found
        }

    def rows(self, replica: str, rows: Sequence[Row]) -> list[SharedRow]:
        found = self._connection.execute("SELECT * FROM api.rows(%s, %s::jsonb)", (replica, json.dumps(list(rows))))
        return [SharedRow(head, table, str(row), changeset, values) for head, table, row, changeset, values in found]
