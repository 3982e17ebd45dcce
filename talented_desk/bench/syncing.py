"""Sharing through PostgreSQL on this machine, over TLS: first upload, a new laptop, edits, nothing to do."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from itertools import count
from pathlib import Path
from typing import Final

import psycopg

from db.base import table_of
from db.models import Employer
from db.session import Database
from db.shared import admin
from db.shared.install import install
from db.workspace import open_database
from talented_desk.bench import raw_syncing, raw_writing
from talented_desk.bench.case import Case, Pair, Reach, folder
from talented_desk.bench.desk import KEY
from talented_desk.bench.postgres import Server
from talented_desk.bench.rows import COLUMNS, employers
from talented_desk.bench.slow_link import Link
from talented_desk.clock import SystemClock
from talented_desk.events import EventBus
from talented_desk.ids import new_id
from talented_desk.sync import connect
from talented_desk.sync.engine import Engine
from talented_desk.sync.postgres import PostgresTransport

EDITED: Final = 1000
_names = count(1)


class Team:
    """A server of one's own, its shared database, and laptops that joined it."""

    def __init__(self, place: Path, stack: ExitStack) -> None:
        self.place, self._stack = place, stack
        self.server = Server(tls=True, durable=True)
        stack.callback(self.server.stop)
        with psycopg.connect(self.server.dsn(), autocommit=True) as connection:
            connection.execute("CREATE DATABASE empty_desk")
            connection.execute("CREATE DATABASE raw_desk")
        with psycopg.connect(self.server.dsn("empty_desk")) as connection:
            install(connection)
        self.raw = psycopg.connect(f"{self.server.dsn('raw_desk')} sslmode=require", autocommit=True)
        stack.callback(self.raw.close)
        raw_syncing.create(self.raw, COLUMNS)
        self.anew()

    def anew(self) -> None:
        """An empty shared database."""
        self.name = f"desk_{next(_names)}"
        with psycopg.connect(self.server.dsn(), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {self.name} TEMPLATE empty_desk")
            connection.execute(f"GRANT CONNECT ON DATABASE {self.name} TO desk_device")

    def laptop(self, database: Database, port: int = 0) -> Engine:
        """Let this database join; `port`: another way to the server."""
        return Engine(database, PostgresTransport(self.reached(port)))

    def reached(self, port: int = 0) -> psycopg.Connection:
        """A connection of a new device."""
        with psycopg.connect(self.server.dsn(self.name), autocommit=True) as connection:
            who = new_id()
            admin.add_officer(connection, {"name": f"Officer {who}"}, who)
            login, password = admin.enrol_device(connection, who)
        certificate = self.server.root.read_text("utf-8")
        at = connect.Place("localhost", port or self.server.port, self.name, login, certificate)
        _, password = connect.take_up(connect.Invitation(at, password), self.place, lambda kept: None)
        reached = connect.connect(at, password, self.place)
        self._stack.callback(reached.close)
        return reached

    def link(self, delay: float) -> Link:
        """A way to the server that takes its time."""
        made = Link(self.server.port, delay)
        self._stack.callback(made.close)
        return made

    def opened(self, name: str) -> Database:
        """A local database; searchable is made apart, as on a laptop."""
        database = open_database(self.place / name, KEY, clock=SystemClock(), events=EventBus())
        self._stack.callback(database.close)
        return database


@contextmanager
def team() -> Iterator[Team]:
    """Gone afterwards."""
    with ExitStack() as stack:
        yield Team(stack.enter_context(folder()), stack)


def filled(made: Team, name: str, rows: int) -> Database:
    database = made.opened(name)
    with database.write("Import") as write:
        write.insert_many(Employer, COLUMNS, _employers(rows))
    return database


def _employers(rows: int) -> list[tuple[str | int | None, ...]]:
    at = COLUMNS.index("owner_id")
    return [(*row[:at], None, *row[at + 1 :]) for row in employers(rows)]


def _copy(made: Team, source: str, target: str) -> Database:
    shutil.copy(made.place / source, made.place / target)
    return made.opened(target)


@contextmanager
def uploads(rows: int) -> Iterator[Pair]:
    """Rows a second of the first sync of a laptop that brings them."""
    with team() as made:
        filled(made, "full.db", rows).close()
        listed, numbers = _employers(rows), count()

        def ours() -> float:
            made.anew()
            engine = made.laptop(_copy(made, "full.db", f"up{next(numbers)}.db"))
            started = time.perf_counter()
            engine.sync()
            return rows / (time.perf_counter() - started)

        yield Pair(ours, lambda: raw_syncing.upload(made.raw, COLUMNS, listed))


@contextmanager
def downloads(rows: int) -> Iterator[Pair]:
    """Rows a second of a new laptop until its lists can be used."""
    with team() as made:
        made.laptop(filled(made, "full.db", rows)).sync()
        raw_syncing.upload(made.raw, COLUMNS, _employers(rows))
        numbers = count()

        def ours() -> float:
            engine = made.laptop(made.opened(f"down{next(numbers)}.db"))
            started = time.perf_counter()
            engine.sync()
            return rows / (time.perf_counter() - started)

        def raw() -> float:
            path = made.place / "raw.db"
            local = raw_writing.connect(path, KEY)
            raw_writing.create(local, COLUMNS)
            figure = raw_syncing.download(made.raw, COLUMNS, partial(raw_writing.insert, local, COLUMNS))
            local.close()
            for end in ("", "-wal", "-shm"):
                path.with_name(path.name + end).unlink(missing_ok=True)
            return figure

        yield Pair(ours, raw)


class Edits:
    """Rows changed in three fields on one laptop, and another that takes them."""

    def __init__(self, made: Team, rows: int, port: int = 0) -> None:
        self.made, self.edited = made, min(EDITED, rows)
        self.desk = filled(made, "full.db", rows)
        self.here = made.laptop(self.desk, port)
        self.here.sync()
        self.there = made.laptop(made.opened("other.db"))
        self.there.sync()
        raw_syncing.upload(made.raw, COLUMNS, _employers(rows))
        with self.desk.read() as connection:
            found = connection.exec_driver_sql(f"SELECT id FROM employer ORDER BY n LIMIT {self.edited}")
            self.ids = [str(one) for one in found.scalars()]
        self.numbers = count()

    def cells(self) -> list[tuple[str, str, str, str]]:
        """New values of three fields for each."""
        number = next(self.numbers)
        return [(one, f"City {number}", f"403 555 {number:04}", f"Note {number} of {one}") for one in self.ids]

    def type(self) -> int:
        """Change them here; how many bytes the new values have."""
        cells = self.cells()
        with self.desk.write("Edit employers") as write:
            table = table_of(Employer)
            for row_id, city, phone, notes in cells:
                write.connection.execute(
                    table.update().where(table.c.id == row_id).values(city=city, phone=phone, notes=notes)
                )
        return sum(len(value) for _, *values in cells for value in values)


@contextmanager
def edits_up(rows: int) -> Iterator[Pair]:
    """Milliseconds until 1,000 rows edited in three fields are shared."""
    with team() as made:
        edits = Edits(made, rows)

        def ours() -> float:
            edits.type()
            started = time.perf_counter()
            edits.here.sync()
            return (time.perf_counter() - started) * 1000

        yield Pair(ours, lambda: raw_syncing.edit(made.raw, edits.cells()))


@contextmanager
def edits_down(rows: int) -> Iterator[Pair]:
    """Milliseconds until the same are on another laptop."""
    with team() as made:
        edits = Edits(made, rows)

        def ours() -> float:
            edits.type()
            edits.here.sync()
            started = time.perf_counter()
            edits.there.sync()
            return (time.perf_counter() - started) * 1000

        yield Pair(ours, lambda: raw_syncing.changed(made.raw, COLUMNS, rows - edits.edited))


@contextmanager
def idle(rows: int) -> Iterator[Pair]:
    """Milliseconds of a sync with nothing to do, the connection kept."""
    with team() as made:
        engine = made.laptop(filled(made, "full.db", rows))
        engine.sync()

        def ours() -> float:
            started = time.perf_counter()
            engine.sync()
            return (time.perf_counter() - started) * 1000

        yield Pair(ours, lambda: raw_syncing.turn(made.raw))


CASES = (
    Case("sync_up", 100_000, "rows/s", "higher", (Reach("ratio", 0.25),), uploads),
    Case("sync_new", 100_000, "rows/s", "higher", (Reach("ratio", 0.60),), downloads),
    Case("sync_edits_up", 100_000, "ms", "lower", (Reach("ratio", 4),), edits_up),
    Case("sync_edits_down", 100_000, "ms", "lower", (Reach("ratio", 2.5),), edits_down),
    Case("sync_idle", 1000, "ms", "lower", (Reach("ms", 1),), idle),
)
