"""Copies of documents that other programs open: readable on disk, so private and short-lived."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

LONGEST_STEM = 60
"""Letters of a name that are kept: file systems count bytes, and stop at 255."""


def place(folder: Path, name: str, data: bytes) -> Path:
    """Write a private copy into the workspace's `opened` folder; returns its path. It is removed at exit."""
    wanted = Path(Path(name).name or "document")
    stem, end = wanted.stem[:LONGEST_STEM], wanted.suffix[:16]
    target = folder / f"{stem}{end}"
    number = 1
    while target.exists():
        number += 1
        target = folder / f"{stem} ({number}){end}"
    handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as stream:
        stream.write(data)
    return target


def clear(folder: Path) -> int:
    """Remove all copies; returns how many could not be removed (still open elsewhere), which the next start does."""
    left = 0
    for item in folder.glob("*"):
        try:
            if item.is_dir() and not item.is_symlink():  # some programs lay folders beside what they opened
                shutil.rmtree(item)
            else:
                item.unlink()
        except OSError:
            left += 1
    return left
