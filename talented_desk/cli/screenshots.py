"""`talented-desk screenshots`: pictures of every page, in each language and theme."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from talented_desk.cli import Shell, add_command
from talented_desk.i18n import LANGUAGES, N_, PSEUDO
from talented_desk.settings import SETTINGS

T = TypeVar("T")


def add(commands: Any) -> None:
    """Add the command."""
    command = add_command(
        commands, "screenshots", screenshots, N_("save pictures of every page, from the demo workspace")
    )
    command.add_argument("--out", type=Path, default=Path("screenshots"), metavar="FOLDER")
    for name, default, read, text in (
        ("languages", "en,fr", one_of([*LANGUAGES, PSEUDO]), N_("such as en,fr")),
        (
            "themes",
            "light,dark",
            one_of([str(value) for value, _ in SETTINGS["theme"].choices]),
            N_("such as light,dark"),
        ),
        ("sizes", "1366x768", size, N_("such as 1366x768,2560x1440")),
        ("scale", "100", scale, N_("text sizes in percent, such as 100,200")),
    ):
        command.add_argument(f"--{name}", type=several(read), default=default, metavar="LIST", help=text)


def screenshots(shell: Shell, arguments: argparse.Namespace) -> int:
    """Take them offscreen, whatever display there is, on a copy of the demo workspace."""
    from talented_desk.cli.demo import copied, demo_workspace, open_demo

    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from ui.pictures import Look, take

    looks = [
        Look(language, theme, width, height, percent)
        for language in arguments.languages
        for theme in arguments.themes
        for width, height in arguments.sizes
        for percent in arguments.scale
    ]
    with copied(demo_workspace(shell)) as copy, open_demo(copy) as desk:
        files = take(desk, arguments.out, looks)
    if shell.as_json:
        shell.data([str(file.resolve()) for file in files])
    else:
        shell.write(shell.t.plural("{count} picture", "{count} pictures", len(files)) + f": {arguments.out.resolve()}")
    return 0


def several(read: Callable[[str], T]) -> Callable[[str], list[T]]:
    """Reads a list with commas, each part once. A part that cannot be read is wrong use."""

    def parts(text: str) -> list[T]:
        return [read(part) for part in dict.fromkeys(part.strip() for part in text.split(","))]

    return parts


def one_of(known: Any) -> Callable[[str], str]:
    """Reads one of these words."""

    def word(text: str) -> str:
        if text not in known:
            raise argparse.ArgumentTypeError(f"{text!r} is not one of {', '.join(known)}")
        return text

    return word


def size(text: str) -> tuple[int, int]:
    """Reads width and height in pixels, such as 1366x768."""
    width, cross, height = text.partition("x")
    if not (cross and width.isdecimal() and height.isdecimal() and 320 <= min(int(width), int(height)) <= 10_000):
        raise argparse.ArgumentTypeError(f"{text!r} is not a size such as 1366x768")
    return int(width), int(height)


def scale(text: str) -> int:
    """Reads one of the text sizes that the settings know, in percent."""
    known = [str(value) for value, _ in SETTINGS["scale"].choices]
    return int(one_of(known)(text))
