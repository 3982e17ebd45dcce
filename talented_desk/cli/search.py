"""`talented-desk search`: find records by what one remembers of them."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from typing import Any

from talented_desk.cli import Shell, add_command
from talented_desk.i18n import N_


def add(commands: Any) -> None:
    """Add the command."""
    command = add_command(commands, "search", search, N_("find records by the beginnings of words"))
    command.add_argument("text", nargs="*", help=N_("what to look for; nothing: what was touched last"))
    command.add_argument("--limit", type=int, default=20, metavar="N", help=N_("how many (default 20)"))
    command.add_argument("--kind", action="append", default=[], help="employer, contact, session, placement …")


def search(shell: Shell, arguments: argparse.Namespace) -> int:
    """One hit a line."""
    with shell.application() as desk:
        hits = desk.search.find(" ".join(arguments.text), arguments.limit, arguments.kind)
    if shell.as_json:
        shell.data([asdict(hit) for hit in hits])
        return 0
    for hit in hits:
        guessed = " ~" if hit.guessed else ""
        shell.write(f"{hit.kind:12}{hit.id}  {hit.title}  ({hit.subtitle}){guessed}")
    if not hits:
        shell.say("Nothing was found.")
    return 0
