"""Damaged file, wrong key, full disk, read-only folder, second program, wrong clock: a sentence, a way out, no loss."""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from db import journal
from db.engine import explain
from db.errors import DatabaseBusy, DatabaseDamaged, DatabaseInUse, DiskFailed, DiskFull
from db.models import Employer
from db.session import Database
from talented_desk.bootstrap import Application, open_application
from talented_desk.clock import FixedClock
from talented_desk.errors import DeskError
from talented_desk.i18n import Translator
from talented_desk.ids import new_id
from talented_desk.paths import WorkspacePaths
from tests.db.test_journal import business
from tests.safety.kill9 import FixedKeyring

ROOT = Path(__file__).parents[2]
OPEN = """
import sys
from pathlib import Path
from talented_desk.bootstrap import open_application
from talented_desk.errors import DeskError
from talented_desk.paths import WorkspacePaths
from tests.safety.kill9 import FixedKeyring
try:
    with open_application(WorkspacePaths(Path(sys.argv[1])), keyring=FixedKeyring()) as desk:
        exec(sys.argv[2])
except DeskError as error:
    print(type(error).__name__ + ": " + str(error))
"""


@pytest.fixture
def paths(tmp_path: Path) -> WorkspacePaths:
    made = WorkspacePaths(tmp_path / "workspace")
    made.make()
    made.key_file.write_text('{"keyring": "test"}')
    return made


@pytest.fixture
def desk(paths: WorkspacePaths) -> Iterator[Application]:
    with open_application(paths, keyring=FixedKeyring()) as opened:
        yield opened


def elsewhere(folder: Path, code: str = "print('opened')", **how: object) -> str:
    """Another program opens the workspace and runs the code; returns what it said."""
    done = subprocess.run(
        [sys.executable, "-c", OPEN, str(folder), code],
        cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False,
        **how,  # type: ignore[call-overload]
    )  # fmt: skip
    assert not done.stderr, done.stderr
    return str(done.stdout).strip()


def many(count: int) -> list[tuple[str, str, str]]:
    return [(new_id(), f"Employer {number}", "x" * 400) for number in range(count)]


def add_many(database: Database, count: int) -> None:
    with database.write("Import") as write:
        write.insert_many(Employer, ["id", "legal_name", "notes"], many(count))


def test_a_page_that_went_bad(paths: WorkspacePaths) -> None:
    with open_application(paths, keyring=FixedKeyring()) as desk:
        add_many(desk.database, 3000)
    content = bytearray(paths.database.read_bytes())
    for place in range(len(content) // 3, len(content) - 4096, 8192):
        content[place] ^= 0xFF
    paths.database.write_bytes(content)
    with pytest.raises(DatabaseDamaged) as told, open_application(paths, keyring=FixedKeyring()) as desk:
        list(desk.journal.dump())
    assert "restore" in str(told.value) and str(paths.backups) in str(told.value)


@pytest.mark.parametrize("size", [0, 1, 100, 4096, 10_000])
def test_a_file_cut_short_or_overwritten(paths: WorkspacePaths, size: int) -> None:
    with open_application(paths, keyring=FixedKeyring()):
        pass
    whole = paths.database.read_bytes()
    for content in (whole[:size], os.urandom(size), b"\0" * size):
        paths.database.write_bytes(content)
        with pytest.raises(DatabaseDamaged), open_application(paths, keyring=FixedKeyring()) as desk:
            list(desk.journal.dump())
    paths.database.write_bytes(whole)
    with open_application(paths, keyring=FixedKeyring()):
        pass  # the lock and the log were let go each time


def test_another_key(paths: WorkspacePaths) -> None:
    class Other(FixedKeyring):
        def get(self, name: str) -> str | None:
            return "ab" * 32

    with open_application(paths, keyring=FixedKeyring()):
        pass
    content = paths.database.read_bytes()
    with pytest.raises(DatabaseDamaged, match="key is another one"):
        open_application(paths, keyring=Other())
    assert paths.database.read_bytes() == content


def test_the_disk_fills_up_and_has_room_again(desk: Application) -> None:
    """`max_page_count` makes SQLite itself refuse to grow the file, as it does when the disk is full."""
    add_many(desk.database, 10)
    desk.drafts.keep("support_session", {"narrative": "typed"})
    state = business(desk.database)

    def limit(pages: int) -> None:
        with desk.database.scratch() as connection:
            now = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
            connection.exec_driver_sql(f"PRAGMA max_page_count = {now + pages}")

    limit(3)
    for _ in range(3):
        with pytest.raises(DiskFull) as told:
            add_many(desk.database, 5000)
        assert "Free some space" in str(told.value) and "safe" in str(told.value)
        assert business(desk.database) == state
    limit(1 << 24)
    add_many(desk.database, 500)
    desk.journal.undo()
    assert business(desk.database) == state
    assert desk.drafts.all()[0].content == {"narrative": "typed"}


def test_a_write_that_the_system_cuts_off(paths: WorkspacePaths) -> None:
    """RLIMIT_FSIZE: the system itself refuses a write in the middle of a file, at each step of the way."""
    with open_application(paths, keyring=FixedKeyring()) as desk:
        add_many(desk.database, 10)
        state = business(desk.database)
    code = (
        "import resource\n"
        "from tests.safety.test_ugly import add_many, business\n"
        "before = business(desk.database)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (600_000, resource.RLIM_INFINITY))\n"
        "for _ in range(3):\n"
        "    try:\n"
        "        add_many(desk.database, 20_000)\n"
        "    except DeskError as error:\n"
        "        print(type(error).__name__)\n"
        "    assert business(desk.database) == before\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY,) * 2)\n"
        "add_many(desk.database, 100)\n"
        "print(len(business(desk.database)) - len(before))\n"
    )
    said = elsewhere(paths.root, code).split()
    assert set(said[:-1]) <= {DiskFailed.__name__, DiskFull.__name__} and len(said) == 4
    assert said[-1] == "100"
    with open_application(paths, keyring=FixedKeyring()) as desk:
        assert len(business(desk.database)) == len(state) + 100


def test_no_room_for_the_first_files(tmp_path: Path) -> None:
    said = elsewhere(_with_key(tmp_path / "new").root, preexec_fn=_no_more_bytes)
    assert said.startswith(("DiskFull", "DiskFailed")), said
    assert elsewhere(tmp_path / "new") == "opened"


def _no_more_bytes() -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))


def test_killed_while_the_database_is_made(paths: WorkspacePaths, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a first start left half made is swept away by the next."""
    for end, content in (("", b"half"), ("-wal", b"x" * 5000), ("-journal", b"x")):
        (paths.root / f"desk.db.new{end}").write_bytes(content)
    with open_application(paths, keyring=FixedKeyring()) as desk:
        add_many(desk.database, 1)
    assert not list(paths.root.glob("desk.db.new*"))


@pytest.fixture
def public() -> Iterator[Path]:
    """A folder that another user can reach: pytest's own is closed to them."""
    made = Path(tempfile.mkdtemp(prefix="desk-"))
    made.chmod(0o755)
    yield made
    for folder in [made, *made.rglob("*")]:
        if folder.is_dir():
            folder.chmod(0o755)
    shutil.rmtree(made)


AS_NOBODY = """
import os, sys, tempfile
from pathlib import Path
from tests.safety.test_ugly import FixedKeyring, _with_key, open_application
with tempfile.TemporaryDirectory() as other:  # loads whatever the program needs, while that can be read
    open_application(_with_key(Path(other)), keyring=FixedKeyring()).close()
if os.getuid() == 0:  # root may write anywhere; any other user is bound already
    os.setgroups([])
    os.setgid(65534)
    os.setuid(65534)
sys.argv[2] = "print('opened')"
"""


def unprivileged(folder: Path) -> str:
    """What a user without the right to write there is told."""
    done = subprocess.run(
        [sys.executable, "-c", AS_NOBODY + OPEN, str(folder), ""],
        cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert not done.stderr, done.stderr
    return done.stdout.strip()


def test_a_folder_that_may_not_be_written(public: Path) -> None:
    workspace = public / "workspace"
    with open_application(_with_key(workspace), keyring=FixedKeyring()) as desk:
        add_many(desk.database, 1)
    for folder in [workspace, *workspace.rglob("*")]:
        folder.chmod(0o555 if folder.is_dir() else 0o444)
    said = unprivileged(workspace)
    assert said.startswith("FolderReadOnly") and "TALENTED_DESK_HOME" in said
    public.chmod(0o555)
    said = unprivileged(public / "not there yet")
    assert said.startswith("FolderReadOnly") and str(public) in said
    workspace.chmod(0o755)
    (workspace / "desk.lock").chmod(0o666)
    (workspace / "logs").chmod(0o777)
    (workspace / "logs" / "desk.log").chmod(0o666)
    said = unprivileged(workspace)  # the folder and the lock may be used, the database itself may not
    assert said.startswith("FolderReadOnly"), said


def _with_key(folder: Path) -> WorkspacePaths:
    paths = WorkspacePaths(folder)
    paths.make()
    paths.key_file.write_text('{"keyring": "test"}')
    return paths


def test_a_second_program(paths: WorkspacePaths) -> None:
    with open_application(paths, keyring=FixedKeyring()) as desk:
        said = elsewhere(paths.root)
        assert said.startswith("DatabaseInUse") and str(paths.root) in said
        with pytest.raises(DatabaseInUse):
            open_application(paths, keyring=FixedKeyring())
        add_many(desk.database, 3)  # the first one goes on undisturbed
    assert elsewhere(paths.root) == "opened"


def test_a_program_that_holds_the_file(desk: Application, monkeypatch: pytest.MonkeyPatch) -> None:
    """A backup or antivirus program with a lock on the file: said after a while, and the next try works."""
    from contextlib import closing

    from db.engine import connect
    from tests.safety.kill9 import KEY

    with desk.database.scratch() as connection:
        connection.exec_driver_sql("PRAGMA busy_timeout = 50")
    with closing(connect(desk.paths.database, KEY, writer=True)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(DatabaseBusy, match="try again"):
            add_many(desk.database, 1)
        other.execute("ROLLBACK")
        add_many(desk.database, 1)


def test_a_clock_that_runs_backwards(paths: WorkspacePaths, clock: FixedClock) -> None:
    """The hybrid clock never goes back, not within a run and not over a restart."""
    seen: list[int] = []
    for days in (0, 900, -2000, 1):
        clock.advance(days=days)
        with open_application(paths, keyring=FixedKeyring(), clock=clock) as desk:
            for minutes in (1, -30, 5):
                clock.moment += timedelta(minutes=minutes)
                add_many(desk.database, 1)
                with desk.database.read() as connection:
                    seen.append(journal.last_hlc(connection))
    assert seen == sorted(set(seen)) and len(seen) == 12


def test_errors_of_a_file_that_an_import_reads_are_not_the_databases(desk: Application) -> None:
    with pytest.raises(PermissionError), desk.database.write("Import"):
        raise PermissionError(13, "not yours", "/some/list.csv")
    with pytest.raises(OSError, match="No space"), desk.database.write("Export"):
        raise OSError(28, "No space left on device")


def test_every_sentence_fills_its_fields() -> None:
    """In each of the program's languages, for each error that the engine or the system may raise."""
    import errno

    import sqlcipher3.dbapi2 as sqlcipher

    told: list[DeskError | None] = []
    for name in ("FULL", "READONLY_DBMOVED", "CANTOPEN", "NOTADB", "CORRUPT_VTAB", "IOERR_WRITE", "BUSY", "LOCKED"):
        error = sqlcipher.OperationalError("x")
        error.sqlite_errorname = f"SQLITE_{name}"
        told.append(explain(error, Path("/desk/desk.db")))
    told += [explain(OSError(number, "x"), Path("/desk/desk.db")) for number in (errno.ENOSPC, errno.EROFS)]
    for found in told:
        assert found is not None
        for language in ("en", "fr"):
            sentence = found.describe(Translator(language))
            assert "/desk" in sentence and "{" not in sentence
    assert explain(OSError(errno.ENOENT, "x"), Path("/desk/desk.db")) is None
    assert explain(sqlcipher.OperationalError("no such table: x"), Path("/desk/desk.db")) is None
