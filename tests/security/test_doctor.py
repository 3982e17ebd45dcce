"""The doctor finds what was broken on purpose, says what to do, and changes nothing."""

from __future__ import annotations

import json
import os
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from db.engine import connect
from db.models import Employer
from talented_desk.bootstrap import open_application
from talented_desk.clock import FixedClock
from talented_desk.i18n import Translator
from talented_desk.paths import WorkspacePaths
from talented_desk.security import keys
from talented_desk.security.doctor import Finding, examine
from tests.safety.kill9 import KEY, FixedKeyring
from tests.security.test_keys import GOOD, MemoryKeyring


@pytest.fixture
def paths(tmp_path: Path, clock: FixedClock) -> WorkspacePaths:
    """A closed workspace in which somebody has worked."""
    made = WorkspacePaths(tmp_path / "workspace")
    made.make()
    made.key_file.write_text('{"keyring": "test"}')
    with open_application(made, keyring=FixedKeyring(), clock=clock) as desk:
        for number in range(300):
            with desk.database.write("Add employer") as write:
                write.insert(Employer, {"legal_name": f"Employer {number}", "notes": "x" * 200})
        desk.database.catch_up()
    return made


def found(paths: WorkspacePaths, clock: FixedClock, keyring: keys.Keyring | None = None) -> dict[str, Finding]:
    findings = list(examine(paths, keyring or FixedKeyring(), clock))
    for finding in findings:  # every sentence can be said, in both languages
        for language in ("en", "fr"):
            t = Translator(language)
            told = finding.error.describe(t) if finding.error else t(finding.text, **finding.fields)
            assert "{" not in told + t(finding.advice, **finding.fields)
        assert finding.level == "ok" or finding.advice or finding.error
    return {finding.check: finding for finding in findings}


def wrong(paths: WorkspacePaths, clock: FixedClock, keyring: keys.Keyring | None = None) -> set[str]:
    return {check for check, finding in found(paths, clock, keyring).items() if finding.level != "ok"}


def altered(paths: WorkspacePaths, *statements: str) -> None:
    with closing(connect(paths.database, KEY, writer=True)) as connection:
        connection.execute("PRAGMA foreign_keys = OFF")
        for statement in statements:
            connection.execute(statement)


def test_a_sound_workspace(paths: WorkspacePaths, clock: FixedClock) -> None:
    before = {file: file.read_bytes() for file in paths.root.rglob("*") if file.is_file()}
    assert wrong(paths, clock) == set()
    assert {file: file.read_bytes() for file in before} == before
    with open_application(paths, keyring=FixedKeyring(), clock=clock):
        assert "is open" in found(paths, clock)["in_use"].text


def test_where_there_is_no_workspace_none_is_made(tmp_path: Path, clock: FixedClock) -> None:
    paths = WorkspacePaths(tmp_path / "not" / "there")
    assert wrong(paths, clock, MemoryKeyring()) == set()
    assert not paths.root.parent.exists()


def test_a_clock_behind_its_own_history(paths: WorkspacePaths, clock: FixedClock) -> None:
    assert wrong(paths, FixedClock(clock.now() - timedelta(minutes=2))) == set()
    for delta, count in ((timedelta(days=30), 30), (timedelta(hours=5), 5), (timedelta(minutes=40), 40)):
        finding = found(paths, FixedClock(clock.now() - delta))["clock"]
        assert (finding.level, finding.fields["count"]) == ("wrong", count)
        assert "Your clock seems to be wrong by" in finding.text


def test_a_damaged_database(paths: WorkspacePaths, clock: FixedClock) -> None:
    content = bytearray(paths.database.read_bytes())
    middle = len(content) // 2 // 4096 * 4096
    content[middle + 100 : middle + 140] = bytes(40)
    paths.database.write_bytes(content)
    assert wrong(paths, clock) & {"integrity", "database"}
    paths.database.write_bytes(b"spoilt" * 5000)
    finding = found(paths, clock)["database"]
    assert finding.level == "wrong" and finding.error is not None and "restore" in str(finding.error)


def test_what_was_done_to_the_inside(paths: WorkspacePaths, clock: FixedClock) -> None:
    altered(paths, "DROP TRIGGER journal_employer_update")
    assert wrong(paths, clock) == {"journal"}
    with open_application(paths, keyring=FixedKeyring(), clock=clock):
        pass
    assert wrong(paths, clock) == set()
    altered(paths, "UPDATE note SET value = 5 WHERE key = 'search_position'")
    assert found(paths, clock)["search"].level == "notice"
    altered(paths, "UPDATE note SET value = 99999999 WHERE key = 'search_position'")
    assert found(paths, clock)["search"].level == "wrong"
    altered(
        paths,
        "UPDATE note SET value = (SELECT max(n) FROM change) WHERE key = 'search_position'",
        "DROP TRIGGER journal_worksite_insert",
        "INSERT INTO worksite (id, employer_id) VALUES ('w', 'nobody')",
    )
    assert wrong(paths, clock) == {"journal", "integrity"}
    altered(paths, "UPDATE alembic_version SET version_num = '9999'")
    assert "newer version" in found(paths, clock)["schema"].text


def test_keys_settings_and_what_was_left(paths: WorkspacePaths, clock: FixedClock) -> None:
    (paths.opened / "left over.pdf").write_bytes(b"x")
    paths.settings.write_text("language = [broken")
    assert wrong(paths, clock) == {"opened", "settings"}
    (paths.opened / "left over.pdf").unlink()
    paths.settings.unlink()
    paths.opened.chmod(0o755)
    assert wrong(paths, clock) == {"folder"}
    paths.opened.chmod(0o700)
    empty = MemoryKeyring()
    assert wrong(paths, clock, empty) == {"key"}
    empty.absent = True
    told = found(paths, clock, empty)
    assert "no keyring" in told["keyring"].text and "database" not in told
    paths.key_file.write_text("?")
    (paths.backups / "desk.key").unlink(missing_ok=True)
    assert "damaged" in str(found(paths, clock)["key"].error)


def test_a_full_disk(paths: WorkspacePaths, clock: FixedClock, monkeypatch: pytest.MonkeyPatch) -> None:
    import shutil

    usage = type(shutil.disk_usage(paths.root))
    for free, level in ((10 << 20, "wrong"), (200 << 20, "notice"), (2 << 30, "ok")):
        with monkeypatch.context() as patched:
            patched.setattr(shutil, "disk_usage", lambda path, free=free: usage(1 << 40, 0, free))
            assert found(paths, clock)["space"].level == level


def test_on_the_command_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from talented_desk import cli

    (tmp_path / "p").write_text(GOOD)
    monkeypatch.setenv("TALENTED_DESK_HOME", str(tmp_path / "home"))
    monkeypatch.setenv(keys.PASSPHRASE_FILE_VARIABLE, str(tmp_path / "p"))
    assert cli.run(["history"]) == 0
    capsys.readouterr()
    assert cli.run(["doctor"]) == 0
    assert "Nothing is wrong." in capsys.readouterr().out
    os.truncate(tmp_path / "home" / "desk.db", 100)
    assert cli.run(["doctor", "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert told["wrong"] == 1
    assert [one["check"] for one in told["findings"] if one["level"] == "wrong"] == ["database"]
