"""A kill in the middle of catching up: nothing is doubled or forgotten."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

from sqlalchemy import Connection

from db.search import complete, index_changes, rebuild
from db.session import Database
from db.workspace import open_database
from talented_desk.clock import FixedClock
from talented_desk.events import EventBus
from tests.conftest import KEY
from tests.files import ROOT
from tests.search.test_search import contents

WRITES_AND_DIES = """
import os, signal, sys
from pathlib import Path
from db.models import Employer
from db.search import index_changes
from db.workspace import open_database
from talented_desk.clock import SystemClock
from talented_desk.events import EventBus
from talented_desk.ids import new_id

desk = open_database(Path(sys.argv[1]), bytes.fromhex(sys.argv[2]), clock=SystemClock(), events=EventBus())
batches = 0

def index(connection):
    global batches
    batches += 1
    waiting = index_changes(connection, batch=1000)
    if batches == 3:
        os.kill(os.getpid(), signal.SIGKILL)  # the third batch is written, and not committed
    return waiting

desk.index = index
with desk.write("Import list.csv") as write:
    write.insert_many(Employer, ["id", "legal_name"], [(new_id(), f"Bulk {n}") for n in range(5000)])
"""


def indexed(database: Database) -> int:
    with database.read() as connection:
        return int(connection.exec_driver_sql("SELECT count(*) FROM search_fts").scalar_one())


def state(connection: Connection) -> tuple[object, object]:
    keys = connection.exec_driver_sql("SELECT doc, key FROM sort_key ORDER BY doc").all()
    return contents(connection), keys


def test_catching_up_goes_on_after_a_kill(tmp_path: Path, clock: FixedClock) -> None:
    path = tmp_path / "desk.db"
    command = [sys.executable, "-c", WRITES_AND_DIES, str(path), KEY.hex()]
    done = subprocess.run(command, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True)
    assert done.returncode == -signal.SIGKILL, done.stderr
    database = open_database(path, KEY, clock=clock, events=EventBus())
    assert indexed(database) == 2000
    with database.read() as connection:
        assert not complete(connection)
    database.index = index_changes
    database.catch_up()
    assert indexed(database) == 5000
    with database.scratch() as connection:
        assert complete(connection)
        kept = state(connection)
        rebuild(connection)
        assert state(connection) == kept
    database.close()
