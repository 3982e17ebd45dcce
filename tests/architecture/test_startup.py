"""What is asked for from the command line costs what it needs, and runs from any folder."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.files import ROOT

HEAVY = ("PySide6", "shiboken6", "sqlalchemy", "alembic", "sqlcipher3", "reportlab", "keyring", "pikepdf", "babel")
LOADED = """
import sys
from talented_desk.__main__ import main
code = main(sys.argv[1:])
print("LOADED", code, *sorted({name.split(".")[0] for name in sys.modules}), file=sys.stderr)
"""


def run(*command: str, folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "PYTHONPATH": str(ROOT), **environment}
    return subprocess.run([sys.executable, *command], cwd=folder, env=env, capture_output=True, text=True)


@pytest.mark.parametrize("argument", ["--help", "--version", "--nonsense"])
def test_a_light_question_loads_nothing_heavy(argument: str, tmp_path: Path) -> None:
    done = run("-c", LOADED, argument, folder=tmp_path)
    report = next(line for line in done.stderr.splitlines() if line.startswith("LOADED"))
    _, code, *loaded = report.split()
    assert code == ("2" if argument == "--nonsense" else "0")
    assert set(loaded) & set(HEAVY) == set()


@pytest.mark.parametrize("name", ["db", "ui", "resources"])
def test_a_folder_with_files_of_our_names_does_no_harm(name: str, tmp_path: Path) -> None:
    folder = tmp_path / "somewhere"
    folder.mkdir()
    (folder / f"{name}.py").write_text("raise SystemExit('the wrong file was run')\n")
    passphrase = tmp_path / "passphrase"
    passphrase.write_text("a passphrase of a test\n")
    done = run(
        *("-m", "talented_desk", "dump", "--business"),
        folder=folder,
        TALENTED_DESK_HOME=str(tmp_path / "home"),
        TALENTED_DESK_PASSPHRASE_FILE=str(passphrase),
    )
    assert done.returncode == 0, done.stderr
    assert "wrong file" not in done.stdout + done.stderr
