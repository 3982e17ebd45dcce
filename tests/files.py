"""The files of the checkout, for tests that read them; works without git and without a .git folder too."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path
from shutil import which
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[1]
_NOT_OURS: Final = frozenset(
    {".git", ".venv", "__pycache__", "build", "dist", ".coverage"}
    | {".mypy_cache", ".pytest_cache", ".ruff_cache", ".hypothesis", ".import_linter_cache"}
)


def checkout() -> list[Path]:
    """Every file that a commit would take, new ones included; not what tools leave behind."""
    if which("git") and (ROOT / ".git").exists():
        command = ["git", "-C", str(ROOT), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode == 0:
            return sorted(path for name in done.stdout.split("\0") if name and (path := ROOT / name).is_file())
    return sorted(_walk(ROOT))


def _walk(folder: Path) -> Iterator[Path]:
    for path in folder.iterdir():
        if path.name in _NOT_OURS or path.name.endswith(".egg-info"):
            continue
        if path.is_dir():
            yield from _walk(path)
        else:
            yield path


def employer_list(quarter: str) -> Path:
    """One of the real lists of employers; the first one ships with the program, as the demo imports it."""
    folder = ROOT / ("resources/demo" if quarter == "2020q1" else "tests/data/employers")
    return folder / f"lmia-alberta-{quarter}.csv"
