"""`talented-desk screenshots`: pictures of every page, in each language and theme."""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from typing import Any

from talented_desk.cli import Shell, add_command


def add(commands: Any) -> None:
    """Add the command."""
    command = add_command(commands, "screenshots", screenshots, "save pictures of every page, from the demo workspace")
    command.add_argument("--out", type=Path, default=Path("screenshots"), metavar="FOLDER")
    command.add_argument("--languages", default="en,fr", help="such as en,fr")
    command.add_argument("--themes", default="light,dark", help="such as light,dark,contrast")
    command.add_argument("--sizes", default="1366x768", help="such as 1366x768,2560x1440")
    command.add_argument("--scale", default="100", help="text sizes in percent, such as 100,200")


def screenshots(shell: Shell, arguments: argparse.Namespace) -> int:
    """Take them offscreen, whatever display there is."""
    from talented_desk.cli.demo import demo_workspace, open_demo

    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from ui.pictures import Look, take

    sizes = [tuple(int(side) for side in size.split("x")) for size in arguments.sizes.split(",")]
    looks = [
        Look(language, theme, width, height, int(scale))
        for language in arguments.languages.split(",")
        for theme in arguments.themes.split(",")
        for width, height in sizes
        for scale in arguments.scale.split(",")
    ]
    paths = demo_workspace(shell)
    with open_demo(paths) as desk:
        files = take(desk, arguments.out, looks)
    shell.write(shell.t.plural("{count} picture", "{count} pictures", len(files)) + f": {arguments.out.resolve()}")
    return 0
