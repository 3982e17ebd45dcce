"""`talented-desk gallery`: every component of the interface in each of its states, for developers."""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from typing import Any

from talented_desk.cli import Shell, add_command
from talented_desk.i18n import N_


def add(commands: Any) -> None:
    """Add the command."""
    command = add_command(
        commands, "gallery", gallery, N_("show every component of the interface in each of its states")
    )
    command.add_argument("--out", type=Path, metavar="FOLDER", help=N_("save pictures instead of opening a window"))


def gallery(shell: Shell, arguments: argparse.Namespace) -> int:
    """Open the window, or save a picture for each theme and language."""
    if arguments.out is None:
        from ui.gallery import show

        return show()
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from ui.gallery import save_pictures

    files = save_pictures(arguments.out)
    if shell.as_json:
        shell.data([str(file.resolve()) for file in files])
    else:
        shell.write(shell.t.plural("{count} picture", "{count} pictures", len(files)) + f": {arguments.out.resolve()}")
    return 0
