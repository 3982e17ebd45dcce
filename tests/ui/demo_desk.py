"""A demo workspace on a clock that stands still: the same on every day, made once for all tests that look at it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from talented_desk.bootstrap import Application, open_application
from talented_desk.clock import FixedClock
from talented_desk.paths import WorkspacePaths
from talented_desk.services.demo import make_demo

NOW = datetime(2026, 11, 23, 15, 30, tzinfo=UTC)
PASSPHRASE = "demo workspace, nothing real"


def make_model(folder: Path) -> WorkspacePaths:
    """Make the workspace that copies are taken of."""
    paths, clock = WorkspacePaths(folder / "model"), FixedClock(NOW)
    with pytest.MonkeyPatch.context() as patch, _opened(paths, patch, clock) as desk:
        make_demo(desk, clock)
    return paths


@contextmanager
def copy_of(model: WorkspacePaths, folder: Path) -> Iterator[Application]:
    """An open copy in an empty folder, thrown away by whoever owns the folder."""
    copy = WorkspacePaths(folder / "copy")
    shutil.copytree(model.root, copy.root)
    with pytest.MonkeyPatch.context() as patch, _opened(copy, patch, FixedClock(NOW)) as desk:
        yield desk


def _opened(paths: WorkspacePaths, patch: pytest.MonkeyPatch, clock: FixedClock) -> Application:
    patch.delenv("TALENTED_DESK_PASSPHRASE_FILE", raising=False)
    return open_application(paths, ask=lambda new: PASSPHRASE, clock=clock)
