"""`talented-desk duplicates`: scan the base, list pairs that may be one, decide about them."""

from __future__ import annotations

import argparse
import sys
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from talented_desk.cli import Shell, add_command
from talented_desk.i18n import N_

if TYPE_CHECKING:
    from talented_desk.services.duplicates import Pair

LEVELS = {
    "merge": N_("one record twice"),
    "look": N_("may be one"),
    "site": N_("one company, another place: a worksite"),
}
KINDS = {"employer": N_("Employers"), "contact": N_("Contacts")}


def add(commands: Any) -> None:
    """Add the commands of this group."""
    group = commands.add_parser("duplicates", help=N_("records that are there twice: scan, list, decide"))
    actions = group.add_subparsers(dest="action", metavar="ACTION", required=True)
    add_command(actions, "scan", scan, N_("look through the whole base for records that are there twice"))
    listing = add_command(actions, "list", list_pairs, N_("list what the last scan found and nobody has decided"))
    listing.add_argument(
        "--kind", choices=tuple(KINDS), default="employer", help=N_("which records (default: employer)")
    )
    listing.add_argument(
        "--level", choices=tuple(LEVELS), action="append", default=[], help=N_("only pairs of this level")
    )
    listing.add_argument("--limit", type=int, default=50, metavar="N", help=N_("how many (default 50)"))
    listing.add_argument("--skip", type=int, default=0, metavar="N", help=N_("leave out so many first"))
    decision = add_command(actions, "decide", decide, N_("remember a decision about a pair (undo takes it back)"))
    decision.add_argument("pair", help=N_("the pair's id, as list shows it"))
    decision.add_argument("decision", choices=("different", "later", "open"), help=N_("different: never ask again"))


def scan(shell: Shell, arguments: argparse.Namespace) -> int:
    """Scan and say what was found."""
    from talented_desk.jobs import Progress, Task

    def report(progress: Progress) -> None:
        if sys.stderr.isatty():
            share = f"{progress.fraction:.0%}" if progress.fraction is not None else ""
            print(f"\r\033[K{shell.t(progress.note)} {share}", end="", file=shell.err, flush=True)

    with shell.application() as desk:
        found = desk.duplicates.scan(Task(report))
    if sys.stderr.isatty():
        print("\r\033[K", end="", file=shell.err)
    if shell.as_json:
        shell.data(
            asdict(found) | {"found": [dict(zip(("kind", "level", "pairs"), row, strict=True)) for row in found.found]}
        )
        return 0
    shell.say(
        "Employers: {employers}; contacts: {contacts}; pairs compared: {compared}.",
        employers=found.employers,
        contacts=found.contacts,
        compared=found.compared,
    )
    for kind, level, pairs in found.found:
        shell.write(f"  {shell.t(KINDS[kind]):<10} {pairs:>7}  {shell.t(LEVELS[level])}")
    return 0


def list_pairs(shell: Shell, arguments: argparse.Namespace) -> int:
    """A pair in three lines: score and id, both sides, the reasons."""
    levels = tuple(arguments.level) or tuple(LEVELS)
    with shell.application() as desk:
        pairs = desk.duplicates.queue(arguments.kind, levels, arguments.limit, arguments.skip)
        waiting = desk.duplicates.waiting(arguments.kind)
    if shell.as_json:
        shell.data([_data(shell, pair) for pair in pairs])
        return 0
    for pair in pairs:
        later = f" · {shell.t('put off')}" if pair.decision == "later" else ""
        shell.write(f"{pair.id}  {pair.match.score:.2f}  {shell.t(LEVELS[str(pair.match.level)])}{later}")
        for side in (pair.one, pair.other):
            shell.write(f"    {side.title}  ({side.detail})")
        shell.write(f"    {', '.join(_reasons(shell, pair))}")
    shell.say("{shown} of {total} pairs", shown=len(pairs), total=waiting.total)
    return 0


def decide(shell: Shell, arguments: argparse.Namespace) -> int:
    """Decide about one pair."""
    with shell.application() as desk:
        pair = desk.duplicates.pair(arguments.pair)
        desk.duplicates.decide(pair.kind, pair.one.id, pair.other.id, arguments.decision)
    if shell.as_json:
        shell.data({"pair": pair.id, "decision": arguments.decision})
        return 0
    shell.say("Remembered: {one} / {other}", one=pair.one.title, other=pair.other.title)
    return 0


def _reasons(shell: Shell, pair: Pair) -> list[str]:
    return [shell.t(reason.message, **dict(reason.fields)) for reason in pair.reasons]


def _data(shell: Shell, pair: Pair) -> dict[str, Any]:
    return {
        "id": pair.id,
        "kind": pair.kind,
        "one": asdict(pair.one),
        "other": asdict(pair.other),
        "score": pair.match.score,
        "level": pair.match.level,
        "decision": pair.decision,
        "grounds": [
            {"code": ground.code, "weight": ground.weight, "text": text}
            for ground, text in zip(pair.match.grounds, _reasons(shell, pair), strict=True)
        ],
    }
