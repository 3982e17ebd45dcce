"""The real thing: gnome-keyring behind a real D-Bus session, unlocked and locked."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or not shutil.which("gnome-keyring-daemon") or not shutil.which("dbus-run-session"),
    reason="the Secret Service is Linux's, and needs the packages gnome-keyring and dbus",
)

KEEP_AND_FIND = """
import sys
from pathlib import Path
from talented_desk.paths import WorkspacePaths
from talented_desk.security import keys
paths = WorkspacePaths(Path(sys.argv[1]))
paths.make()
ring = keys.SystemKeyring()
key = keys.database_key(paths, ring)
assert keys.kind_of(paths) == "keyring", keys.kind_of(paths)
paths.database.write_bytes(b"x" * 4096)
assert keys.database_key(paths, ring) == key
if sys.argv[2] == "move":
    keys.seal_by_passphrase(paths, ring, key, "a short sentence is good")
    keys.keep_in_keyring(paths, ring, key)
    assert keys.database_key(paths, ring) == key
    name = paths.key_file.read_text()
    ring.forget(name)  # not an entry: nothing happens
print(key.hex())
"""

FIND = """
import sys
from pathlib import Path
from talented_desk.paths import WorkspacePaths
from talented_desk.security import keys
try:
    print(keys.database_key(WorkspacePaths(Path(sys.argv[1])), keys.SystemKeyring()).hex())
except Exception as error:
    print(type(error).__name__)
"""

LOCK = """
import secretstorage
bus = secretstorage.dbus_init()
for collection in secretstorage.get_all_collections(bus):
    collection.lock()
"""


def in_session(folder: Path, steps: list[list[str]], *, unlock: bool = True) -> list[str]:
    """Run Python scripts in one D-Bus session with a keyring of its own; returns what each printed last."""
    home = folder / "home"
    run = folder / "run"
    for made in (home, run):
        made.mkdir(mode=0o700, exist_ok=True)
    daemon = "printf pw | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1\n" if unlock else ""
    shell = daemon + 'for step in "$@"; do eval "$step" || exit 1; echo "=="; done'
    quoted = [" ".join(["'" + part.replace("'", "'\\''") + "'" for part in step]) for step in steps]
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "XDG_DATA_HOME": str(home / ".local" / "share"),
        "XDG_RUNTIME_DIR": str(run),
        "PYTHONPATH": os.pathsep.join([str(Path(__file__).parents[2]), os.environ.get("PYTHONPATH", "")]),
    }
    done = subprocess.run(
        ["dbus-run-session", "--", "bash", "-c", shell, "bash", *quoted],
        env=environment, capture_output=True, text=True, check=False, timeout=120, cwd=folder,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return [part.strip().splitlines()[-1] if part.strip() else "" for part in done.stdout.split("==\n")[:-1]]


def test_the_keyring_keeps_the_key_between_programs(tmp_path: Path) -> None:
    workspace = str(tmp_path / "workspace")
    first, second = in_session(
        tmp_path,
        [[sys.executable, "-c", KEEP_AND_FIND, workspace, "move"], [sys.executable, "-c", FIND, workspace]],
    )
    assert len(first) == 64 and second == first
    (again,) = in_session(tmp_path, [[sys.executable, "-c", FIND, workspace]])  # the next day, unlocked again
    assert again == first
    for file in tmp_path.rglob("*"):
        if file.is_file():
            content = file.read_bytes()
            assert first.encode() not in content and bytes.fromhex(first) not in content, file


def test_a_locked_keyring_says_so(tmp_path: Path) -> None:
    workspace = str(tmp_path / "workspace")
    first, _, locked = in_session(
        tmp_path,
        [
            [sys.executable, "-c", KEEP_AND_FIND, workspace, ""],
            [sys.executable, "-c", LOCK],
            [sys.executable, "-c", FIND, workspace],
        ],
    )
    assert len(first) == 64
    assert locked == "KeyringClosed"


def test_a_keyring_that_lost_the_key_says_so(tmp_path: Path) -> None:
    workspace = str(tmp_path / "workspace")
    in_session(tmp_path, [[sys.executable, "-c", KEEP_AND_FIND, workspace, ""]])
    shutil.rmtree(tmp_path / "home")
    assert in_session(tmp_path, [[sys.executable, "-c", FIND, workspace]]) == ["KeyMissing"]
