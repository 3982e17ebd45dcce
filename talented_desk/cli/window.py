"""The window: what `talented-desk` does without a command."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from talented_desk.cli import Shell, add_command
from talented_desk.i18n import N_
from talented_desk.paths import WorkspacePaths

if TYPE_CHECKING:
    from talented_desk.bootstrap import Application
    from talented_desk.security.keys import AskPassphrase


def add(commands: Any) -> None:
    """`talented-desk window`, the same as no command."""
    add_command(commands, "window", open_window, N_("open the window (the default)"))


def open_window(shell: Shell, arguments: argparse.Namespace) -> int:
    """Open the window on the officer's workspace."""
    return show(shell, shell.paths)


def show(shell: Shell, paths: WorkspacePaths) -> int:
    """Open the window on a workspace."""
    from ui.start import start

    def open_it(ask: AskPassphrase) -> Application:
        from talented_desk.bootstrap import open_application

        return open_application(paths, ask=ask)

    return start(open_it, shell.t, paths)
