"""The command line: one module per command group.

A group is a module with `add(commands)`: it adds its parsers and sets `run`, a function that takes a `Shell` and
the parsed arguments and returns an exit code. Everything heavy is imported inside that function.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final, TextIO

from talented_desk.cli.helping import language_of, speak
from talented_desk.errors import DeskError
from talented_desk.i18n import LANGUAGES, N_, Translator
from talented_desk.paths import WorkspacePaths, workspace

if TYPE_CHECKING:
    from talented_desk.bootstrap import Application

GROUPS: Final = (
    "backup",
    "bench",
    "bin",
    "demo",
    "doctor",
    "documents",
    "duplicates",
    "employers",
    "gallery",
    "imports",
    "journal",
    "merging",
    "packages",
    "placements",
    "quality",
    "reports",
    "screenshots",
    "search",
    "server",
    "sessions",
    "sync",
    "window",
)
Run = Callable[["Shell", argparse.Namespace], int]


@dataclass(slots=True)
class Shell:
    """What a command works with: where to print, which language, how to open the workspace."""

    t: Translator
    out: TextIO
    err: TextIO
    as_json: bool = False
    paths: WorkspacePaths = field(default_factory=workspace)

    def say(self, message: str, /, **fields: object) -> None:
        """Print a translated sentence."""
        print(self.t(message, **fields), file=self.out)

    def write(self, line: str = "") -> None:
        """Print a line as it is."""
        print(line, file=self.out)

    def data(self, value: object) -> None:
        """Print a value as JSON."""
        print(json.dumps(value, ensure_ascii=False, indent=2, default=str), file=self.out)

    @contextmanager
    def application(self, paths: WorkspacePaths | None = None) -> Iterator[Application]:
        """The opened workspace; speaks the officer's language unless told otherwise."""
        from talented_desk.bootstrap import open_application

        with open_application(paths or self.paths, ask=self.ask) as opened:
            yield opened

    def ask(self, new: bool) -> str:
        """Ask for the passphrase at the terminal; twice for a new one, since a slip would lock everybody out."""
        from getpass import getpass

        from talented_desk.security.keys import PassphraseNeeded

        if not sys.stdin.isatty():
            raise PassphraseNeeded()
        prompt = N_("Choose a passphrase for this workspace: ") if new else N_("Passphrase of this workspace: ")
        return getpass(self.t(prompt))


def parser(groups: Sequence[str] = GROUPS) -> argparse.ArgumentParser:
    """All commands and their options."""
    from talented_desk import __version__

    top = argparse.ArgumentParser(
        prog="talented-desk",
        description=N_("Employers, personal support and placement packages. Without a command: opens the window."),
    )
    top.add_argument("--version", action="version", version=f"talented-desk {__version__}")
    top.add_argument(
        "--language", choices=sorted(LANGUAGES), help=N_("language of the output (default: your locale's)")
    )
    top.add_argument("--json", action="store_true", help=N_("machine-readable output"))
    top.add_argument(
        "--self-test",
        action="store_true",
        help=N_("try everything once in a workspace of its own, and say what does not work here"),
    )
    commands = top.add_subparsers(dest="command", metavar="COMMAND")
    for group in groups:
        import_module(f"talented_desk.cli.{group}").add(commands)
    return top


def run(argv: Sequence[str], out: TextIO | None = None, err: TextIO | None = None) -> int:
    """Do what the arguments say; returns the exit code."""
    try:
        t = Translator(language_of(argv, _locale_language()))
        top = parser()
        speak(top, t)
        arguments = top.parse_args(list(argv))
    except SystemExit as stop:
        return int(stop.code or 0)
    shell = Shell(
        t=t,
        out=out or sys.stdout,
        err=err or sys.stderr,
        as_json=arguments.json,
    )
    chosen: Run | None = getattr(arguments, "run", None)
    if arguments.self_test:
        from talented_desk.cli.self_test import self_test

        chosen = self_test
    if chosen is None:
        from talented_desk.cli.window import open_window

        chosen = open_window
    try:
        return chosen(shell, arguments)
    except DeskError as error:
        print(error.describe(shell.t), file=shell.err)
        return 1
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except KeyboardInterrupt:
        print(shell.t("Cancelled. Nothing was changed."), file=shell.err)
        return 1


def add_command(commands: Any, name: str, run_it: Run, text: str) -> argparse.ArgumentParser:
    """Add a command; `--json` may also stand behind it."""
    command: argparse.ArgumentParser = commands.add_parser(name, help=text, description=text)
    command.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help=argparse.SUPPRESS)
    command.set_defaults(run=run_it)
    return command


class NotAField(DeskError):
    message = N_("“{text}” is not of the form field=value.")


def pairs(texts: Sequence[str]) -> dict[str, str]:
    """`field=value` arguments as a mapping. Raises `NotAField`."""
    split = [text.partition("=") for text in texts]
    for text, (name, sign, _) in zip(texts, split, strict=True):
        if not sign or not name.strip():
            raise NotAField(text=text)
    return {name.strip(): value for name, _, value in split}


def _locale_language() -> str:
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(variable)
        if value:
            return value[:2].lower()
    return "en"
