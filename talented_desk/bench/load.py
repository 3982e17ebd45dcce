"""A team at work against one server: `python -m talented_desk.bench.load --officers 200 --seconds 600`.

Every officer syncs every five seconds, with 20 rows edited in three fields, and takes everything that the others did.
Here the devices' own databases are left out: two hundred laptops do that work by themselves. What crosses the wire is
what the engine sends and asks for. Told are errors, gaps (entries of the log that a device should have seen and did
not), and how long syncs took.
"""

from __future__ import annotations

import argparse
import json
import math
import multiprocessing
import threading
import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import psycopg

from db.base import fields, table_of
from db.migrations import HEAD
from db.models import Employer
from db.shared import admin
from db.shared.install import install
from talented_desk.bench.case import folder
from talented_desk.bench.postgres import Server
from talented_desk.clock import SystemClock, utc_text
from talented_desk.ids import new_id
from talented_desk.sync import connect
from talented_desk.sync.engine import PAGE
from talented_desk.sync.postgres import PostgresTransport
from talented_desk.sync.transport import Copy, Hello

ROWS = 20
EDITED = ("city", "phone", "notes")


@dataclass(frozen=True, slots=True)
class Plan:
    """Who works, how often, for how long."""

    officers: int
    seconds: float
    every: float = 5.0
    processes: int = 4


@dataclass(slots=True)
class Told:
    """What one officer's device saw."""

    replica: str
    seconds: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    seen: int = 0
    cursor: int = 0


@dataclass(frozen=True, slots=True)
class Outcome:
    """Of all officers together; times in milliseconds."""

    officers: int
    syncs: int
    errors: int
    gaps: int
    p50: float
    p95: float
    p99: float


class Officer:
    """A device without a database: it sends and takes what the engine would."""

    def __init__(self, place: connect.Place, password: str, at: Path) -> None:
        self.told = Told(new_id())
        self._connection = connect.connect(place, password, at)
        self._transport = PostgresTransport(self._connection)
        self._rows = [new_id() for _ in range(ROWS)]
        self._last, self._count = "", 0

    def begin(self) -> None:
        """Its own rows, new."""
        names = fields(table_of(Employer))
        new: list[object] = [None] * len(names)
        for place, name in enumerate(names):
            column = table_of(Employer).columns[name]
            default = getattr(column.default, "arg", None)
            new[place] = default if not column.nullable and not callable(default) else None
        entries = []
        for row_id in self._rows:
            new[names.index("legal_name")] = f"Employer {row_id}"
            entries.append([0, Employer.table_number, row_id, "I", None, list(new)])
        self._push(self._transport.hello(self.told.replica), entries)

    def sync(self) -> None:
        """Take what there is, send what was edited, take what came meanwhile."""
        hello = self._transport.hello(self.told.replica)
        self._pull(hello)
        names = fields(table_of(Employer))
        self._count += 1
        numbers = {str(names.index(name) + 1): f"{name} {self._count}" for name in EDITED}
        self._push(hello, [[0, Employer.table_number, row, "U", {}, numbers] for row in self._rows])
        self._pull(self._transport.hello(self.told.replica))

    def close(self) -> None:
        """Let go of the connection."""
        self._connection.close()

    def _push(self, hello: Hello, entries: list[list[object]]) -> None:
        now = SystemClock().now()
        clock, operation = int(now.timestamp() * 1000) << 16, new_id()
        header = [operation, "Edit employers", "", "do", None, clock, utc_text(now), HEAD, hello.head, 0]
        answer = self._transport.push(self._copy(), json.dumps({"c": [header], "r": entries, "o": {}}))
        if answer.refused:
            self.told.errors.append(str(answer.refused[0]))
        self._last = operation

    def _pull(self, hello: Hello) -> None:
        while self.told.cursor < hello.head:
            found = self._connection.execute(
                "SELECT * FROM api.log(%s, %s, %s, %s)",
                (self.told.replica, self._last or None, self.told.cursor, PAGE),
            )
            result = found.pgresult
            assert result is not None
            count = result.ntuples
            if count:
                operations = {int(result.get_value(row, 1) or b"0") for row in range(count)}
                self._transport.headers(self._copy(), sorted(operations))
            last = int(result.get_value(count - 1, 0) or b"0") if count else self.told.cursor
            self.told.seen += count
            self.told.cursor = last if count == PAGE else max(last, hello.head)

    def _copy(self) -> Copy:
        return Copy(self.told.replica, self._last)


def work(share: Sequence[tuple[connect.Place, str]], at: Path, plan: Plan, first: int, start: float) -> list[Told]:
    """The officers of one process, each in a thread of its own; they begin spread over the time between two syncs."""
    officers = [Officer(place, password, at) for place, password in share]
    for officer in officers:
        officer.begin()

    def live(officer: Officer, number: int) -> None:
        due = start + plan.every * number / plan.officers
        while due < start + plan.seconds:
            time.sleep(max(0.0, due - time.time()))
            begun = time.perf_counter()
            try:
                officer.sync()
            except Exception as error:  # noqa: BLE001 - counted, whatever it is
                officer.told.errors.append(f"{type(error).__name__}: {error}")
            officer.told.seconds.append(time.perf_counter() - begun)
            due = max(due + plan.every, time.time())

    threads = [threading.Thread(target=live, args=(one, first + n)) for n, one in enumerate(officers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for officer in officers:
        officer.close()
    return [officer.told for officer in officers]


def run(plan: Plan, warm_up: float = 0.0) -> Outcome:
    """Let them work on a server of their own; `warm_up`: seconds until all have connected."""
    with ExitStack() as stack:
        at = stack.enter_context(folder())
        server = Server(tls=True, durable=True)
        stack.callback(server.stop)
        with psycopg.connect(server.dsn(), autocommit=True) as connection:
            connection.execute("CREATE DATABASE desk")
        with psycopg.connect(server.dsn("desk")) as connection:
            install(connection)
        devices = _enrol(server, at, plan.officers)
        start, share = time.time() + warm_up, math.ceil(plan.officers / plan.processes)
        parts = [(devices[n : n + share], at, plan, n, start) for n in range(0, plan.officers, share)]
        with multiprocessing.get_context("spawn").Pool(len(parts)) as pool:
            told = [one for some in pool.starmap(work, parts) for one in some]
        with psycopg.connect(server.dsn("desk"), autocommit=True) as connection:
            return _outcome(plan, told, sum(_gaps(connection, one) for one in told))


def _enrol(server: Server, at: Path, count: int) -> list[tuple[connect.Place, str]]:
    certificate = server.root.read_text("utf-8")
    found = []
    with psycopg.connect(server.dsn("desk"), autocommit=True) as connection:
        for number in range(count):
            officer = admin.add_officer(connection, {"name": f"Officer {number}"})
            login, password = admin.enrol_device(connection, officer)
            place = connect.Place("localhost", server.port, "desk", login, certificate)
            _, password = connect.take_up(connect.Invitation(place, password), at, lambda kept: None)
            found.append((place, password))
    return found


def _gaps(connection: psycopg.Connection, told: Told) -> int:
    """Entries up to its place in the log that are not its own, less those that it saw."""
    row = connection.execute(
        "SELECT count(*) FROM sync.change c WHERE c.seq <= %s AND c.op <> 'X' "
        "AND c.replica <> (SELECT n FROM sync.replica WHERE id = %s)",
        (told.cursor, told.replica),
    ).fetchone()
    assert row is not None
    return abs(int(row[0]) - told.seen)


def _outcome(plan: Plan, told: Sequence[Told], gaps: int) -> Outcome:
    times = sorted(one for officer in told for one in officer.seconds)
    errors = sum(len(officer.errors) for officer in told)

    def at(part: float) -> float:
        return times[min(len(times) - 1, int(part * len(times)))] * 1000

    return Outcome(plan.officers, len(times), errors, gaps, at(0.5), at(0.95), at(0.99))


def main(arguments: Sequence[str] | None = None) -> int:
    """Print a line for each number of officers; 0: no error and no gap."""
    parser = argparse.ArgumentParser(prog="python -m talented_desk.bench.load", description=__doc__)
    parser.add_argument("--officers", default="200", help="how many; several with commas")
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--every", type=float, default=5)
    parser.add_argument("--processes", type=int, default=4)
    given = parser.parse_args(arguments)
    row, fine = "{:>8} {:>8} {:>7} {:>5} {:>8} {:>8} {:>8}", True
    print(row.format("officers", "syncs", "errors", "gaps", "p50 ms", "p95 ms", "p99 ms"), flush=True)
    for count in map(int, given.officers.split(",")):
        plan = Plan(count, given.seconds, given.every, min(given.processes, count))
        o = run(plan, 5 + count / 5)
        fine &= not o.errors and not o.gaps
        times = (f"{one:.0f}" for one in (o.p50, o.p95, o.p99))
        print(row.format(o.officers, o.syncs, o.errors, o.gaps, *times), flush=True)
    return 0 if fine else 1


if __name__ == "__main__":
    raise SystemExit(main())
