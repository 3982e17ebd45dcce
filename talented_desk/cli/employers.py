"""`talented-desk employers`: list, show, add, edit, delete."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from talented_desk.cli import Shell, add_command, pairs
from talented_desk.domain.views import Definition
from talented_desk.errors import DeskError
from talented_desk.i18n import N_, Translator

if TYPE_CHECKING:
    from talented_desk.bootstrap import Application
    from talented_desk.services.views import View


def add(commands: Any) -> None:
    """Add the commands of this group."""
    group = commands.add_parser("employers", help=N_("employers: list, show, add, edit, delete"))
    actions = group.add_subparsers(dest="action", metavar="ACTION", required=True)
    listing = add_command(actions, "list", list_employers, N_("list employers by name"))
    listing.add_argument("--city", default="", help=N_("only those of this city"))
    listing.add_argument(
        "--view", default="", metavar="NAME", help=N_("the saved list of this name: rows, order, columns")
    )
    listing.add_argument("--limit", type=int, default=None, metavar="N", help=N_("how many (default 50; 0 = all)"))
    files = listing.add_mutually_exclusive_group()
    files.add_argument("--csv", default="", metavar="FILE", help=N_("write the whole list to a file with separators"))
    files.add_argument("--xlsx", default="", metavar="FILE", help=N_("write the whole list to a workbook"))
    show = add_command(actions, "show", show_employer, N_("show one employer"))
    show.add_argument("id")
    new = add_command(actions, "add", add_employer, N_("add an employer"))
    new.add_argument("fields", nargs="+", metavar="FIELD=VALUE", help=N_("such as legal_name=… city=…"))
    edit = add_command(actions, "edit", edit_employer, N_("change fields of an employer"))
    edit.add_argument("id")
    edit.add_argument("fields", nargs="+", metavar="FIELD=VALUE")
    delete = add_command(actions, "delete", delete_employer, N_("delete an employer (undo brings it back)"))
    delete.add_argument("id")


class NoSuchList(DeskError):
    message = N_("There is no list “{name}”. The lists are: {names}.")


class WrongEnding(DeskError):
    message = N_("The name of this file should end in {ending}: {name}")


def list_employers(shell: Shell, arguments: argparse.Namespace) -> int:
    """One employer a line, or a file."""
    with shell.application() as desk:
        view = _view(desk, arguments.view, shell.t) if arguments.view else None
        filters = dict(view.definition.filters) if view is not None else {}
        if arguments.city:
            filters["city"] = arguments.city
        order = view.definition if view is not None else Definition()
        numbers = desk.employers.row_numbers(
            desk.views.employer_filter(filters), order.sort or "name", order.descending
        )
        if arguments.csv or arguments.xlsx:
            return _write(shell, desk, arguments, view, filters, numbers)
        limit = 50 if arguments.limit is None else arguments.limit
        rows = desk.employers.rows(numbers[:limit] if limit else numbers)
    if shell.as_json:
        shell.data([asdict(row) for row in rows])
        return 0
    for row in rows:
        shell.write(f"{row.id}  {row.trade_name or row.legal_name}  {row.city}")
    shell.write(shell.t("{shown} of {total}", shown=len(rows), total=len(numbers)))
    return 0


def _view(desk: Application, name: str, t: Translator) -> View:
    views = desk.views.of("employers")
    wanted = name.strip().casefold()
    found = next((view for view in views if wanted in (_name(view, t).casefold(), view.name.casefold())), None)
    if found is None:
        raise NoSuchList(name=name, names=", ".join(_name(view, t) for view in views))
    return found


def _name(view: View, t: Translator) -> str:
    return t(view.name) if view.starter else view.name


def _write(
    shell: Shell,
    desk: Application,
    arguments: argparse.Namespace,
    view: View | None,
    filters: dict[str, Any],
    numbers: Sequence[int],
) -> int:
    from pathlib import Path

    from talented_desk.services.list_export import EmployerExport, write_employers

    t, ending = shell.t, ".csv" if arguments.csv else ".xlsx"
    path = Path(arguments.csv or arguments.xlsx).absolute()
    if path.suffix.lower() != ending:
        raise WrongEnding(ending=ending, name=path.name)
    me = desk.officers.me()
    title = _name(view, t) if view is not None else t("Employers")
    told = "; ".join(f"{name} = {value}" for name, value in sorted(filters.items()))
    chosen = numbers[: arguments.limit] if arguments.limit else numbers
    columns = view.definition.columns if view is not None else ()
    wanted = EmployerExport(path, chosen, columns, title, told, me.name if me is not None else "", desk.clock.now())
    count = write_employers(wanted, desk.employers, desk.consents, t)
    shell.write(t.plural("{count} row saved in {file}", "{count} rows saved in {file}", count, file=path))
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
