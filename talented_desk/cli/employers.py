"""`talented-desk employers`: list, show, add, edit, delete."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from typing import Any

from talented_desk.cli import Shell, add_command, pairs


def add(commands: Any) -> None:
    """Add the commands of this group."""
    group = commands.add_parser("employers", help="employers: list, show, add, edit, delete")
    actions = group.add_subparsers(dest="action", metavar="ACTION", required=True)
    listing = add_command(actions, "list", list_employers, "list employers by name")
    listing.add_argument("--city", default="", help="only those of this city")
    listing.add_argument("--limit", type=int, default=50, metavar="N", help="how many (default 50; 0 = all)")
    show = add_command(actions, "show", show_employer, "show one employer")
    show.add_argument("id")
    new = add_command(actions, "add", add_employer, "add an employer")
    new.add_argument("fields", nargs="+", metavar="FIELD=VALUE", help="such as legal_name=… city=…")
    edit = add_command(actions, "edit", edit_employer, "change fields of an employer")
    edit.add_argument("id")
    edit.add_argument("fields", nargs="+", metavar="FIELD=VALUE")
    delete = add_command(actions, "delete", delete_employer, "delete an employer (undo brings it back)")
    delete.add_argument("id")


def list_employers(shell: Shell, arguments: argparse.Namespace) -> int:
    """One employer a line."""
    from talented_desk.services.employers import EmployerFilter

    chosen = EmployerFilter(city=arguments.city)
    with shell.application() as desk:
        numbers = desk.employers.row_numbers(chosen)
        total = len(numbers)
        rows = desk.employers.rows(numbers[: arguments.limit] if arguments.limit else numbers)
    if shell.as_json:
        shell.data([asdict(row) for row in rows])
        return 0
    for row in rows:
        shell.write(f"{row.id}  {row.trade_name or row.legal_name}  {row.city}")
    shell.write(shell.t("{shown} of {total}", shown=len(rows), total=total))
    return 0


def show_employer(shell: Shell, arguments: argparse.Namespace) -> int:
    """All fields that have a value."""
    with shell.application() as desk:
        record = desk.employers.get(arguments.id)
    if shell.as_json:
        shell.data(asdict(record))
        return 0
    for name, value in record.values.items():
        if value not in ("", None):
            shell.write(f"{name}: {value}")
    for site in record.worksites:
        shell.write(f"- {site.label}")
    return 0


def add_employer(shell: Shell, arguments: argparse.Namespace) -> int:
    """Add, and print the new id."""
    with shell.application() as desk:
        shell.write(desk.employers.add(pairs(arguments.fields)))
    return 0


def edit_employer(shell: Shell, arguments: argparse.Namespace) -> int:
    """Change fields."""
    with shell.application() as desk:
        desk.employers.edit(arguments.id, pairs(arguments.fields))
    return 0


def delete_employer(shell: Shell, arguments: argparse.Namespace) -> int:
    """Delete one."""
    with shell.application() as desk:
        desk.employers.delete([arguments.id])
    return 0
