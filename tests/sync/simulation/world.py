"""A team at work: several officers, random operations, a network with faults, and what must hold at the end."""

from __future__ import annotations

import json
from collections.abc import Callable
from random import Random

from sqlalchemy import text

import db.sharing.outgoing as outgoing
from db.dump import business
from db.models import Contact, ContactRole, Employer, EmployerTag, Tag, Task, Worksite
from db.session import Write
from db.sharing import notes
from talented_desk.ids import fixed_id
from talented_desk.sync.engine import Engine
from talented_desk.sync.postgres import PostgresTransport
from tests.sync.simulation.faults import FaultyTransport, NetworkLost
from tests.sync.team import Device, Team


class PowerCut(Exception):
    """The machine went off."""


TAGS = ("fair", "small", "manufacturing")
WORDS = ("alpha", "beta", "gamma", "delta", "epsilon")


class World:
    """Devices of one team and everything that was typed on them."""

    def __init__(self, team: Team, seed: int, devices: int = 3) -> None:
        self.random = Random(seed)
        self.trace: list[str] = []
        self.team = team
        self.typed: list[tuple[str, str, int, object]] = []
        self.devices = [team.device(f"d{n}") for n in range(devices)]
        self.networks: dict[str, FaultyTransport] = {}
        for device in self.devices:
            network = FaultyTransport(
                PostgresTransport(device.connection),
                self.random,
                lambda device=device: self.act(device),  # type: ignore[misc]
            )
            self.networks[device.name] = network
            device.engine = Engine(device.database, network)

    def run(self, steps: int) -> None:
        """Work, with faults; then everybody comes home and syncs until nothing is left."""
        for _ in range(steps):
            device = self.random.choice(self.devices)
            if self.random.random() < 0.3:
                self.sync(device, self.random.choice((0.0, 0.1, 0.3)))
            else:
                self.act(device)
        for _ in range(3):
            for device in self.devices:
                self.sync(device, 0.0)

    def sync(self, device: Device, rate: float) -> None:
        network = self.networks[device.name]
        network.rate = rate
        self.trace.append(f"{device.name} sync {rate}")
        try:
            device.engine.sync()
        except NetworkLost as lost:
            self.trace.append(f"{device.name} lost {lost}")
        finally:
            network.rate = 0.0

    def act(self, device: Device) -> None:
        """One operation of one officer."""
        device.clock.advance(seconds=self.random.randint(1, 600))
        if self.random.random() < 0.05:  # a clock that runs wrong, backwards too
            device.clock.advance(hours=self.random.randint(-72, 72))
        act: Callable[[Device], str] = self.random.choices(
            (self.add, self.change, self.delete, self.hang, self.tag, self.undo, self.redo),
            weights=(3, 8, 1, 3, 3, 1, 1),
        )[0]
        self.trace.append(f"{device.name} {act.__name__} {act(device)}")

    def add(self, device: Device) -> str:
        with device.database.write("Add employer") as write:
            name = self.word()
            row_id = self.new_id()
            write.insert(Employer, {"legal_name": name}, row_id)
        self.typed.append(("employer", row_id, 1, name))
        return row_id

    def change(self, device: Device) -> str:
        employer = self.pick(device, "employer")
        if employer is None:
            return "-"
        columns = {"legal_name": 1, "city": 12, "notes": 13, "phone": 11}
        chosen = self.random.sample(sorted(columns), self.random.randint(1, 2))
        values = {name: self.word() for name in chosen}
        with device.database.write("Change employer") as write:
            before = write.connection.execute(
                text(f"SELECT {', '.join(chosen)} FROM employer WHERE id = :id"), {"id": employer}
            ).one()
            write.update(Employer, employer, values)
        for name, old in zip(chosen, before, strict=True):
            if values[name] != old:
                self.typed.append(("employer", employer, columns[name], values[name]))
        return employer

    def delete(self, device: Device) -> str:
        employer = self.pick(device, "employer")
        if employer is None:
            return "-"
        with device.database.write("Delete employer") as write:
            write.delete(Employer, employer)
        return employer

    def hang(self, device: Device) -> str:
        """Something new that belongs to an employer."""
        employer = self.pick(device, "employer")
        if employer is None:
            return "-"
        with device.database.write("Add to employer") as write:
            kind = self.random.randrange(3)
            if kind == 0:
                write.insert(Worksite, {"employer_id": employer, "city": self.word()}, self.new_id())
            elif kind == 1:
                write.insert(Task, {"subject": self.word(), "employer_id": employer}, self.new_id())
            else:
                contact = write.insert(Contact, {"family_name": self.word()}, self.new_id())
                write.insert(ContactRole, {"contact_id": contact, "employer_id": employer}, self.new_id())
        return employer

    def tag(self, device: Device) -> str:
        employer = self.pick(device, "employer")
        if employer is None:
            return "-"
        wanted = self.random.sample(TAGS, self.random.randint(0, 2))
        with device.database.write("Tag employer") as write:
            self._tag(write, employer, wanted)
        return f"{employer} {wanted}"

    def _tag(self, write: Write, employer: str, wanted: list[str]) -> None:
        for label in wanted:
            tag_id = fixed_id("tag", label)
            if not write.connection.execute(text("SELECT 1 FROM tag WHERE id = :id"), {"id": tag_id}).first():
                write.insert(Tag, {"label": label}, tag_id)
        ids = {fixed_id("tag", label): fixed_id(employer, "tag", fixed_id("tag", label)) for label in wanted}
        write.members(EmployerTag, {"employer_id": employer}, "tag_id", ids)

    def undo(self, device: Device) -> str:
        if device.database.next_undo() is None:
            return "-"
        return device.database.undo().changeset.id

    def redo(self, device: Device) -> str:
        if device.database.next_redo() is None:
            return "-"
        return device.database.redo().changeset.id

    def pick(self, device: Device, table: str) -> str | None:
        with device.database.read() as connection:
            found = connection.exec_driver_sql(f"SELECT id FROM {table} ORDER BY id").scalars().all()
        return str(self.random.choice(found)) if found else None

    def word(self) -> str:
        return f"{self.random.choice(WORDS)} {self.random.randrange(1000)}"

    def new_id(self) -> str:
        """An id that the seed alone decides."""
        digits = f"{self.random.getrandbits(128):032x}"
        return f"{digits[:8]}-{digits[8:12]}-7{digits[13:16]}-8{digits[17:20]}-{digits[20:]}"

    def check(self) -> None:
        """What must hold when everybody has synced."""
        dumps = {}
        for device in self.devices:
            with device.database.read() as connection:
                assert outgoing.unshared(connection) == 0
                for table in ("held", "refetch", "settled"):
                    assert not connection.exec_driver_sql(f"SELECT * FROM {table}").all(), (device.name, table)
                assert not connection.exec_driver_sql("PRAGMA foreign_key_check").all(), device.name
                dumps[device.name] = list(business(connection))
                cursor = notes.cursor(connection)
            head = self.team.admin.execute("SELECT seq FROM sync.head").fetchone()
            assert head is not None and cursor == head[0], device.name
        first, *others = dumps.values()
        for name, other in zip([d.name for d in self.devices[1:]], others, strict=True):
            if other != first:
                missing, extra = sorted(set(first) - set(other)), sorted(set(other) - set(first))
                raise AssertionError(f"{name} differs: it lacks {missing[:6]}, and has {extra[:6]}")
        self.check_values()
        self.check_once()

    def check_values(self) -> None:
        """Every value that was saved is in the log: with effect, or as one that did not win."""
        for _table, row_id, field, value in self.typed:
            found = self.team.admin.execute(
                "SELECT 1 FROM sync.change WHERE (row_id = %(r)s OR meant_for = %(r)s) AND ("
                "op IN ('I', 'U', 'X') AND jsonb_typeof(after) = 'object' AND after -> %(f)s = %(v)s::jsonb "
                "OR jsonb_typeof(after) = 'array' AND after -> %(n)s = %(v)s::jsonb OR lost -> %(f)s = %(v)s::jsonb "
                "OR before -> %(f)s = %(v)s::jsonb)",
                {"r": row_id, "f": str(field), "n": field - 1, "v": json.dumps(value)},
            ).fetchone()
            assert found, f"lost: {row_id} {field} {value}"

    def check_once(self) -> None:
        """Each operation of each device arrived, whole, once."""
        shared: dict[str, int] = dict(
            self.team.admin.execute(
                "SELECT s.id::text, s.received FROM sync.changeset s JOIN sync.replica r ON r.n = s.replica "
                "WHERE r.device IS NOT NULL"
            ).fetchall()
        )
        here: dict[str, int] = {}
        for device in self.devices:
            with device.database.read() as connection:
                here |= {
                    str(row[0]): int(row[1])
                    for row in connection.exec_driver_sql(
                        "SELECT s.id, (SELECT count(*) FROM change c WHERE c.changeset_n = s.n) FROM changeset s "
                        "WHERE s.device_id = ? AND s.operation <> 'Take over from the shared database'",
                        (device.database.identity.device_id,),
                    )
                }
        assert shared == here
