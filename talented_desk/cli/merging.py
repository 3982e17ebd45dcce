"""`talented-desk merge` and `talented-desk unmerge`: one record out of two, and two out of one."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from typing import Any

from talented_desk.cli import Shell, add_command
from talented_desk.domain.kept import REASONS
from talented_desk.i18n import N_

KINDS = ("employer", "worksite", "contact", "institution")


def add(commands: Any) -> None:
    """Add the commands of this group."""
    one = add_command(commands, "merge", merge, N_("merge two records that mean the same (undo takes it back)"))
    one.add_argument("kind", choices=KINDS, help=N_("what they are"))
    one.add_argument("keep", help=N_("id of the record that stays"))
    one.add_argument("gone", help=N_("id of the record that goes"))
    one.add_argument("--dry-run", action="store_true", help=N_("say what would happen, and change nothing"))
    merges = add_command(commands, "merges", list_merges, N_("list the merges that a record carries"))
    merges.add_argument("kind", choices=KINDS)
    merges.add_argument("id")
    two = add_command(commands, "unmerge", unmerge, N_("take a merge apart by its id, however long ago it was"))
    two.add_argument("id", help=N_("the merge's id, as `merges` and `history` show it"))
    two.add_argument("--dry-run", action="store_true", help=N_("say what would happen, and change nothing"))


def merge(shell: Shell, arguments: argparse.Namespace) -> int:
    """Merge with the proposed values, or say what they are."""
    from talented_desk.services.merging import Pair

    pair = Pair(arguments.kind, arguments.keep, arguments.gone)
    with shell.application() as desk:
        plan = desk.merging.plan(pair)
        changeset_id = None if arguments.dry_run else desk.merging.merge(pair)
    if shell.as_json:
        shell.data({**asdict(plan), "id": changeset_id})
        return 0
    shell.say("{gone} goes into {keep}.", gone=plan.gone, keep=plan.keep)
    for choice in plan.choices:
        if choice.proposed != choice.keep:
            shell.write(f"  {choice.field}: {choice.keep or '–'} → {choice.proposed}  ({shell.t(choice.reason)})")
    for moved in plan.moved:
        shell.write(f"  {moved.table}: {moved.moved + moved.united}")
    for alike in plan.alike:
        shell.write(f"  {alike.pair.kind}: {alike.gone} → {alike.keep}")
    if changeset_id is not None:
        shell.say("Done. To take it apart: talented-desk unmerge {id}", id=changeset_id)
    return 0


def list_merges(shell: Shell, arguments: argparse.Namespace) -> int:
    """The merges in force, newest first."""
    with shell.application() as desk:
        found = desk.merging.merged_into(arguments.kind, arguments.id)
    if shell.as_json:
        shell.data([asdict(one) for one in found])
        return 0
    for one in found:
        shell.write(f"{one.at.astimezone():%Y-%m-%d %H:%M}  {one.changeset_id}  {one.gone}  {one.officer}")
    return 0


def unmerge(shell: Shell, arguments: argparse.Namespace) -> int:
    """Take it apart, or say what that would do."""
    with shell.application() as desk:
        plan = desk.merging.unmerge_plan(arguments.id)
        if not arguments.dry_run:
            desk.merging.unmerge(arguments.id)
    if shell.as_json:
        shell.data(asdict(plan))
        return 0
    if plan.comes_back:
        shell.say("{name} is a record of its own again.", name=plan.merged.gone)
    else:
        shell.say("{name} does not come back: what had brought it was taken back meanwhile.", name=plan.merged.gone)
    for kept in plan.undone.kept:
        shell.write(f"  {kept.table} {kept.field}: {shell.t(REASONS[kept.reason])}")
    for new in plan.since:
        shell.write("  " + shell.t("{table} {title}: came since, stays where it is", table=new.table, title=new.title))
    return 0
