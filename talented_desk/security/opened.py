"""Copies of documents that other programs open: readable on disk, so private and short-lived."""

from __future__ import annotations

import os
from pathlib import Path


def place(folder: Path, name: str, data: bytes) -> Path:
    """Write a private copy into the workspace's `opened` folder; returns its path. It is removed at exit."""
    target = folder / Path(name).name
    number = 1
    while target.exists():
        number += 1
        target = folder / f"{Path(name).stem} ({number}){Path(name).suffix}"
    handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as stream:
        stream.write(data)
    return target


def clear(folder: Path) -> int:
    """Remove all copies; returns how many could not be removed (still open elsewhere), which the next start does."""
    left = 0
    for item in folder.glob("*"):
        try:
            item.unlink()
        except OSError:
            left += 1
    return left
