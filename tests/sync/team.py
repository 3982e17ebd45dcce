"""Several devices and their shared database."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime
from pathlib import Path

import psycopg

from db import copies
from db.models import Officer
from db.search import index_changes
from db.session import Database
from db.shared.admin import restored
from db.shared.install import close_off
from db.workspace import open_database
from talented_desk.bench.postgres import Server
from talented_desk.clock import FixedClock
from talented_desk.events import EventBus
from talented_desk.ids import fixed_id
from talented_desk.sync.engine import Engine
from talented_desk.sync.postgres import PostgresTransport
from talented_desk.sync.transport import Transport

_numbers = itertools.count(1)


class Device:
    """One officer's database, its clock, and its way to the shared one."""

    officer: str
    login: str

    def __init__(self, team: Team, name: str, like: Device | None = None) -> None:
        self.team, self.name = team, name
        self.clock = FixedClock(datetime(2026, 11, 23, 15, 30, tzinfo=UTC))
        self.officer = like.officer if like else fixed_id("officer", name)
        self.login = like.login if like else f"{team.name}_{name}"
        self.key = bytes(range(32))
        self.folder = team.folder / name
        self.path = self.folder / "desk.db"
        if like is not None:
            self.folder.mkdir()
            copies.copy(like.path, like.key, self.path)
        else:
            team.enrol(self.login, self.officer)
        self.connect()
        self.reopen(closed=True)
        if like is None:
            with self.database.write("Set up", kind="system") as write:
                write.insert(Officer, {"name": name}, self.officer)

    def connect(self) -> None:
        """Reach the server."""
        self.connection = psycopg.connect(self.team.server.dsn(self.team.name, self.login))
        self.engine_for(PostgresTransport(self.connection))

    def engine_for(self, transport: Transport) -> None:
        """Sync over this transport."""
        if hasattr(self, "database"):
            self.engine = Engine(self.database, transport)

    def reopen(self, *, closed: bool = False) -> None:
        """Open the database, again if it is open."""
        if not closed:
            self.database.close()
        self.database: Database = open_database(
            self.path, self.key, clock=self.clock, events=EventBus(), officer_id=self.officer
        )
        self.database.index = index_changes
        self.engine_for(PostgresTransport(self.connection))

    def close(self) -> None:
        """Let go of everything."""
        self.connection.close()
        self.database.close()


class Team:
    """A fresh shared database on a running server, and the devices that share it."""

    def __init__(self, server: Server, folder: Path) -> None:
        self.server = server
        self.folder = folder
        self.name = f"desk_{next(_numbers)}"
        with psycopg.connect(server.dsn(), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {self.name} TEMPLATE template_desk STRATEGY file_copy")
        self.admin = psycopg.connect(server.dsn(self.name), autocommit=True)
        close_off(self.admin.cursor())  # a template hands its tables on, and not what it is closed to
        self.devices: list[Device] = []
        self._logins: list[str] = []
        self.saved = False

    def enrol(self, login: str, officer: str) -> None:
        """Let a device in."""
        self.admin.execute(f"CREATE ROLE {login} LOGIN IN ROLE desk_device")
        self.admin.execute("INSERT INTO sync.device (login, officer_id) VALUES (%s, %s)", (login, officer))
        self._logins.append(login)

    def device(self, name: str) -> Device:
        """A new device of a new officer."""
        made = Device(self, name)
        self.devices.append(made)
        return made

    def clone(self, device: Device, name: str) -> Device:
        """A copy of a device's whole profile on another computer."""
        made = Device(self, name, device)
        self.devices.append(made)
        return made

    def connect(self) -> None:
        """Reach the server again after it was restarted."""
        self.admin.close()
        self.admin = psycopg.connect(self.server.dsn(self.name), autocommit=True)
        for device in self.devices:
            device.connection.close()
            device.connect()

    def save(self) -> None:
        """The administrator makes a backup of the shared database."""
        self._alone()
        with psycopg.connect(self.server.dsn(), autocommit=True) as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {self.name}_saved")
            connection.execute(f"CREATE DATABASE {self.name}_saved TEMPLATE {self.name} STRATEGY file_copy")
        self.saved = True
        self.connect()

    def roll_back(self) -> None:
        """The shared database is restored from that backup, and the devices that it does not know are let in again."""
        self._alone()
        with psycopg.connect(self.server.dsn(), autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {self.name}")
            connection.execute(f"CREATE DATABASE {self.name} TEMPLATE {self.name}_saved STRATEGY file_copy")
        self.connect()
        restored(self.admin)
        for device in self.devices:
            self.admin.execute(
                "INSERT INTO sync.device (login, officer_id) VALUES (%s, %s) ON CONFLICT DO NOTHING",
                (device.login, device.officer),
            )

    def _alone(self) -> None:
        self.admin.close()
        for device in self.devices:
            device.connection.close()

    def close(self) -> None:
        """Remove it all."""
        for device in self.devices:
            device.close()
        self.admin.close()
        with psycopg.connect(self.server.dsn(), autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {self.name} WITH (FORCE)")
            connection.execute(f"DROP DATABASE IF EXISTS {self.name}_saved")
            for login in self._logins:
                connection.execute(f"DROP ROLE {login}")
