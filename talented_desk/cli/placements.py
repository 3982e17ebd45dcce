"""`talented-desk placements`: list, show, add, edit."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from typing import Any

from talented_desk.cli import Shell, add_command, pairs
from talented_desk.i18n import N_


def add(commands: Any) -> None:
    """Add the commands of this group."""
    group = commands.add_parser("placements", help=N_("placements: list, show, add, edit"))
    actions = group.add_subparsers(dest="action", metavar="ACTION", required=True)
    listing = add_command(actions, "list", list_placements, N_("list placements, the latest start first"))
    listing.add_argument("--employer", metavar="EMPLOYER_ID")
    listing.add_argument("--state", help=N_("only those in this state"))
    show = add_command(actions, "show", show_placement, N_("show one placement"))
    show.add_argument("id")
    new = add_command(actions, "add", add_placement, N_("add a placement"))
    new.add_argument(
        "fields", nargs="+", metavar="FIELD=VALUE", help=N_("such as employer_id=… student_name=… title=…")
    )
    edit = add_command(actions, "edit", edit_placement, N_("change fields of a placement"))
    edit.add_argument("id")
    edit.add_argument("fields", nargs="+", metavar="FIELD=VALUE")


def list_placements(shell: Shell, arguments: argparse.Namespace) -> int:
    """One placement a line."""
    with shell.application() as desk:
        rows = desk.placements.all(employer_id=arguments.employer, state=arguments.state)
    if shell.as_json:
        shell.data([asdict(row) for row in rows])
        return 0
    for row in rows:
        shell.write(
            f"{row.id}  {row.starts_on} – {row.ends_on}  {row.state:10}  {row.student_name}  {row.employer}"
            f"  {row.institution}"
        )
    shell.write(shell.t.plural("{count} placement", "{count} placements", len(rows)))
    return 0


def show_placement(shell: Shell, arguments: argparse.Namespace) -> int:
    """All fields that have a value, and what is unusual."""
    with shell.application() as desk:
        record = desk.placements.get(arguments.id)
    if shell.as_json:
        shell.data(dict(record.values))
        return 0
    for name, value in record.values.items():
        if value not in ("", None):
            shell.write(f"{name}: {value}")
    for warning in record.warnings:
        shell.write(warning.describe(shell.t))
    return 0


def add_placement(shell: Shell, arguments: argparse.Namespace) -> int:
    """Add, and print the new id."""
    with shell.application() as desk:
        shell.write(desk.placements.add(pairs(arguments.fields)))
    return 0


def edit_placement(shell: Shell, arguments: argparse.Namespace) -> int:
    """Change fields."""
    with shell.application() as desk:
        desk.placements.edit(arguments.id, pairs(arguments.fields))
    return 0
