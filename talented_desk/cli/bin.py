"""`talented-desk bin`: what was deleted, by whom and when; bringing it back."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from typing import Any

from talented_desk.cli import Shell, add_command
from talented_desk.i18n import N_


def add(commands: Any) -> None:
    """Add the commands of this group."""
    group = commands.add_parser("bin", help=N_("what was deleted: list, restore"))
    kinds = group.add_subparsers(dest="bin", metavar="ACTION", required=True)
    listing = add_command(kinds, "list", show, N_("what was deleted, newest first"))
    listing.add_argument("words", nargs="*", metavar="WORD", help=N_("only what has these words in its name"))
    listing.add_argument("--limit", type=int, default=100, metavar="N", help=N_("how many (default 100)"))
    back = add_command(kinds, "restore", restore, N_("bring deleted records back"))
    back.add_argument("id", nargs="+", help=N_("as `bin list` shows it"))
    back.add_argument("--alone", action="store_true", help=N_("without what they belonged to, if that was deleted too"))
    back.add_argument("--dry-run", action="store_true", help=N_("only say what would come back"))


def show(shell: Shell, arguments: argparse.Namespace) -> int:
    """One deleted record a line."""
    with shell.application() as desk:
        rows = desk.bin.all(" ".join(arguments.words))[: arguments.limit]
    if shell.as_json:
        shell.data([asdict(row) for row in rows])
        return 0
    for row in rows:
        when = row.at.astimezone().strftime("%Y-%m-%d %H:%M")
        into = shell.t("merged into {name}", name=row.merged_into) if row.merged else shell.t(row.operation)
        more = shell.t.plural("and {count} more row", "and {count} more rows", sum(row.with_it.values()))
        shell.write(
            "  ".join(p for p in (when, row.id, row.title, into, more if row.with_it else "", row.officer) if p)
        )
    if not rows:
        shell.say("The bin is empty.")
    return 0


def restore(shell: Shell, arguments: argparse.Namespace) -> int:
    """Bring back, and say what could not come."""
    from talented_desk.services.bin import read_item

    with shell.application() as desk:
        items = [read_item(text) for text in arguments.id]
        plan = desk.bin.plan(items, with_parents=not arguments.alone)
        kept = plan.kept if arguments.dry_run else desk.bin.restore(items, with_parents=not arguments.alone)
    if shell.as_json:
        shell.data({"rows": plan.rows, "kept": [asdict(one) for one in kept], "restored": not arguments.dry_run})
        return 0
    count = sum(plan.rows.values())
    shell.write(shell.t.plural("{count} row put back.", "{count} rows put back.", count))
    for one in kept:
        shell.say("Kept as it is: {table} {field} ({reason})", table=one.table, field=one.field, reason=one.reason)
    return 0
