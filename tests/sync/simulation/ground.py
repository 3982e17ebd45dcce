"""What a simulation stands on outside of pytest: a server, its empty shared database, and one seed played on it."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import psycopg
import pytest

from db.shared import install
from talented_desk.bench.postgres import Server
from tests.sync.simulation.checks import check
from tests.sync.simulation.world import a_world
from tests.sync.team import Team

ROOT = Path(__file__).parents[3]
PARTS = {
    "schema": ("db/shared", "db/models"),
    "engine": ("db/sharing", "talented_desk/sync"),
    "simulation": ("tests/sync/simulation",),
}
STEPS = 60


@contextmanager
def a_server() -> Iterator[Server]:
    """Running, and gone afterwards."""
    running = Server()
    try:
        yield running
    finally:
        running.stop()


def lay(server: Server, change: Callable[[str], str] = str) -> None:
    """Make the empty shared database that teams begin with; `change` may alter its scripts."""
    scripts = install._scripts()
    with psycopg.connect(server.dsn(), autocommit=True) as connection:
        connection.execute("DROP DATABASE IF EXISTS template_desk")
        connection.execute("CREATE DATABASE template_desk")
    with pytest.MonkeyPatch.context() as patch, psycopg.connect(server.dsn("template_desk")) as connection:
        patch.setattr(install, "_scripts", lambda: [change(script) for script in scripts])
        install.install(connection)


def play(server: Server, seed: int, steps: int = STEPS) -> None:
    """One seed, from an empty database to the checks."""
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="simulation-"))
        team = Team(server, Path(folder))
        stack.callback(team.close)
        with a_world(team, seed) as world:
            world.run(steps)
            check(world)


def hashes() -> dict[str, str]:
    """What was tried: the first digits of a hash over the sources of each part."""
    found = {}
    for part, folders in PARTS.items():
        made = hashlib.sha256()
        for path in sorted(p for folder in folders for p in (ROOT / folder).rglob("*") if p.suffix in (".py", ".sql")):
            made.update(path.relative_to(ROOT).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
        found[part] = made.hexdigest()[:12]
    return found
