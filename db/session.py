"""The local database as services see it: one way to write (a changeset), one way to read."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from db import as_of, copies, journal, search, undo
from db.base import records
from db.drafts import DraftFile
from db.engine import DriverError, explain, make_engine
from db.errors import TransactionLost
from db.sharing import first, rights
from db.sharing.incoming import Header, Inbox, Rows
from db.types import ChangesetInfo, Identity, Kept, Undone
from db.write import Write as Write
from talented_desk.clock import Clock, HybridClock, utc_text
from talented_desk.errors import DeskError, NotFound
from talented_desk.events import DataChanged, EventBus
from talented_desk.i18n import N_
from talented_desk.ids import new_id

log = logging.getLogger(__name__)

NAMED_ROWS = 1000
"""Events name the changed rows up to this many."""
INDEXED_AT_ONCE = 2000
"""A changeset of up to this many entries is made searchable in its own transaction, a larger one right after."""


Indexer = Callable[[Connection], bool]


class Database:
    """The open local database. Made by `db.workspace.open_database`; safe to use from any thread."""

    def __init__(
        self,
        path: Path,
        key: bytes,
        *,
        identity: Identity,
        clock: Clock,
        events: EventBus,
        schema_version: str,
    ) -> None:
        self.path = path
        self._key = key
        self.identity = identity
        self.schema_version = schema_version
        self._clock = clock
        self._events = events
        self._writer: Engine = make_engine(path, key, writer=True)
        self._readers: Engine = make_engine(path, key, writer=False)
        self.drafts = DraftFile(path.with_name("drafts.db"), key)
        self._lock = threading.RLock()
        self._turn = threading.RLock()
        """Choosing what to undo and undoing it are one step, or two threads would undo the same operation. Not the
        writer's lock: that one is free again when the event is published."""
        self._writing = False
        self.index: Indexer | None = None
        """Makes journalled changes searchable, in the given transaction; True while more are waiting."""
        with self.read() as connection:
            self.hybrid = HybridClock(clock, journal.last_hlc(connection))

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A read-only connection in one snapshot."""
        with self._explained(), self._readers.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def read_as_of(self, moment: int) -> Iterator[Connection]:
        """A read-only connection in one snapshot that answers as of a moment of the hybrid clock."""
        with self._explained(), self._readers.connect() as connection:
            connection.detach()  # its temporary views go with it, and no other reader ever sees them
            with connection.begin():
                as_of.shadow(connection, moment)
                yield connection

    @contextmanager
    def write(
        self,
        operation: str,
        *,
        subject: str = "",
        kind: str = journal.UNDOABLE,
        target_id: str | None = None,
    ) -> Iterator[Write]:
        """One operation = one transaction = one changeset. Commits at the end, or leaves nothing behind.

        `operation` is the source text of its name (marked with `N_`), `subject` what it was about.
        """
        event, waiting = None, False
        with self._transaction() as connection:
            number, changeset_id = self._opened(connection, operation, subject, kind, target_id)
            yield Write(connection, number, changeset_id)
            count = journal.close_changeset(connection, number)
            if count:
                waiting = count > INDEXED_AT_ONCE
                if self.index is not None and not waiting:
                    self.index(connection)
                event = self._event(connection, number, changeset_id, operation, kind)
        if waiting:
            try:
                self.catch_up()
            except DeskError as error:  # the operation is saved, and must not be told as lost; the next start goes on
                log.warning("search is behind: %s", type(error).__name__)
        if event is not None:
            self._events.publish(event)

    @contextmanager
    def rehearse(
        self, operation: str, *, kind: str = journal.UNDOABLE, target_id: str | None = None
    ) -> Iterator[Write]:
        """Try an operation out: everything written is there to be looked at, and gone at the end."""
        with self._transaction() as connection, connection.begin_nested() as trial:
            yield Write(connection, *self._opened(connection, operation, "", kind, target_id))
            trial.rollback()

    def _opened(
        self, connection: Connection, operation: str, subject: str, kind: str, target_id: str | None
    ) -> tuple[int, str]:
        return journal.open_changeset(
            connection,
            operation,
            identity=self.identity,
            clock=self._clock,
            hybrid=self.hybrid,
            schema_version=self.schema_version,
            kind=kind,
            subject=subject,
            target_id=target_id,
        )

    def renew(self) -> None:
        """Go on as a new copy: the shared database knows another one by this copy's name. Nothing unsent is lost."""
        fresh = Identity(self.identity.officer_id, new_id())
        with self.scratch() as connection:
            connection.exec_driver_sql("UPDATE note SET value = ? WHERE key = 'device_id'", (fresh.device_id,))
            connection.exec_driver_sql(
                "UPDATE changeset SET device_id = ? WHERE device_id = ? AND acknowledged = 0",
                (fresh.device_id, self.identity.device_id),
            )
        self.identity = fresh

    def _own_header(self) -> Header:
        return Header(
            id=new_id(),
            replica=self.identity.device_id,
            officer_id=self.identity.officer_id,
            operation=N_("Take over from the shared database"),
            subject="",
            kind="system",
            target_id=None,
            hlc=self.hybrid.tick(),
            at=utc_text(self._clock.now()),
            schema_version=self.schema_version,
        )

    @contextmanager
    def receive(self, headers: dict[int, Header], head: int) -> Iterator[Inbox]:
        """Take over what others did, in one transaction; `headers` are their operations by number.

        `head` is the place in the shared log that this comes from.
        """
        correction = self._own_header()
        for header in headers.values():
            self.hybrid.observe(header.hlc)
        with self._transaction() as connection:
            inbox = Inbox(connection, headers, correction, head)
            yield inbox
            if self.index is not None:
                self.index(connection)
        if self.index is not None:
            self.catch_up()
        if inbox.arrived.tables:
            ids = frozenset(inbox.arrived.ids) if len(inbox.arrived.ids) <= NAMED_ROWS else frozenset[str]()
            tables = frozenset(inbox.arrived.tables)
            self._events.publish(DataChanged(tables, ids, "", correction.id, undoable=False))

    def take_over(self, head: int, rows: Iterable[Rows]) -> int:
        """Write the rows of a shared database that this copy has none of, in one transaction; returns how many.

        See `db.sharing.first`. They become searchable in `catch_up`.
        """
        with self._transaction() as connection:
            count = first.take_over(connection, self._own_header(), head, rows)
        self._events.publish(DataChanged(frozenset(t.name for t in records()), frozenset(), "", "", undoable=False))
        return count

    def milliseconds(self) -> int:
        """This computer's clock, since 1970."""
        return int(self._clock.now().timestamp() * 1000)

    def adopt_rights(self, granted: rights.Rights, changes: rights.Difference, ids: Mapping[int, rights.Seen]) -> None:
        """Let go what the officer no longer sees, and ask for what is seen now; see `db.sharing.rights`."""
        with self._transaction() as connection:

            def index() -> None:
                if self.index is not None:
                    search.rebuild(connection)

            header = replace(self._own_header(), operation=N_("Change rights"))
            tables = rights.take(connection, granted, changes, ids, header, index)
        self._events.publish(DataChanged(frozenset(tables), frozenset(), "", header.id, undoable=False))

    def catch_up(self) -> None:
        """Make everything searchable that is not yet, in batches; a crash between two loses nothing."""
        waiting = self.index is not None
        while waiting and self.index is not None:
            with self.scratch() as connection:
                waiting = self.index(connection)

    @contextmanager
    def index_later(self) -> Iterator[None]:
        """Make what is written meanwhile searchable at the end, at once: cheaper for many small operations."""
        waiting, self.index = self.index, None
        try:
            yield
        finally:
            self.index = waiting
        self.catch_up()

    @contextmanager
    def scratch(self) -> Iterator[Connection]:
        """A write transaction for tables of this device alone (contents, index); records refuse it."""
        with self._transaction() as connection:
            yield connection

    @contextmanager
    def _transaction(self) -> Iterator[Connection]:
        """The writer's connection in a transaction of its own, or a RuntimeError: they do not nest.

        All share one connection, so that an inner one's end would quietly roll the outer one back.
        """
        with self._lock, self._explained():
            if self._writing:
                raise RuntimeError("a write inside a write: pass the open one along")
            self._writing = True
            try:
                with self._writer.connect() as connection, connection.begin():
                    yield connection
                    driver: Any = connection.connection.dbapi_connection
                    if not driver.in_transaction:
                        # SQLite itself rolls back on a full disk and the like; whoever swallowed that error must
                        # not be told that the rest was saved
                        raise TransactionLost()
            finally:
                self._writing = False

    def undo(self, *, force: bool = False) -> Undone:
        """Take back this officer's newest operation. Raises `NothingToUndo`."""
        with self._turn:
            target = self.next_undo()
            if target is None:
                raise undo.NothingToUndo()
            return self._inverse(target, "redo", "undo", N_("Undo"), force=force)

    def redo(self) -> Undone:
        """Do again what was taken back last. Raises `NothingToRedo`."""
        with self._turn:
            target = self.next_redo()
            if target is None:
                raise undo.NothingToRedo()
            return self._inverse(target, "undo", "redo", N_("Redo"), force=False)

    def revert(
        self,
        changeset_id: str,
        *,
        force: bool = False,
        name: str = N_("Take back"),
        first: Callable[[Write], object] = lambda write: None,
        then: Callable[[Write], object] = lambda write: None,
    ) -> Undone:
        """Take back any changeset, whoever made it and whatever came after; can itself be undone.

        `first` and `then` may write more under the same operation, before and after; it is called `name`. Raises
        `NotFound`.
        """
        target = self._known(changeset_id)
        return self._inverse(target, "redo", "revert", name, force=force, first=first, then=then)

    def rehearse_revert(self, changeset_id: str, then: Callable[[Write], object] = lambda write: None) -> Undone:
        """What `revert` would do, tried out, looked at by `then`, and left. Raises `NotFound`."""
        target = self._known(changeset_id)
        with self.rehearse(target.operation, kind="revert", target_id=target.id) as write:
            rows, kept = self.inverse_within(write, target)
            then(write)
        return Undone(target, rows, kept)

    @staticmethod
    def inverse_within(write: Write, target: ChangesetInfo) -> tuple[int, tuple[Kept, ...]]:
        """Take a changeset back under an open rehearsal; what is to stay is taken back by `revert`."""
        return undo.write_inverse(write.connection, undo.applied_by(write.connection, target, "redo"))

    def _known(self, changeset_id: str) -> ChangesetInfo:
        with self.read() as connection:
            target = journal.info(connection, changeset_id=changeset_id)
        if target is None:
            raise NotFound()
        return target

    def next_undo(self) -> ChangesetInfo | None:
        """What `undo` would take back."""
        with self.read() as connection:
            return undo.next_undo(connection, self.identity)

    def next_redo(self) -> ChangesetInfo | None:
        """What `redo` would do again."""
        with self.read() as connection:
            return undo.next_redo(connection, self.identity)

    def _inverse(
        self,
        target: ChangesetInfo,
        effective: str,
        kind: str,
        name: str,
        *,
        force: bool,
        first: Callable[[Write], object] = lambda write: None,
        then: Callable[[Write], object] = lambda write: None,
    ) -> Undone:
        with self.write(name, subject=target.operation, kind=kind, target_id=target.id) as write:
            number = undo.applied_by(write.connection, target, effective)
            first(write)
            rows, kept = undo.write_inverse(write.connection, number, force=force)
            then(write)
        return Undone(target, rows, kept)

    @staticmethod
    def _event(connection: Connection, number: int, changeset_id: str, operation: str, kind: str) -> DataChanged:
        tables, ids = journal.touched(connection, number, NAMED_ROWS)
        return DataChanged(tables, ids, operation, changeset_id, undoable=kind in ("do", "revert"))

    def copy_to(self, target: Path) -> None:
        """Copy the database as last committed into one file under the same key, while others go on working."""
        with self._explained():
            copies.copy(self.path, self._key, target)

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except (DBAPIError, DriverError) as error:
            cause = error.orig if isinstance(error, DBAPIError) and error.orig is not None else error
            explained = explain(cause, self.path)
            if explained is None:
                raise
            raise explained from error

    def close(self) -> None:
        """Let go of the file."""
        self.drafts.close()
        self._readers.dispose()
        with self._lock:
            self._writer.dispose()
