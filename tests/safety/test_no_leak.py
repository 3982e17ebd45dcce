"""Nothing that an officer typed can be read on the disk: not in the database, its logs, temporary files or the log.

A child process works with unmistakable names and is killed in the middle; then every file of its workspace and of
its temporary folder is searched.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from talented_desk.bootstrap import Application, open_application
from talented_desk.paths import WorkspacePaths
from talented_desk.security import opened
from talented_desk.security.backup import SUFFIX
from talented_desk.services.document_files import FileNotWritten, incoming
from talented_desk.services.documents import Owner
from tests.safety.kill9 import KEY, FixedKeyring
from tests.security.test_keys import GOOD

PLANTED = ("Zyxwortha", "Quillfeather", "Œuvrémont", "Narrativka", "Draftomir", "Bulkovina", "wcbsecretnote")
"""The program never spells these itself; each stands in another kind of field."""


def spellings() -> list[bytes]:
    words = [form for word in PLANTED for form in (word, word.lower(), word.upper())]
    encoded = [word.encode(code) for word in words for code in ("utf-8", "utf-16-le", "utf-16-be", "utf-32-le")]
    return [*encoded, *[word.encode("latin-1") for word in ("Œuvrémont"[1:],)], KEY, KEY.hex().encode(), GOOD.encode()]


def readable(*folders: Path) -> list[str]:
    """Files under these folders in which something planted can be read, in the content or in the name."""
    found = []
    for folder in folders:
        for file in folder.rglob("*"):
            content = file.read_bytes() if file.is_file() else b""
            text = content + b"\0" + os.fsencode(file.name)
            found += [f"{file}: {sought!r}" for sought in spellings() if sought in text]
    return found


def work(workspace: Path) -> None:
    """The child: every way of writing and reading, then killed with a write under way."""
    import logging

    from db.models import Employer
    from talented_desk.ids import new_id
    from talented_desk.services.sessions import LogSupportSession

    name, family, city, narrative, draft, bulk, note = PLANTED
    desk = open_application(WorkspacePaths(workspace), keyring=FixedKeyring())
    desk.officers.add(f"{name} Officer", email=f"{name}@example.ca")
    employer = desk.employers.add({"legal_name": f"{name} {family} Ltd", "city": city}, {"wcb_account": note})
    contact = desk.contacts.add({"given_name": name, "family_name": family}, employer)
    values: dict[str, str | int | float | None] = {
        "happened_at": "2026-11-20T17:00:00.000Z",
        "channel": "phone",
        "minutes_direct": 12,
        "narrative": narrative,
    }
    desk.sessions.log(LogSupportSession(values, (employer,), (contact,)))
    _documents(desk, employer)
    for length in range(1, 200):
        desk.drafts.keep("support_session", {"narrative": draft * length}, draft_id="d" * 36)
    rows = [(new_id(), f"{bulk} {number}", city, f"{note} {number * 7919 % 30011}") for number in range(30_000)]
    with desk.database.write("Import", subject=f"{bulk}.csv") as write:
        write.insert_many(Employer, ["id", "legal_name", "city", "notes"], rows)
    with desk.database.read() as connection:  # sorted and grouped by what no index has: a temporary table
        sort = "SELECT notes, group_concat(legal_name) FROM employer GROUP BY notes ORDER BY notes DESC"
        assert len(connection.exec_driver_sql(sort).all()) > 1000
    desk.employers.rows(desk.employers.row_numbers()[:50])
    desk.journal.undo()
    desk.journal.redo()
    list(desk.journal.dump())
    desk.journal.history("employer", employer)
    desk.vault.back_up(passphrase=GOOD)
    desk.settings.set("theme", "dark")
    try:
        with desk.database.write("Add employer") as write:
            write.insert(Employer, {"legal_name": f"{name} {family}"}, employer)
    except Exception:
        logging.getLogger("talented_desk.test").exception("refused")
    with desk.database.write("Import again", subject=bulk) as write:
        more = ((new_id(), name, city, f"{note} {number}") for number in range(60_000))
        write.insert_many(Employer, ["id", "legal_name", "city", "notes"], more)
        if hasattr(os, "posix_fadvise"):
            os.sync()
        os.kill(os.getpid(), signal.SIGKILL)


def _documents(desk: Application, employer: str) -> None:
    """Attached, read out, looked at, saved outside, deleted: only what is saved outside may be read."""
    owner = Owner("employer", employer)
    text = f"{PLANTED[3]} {PLANTED[6]} " * 2000
    mail = f"Subject: {PLANTED[0]}\nFrom: {PLANTED[1]}\nTo: x\n\n{text}"
    pieces = [incoming(f"{PLANTED[1]}.txt", text.encode()), incoming(f"{PLANTED[0]}.eml", mail.encode())]
    ids = desk.documents.add(owner, pieces).ids
    desk.words.finish()
    assert len(desk.search.find(PLANTED[6], kinds=["document"])) == len(ids) == 2
    desk.documents.data(ids[0])
    with pytest.raises(FileNotWritten):
        desk.documents.save(ids[0], desk.paths.root / "nowhere" / "copy.txt")
    desk.documents.delete([ids[1]])


def test_a_killed_program_leaves_nothing_readable(tmp_path: Path) -> None:
    workspace, temporary = tmp_path / "workspace", tmp_path / "tmp"
    workspace.mkdir()
    temporary.mkdir()
    (workspace / "desk.key").write_text('{"keyring": "test"}')
    places = dict.fromkeys(("TMPDIR", "TEMP", "TMP", "SQLITE_TMPDIR", "HOME"), str(temporary))
    script = f"from pathlib import Path; from tests.safety import test_no_leak as t; t.work(Path({str(workspace)!r}))"
    ended = subprocess.run(
        [sys.executable, "-c", script],
        env={**os.environ, **places, "PYTHONPATH": os.pathsep.join(sys.path)},
        cwd=Path(__file__).parents[2], check=False, capture_output=True, text=True,
    )  # fmt: skip
    assert ended.returncode == -signal.SIGKILL, ended.stderr
    written = {file.name for file in workspace.rglob("*") if file.is_file()}
    databases = {f"{name}.db{end}" for name in ("desk", "drafts") for end in ("", "-wal", "-shm")}
    assert databases | {"desk.log", "settings.toml"} <= written
    assert any(name.endswith(SUFFIX) for name in written)
    assert (workspace / "desk.db-wal").stat().st_size > 1_000_000  # the write under way had reached the disk
    assert "refused" in (workspace / "logs" / "desk.log").read_text("utf-8")
    assert readable(workspace, temporary) == []
    for file in workspace.rglob("*"):
        assert file.name in ("desk.lock",) or file.is_dir() or b"SQLite format" not in file.read_bytes()
    with open_application(WorkspacePaths(workspace), keyring=FixedKeyring()) as desk:
        assert desk.employers.count() == 30_001
    assert readable(workspace, temporary) == []


def test_what_is_opened_outside_is_the_one_exception_and_goes(tmp_path: Path) -> None:
    paths = WorkspacePaths(tmp_path / "workspace")
    paths.make()
    paths.key_file.write_text('{"keyring": "test"}')
    with open_application(paths, keyring=FixedKeyring()):
        copy = opened.place(paths.opened, f"{PLANTED[0]}.txt", PLANTED[1].encode())
        assert {line.split(": ")[0] for line in readable(paths.root)} == {str(copy)}
    assert readable(paths.root) == []


@pytest.mark.parametrize("form", ["utf-8", "utf-16-le", "utf-16-be"])
def test_the_search_finds_what_is_readable(tmp_path: Path, form: str) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "file").write_bytes(b"\x01\x02" + PLANTED[2].encode(form) + b"\x03")
    assert readable(tmp_path)


def test_temporary_tables_stay_in_memory_and_the_log_is_encrypted(tmp_path: Path) -> None:
    paths = WorkspacePaths(tmp_path / "workspace")
    paths.make()
    paths.key_file.write_text('{"keyring": "test"}')
    with open_application(paths, keyring=FixedKeyring()) as desk:
        for borrowed in (desk.database.read, desk.database.scratch):
            with borrowed() as connection:
                assert connection.exec_driver_sql("PRAGMA temp_store").scalar_one() == 2
                assert connection.exec_driver_sql("PRAGMA journal_mode").scalar_one() == "wal"
                assert connection.exec_driver_sql("PRAGMA cipher_version").scalar_one()
        mode = {file.name: file.stat().st_mode & 0o777 for file in paths.root.glob("desk.db*")}
    assert set(mode.values()) == {0o600} and "desk.db-wal" in mode
