"""A computer joins the shared database by an invitation, and from then on shares by itself."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from talented_desk.bench.postgres import Server
from talented_desk.bootstrap import Application, open_application
from talented_desk.cli import run
from talented_desk.events import DataChanged, SharingChanged
from talented_desk.paths import WorkspacePaths
from talented_desk.security.keys import PASSPHRASE_FILE_VARIABLE
from talented_desk.sync import connect
from talented_desk.sync.errors import OtherEpoch, Revoked
from talented_desk.sync.membership import SECRET, NotJoined
from tests.sync.shared_desk import invited, shared_database

PATIENCE = 60.0
"""Seconds after which something that does not come counts as not coming."""


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    running = Server(tls=True)
    try:
        yield running
    finally:
        running.stop()


@pytest.fixture
def url(server: Server) -> Iterator[str]:
    """A fresh shared database, and how its administrator reaches it."""
    with shared_database(server) as reached:
        yield reached


@pytest.fixture
def desks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], Application]]:
    """Opens workspaces; the second time with a name, the same one again."""
    passphrase = tmp_path / "passphrase"
    passphrase.write_text("a passphrase of a test\n", "utf-8")
    monkeypatch.setenv(PASSPHRASE_FILE_VARIABLE, str(passphrase))
    with ExitStack() as held:
        yield lambda name: held.enter_context(open_application(WorkspacePaths(tmp_path / name)))


class Watch:
    """Waits for words about sharing, and for anything that comes with it."""

    def __init__(self, desk: Application) -> None:
        self._met = threading.Condition()
        self.heard: list[object] = []
        desk.events.subscribe(SharingChanged, self._hear)
        desk.events.subscribe(DataChanged, self._hear)

    def _hear(self, event: object) -> None:
        with self._met:
            self.heard.append(event)
            self._met.notify_all()

    def until(self, true: Callable[[], object]) -> None:
        """Until this holds; it is looked at after each word."""
        with self._met:
            assert self._met.wait_for(true, PATIENCE), self.heard


def employers(desk: Application) -> list[str]:
    with desk.database.read() as connection:
        return [str(one) for one in connection.exec_driver_sql("SELECT legal_name FROM employer ORDER BY 1").scalars()]


def conflicts(desk: Application) -> int:
    return desk.sharing.state().conflicts


def test_what_one_writes_the_other_has_at_once(
    server: Server, url: str, tmp_path: Path, desks: Callable[[str], Application]
) -> None:
    maya, luc = desks("maya"), desks("luc")
    maya.officers.add("Maya on her own", phone="403 555 0100", email="maya@example.org")
    maya.employers.add({"legal_name": "Bow Glass"})
    for desk, name in ((maya, "Maya"), (luc, "Luc")):
        text = invited(server, url, name, tmp_path)
        found = desk.membership.try_out(text)
        assert (found.place.host, found.used) == ("localhost", False)
        desk.membership.join(text)
    with pytest.raises(NotJoined):
        desks("nobody").membership.reach()
    seen = Watch(luc)
    maya.background.start()
    luc.background.start()
    seen.until(lambda: employers(luc) == ["Bow Glass"])
    luc.employers.add({"legal_name": "Acme"})
    mine = Watch(maya)
    maya.background.now()
    mine.until(lambda: employers(maya) == ["Acme", "Bow Glass"])
    maya.employers.add({"legal_name": "Prairie Robotics"})
    seen.until(lambda: len(employers(luc)) == 3)
    state = maya.sharing.state()
    assert (state.shared, state.last is not None) == (True, True)
    mine.until(lambda: maya.sharing.state().only_here == 0)
    assert {one.name for one in luc.officers.all()} == {"Maya", "Luc"}
    seen.until(lambda: {one.name: one.phone for one in luc.officers.all()}["Maya"] == "403 555 0100")
    assert conflicts(maya) == conflicts(luc) == 0
    me = maya.officers.me()
    assert me is not None and me.email == "maya@example.org"
    with maya.database.read() as connection:
        owners = set(
            connection.exec_driver_sql("SELECT owner_id FROM employer WHERE legal_name = 'Bow Glass'").scalars()
        )
        assert owners <= {me.id, None}


def test_joining_goes_on_after_a_power_cut(
    server: Server, url: str, tmp_path: Path, desks: Callable[[str], Application], monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = desks("maya")
    text = invited(server, url, "Maya", tmp_path)

    def cut(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(desk.officers, "become", cut)
    with pytest.raises(KeyboardInterrupt):
        desk.membership.join(text)
    monkeypatch.undo()
    monkeypatch.setenv(PASSPHRASE_FILE_VARIABLE, str(tmp_path / "passphrase"))
    assert desk.membership.place() is None
    assert desk.membership.try_out(text).used
    desk.membership.join(text)
    desk.membership.reach().close()
    assert desk.vault.secret(SECRET)
    desk.membership.leave()
    assert (desk.membership.place(), desk.vault.secret(SECRET)) == (None, None)


def test_without_the_server_it_waits_and_comes_back(
    server: Server, url: str, tmp_path: Path, desks: Callable[[str], Application]
) -> None:
    desk = desks("maya")
    desk.membership.join(invited(server, url, "Maya", tmp_path))
    watch = Watch(desk)
    desk.background.start()
    watch.until(lambda: desk.background.state.phase == "idle")
    server.crash()
    try:
        desk.employers.add({"legal_name": "Acme"})
        watch.until(lambda: desk.background.state.phase == "away")
        assert desk.background.state.error is not None and desk.background.state.last is not None
    finally:
        server.start()
    desk.background.now()
    watch.until(lambda: desk.background.state.phase == "idle" and desk.sharing.state().only_here == 0)


def test_a_revoked_device_stops(server: Server, url: str, tmp_path: Path, desks: Callable[[str], Application]) -> None:
    desk = desks("maya")
    text = invited(server, url, "Maya", tmp_path)
    desk.membership.join(text)
    watch = Watch(desk)
    assert run(["server", "revoke-officer", "Maya", "--database", url]) == 0
    desk.background.start()
    watch.until(lambda: desk.background.state.phase == "stopped")
    assert isinstance(desk.background.state.error, Revoked)
    with pytest.raises(Revoked):
        desk.membership.try_out(text)
    assert desk.is_revoked()
    assert desk.erase().whole
    assert not desk.paths.database.exists() and not desk.paths.key_file.exists()


def test_an_invitation_for_somebody_else_does_not_help(
    server: Server, url: str, tmp_path: Path, desks: Callable[[str], Application]
) -> None:
    maya, luc = desks("maya"), desks("luc")
    text = invited(server, url, "Maya", tmp_path)
    maya.membership.join(text)
    with pytest.raises(connect.PasswordWrong):
        luc.membership.try_out(text)
    with pytest.raises(connect.PasswordWrong):
        luc.membership.join(text)


def test_a_restored_database_is_gone_on_with_when_somebody_says_so(
    server: Server, url: str, tmp_path: Path, desks: Callable[[str], Application]
) -> None:
    desk = desks("maya")
    desk.membership.join(invited(server, url, "Maya", tmp_path))
    watch = Watch(desk)
    desk.background.start()
    watch.until(lambda: desk.background.state.phase == "idle")
    assert run(["server", "restored", "--database", url]) == 0
    desk.employers.add({"legal_name": "Acme"})
    watch.until(lambda: desk.background.state.phase == "stopped")
    assert isinstance(desk.background.state.error, OtherEpoch)
    assert desk.sharing.state().only_here == 1
    desk.background.accept_restored()
    watch.until(lambda: desk.background.state.phase == "idle" and desk.sharing.state().only_here == 0)
