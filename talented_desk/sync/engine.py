"""One sync: take what others did, send what is only here, ask again for what was not taken as it was.

Every step is one transaction here and one there, and leaves a state from which the next sync goes on, wherever the
network or the power went.
"""

from __future__ import annotations

from dataclasses import dataclass

from db.session import Database
from db.sharing import notes, outgoing
from talented_desk.sync.transport import Hello, Transport

PAGE = 5000
ASKED = 500
"""Rows asked for at once."""


@dataclass(frozen=True, slots=True)
class Synced:
    """What a sync did: changes sent, others' changes taken, operations still only here."""

    sent: int
    taken: int
    left: int


class Engine:
    """Keeps one local database and the shared one together."""

    def __init__(self, database: Database, transport: Transport) -> None:
        self._database = database
        self._transport = transport

    @property
    def _replica(self) -> str:
        return self._database.identity.device_id

    def sync(self) -> Synced:
        """Bring both sides together. Raises `Unreachable`; what was done until then stays done."""
        hello = self._transport.hello(self._replica)
        taken = self._pull(hello)
        sent = self._push()
        if sent or self._ask_again():
            hello = self._transport.hello(self._replica)
            self._ask_again()
            taken += self._pull(hello)
            self._ask_again()
        with self._database.read() as connection:
            return Synced(sent, taken, outgoing.unshared(connection))

    def _pull(self, hello: Hello) -> int:
        taken = 0
        while True:
            with self._database.read() as connection:
                cursor = notes.cursor(connection)
            if cursor >= hello.head:
                return taken
            entries = self._transport.log(self._replica, cursor, PAGE)
            last = entries[-1].seq if entries else cursor
            reached = last if len(entries) == PAGE else max(last, hello.head)
            headers = self._transport.headers(self._replica, sorted({e.changeset for e in entries})) if entries else {}
            with self._database.receive(headers, reached) as inbox:
                inbox.take(entries, reached)
            taken += len(entries)

    def _push(self) -> int:
        sent = 0
        while True:
            with self._database.read() as connection:
                batch = outgoing.next_batch(connection)
            if batch is None:
                return sent
            answer = self._transport.push(self._replica, batch.payload)
            with self._database.scratch() as connection:
                outgoing.acknowledge(connection, batch, answer)
            sent += max(batch.entries, 1)

    def _ask_again(self) -> bool:
        """Fetch rows that were not taken as they were; True if there were any."""
        with self._database.scratch() as connection:
            outgoing.release(connection)
            waiting = [
                (int(table), str(row_id))
                for table, row_id in connection.exec_driver_sql("SELECT table_id, row_id FROM refetch ORDER BY 1, 2")
            ]
        for start in range(0, len(waiting), ASKED):
            rows = self._transport.rows(self._replica, waiting[start : start + ASKED])
            numbers = sorted({row.changeset for row in rows if row.changeset is not None})
            headers = self._transport.headers(self._replica, numbers)
            with self._database.receive(headers, max(row.head for row in rows)) as inbox:
                inbox.replace(sorted(rows, key=lambda row: row.values is None))
        return bool(waiting)
