"""Shares in a thread of its own: after each operation, when somebody else's is announced, on a timer, when asked.

The connection is kept between two syncs, so that one with nothing to do is one round trip. While the shared database
cannot be reached, the pauses grow, each a little by chance: not everybody comes back in the same second.
"""

from __future__ import annotations

import logging
import select
import socket
import threading
from collections.abc import Callable
from contextlib import ExitStack, suppress
from datetime import datetime
from random import SystemRandom
from time import monotonic
from typing import Final

import psycopg

from db.session import Database
from db.sharing import notes
from talented_desk.clock import Clock, utc_text
from talented_desk.errors import Cancelled, DeskError
from talented_desk.events import DataChanged, EventBus, SharingChanged
from talented_desk.i18n import N_
from talented_desk.jobs import Progress, Task
from talented_desk.sync import connect
from talented_desk.sync.engine import Engine
from talented_desk.sync.errors import OtherEpoch, ProgramTooOld, Revoked, SharedTooOld, Unreachable
from talented_desk.sync.postgres import PostgresTransport

log = logging.getLogger(__name__)

EVERY: Final = 60.0
"""Seconds between two syncs while nothing is announced."""
TOGETHER: Final = 0.1
"""Seconds after an operation in which more may come and go along."""
FIRST_PAUSE, LONGEST_PAUSE = 2.0, 120.0
"""Seconds until the next try while the shared database cannot be reached."""
LOOK: Final = 3.0
"""Seconds between two looks whether there is a network again."""
TOLD_EVERY: Final = 0.1
"""Seconds between two words about progress."""
CLOCK_SLACK: Final = 180_000
"""Milliseconds by which this computer's clock may be off before somebody is told."""
ENDING: Final = 3.0
"""Seconds that the end of the program waits for a call under way."""

Reach = Callable[[], psycopg.Connection]
"""Opens a connection; raises a `DeskError` that names what stands in the way."""


class Unexpected(DeskError):
    message = N_("Sharing stopped at something unexpected; the log has it. It is tried again.")


class Background:
    """Started once; `stop` before the database is closed. What happens is published as `SharingChanged`."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        events: EventBus,
        reach: Reach,
        synced: Callable[[], None] = lambda: None,
    ) -> None:
        """`synced` is called after each sync, in the thread."""
        self._database, self._clock, self._events, self._reach = database, clock, events, reach
        self._synced = synced
        self._thread: threading.Thread | None = None
        self._ended = threading.Event()
        self._hear, self._say = socket.socketpair()
        self._hear.setblocking(False)
        self._task = Task()
        self._lock = threading.Lock()
        self._asked = False
        self._accepted = False
        self._told = SharingChanged("idle")
        self._told_at = 0.0
        self._forget = events.subscribe(DataChanged, self._changed)

    @property
    def state(self) -> SharingChanged:
        """What was published last."""
        return self._told

    def start(self) -> None:
        """Begin with a sync."""
        self._thread = threading.Thread(target=self._run, name="sharing", daemon=True)
        self._thread.start()

    def now(self) -> None:
        """Sync at once, also in a pause after a failure."""
        self._asked = True
        self._wake()

    def accept_restored(self) -> None:
        """Go on with a shared database that was restored from a backup: what it lacks is sent again."""
        self._accepted = True
        self.now()

    def cancel(self) -> None:
        """Leave the sync under way where it is; the next one goes on from there."""
        with self._lock:
            self._task.cancel()

    def stop(self) -> None:
        """End, at the latest when the call under way returns: after it the database is not touched any more."""
        self._forget()
        self._ended.set()
        self.cancel()
        self._wake()
        if self._thread is not None:
            self._thread.join(ENDING)
        if self._thread is None or not self._thread.is_alive():
            self._hear.close()
            self._say.close()

    # -- within the thread ------------------------------------------------------------------------------------

    def _run(self) -> None:
        pause = FIRST_PAUSE
        while not self._ended.is_set():
            try:
                with ExitStack() as held:
                    self._tell("connecting")
                    connection = held.enter_context(self._reach())
                    self._stay(connection)
            except Cancelled:
                continue
            except (Revoked, OtherEpoch, ProgramTooOld, SharedTooOld) as error:
                if not self._wait_for_a_person(error):
                    return
            except (DeskError, psycopg.Error, OSError) as error:
                known = error if isinstance(error, DeskError) else Unreachable()
                pause = FIRST_PAUSE if self._succeeded else min(pause * 2, LONGEST_PAUSE)
                self._pause(known, pause)
            except Exception:
                log.exception("sharing failed")
                pause = min(pause * 2, LONGEST_PAUSE)
                self._pause(Unexpected(), pause)
            self._succeeded = False

    _succeeded = False
    _wanted = False
    """Something was done here, or somebody asked, since the last sync began."""
    _announced = False
    """Somebody else's operation came to the shared database since the last sync began."""
    _own = 0
    """How the server calls the connection in its announcements."""

    def _announce(self, notify: psycopg.Notify) -> None:
        self._announced |= notify.pid != self._own

    def _stay(self, connection: psycopg.Connection) -> None:
        """Sync again and again over one connection."""
        connection.add_notify_handler(self._announce)
        connection.execute("LISTEN desk_changed")
        self._own = connection.info.backend_pid
        transport = PostgresTransport(connection, self._check)
        while not self._ended.is_set():
            with self._lock:
                self._task = Task(self._report)
            engine = Engine(self._database, transport, self._task)
            if self._accepted:
                engine.accept_restored()
                self._accepted = False
            self._called()
            self._announced = self._wanted = False
            self._tell("busy")
            try:
                self._sync(engine)
            except Cancelled:
                self._tell("idle", last=self._last())
            self._await(connection)

    def _sync(self, engine: Engine) -> None:
        engine.sync()
        self._check()
        self._synced()
        with self._database.scratch() as connection:
            notes.remember(connection, notes.SHARED_AT, utc_text(self._clock.now()))
        self._succeeded = True
        off = engine.milliseconds_off if abs(engine.milliseconds_off) > CLOCK_SLACK else 0
        self._tell("idle", last=self._clock.now(), minutes_off=round(off / 60_000))
        while not self._called() and engine.fetch_history():
            self._check()

    def _await(self, connection: psycopg.Connection) -> None:
        """Until something was done here or announced there, or the time is up."""
        until = monotonic() + EVERY * SystemRandom().uniform(0.8, 1.2)
        while not (self._announced or self._called()) and (left := until - monotonic()) > 0:
            ready, _, _ = select.select([self._hear.fileno(), connection.fileno()], [], [], left)
            if connection.fileno() in ready:
                connection.pgconn.consume_input()
                while told := connection.pgconn.notifies():
                    self._announced |= told.be_pid != self._own
        self._ended.wait(TOGETHER)

    def _pause(self, error: DeskError, seconds: float) -> None:
        seconds *= SystemRandom().uniform(0.7, 1.3)
        self._tell("away", error=error, last=self._last())
        until = monotonic() + seconds
        self._asked = False
        cut_off = not connect.has_network()
        while not self._ended.is_set() and not self._asked and (left := until - monotonic()) > 0:
            select.select([self._hear], [], [], min(left, LOOK))
            self._called()
            if cut_off and connect.has_network():  # it is back
                return

    def _wait_for_a_person(self, error: DeskError) -> bool:
        """Nothing goes on by itself; False: never again."""
        self._tell("stopped", error=error, last=self._last())
        self._asked = False
        while not self._ended.is_set() and not self._asked:
            if isinstance(error, Revoked):
                return False
            select.select([self._hear], [], [])
            self._called()
        return not self._ended.is_set()

    def _check(self) -> None:
        if self._ended.is_set():
            raise Cancelled()
        self._task.check()

    def _called(self) -> bool:
        """Whether somebody woke this thread since the last sync began."""
        with suppress(BlockingIOError):
            self._wanted |= bool(self._hear.recv(4096))
        return self._wanted

    def _last(self) -> datetime | None:
        return self._told.last

    def _report(self, progress: Progress) -> None:
        if monotonic() - self._told_at >= TOLD_EVERY:
            self._tell("busy", progress=progress)

    def _tell(
        self,
        phase: str,
        *,
        progress: Progress | None = None,
        error: DeskError | None = None,
        last: datetime | None = None,
        minutes_off: int = 0,
    ) -> None:
        if self._ended.is_set():
            return
        self._told_at = monotonic()
        self._told = SharingChanged(phase, progress, error, last or self._told.last, minutes_off)
        self._events.publish(self._told)

    # -- from any thread --------------------------------------------------------------------------------------

    def _changed(self, event: DataChanged) -> None:
        if event.operation:  # what came from others has none
            self._wake()

    def _wake(self) -> None:
        with suppress(OSError):
            self._say.send(b"!")
