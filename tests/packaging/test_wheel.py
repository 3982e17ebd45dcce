"""A wheel of the program holds everything that the program reads, and runs from it."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path
from shutil import copy

import pytest

from tests.files import ROOT, checkout

PACKAGES = ("talented_desk", "ui", "db", "resources")
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel built from a clean copy, as setuptools leaves its own folders beside what it builds."""
    source, built = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("built")
    for path in checkout():
        target = source / path.relative_to(ROOT)
        target.parent.mkdir(parents=True, exist_ok=True)
        copy(path, target)
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "wheel", "--quiet", "--no-index"]
    command = [*pip, "--no-deps", "--no-build-isolation", "--wheel-dir", str(built), str(source)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return next(built.glob("*.whl"))


def test_it_holds_every_file_of_the_packages_and_no_other(wheel: Path) -> None:
    ours = {path.relative_to(ROOT).as_posix() for path in checkout() if path.relative_to(ROOT).parts[0] in PACKAGES}
    with zipfile.ZipFile(wheel) as archive:
        held = {name for name in archive.namelist() if ".dist-info/" not in name}
    assert (sorted(ours - held), sorted(held - ours)) == ([], [])


def test_it_runs_without_the_checkout(wheel: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path / "installed")
    passphrase = tmp_path / "passphrase"
    passphrase.write_text("a passphrase of a test\n")
    env = {
        **os.environ,
        "PYTHONPATH": str(tmp_path / "installed"),
        "TALENTED_DESK_HOME": str(tmp_path / "home"),
        "TALENTED_DESK_PASSPHRASE_FILE": str(passphrase),
    }
    command = [sys.executable, "-m", "talented_desk", "dump", "--business"]
    done = subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "home" / "desk.db").stat().st_size > 0
