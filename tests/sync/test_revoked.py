"""A revoked device learns it from the shared database it belongs to, and then nothing of what it held is left."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from db.errors import DatabaseDamaged
from db.models import Employer
from db.shared import admin
from db.workspace import open_database
from talented_desk.bootstrap import Application, open_application
from talented_desk.clock import SystemClock
from talented_desk.errors import DeskError
from talented_desk.events import EventBus
from talented_desk.paths import WorkspacePaths
from talented_desk.security.keys import KeyringClosed, database_key
from talented_desk.services.documents import Owner
from talented_desk.sync import erase
from talented_desk.sync.engine import Engine
from talented_desk.sync.errors import NotAdmitted, Revoked, Unreachable
from talented_desk.sync.postgres import PostgresTransport
from tests.security.test_keys import MemoryKeyring
from tests.sync.simulation.faults import PowerCut
from tests.sync.team import Device, Team

AT = "2026-11-24T02:00:00.000Z"
PLANTED = b"Zanzibar Quilting Works"
PASSWORD = "shared-password"


class Laptop:
    """A whole workspace, as the program keeps it, that shares with a team."""

    def __init__(self, team: Team, folder: Path) -> None:
        self.team = team
        self.login = f"{team.name}_laptop"
        self.paths = WorkspacePaths(folder)
        self.keyring = MemoryKeyring()
        self.keyring.set(PASSWORD, "of the login")
        self.app = self.start()
        self.officer = self.app.officers.add("Maya")
        team.enrol(self.login, self.officer)
        self.connection = psycopg.connect(team.server.dsn(team.name, self.login))
        self.engine = Engine(self.app.database, PostgresTransport(self.connection))

    def start(self) -> Application:
        return open_application(self.paths, keyring=self.keyring)

    def work(self) -> None:
        """Leave the planted name wherever the program leaves names."""
        name = PLANTED.decode()
        with self.app.database.write("Add employer", subject=name) as write:
            employer = write.insert(Employer, {"legal_name": name, "notes": name})
        paper = self.paths.root.parent / "paper.txt"
        paper.write_bytes(PLANTED * 1000)
        document = self.app.documents.add_one(Owner("employer", employer), paper)
        paper.unlink()
        (self.paths.opened / "paper.txt").write_bytes(self.app.documents.data(document))
        (self.paths.root / "window.json").write_text(name, "utf-8")
        self.app.vault.back_up()
        self.app.vault.back_up(passphrase="a long enough passphrase")
        with self.app.database.write("Change employer") as write:
            write.update(Employer, employer, {"city": "Calgary"})
        (self.paths.logs / "other.log").write_bytes(PLANTED)

    def close(self) -> None:
        self.connection.close()
        self.app.close()


@pytest.fixture
def laptop(team: Team, tmp_path: Path) -> Iterator[Laptop]:
    made = Laptop(team, tmp_path / "desk")
    made.work()
    made.engine.sync()
    yield made
    made.close()


def revoked(laptop: Laptop) -> None:
    admin.revoke_device(laptop.team.admin, laptop.login)
    laptop.connection.close()
    laptop.connection = psycopg.connect(laptop.team.server.dsn(laptop.team.name, laptop.login))
    with pytest.raises(Revoked):
        Engine(laptop.app.database, PostgresTransport(laptop.connection)).sync()
    laptop.app.close()


def files(folder: Path) -> list[Path]:
    return sorted(file for file in folder.rglob("*") if file.is_file())


def test_nothing_is_left(laptop: Laptop) -> None:
    root = laptop.paths.root
    foreign = root / "holiday.jpg"
    foreign.write_bytes(b"not ours")
    key = database_key(laptop.paths, laptop.keyring)
    stolen = root.parent / "stolen.db"
    assert any(PLANTED in file.read_bytes() for file in files(root))
    revoked(laptop)
    stolen.write_bytes(laptop.paths.database.read_bytes())
    done = erase.erase(root, laptop.keyring, at=AT, entries=(PASSWORD,))
    assert done.whole and done.files > 6
    assert not erase.pending(root) and erase.erased_at(root) == AT
    assert {file.name for file in files(root)} <= {"holiday.jpg", "erased.json", "desk.lock"}
    for file in files(root):
        assert PLANTED not in file.read_bytes() and key.hex().encode() not in file.read_bytes()
    assert not laptop.keyring.secrets
    with pytest.raises(DatabaseDamaged):  # a copy that somebody took away before opens with no key that is left
        open_database(stolen, bytes(32), clock=SystemClock(), events=EventBus())
    laptop.app = laptop.start()  # a new workspace begins, and it is empty
    with laptop.app.database.read() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM employer").scalar() == 0
    erase.told(root)
    assert erase.erased_at(root) == ""


@pytest.mark.parametrize("after", [1, 2, 6])
def test_a_power_cut_in_the_middle_leaves_nothing_readable_and_the_next_start_goes_on(
    laptop: Laptop, monkeypatch: pytest.MonkeyPatch, after: int
) -> None:
    revoked(laptop)
    removed: list[Path] = []
    remove = erase._remove

    def cut(file: Path) -> bool:
        if len(removed) == after:
            raise PowerCut
        removed.append(file)
        return remove(file)

    monkeypatch.setattr(erase, "_remove", cut)
    with pytest.raises(PowerCut):
        erase.erase(laptop.paths.root, laptop.keyring, at=AT, entries=(PASSWORD,))
    monkeypatch.setattr(erase, "_remove", remove)
    assert erase.pending(laptop.paths.root) and not laptop.keyring.secrets
    assert not laptop.paths.key_file.exists() and laptop.paths.backups.exists()
    laptop.app = laptop.start()
    assert not erase.pending(laptop.paths.root) and erase.erased_at(laptop.paths.root) == AT
    with laptop.app.database.read() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM employer").scalar() == 0
    assert not list(laptop.paths.backups.glob("*.db")) and not list(laptop.paths.opened.iterdir())


def test_a_keyring_that_is_locked_is_told_and_tried_again(laptop: Laptop, monkeypatch: pytest.MonkeyPatch) -> None:
    revoked(laptop)

    def locked(name: str) -> None:
        raise KeyringClosed()

    with monkeypatch.context() as patch:
        patch.setattr(laptop.keyring, "forget", locked)
        done = erase.erase(laptop.paths.root, laptop.keyring, at=AT, entries=(PASSWORD,))
    assert not done.whole and len(done.keys_left) == 2 and not done.left
    assert not laptop.paths.database.exists()
    assert erase.erase(laptop.paths.root, laptop.keyring, at=AT).whole
    assert not laptop.keyring.secrets


def error_of(device: Device) -> type[DeskError]:
    with pytest.raises(DeskError) as told:
        device.engine.sync()
    return type(told.value)


def test_nothing_but_that_one_word_is_a_reason_to_erase(team: Team) -> None:
    maya = team.device("maya")
    maya.engine.sync()
    run = team.admin.execute
    run("UPDATE sync.device SET login = 'other' WHERE login = %s", (maya.login,))
    assert error_of(maya) is NotAdmitted  # the login is not known any more
    run("UPDATE sync.device SET login = %s, joined_at = NULL WHERE login = 'other'", (maya.login,))
    assert error_of(maya) is NotAdmitted
    run("UPDATE sync.device SET joined_at = now() WHERE login = %s", (maya.login,))
    run("REVOKE EXECUTE ON FUNCTION api.hello(uuid, integer) FROM desk_device")
    assert error_of(maya) is NotAdmitted  # rights that went wrong on the server
    run("GRANT EXECUTE ON FUNCTION api.hello(uuid, integer) TO desk_device")
    run("UPDATE sync.device SET revoked_at = now() WHERE login = %s", (maya.login,))
    run("UPDATE sync.head SET epoch = gen_random_uuid()")
    assert error_of(maya) is NotAdmitted  # another server says so, or one restored from a backup
    maya.connection.close()
    assert error_of(maya) is Unreachable
