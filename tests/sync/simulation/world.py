"""A team at work: several officers, random operations, a network and machines with faults."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import Any

import pytest

import db.session
from db import copies
from talented_desk import ids
from talented_desk.sync import engine
from talented_desk.sync.engine import Engine
from talented_desk.sync.errors import Forked, OtherEpoch, RightsMoved, Unreachable
from talented_desk.sync.postgres import PostgresTransport
from tests.services.test_sequences import WIDER, Play
from tests.sync.simulation.faults import FaultyTransport, Fuse, PowerCut
from tests.sync.simulation.typing_work import FIELDS, Typist
from tests.sync.team import Device, Team


class Seat:
    """One officer at a device: what the simulation knows of it."""

    def __init__(self, world: World, device: Device) -> None:
        self.world, self.device = world, device
        self.network = FaultyTransport(
            PostgresTransport(device.connection),
            world.random,
            lambda: world.act(self),
            lambda: device.connection.transaction(),
            lambda: world.others_look(self),
        )
        self.backup: tuple[Path, int] | None = None
        """A copy of the database file, and how much had been typed when it was made."""
        self.few = 2000
        self.opened()

    @property
    def name(self) -> str:
        return self.device.name

    def opened(self) -> None:
        """The database was opened: give it its engine and its officer's hands."""
        self.device.engine = Engine(self.device.database, self.network)
        self.typist = Typist(self.device, self.world.random, self.world.typed)
        seed = self.world.random.getrandbits(32)
        self.play = Play(self.device.database, self.device.clock, self.device.folder, seed, WIDER)


class World:
    """Devices of one team and everything that was typed on them."""

    def __init__(self, team: Team, seed: int, devices: int = 3) -> None:
        self.random = Random(seed)
        self.trace: list[str] = []
        self.team = team
        self.typed: list[tuple[str, str, int, object]] = []
        """What was typed: device, row, field, value."""
        self.fuse = Fuse()
        self.strange = False
        """Whether a copy of a copy was about: its operations arrived under another's name."""
        self.seats = [Seat(self, team.device(f"d{n}")) for n in range(devices)]

    def run(self, steps: int) -> None:
        """Work, with faults; then everybody comes home and syncs until nothing is left."""
        for _ in range(steps):
            seat = self.random.choice(self.seats)
            chance = self.random.random()
            if chance < 0.3:
                self.sync(seat, self.random.choice((0.0, 0.1, 0.3)))
            elif chance < 0.34:
                self.break_down(seat)
            elif chance < 0.38:
                self.rush()
            else:
                self.act(seat)
        for _ in range(3):
            for seat in self.seats:
                self.sync(seat, 0.0)

    def sync(self, seat: Seat, rate: float) -> None:
        """One sync of one device, over a network that is that bad."""
        self.trace.append(f"{seat.name} sync {rate}")
        engine.FEW = seat.few
        seat.network.rate = rate
        self.fuse.left = self.random.randint(1, 60) if self.random.random() < rate else 0
        try:
            self._sync(seat)
            while seat.device.engine.fetch_history(20) and (not rate or self.random.random() < 0.7):
                pass
        except Unreachable:
            self.trace.append(f"{seat.name} lost the network")
        except PowerCut:
            self.trace.append(f"{seat.name} lost power")
            self.reopen(seat)
        finally:
            seat.network.rate = 0.0
            self.fuse.left = 0

    def _sync(self, seat: Seat) -> None:
        try:
            seat.device.engine.sync()
        except OtherEpoch:  # its officer decides to go on
            self.trace.append(f"{seat.name} goes on with the restored database")
            seat.device.engine.accept_restored()
            seat.device.engine.sync()

    def others_look(self, seat: Seat) -> None:
        """Another device takes what there is, while this one's batch is half way in."""
        others = [other for other in self.seats if other.device.login != seat.device.login]
        if not others:
            return
        other, left = self.random.choice(others), self.fuse.left
        self.trace.append(f"{other.name} looks meanwhile")
        self.fuse.left = 0
        engine = other.device.engine
        try:
            hello = engine._greet()
            engine._learn_rights(hello, ask=False)
            engine._pull(hello)
        except (Forked, OtherEpoch, RightsMoved):
            self.trace.append(f"{other.name} has to ask first")
        finally:
            self.fuse.left = left

    def act(self, seat: Seat) -> None:
        """One operation of one officer."""
        clock = seat.device.clock
        clock.advance(seconds=self.random.randint(1, 600))
        if self.random.random() < 0.05:  # a clock that runs wrong, backwards too
            clock.advance(hours=self.random.randint(-72, 72))
        if self.random.random() < 0.005:  # or is years ahead
            clock.advance(hours=24 * 4000)
        if self.random.random() < 0.6:
            self.trace.append(f"{seat.name} {seat.typist.act()}")
        else:
            seat.play._seen = None  # others may have changed the state since
            done = +seat.play.done
            seat.play.step()
            self.trace.append(f"{seat.name} {''.join((seat.play.done - done).keys())}")

    def rush(self) -> None:
        """Everybody changes the same field of the same employer, before they hear of each other."""
        employer, name = self.seats[0].typist.pick("employer"), self.random.choice(sorted(FIELDS))
        for seat in self.seats if employer else ():
            self.trace.append(f"{seat.name} change {seat.typist.put(str(employer), [name])}")

    def break_down(self, seat: Seat) -> None:
        """What seldom happens."""
        what: Callable[[Seat], None] = self.random.choice(
            (self.reopen, self.back_up, self.restore, self.restart, self.clone, self.join, self.roll_back)
        )
        self.trace.append(f"{seat.name} {what.__name__}")
        what(seat)

    def reopen(self, seat: Seat) -> None:
        """The program ended and starts again."""
        seat.device.reopen()
        seat.opened()

    def back_up(self, seat: Seat) -> None:
        """Somebody copies the database file away."""
        path = seat.device.folder / "copy.db"
        copies.copy(seat.device.path, seat.device.key, path)
        seat.backup = path, len(self.typed)

    def restore(self, seat: Seat) -> None:
        """The laptop is set up again from the copy; what was typed since and never sent is gone with it."""
        if seat.backup is None:
            return
        path, count = seat.backup
        self.typed[count:] = [one for one in self.typed[count:] if one[0] != seat.name or self.is_shared(*one[1:])]
        for other in self.seats:
            if other is not seat and other.backup is not None:
                other.backup = other.backup[0], min(other.backup[1], count)
        self.strange = True
        seat.device.database.close()
        for end in ("-wal", "-shm"):
            seat.device.path.with_name(seat.device.path.name + end).unlink(missing_ok=True)
        shutil.copy(path, seat.device.path)
        seat.device.reopen(closed=True)
        seat.opened()

    def clone(self, seat: Seat) -> None:
        """The profile is copied to another computer, and both go on."""
        if len(self.seats) > 4:
            return
        self.strange = True
        self.seats.append(Seat(self, self.team.clone(seat.device, f"{seat.name}x{len(self.seats)}")))

    def join(self, seat: Seat) -> None:
        """Somebody new comes, and takes the rows first and their history behind, or all from the log."""
        if len(self.seats) > 4:
            return
        self.seats.append(Seat(self, self.team.device(f"n{len(self.seats)}")))
        self.seats[-1].few = self.random.choice((0, 2000))

    def restart(self, seat: Seat) -> None:
        """The server is killed and starts again."""
        self.team.server.crash()
        self.team.server.start()
        self.team.connect()
        self._reconnect()

    def _reconnect(self) -> None:
        for one in self.seats:
            one.network.inner = PostgresTransport(one.device.connection)

    def roll_back(self, seat: Seat) -> None:
        """The shared database is backed up the first time; later it is lost, and restored from that backup."""
        if self.team.saved:
            self.strange = True
            self.team.roll_back()
        else:
            self.team.save()
        self._reconnect()

    def is_shared(self, row_id: str, field: int, value: object) -> bool:
        """Whether a value is in the shared log: with effect, or as one that did not win."""
        found = self.team.admin.execute(
            "SELECT 1 FROM sync.change WHERE (row_id = %(r)s OR meant_for = %(r)s) AND ("
            "op IN ('I', 'U', 'X') AND jsonb_typeof(after) = 'object' AND after -> %(f)s = %(v)s::jsonb "
            "OR jsonb_typeof(after) = 'array' AND after -> %(n)s = %(v)s::jsonb OR lost -> %(f)s = %(v)s::jsonb "
            "OR before -> %(f)s = %(v)s::jsonb)",
            {"r": row_id, "f": str(field), "n": field - 1, "v": json.dumps(value)},
        ).fetchone()
        return found is not None


class _Ids:
    """In place of the machine's clock and chance, so that a seed decides every id."""

    def __init__(self, seed: int) -> None:
        self._random = Random(seed)
        self._tick = 1_795_000_000_000_000_000

    def urandom(self, count: int) -> bytes:
        return self._random.randbytes(count)

    def time_ns(self) -> int:
        self._tick += 1_000_000
        return self._tick


@contextmanager
def a_world(team: Team, seed: int, devices: int = 3) -> Iterator[World]:
    """A world in which the seed alone decides; its trace is printed when something does not hold."""
    with pytest.MonkeyPatch.context() as patch:
        chance: Any = _Ids(seed)
        patch.setattr(ids, "os", chance)
        patch.setattr(ids, "time", chance)
        patch.setattr(ids, "_last", 0)
        world = World(team, seed, devices)
        patch.setattr(db.session, "Inbox", world.fuse.inbox)
        try:
            yield world
        except BaseException:
            print("\n".join(world.trace))
            raise
