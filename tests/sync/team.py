"""Several devices and their shared database."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime
from pathlib import Path

import psycopg

from db.models import Officer
from db.session import Database
from db.types import Identity
from db.workspace import open_database
from talented_desk.clock import FixedClock
from talented_desk.events import EventBus
from talented_desk.ids import fixed_id
from talented_desk.sync.engine import Engine
from talented_desk.sync.postgres import PostgresTransport
from tests.sync.server import Server

_numbers = itertools.count(1)


class Device:
    """One officer's database, its clock, and its way to the shared one."""

    def __init__(self, team: Team, name: str) -> None:
        self.name = name
        self.clock = FixedClock(datetime(2026, 11, 23, 15, 30, tzinfo=UTC))
        self.officer = fixed_id("officer", name)
        self.database: Database = open_database(
            team.folder / name / "desk.db", bytes(range(32)), clock=self.clock, events=EventBus()
        )
        self.database.identity = Identity(self.officer, self.database.identity.device_id)
        self.connection = team.enrol(name, self.officer)
        self.engine = Engine(self.database, PostgresTransport(self.connection))
        with self.database.write("Set up", kind="system") as write:
            write.insert(Officer, {"name": name}, self.officer)

    def close(self) -> None:
        self.connection.close()
        self.database.close()


class Team:
    """A fresh shared database on a running server, and the devices that share it."""

    def __init__(self, server: Server, folder: Path) -> None:
        self.server = server
        self.folder = folder
        self.name = f"desk_{next(_numbers)}"
        with psycopg.connect(server.dsn(), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {self.name} TEMPLATE template_desk")
        self.admin = psycopg.connect(server.dsn(self.name), autocommit=True)
        self.devices: list[Device] = []

    def enrol(self, name: str, officer: str) -> psycopg.Connection:
        login = f"{self.name}_{name}"
        self.admin.execute(f"CREATE ROLE {login} LOGIN IN ROLE desk_device")
        self.admin.execute("INSERT INTO sync.device (login, officer_id) VALUES (%s, %s)", (login, officer))
        return psycopg.connect(self.server.dsn(self.name, login))

    def device(self, name: str) -> Device:
        made = Device(self, name)
        self.devices.append(made)
        return made

    def close(self) -> None:
        for device in self.devices:
            device.close()
        self.admin.close()
        with psycopg.connect(self.server.dsn(), autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {self.name} WITH (FORCE)")
            for device in self.devices:
                connection.execute(f"DROP ROLE {self.name}_{device.name}")
