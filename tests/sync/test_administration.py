"""From an empty database to two officers who see each other's work, by the administrator's commands and over TLS."""

from __future__ import annotations

import io
import json
import subprocess
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from db.models import Employer
from db.search import index_changes
from db.session import Database
from db.workspace import open_database
from talented_desk.bench.postgres import Server
from talented_desk.cli import run
from talented_desk.clock import SystemClock
from talented_desk.errors import DeskError
from talented_desk.events import EventBus
from talented_desk.sync import connect
from talented_desk.sync.engine import Engine
from talented_desk.sync.errors import Revoked, Unreachable
from talented_desk.sync.postgres import PostgresTransport

KEY = bytes(range(32))


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    running = Server(tls=True)
    try:
        yield running
    finally:
        running.stop()


@pytest.fixture
def url(server: Server) -> Iterator[str]:
    """A fresh database, and how the administrator reaches it."""
    with psycopg.connect(server.dsn(), autocommit=True) as connection:
        connection.execute("CREATE DATABASE desk")
    yield server.dsn("desk")
    with psycopg.connect(server.dsn(), autocommit=True) as connection:
        connection.execute("DROP DATABASE desk WITH (FORCE)")
        for (login,) in connection.execute("SELECT rolname FROM pg_roles WHERE rolname LIKE 'desk\\_%'").fetchall():
            if login not in ("desk_owner", "desk_device"):
                connection.execute(f"DROP ROLE {login}")


def desk(*arguments: str | Path, url: str) -> str:
    """Run a command of the administrator; what it said."""
    out, err = io.StringIO(), io.StringIO()
    code = run(["--language", "en", "server", *map(str, arguments), "--database", url], out, err)
    assert code == 0, err.getvalue()
    return out.getvalue()


def invited(server: Server, url: str, name: str) -> connect.Invitation:
    desk("add-officer", name, url=url)
    text = desk("enrol-device", name, "--host", "localhost", "--root-certificate", server.root, url=url)
    return connect.invitation(text)


class Laptop:
    """A computer that used its invitation."""

    def __init__(self, folder: Path, invitation: connect.Invitation) -> None:
        folder.mkdir()
        self.kept: list[str] = []
        self.officer, self.password = connect.take_up(invitation, folder, self.kept.append)
        self.place, self.folder = invitation.place, folder
        self.database: Database = open_database(
            folder / "desk.db", KEY, clock=SystemClock(), events=EventBus(), officer_id=self.officer
        )
        self.database.index = index_changes
        self.reach()

    def reach(self) -> None:
        """Connect, again if need be."""
        self.connection = connect.connect(self.place, self.password, self.folder)
        self.engine = Engine(self.database, PostgresTransport(self.connection))

    def close(self) -> None:
        self.connection.close()
        self.database.close()


def test_two_officers_from_nothing(server: Server, url: str, tmp_path: Path) -> None:
    assert "ready" in desk("init", url=url)
    laptops = [Laptop(tmp_path / name, invited(server, url, name)) for name in ("Maya", "Luc")]
    maya, luc = laptops
    try:
        assert maya.kept == [maya.password]
        maya.engine.sync()
        with maya.database.write("Add employer") as write:
            write.insert(Employer, {"legal_name": "Acme"})
        maya.engine.sync()
        luc.engine.sync()
        with luc.database.read() as connection:
            assert connection.exec_driver_sql("SELECT legal_name FROM employer").scalars().all() == ["Acme"]
            names = connection.exec_driver_sql("SELECT name FROM officer ORDER BY name").scalars().all()
            assert names == ["Luc", "Maya"]
        listed = json.loads(desk("list", "--json", url=url))
        assert [(one["officer"], one["revoked"]) for one in listed] == [("Luc", None), ("Maya", None)]
        desk("set-role", "luc", "manager", url=url)
        luc.engine.sync()
        with luc.database.read() as connection:
            assert connection.exec_driver_sql("SELECT role FROM officer WHERE name = 'Luc'").scalar() == "manager"
        assert json.loads(desk("status", "--json", url=url))["open_conflicts"] == 0
        desk("revoke-officer", "Luc", url=url)
        with pytest.raises(Unreachable):  # cut off in the middle of whatever it did
            luc.engine.sync()
        luc.reach()
        with pytest.raises(Revoked):
            luc.engine.sync()
        maya.engine.sync()
        with maya.database.read() as connection:
            assert connection.exec_driver_sql("SELECT active FROM officer WHERE name = 'Luc'").scalar() == 0
        assert desk("upgrade", url=url)
        maya.engine.sync()
        noted = [one["what"] for one in json.loads(desk("audit", "--json", url=url))]
        assert noted[-1] == "set up" and noted[0] == "upgraded"
        assert {
            "officer added",
            "device invited",
            "device joined",
            "role given",
            "officer revoked",
            "revoked device",
        } <= {*noted}
        assert "Luc: manager" in desk("audit", url=url)
        desk("backup", tmp_path / "desk.dump", url=url)
        assert (tmp_path / "desk.dump").stat().st_size > 10_000
    finally:
        for laptop in laptops:
            laptop.close()


def test_an_invitation_is_good_once_and_for_a_week(server: Server, url: str, tmp_path: Path) -> None:
    desk("init", url=url)
    invitation = invited(server, url, "Maya")
    connect.take_up(invitation, tmp_path, lambda password: None)
    with pytest.raises(connect.PasswordWrong):
        connect.take_up(invitation, tmp_path, lambda password: None)
    late = invited(server, url, "Luc")
    with psycopg.connect(url, autocommit=True) as admin:
        admin.execute("UPDATE sync.device SET invited_until = now() - interval '1 minute'")
    with pytest.raises(connect.InvitationRunOut):
        connect.take_up(late, tmp_path, lambda password: None)


@pytest.mark.parametrize("text", ["", "hello", "talented-desk-invitation:", "talented-desk-invitation:e30"])
def test_what_is_no_invitation(text: str) -> None:
    with pytest.raises(connect.InvitationUnreadable):
        connect.invitation(text)


def test_each_fault_has_its_own_name(server: Server, url: str, tmp_path: Path) -> None:
    desk("init", url=url)
    invitation = invited(server, url, "Maya")
    right = invitation.place

    def fault(password: str = invitation.password, **changes: object) -> type[DeskError]:
        place = connect.Place(**{**{name: getattr(right, name) for name in right.__slots__}, **changes})
        with pytest.raises(DeskError) as told:
            connect.connect(place, password, tmp_path)
        return type(told.value)

    other = tmp_path / "other.crt"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=other", "-out", str(other),
         "-keyout", str(tmp_path / "other.key")], check=True, capture_output=True,
    )  # fmt: skip
    assert fault(host="no-such-host.invalid") is connect.HostUnknown
    assert fault(port=1) is connect.NothingAnswers
    assert fault(host="127.0.0.1") is connect.OtherName
    assert fault(certificate=other.read_text("utf-8")) is connect.CertificateUnknown
    assert fault("wrong") is connect.PasswordWrong
    assert fault(database="nothing") is connect.NoSuchDatabase
    assert fault(login="nobody") is connect.PasswordWrong


def test_a_role_that_there_is_not(url: str) -> None:
    desk("init", url=url)
    out, err = io.StringIO(), io.StringIO()
    code = run(["--language", "en", "server", "add-officer", "X", "--role", "king", "--database", url], out, err)
    assert code != 0 and "king" in err.getvalue()


def test_rights_are_listed_and_changed(url: str) -> None:
    desk("init", url=url)
    listed = json.loads(desk("rights", "--json", url=url))
    assert {"role": "psi_liaison", "entity": "sessions", "see": False, "write": False, "export": False} in listed
    assert desk("rights", "set", "psi_liaison", "sessions", "sx", url=url).split() == ["psi_liaison", "sessions", "s-x"]
    assert "psi_liaison        sessions       s-x" in desk("rights", url=url)
    desk("upgrade", url=url)
    assert desk("rights", "list", "psi_liaison", "sessions", url=url).split()[-1] == "s-x"
    noted = json.loads(desk("audit", "--json", url=url))
    assert any(one["what"] == "right changed" and "psi_liaison sessions" in one["detail"] for one in noted)
