"""A shared database as its administrator makes it: TLS, officers, invitations."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from talented_desk.bench.postgres import Server
from talented_desk.cli import run


@contextmanager
def shared_database(server: Server) -> Iterator[str]:
    """A fresh one on a server with TLS; how its administrator reaches it."""
    with psycopg.connect(server.dsn(), autocommit=True) as connection:
        connection.execute("CREATE DATABASE desk")
    assert run(["server", "init", "--database", server.dsn("desk")]) == 0
    yield server.dsn("desk")
    with psycopg.connect(server.dsn(), autocommit=True) as connection:
        connection.execute("DROP DATABASE desk WITH (FORCE)")
        for (login,) in connection.execute("SELECT rolname FROM pg_roles WHERE rolname LIKE 'desk\\_%'").fetchall():
            if login not in ("desk_owner", "desk_device"):
                connection.execute(f"DROP ROLE {login}")


def invited(server: Server, url: str, name: str, folder: Path) -> str:
    """The text of an invitation for a new officer."""
    given = folder / f"{name}.txt"
    assert run(["server", "add-officer", name, "--database", url]) == 0
    again = ["server", "enrol-device", name, "--host", "localhost", "--root-certificate", str(server.root)]
    assert run([*again, "--out", str(given), "--database", url]) == 0
    return given.read_text("utf-8")
