"""Who may import whom: the contracts of pyproject.toml, and what they cannot say."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.files import ROOT, checkout

MODULES = [path for path in checkout() if path.suffix == ".py"]


def imported(path: Path) -> set[str]:
    """The top-level packages that a module imports anywhere, inside functions too."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module.split(".")[0])
    return names


def test_the_contracts_hold() -> None:
    command = [sys.executable, "-c", "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports())"]
    done = subprocess.run(
        command, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_only_the_interface_and_the_entry_point_know_qt() -> None:
    assert [
        path.relative_to(ROOT).as_posix()
        for path in MODULES
        if path.relative_to(ROOT).parts[0] not in ("ui", "tests")
        and path not in (ROOT / "talented_desk/__main__.py", ROOT / "scripts/installer/icons.py")
        and imported(path) & {"PySide6", "shiboken6"}
    ] == []


def test_raw_limits_import_nothing_of_ours() -> None:
    ours = {"talented_desk", "ui", "db", "resources"}
    raw = [path for path in MODULES if path.parent == ROOT / "talented_desk/bench" and path.name.startswith("raw_")]
    assert raw
    assert [path.name for path in raw if imported(path) & ours] == []


# a migration is the record of one change and stays as it was made
SPLITTABLE = [path for path in MODULES if "versions" not in path.parts]


@pytest.mark.parametrize("path", SPLITTABLE, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_module_stays_readable(path: Path) -> None:
    assert len(path.read_text("utf-8").splitlines()) <= 600, "split it: see CONTRIBUTING.md"
