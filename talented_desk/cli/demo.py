"""`talented-desk demo`: a workspace with invented data; its window, or without a display the main job headless.

The demo's own passphrase is no secret: nothing in it is real. It only spares a bare machine the question.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from talented_desk.cli import Shell, add_command
from talented_desk.i18n import N_
from talented_desk.paths import WorkspacePaths

if TYPE_CHECKING:
    from talented_desk.bootstrap import Application
    from talented_desk.clock import Clock

DEMO_PASSPHRASE = "demo workspace, nothing real"  # noqa: S105 - it protects invented data


def add(commands: Any) -> None:
    """Add the command."""
    command = add_command(commands, "demo", demo, N_("open a workspace with invented data to try things on"))
    command.add_argument("--fresh", action="store_true", help=N_("make it anew; what was tried in it goes"))
    command.add_argument("--headless", action="store_true", help=N_("do the main job without a window"))
    command.add_argument(
        "--out", type=Path, metavar="FOLDER", help=N_("where headless work puts pictures and documents")
    )


def demo(shell: Shell, arguments: argparse.Namespace) -> int:
    """Make the workspace if need be; then the window, or the main job headless."""
    paths = demo_workspace(shell, fresh=arguments.fresh)
    if not arguments.headless and has_display():
        from ui.start import start

        shell.say("The demo workspace is {path}.", path=paths.root)
        return start(lambda ask: open_demo(paths), shell.t, paths)
    from talented_desk.cli.main_job import run

    with copied(paths) as copy:
        return run(shell, copy, arguments.out or Path("demo-output"))


def demo_paths(paths: WorkspacePaths) -> WorkspacePaths:
    """The demo workspace lies beside the officer's own and never mixes with it."""
    return WorkspacePaths(Path(paths.root) / "demo")


def has_display() -> bool:
    """Whether a window can be shown here."""
    if sys.platform in ("win32", "darwin"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def demo_workspace(shell: Shell, *, fresh: bool = False) -> WorkspacePaths:
    """The demo workspace's folder, made whole or not at all: it is filled beside its place and then moved there.

    Raises `DatabaseInUse` if it should be made anew while it is open.
    """
    paths = demo_paths(shell.paths)
    if fresh:
        remove(paths)
    if not paths.database.exists():
        from talented_desk.clock import FixedClock, SystemClock
        from talented_desk.services.demo import make_demo

        shell.say("Making the demo workspace; this takes some seconds.")
        rising = WorkspacePaths(paths.root.with_name("demo.new"))
        remove(rising)  # half of one that was interrupted
        clock = FixedClock(SystemClock().now())
        with open_demo(rising, clock) as desk:
            make_demo(desk, clock)
        remove(paths)
        rising.root.rename(paths.root)
    return paths


def open_demo(paths: WorkspacePaths, clock: Clock | None = None) -> Application:
    """Open the demo workspace without asking anything, whatever protects the officer's own."""
    from talented_desk.bootstrap import open_application
    from talented_desk.security.keys import PASSPHRASE_FILE_VARIABLE

    own = os.environ.pop(PASSPHRASE_FILE_VARIABLE, None)
    try:
        return open_application(paths, ask=lambda new: DEMO_PASSPHRASE, clock=clock)
    finally:
        if own is not None:
            os.environ[PASSPHRASE_FILE_VARIABLE] = own


@contextmanager
def copied(paths: WorkspacePaths) -> Iterator[WorkspacePaths]:
    """A copy of the demo workspace for a while, so that what is tried on it leaves the demo as it is."""
    with TemporaryDirectory(prefix="talented-desk-demo-", ignore_cleanup_errors=True) as folder:
        copy = WorkspacePaths(Path(folder) / "demo")
        copy.make()
        with open_demo(paths) as desk:
            desk.database.copy_to(copy.database)
            shutil.copyfile(paths.key_file, copy.key_file)
            if paths.settings.exists():
                shutil.copyfile(paths.settings, copy.settings)
        yield copy


def remove(paths: WorkspacePaths) -> None:
    """Remove a demo workspace and its key. Raises `DatabaseInUse` while it is open."""
    from filelock import FileLock, Timeout

    from db.errors import DatabaseInUse
    from talented_desk.security.keyrings import KeyringClosed, NoKeyring, SystemKeyring
    from talented_desk.security.keys import entries_beside

    if not paths.root.exists():
        return
    lock = FileLock(paths.lock, timeout=0)
    try:
        lock.acquire()
        lock.release()  # an open file cannot be removed everywhere
    except Timeout as error:
        raise DatabaseInUse(path=paths.root) from error
    for name in entries_beside(paths.database):
        with suppress(NoKeyring, KeyringClosed):
            SystemKeyring().forget(name)
    shutil.rmtree(paths.root)
