"""One sync: take what others did, send what is only here, ask again for what was not taken as it was.

Every step is one transaction here and one there, and leaves a state from which the next sync goes on, wherever the
network or the power went.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from db.base import records
from db.journal import table_number
from db.migrations import KNOWN
from db.session import Database
from db.sharing import contents as contents_here
from db.sharing import first, notes, outgoing, restored, rights
from db.sharing.incoming import Rows
from talented_desk.errors import DeskError
from talented_desk.i18n import N_
from talented_desk.jobs import Task
from talented_desk.sync import contents
from talented_desk.sync.errors import (
    Forked,
    NotAdmitted,
    NotTaken,
    OtherEpoch,
    Revoked,
    RevokedBy,
    RightsMoved,
    SharedTooOld,
    Unreachable,
)
from talented_desk.sync.transport import Copy, Hello, Transport

PAGE = 5000
FEW = 2000
"""So many changes are played one by one; of more, a new copy takes the rows as they are, and the history behind."""
ASKED = 500
"""Rows asked for at once."""
TAKING, SENDING = N_("Taking over what others did"), N_("Sending what is only here")
INDEXING, DOCUMENTS = N_("Making everything searchable"), N_("Documents")


@dataclass(frozen=True, slots=True)
class Synced:
    """What a sync did: changes sent, others' changes taken, operations still only here."""

    sent: int
    taken: int
    left: int


class Engine:
    """Keeps one local database and the shared one together."""

    def __init__(self, database: Database, transport: Transport, task: Task | None = None) -> None:
        """`task` is told how far it is, and stops it between two steps (`Cancelled`)."""
        self._database = database
        self._transport = transport
        self._task = task or Task()
        self._copy = Copy("", "")
        self.milliseconds_off = 0
        """How far this computer's clock was ahead of the other side's at the last greeting."""

    def sync(self) -> Synced:
        """Bring both sides together. Raises `Unreachable`, `Revoked`, `NotAdmitted`,
        `TooMuch`, `OtherEpoch`, `ProgramTooOld`, `SharedTooOld`.

        What was done until then stays done.
        """
        try:
            return self._sync()
        except Forked:  # while this sync was under way
            self._database.renew()
        except RightsMoved:  # likewise
            pass
        except RevokedBy as told:
            raise self._revoked(told) from told
        try:
            return self._sync(ask=True)
        except RightsMoved as error:  # somebody is at it just now
            raise Unreachable() from error
        except RevokedBy as told:
            raise self._revoked(told) from told

    def _sync(self, *, ask: bool = False) -> Synced:
        hello = self._greet()
        self._learn_rights(hello, ask=ask)
        if self._is_done(hello):
            return Synced(0, 0, 0)
        if self._is_new() and hello.head > FEW:
            taken, hello = self._take_over()
        else:
            taken = self._pull(hello)
        sent = self._push()
        if sent or self._ask_again():
            hello = self._greet()
            self._ask_again()
            taken += self._pull(hello)
            self._ask_again()
        self._task.progress(0, 0, DOCUMENTS)
        contents.exchange(self._database, self._transport, self._copy, self._task)
        with self._database.read() as connection:
            return Synced(sent, taken, outgoing.unshared(connection))

    def _is_done(self, hello: Hello) -> bool:
        """Whether there is nothing to do: with the greeting, the sync was one round trip and three short looks here."""
        with self._database.read() as connection:
            return notes.cursor(connection) >= hello.head and not (
                outgoing.waits(connection) or contents_here.to_send(connection) or contents_here.to_fetch(connection)
            )

    def _learn_rights(self, hello: Hello, *, ask: bool) -> None:
        """Let go what the officer no longer sees, and ask for what is seen now."""
        with self._database.read() as connection:
            known = rights.revision(connection)
        if known == hello.rights and not ask:
            return
        granted = self._transport.rights(self._copy)
        with self._database.scratch() as connection:
            changes = rights.difference(connection, granted)
            if not changes:
                rights.remember(connection, granted)
        if changes:
            self._push()  # what may no longer be written comes back as refused, and stays to be seen in the tray
            ids = {table: self._transport.ids(self._copy, table) for table in sorted(changes.other)}
            self._database.adopt_rights(granted, changes, ids)

    def _is_new(self) -> bool:
        with self._database.read() as connection:
            return notes.cursor(connection) == 0

    def _take_over(self) -> tuple[int, Hello]:
        """The rows as they are, at once; their history is fetched behind, by `fetch_history`."""
        with self._transport.snapshot(self._copy.replica) as (hello, rows):
            taken = self._database.take_over(hello.head, self._counted(rows))
        self._task.progress(0, 0, INDEXING)
        self._database.catch_up()
        return taken, hello

    def _counted(self, rows: Iterator[Rows]) -> Iterator[Rows]:
        done = 0
        for table, some in rows:
            done += len(some)
            self._task.progress(done, 0, TAKING)
            yield table, some

    def accept_restored(self) -> int:
        """Go on with a shared database that was restored from a backup; how many operations it lacks.

        To be called when somebody decided so, before `sync`.
        """
        hello = self._transport.hello(self._database.identity.device_id)
        with self._database.scratch() as connection:
            return restored.go_on(connection, self._database.identity.device_id, hello.epoch)

    def fetch_history(self, limit: int = PAGE) -> bool:
        """Fetch the next page of what was done before this copy began, newest first; False: all of it is here.

        After `sync`; raises as that does.
        """
        with self._database.read() as connection:
            reached = first.reached(connection)
        if not reached:
            return False
        try:
            entries = self._transport.history(self._copy, reached, limit)
            headers = self._transport.headers(self._copy, sorted({entry.changeset for entry in entries}))
        except RightsMoved:  # the next sync asks for them, and goes on
            return False
        with self._database.scratch() as connection:
            first.add_history(connection, headers, entries, last=len(entries) < limit, without=rights.late(connection))
        return len(entries) == limit

    def _greet(self) -> Hello:
        """Say hello, and see whether the other side is the one that this copy knows, and knows this copy."""
        hello = self._transport.hello(self._database.identity.device_id)
        self.milliseconds_off = self._database.milliseconds() - hello.milliseconds
        if hello.schema_version in KNOWN and KNOWN.index(hello.schema_version) < len(KNOWN) - 1:
            raise SharedTooOld()
        with self._database.read() as connection:
            epoch = notes.word(connection, notes.EPOCH)
            known = not hello.last or outgoing.is_here(connection, hello.last)
        if epoch and epoch != hello.epoch:
            raise OtherEpoch()
        if not epoch:
            with self._database.scratch() as connection:
                notes.remember(connection, notes.EPOCH, hello.epoch)
        if not known:
            self._database.renew()
            return self._greet()
        self._copy = Copy(self._database.identity.device_id, hello.last)
        return hello

    def _revoked(self, told: RevokedBy) -> DeskError:
        """Only the shared database that this copy was filled from may have it erased."""
        with self._database.read() as connection:
            ours = notes.word(connection, notes.EPOCH)
        return Revoked() if ours == told.epoch else NotAdmitted()

    def _pull(self, hello: Hello) -> int:
        taken, begin = 0, -1
        while True:
            with self._database.read() as connection:
                cursor = notes.cursor(connection)
            begin = cursor if begin < 0 else begin
            if cursor >= hello.head:
                return taken
            self._task.progress(cursor - begin, hello.head - begin, TAKING)
            entries = self._transport.log(self._copy, cursor, PAGE)
            last = entries[-1].seq if entries else cursor
            reached = last if len(entries) == PAGE else max(last, hello.head)
            headers = self._transport.headers(self._copy, sorted({e.changeset for e in entries})) if entries else {}
            with self._database.receive(headers, reached) as inbox:
                inbox.take(entries, reached)
            taken += len(entries)

    def _push(self) -> int:
        sent, size, total = 0, outgoing.ENTRIES, 0
        while True:
            with self._database.read() as connection:
                batch = outgoing.next_batch(connection, size)
                if batch is not None and batch.entries == size and not total:
                    total = outgoing.changes_left(connection)
            if batch is None:
                return sent
            self._task.progress(sent, total, SENDING)
            try:
                answer = self._transport.push(self._copy, batch.payload)
            except NotTaken as fault:  # something in it cannot be read there: the rest is not to wait for it
                if batch.entries <= 1:
                    with self._database.scratch() as connection:
                        outgoing.leave(connection, batch, str(fault))
                size = max(1, batch.entries // 2)
                continue
            with self._database.scratch() as connection:
                outgoing.acknowledge(connection, batch, answer)
            self._copy = Copy(self._copy.replica, batch.last)
            sent += max(batch.entries, 1)
            size = min(outgoing.ENTRIES, size * 2)

    def _ask_again(self) -> bool:
        """Fetch rows that were not taken as they were; True if there were any."""
        with self._database.read() as connection:
            if not outgoing.waits(connection):
                return False
        with self._database.scratch() as connection:
            outgoing.release(connection)
            found = connection.exec_driver_sql("SELECT table_id, row_id FROM refetch ORDER BY 1, 2")
            waiting = [(int(table), str(row_id)) for table, row_id in found]
        parents_first = {table_number(table.name): place for place, table in enumerate(records())}
        waiting.sort(key=lambda row: parents_first.get(row[0], 0))
        for start in range(0, len(waiting), ASKED):
            rows = self._transport.rows(self._copy, waiting[start : start + ASKED])
            numbers = sorted({row.changeset for row in rows if row.changeset is not None})
            headers = self._transport.headers(self._copy, numbers)
            with self._database.receive(headers, max(row.head for row in rows)) as inbox:
                inbox.replace(sorted(rows, key=lambda row: row.values is None))
        return bool(waiting)
