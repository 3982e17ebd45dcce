"""A server for the session, and a fresh shared database for each test."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest

from db.shared.install import install
from talented_desk.bench.postgres import Server
from tests.sync.team import Team


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    running = Server()
    try:
        with psycopg.connect(running.dsn(), autocommit=True) as connection:
            connection.execute("CREATE DATABASE template_desk")
        with psycopg.connect(running.dsn("template_desk")) as connection:
            install(connection)
        yield running
    finally:
        running.stop()


@pytest.fixture
def team(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Team]:
    """A shared database, and devices that may be added to it."""
    made = Team(server, tmp_path_factory.mktemp("team"))
    yield made
    made.close()
