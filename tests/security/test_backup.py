"""Backups open where they should, nowhere else, and a restore destroys nothing."""

from __future__ import annotations

import json
import os
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from db.errors import DatabaseInUse, DatabaseNewer, DiskFull
from db.models import Employer
from talented_desk.bootstrap import Application, open_application
from talented_desk.clock import FixedClock
from talented_desk.errors import DeskError
from talented_desk.paths import WorkspacePaths
from talented_desk.security import backup, keys, sealing
from talented_desk.security.restore import BackupDamagedInside, BackupKeyUnknown, restore
from tests.security.test_keys import GOOD, MemoryKeyring, never, says

OTHER = "another good sentence"


@pytest.fixture
def paths(tmp_path: Path) -> WorkspacePaths:
    return WorkspacePaths(tmp_path / "workspace")


@pytest.fixture(params=["keyring", "passphrase"])
def keyring(request: pytest.FixtureRequest) -> MemoryKeyring:
    made = MemoryKeyring()
    made.absent = request.param == "passphrase"
    return made


@pytest.fixture
def desk(paths: WorkspacePaths, keyring: MemoryKeyring, clock: FixedClock) -> Iterator[Application]:
    """An open workspace with one employer, Acme Unmistakable."""
    with open_application(paths, keyring=keyring, clock=clock, ask=says(GOOD)) as opened:
        add(opened, "Acme Unmistakable")
        yield opened


def add(desk: Application, name: str) -> None:
    with desk.database.write("Add employer") as write:
        write.insert(Employer, {"legal_name": name})


def names(paths: WorkspacePaths, keyring: MemoryKeyring, clock: FixedClock, passphrase: str = GOOD) -> list[str]:
    with open_application(paths, keyring=keyring, clock=clock, ask=says(passphrase)) as desk:
        return employers(desk)


def employers(desk: Application) -> list[str]:
    with desk.database.read() as connection:
        rows = connection.exec_driver_sql("SELECT legal_name FROM employer ORDER BY legal_name")
        return [str(row[0]) for row in rows]


def sealed_with(keyring: MemoryKeyring) -> str | None:
    """The passphrase to hand over: none where the workspace has its own."""
    return None if keyring.absent else GOOD


def test_back_and_forth(desk: Application, paths: WorkspacePaths, keyring: MemoryKeyring, clock: FixedClock) -> None:
    with desk.database.read() as reading:
        reading.exec_driver_sql("SELECT count(*) FROM employer").one()  # a screen goes on reading
        made = desk.vault.back_up(passphrase=sealed_with(keyring))
    assert made.portable and made.path.parent == paths.backups and made.path.stat().st_mode & 0o777 == 0o600
    content = made.path.read_bytes()
    assert b"Acme Unmistakable" not in content and b"SQLite format" not in content and GOOD.encode() not in content
    add(desk, "Later")
    with pytest.raises(DatabaseInUse):
        restore(paths, keyring, made.path, clock, says(GOOD))
    desk.close()
    done = restore(paths, keyring, made.path, clock, says(GOOD))
    assert names(paths, keyring, clock) == ["Acme Unmistakable"]
    assert done.aside is not None and sorted(item.name for item in paths.root.glob("restoring*")) == []
    back = restore(paths, keyring, done.aside, clock, says(GOOD))
    assert names(paths, keyring, clock) == ["Acme Unmistakable", "Later"]
    assert back.aside is not None and back.aside != done.aside and done.aside.exists()
    assert [item.name for item in paths.backups.glob("unfinished*")] == []


def test_a_backup_from_a_lost_laptop_opens_elsewhere(
    desk: Application, tmp_path: Path, keyring: MemoryKeyring, clock: FixedClock
) -> None:
    target = tmp_path / "stick" / "mine.deskbackup"
    target.parent.mkdir()
    desk.vault.back_up(target, passphrase=sealed_with(keyring))
    elsewhere = WorkspacePaths(tmp_path / "new laptop")
    for ring in (MemoryKeyring(), MemoryKeyring(forgets=True)):
        with pytest.raises(sealing.PassphraseWrong):
            restore(elsewhere, ring, target, clock, says("not the right words"))
        with pytest.raises(keys.PassphraseNeeded):
            restore(elsewhere, ring, target, clock)
        assert not elsewhere.database.exists()
    new = MemoryKeyring()
    assert restore(elsewhere, new, target, clock, says(GOOD)).kind == "keyring"
    assert names(elsewhere, new, clock) == ["Acme Unmistakable"]
    third = WorkspacePaths(tmp_path / "no keyring")
    bare = MemoryKeyring(forgets=True)
    assert restore(third, bare, target, clock, says(GOOD)).kind == "passphrase"
    assert names(third, bare, clock) == ["Acme Unmistakable"]


def test_restoring_over_another_workspace_keeps_it_aside(
    desk: Application, tmp_path: Path, keyring: MemoryKeyring, clock: FixedClock
) -> None:
    made = desk.vault.back_up(passphrase=sealed_with(keyring))
    other = WorkspacePaths(tmp_path / "other")
    ring = MemoryKeyring()
    with open_application(other, keyring=ring, clock=clock) as second:
        add(second, "Something else")
    done = restore(other, ring, made.path, clock, says(GOOD))
    assert names(other, ring, clock) == ["Acme Unmistakable"]
    assert done.aside is not None
    restore(other, ring, done.aside, clock, never)  # its own key is found again through the key file beside it
    assert names(other, ring, clock) == ["Something else"]


def test_for_this_computer_only(paths: WorkspacePaths, tmp_path: Path, clock: FixedClock) -> None:
    ring = MemoryKeyring()
    with open_application(paths, keyring=ring, clock=clock) as desk:
        add(desk, "Acme Unmistakable")
        made = desk.vault.back_up()
    assert not made.portable
    with pytest.raises(BackupKeyUnknown):
        restore(WorkspacePaths(tmp_path / "elsewhere"), MemoryKeyring(), made.path, clock, says(GOOD))
    restore(paths, ring, made.path, clock, never)
    assert names(paths, ring, clock) == ["Acme Unmistakable"]


def test_an_old_backup_keeps_its_passphrase(
    paths: WorkspacePaths, keyring: MemoryKeyring, clock: FixedClock, desk: Application
) -> None:
    made = desk.vault.back_up(passphrase=sealed_with(keyring))
    desk.vault.change_passphrase(OTHER)
    desk.close()
    assert restore(paths, keyring, made.path, clock, says(GOOD)).kind == "passphrase"
    assert desk.vault.kind() == "passphrase"


def test_what_is_not_a_backup_changes_nothing(desk: Application, paths: WorkspacePaths, clock: FixedClock) -> None:
    ring = desk.vault.keyring
    assert isinstance(ring, MemoryKeyring)
    made = desk.vault.back_up(passphrase=sealed_with(ring))
    desk.close()
    whole = made.path.read_bytes()
    before = {file: file.read_bytes() for file in (paths.database, paths.key_file)}
    bad = paths.root / "bad"
    middle = len(whole) // 2
    spoilt = [b"", b"x" * 100_000, whole[:middle], whole[:-30], whole[:middle] + b"\0" * 64 + whole[middle + 64 :]]
    for content in spoilt:
        bad.write_bytes(content)
        with pytest.raises((backup.BackupUnreadable, BackupKeyUnknown)):
            restore(paths, ring, bad, clock, says(GOOD))
    with pytest.raises(backup.BackupUnreadable):
        restore(paths, ring, paths.root / "missing", clock, says(GOOD))
    changes: list[dict[str, object]] = [{"size": 10}, {"sha256": "0" * 64}, {"format": 99}, {"size": "many"}]
    for change in changes:
        forged(made.path, bad, change)
        with pytest.raises(backup.BackupUnreadable):
            restore(paths, ring, bad, clock, says(GOOD))
    assert {file: file.read_bytes() for file in before} == before
    assert not (paths.root / "restoring.db").exists()
    with pytest.raises(backup.BackupExists):
        backup.write(paths, desk.database, bytes(32), made.path, passphrase=None, now=clock.now())
    assert made.path.read_bytes() == whole


def forged(source: Path, target: Path, change: dict[str, object]) -> None:
    """The same backup with another manifest."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "manifest.json":
                content = json.dumps(json.loads(content) | change).encode()
            new.writestr(name, content)


def test_a_backup_damaged_inside_is_refused(paths: WorkspacePaths, clock: FixedClock) -> None:
    ring = MemoryKeyring()
    with open_application(paths, keyring=ring, clock=clock) as desk:
        for number in range(200):
            add(desk, f"Employer {number}")
        made = desk.vault.back_up()
    with zipfile.ZipFile(made.path) as archive:
        content = bytearray(archive.read("desk.db"))
    content[len(content) // 2 : len(content) // 2 + 40] = b"\0" * 40  # a bare copy, with nothing to tell its hash
    bare = paths.backups / "bare.db"
    bare.write_bytes(content)
    with pytest.raises(BackupDamagedInside):
        restore(paths, ring, bare, clock, never)
    assert len(names(paths, ring, clock)) == 200


def test_a_backup_of_a_newer_program_is_refused(desk: Application, paths: WorkspacePaths, clock: FixedClock) -> None:
    ring = desk.vault.keyring
    assert isinstance(ring, MemoryKeyring)
    with desk.database.scratch() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    made = desk.vault.back_up(passphrase=sealed_with(ring))
    with desk.database.scratch() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0001'")
    desk.close()
    with pytest.raises(DatabaseNewer):
        restore(paths, ring, made.path, clock, says(GOOD))


def test_a_log_left_by_a_crash_goes_aside_with_its_database(paths: WorkspacePaths, clock: FixedClock) -> None:
    ring = MemoryKeyring()
    with open_application(paths, keyring=ring, clock=clock) as desk:
        add(desk, "Acme Unmistakable")
        made = desk.vault.back_up()
        add(desk, "In the log")
        crashed = {end: paths.database.with_name("desk.db" + end).read_bytes() for end in ("", "-wal")}
    for end, content in crashed.items():
        paths.database.with_name("desk.db" + end).write_bytes(content)
    done = restore(paths, ring, made.path, clock, never)
    assert names(paths, ring, clock) == ["Acme Unmistakable"]
    assert done.aside is not None
    restore(paths, ring, done.aside, clock, never)
    assert names(paths, ring, clock) == ["Acme Unmistakable", "In the log"]


def test_a_disk_that_fills_up_leaves_no_half_backup(
    desk: Application, paths: WorkspacePaths, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    before = sorted(paths.backups.iterdir())
    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        with pytest.raises(DiskFull):
            desk.vault.back_up(passphrase=OTHER)
    assert sorted(paths.backups.iterdir()) == before


def test_on_the_command_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from talented_desk import cli

    first, second = tmp_path / "first", tmp_path / "second"
    for file, words in ((first, GOOD), (second, OTHER)):
        file.write_text(words)
    monkeypatch.setenv("TALENTED_DESK_HOME", str(tmp_path / "home"))
    monkeypatch.setenv(keys.PASSPHRASE_FILE_VARIABLE, str(first))
    target = tmp_path / "a.deskbackup"
    assert cli.run(["backup", str(target), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["portable"] is True
    assert cli.run(["backup", str(target)]) == 1
    assert "already" in capsys.readouterr().err
    assert cli.run(["restore", str(target)]) == 0
    assert "moved to" in capsys.readouterr().out
    assert cli.run(["passphrase", "--new-file", str(second)]) == 0
    assert cli.run(["history"]) == 1
    assert "passphrase" in capsys.readouterr().err
    monkeypatch.setenv(keys.PASSPHRASE_FILE_VARIABLE, str(second))
    assert cli.run(["history"]) == 0
    assert cli.run(["restore", str(tmp_path / "nothing")]) == 1
    assert issubclass(BackupKeyUnknown, DeskError)


def test_a_backup_brings_drafts_along_and_a_restore_keeps_what_is_being_typed(
    tmp_path: Path, paths: WorkspacePaths, keyring: MemoryKeyring, clock: FixedClock
) -> None:
    with open_application(paths, keyring=keyring, clock=clock, ask=says(GOOD)) as desk:
        desk.drafts.keep("support_session", {"narrative": "before"}, draft_id="a")
        made = desk.vault.back_up(passphrase=OTHER)
        desk.drafts.keep("support_session", {"narrative": "after"}, draft_id="a")
    restore(paths, keyring, made.path, clock, says(GOOD))
    with open_application(paths, keyring=keyring, clock=clock, ask=says(GOOD)) as desk:
        assert [draft.content["narrative"] for draft in desk.drafts.all()] == ["after"]

    elsewhere = WorkspacePaths(tmp_path / "elsewhere")
    stranger = MemoryKeyring()
    with open_application(elsewhere, keyring=stranger, clock=clock, ask=never) as desk:
        desk.drafts.keep("support_session", {"narrative": "under another key"}, draft_id="b")
    restore(elsewhere, stranger, made.path, clock, says(OTHER))
    with open_application(elsewhere, keyring=stranger, clock=clock, ask=says(OTHER)) as desk:
        assert [draft.content["narrative"] for draft in desk.drafts.all()] == ["before"]
    assert len(list(elsewhere.backups.glob("drafts-set-aside-*.db"))) == 1
