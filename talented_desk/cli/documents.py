"""`talented-desk documents`: add, list, edit, save, delete."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from talented_desk.cli import Shell, add_command, pairs
from talented_desk.errors import DeskError
from talented_desk.i18n import N_

if TYPE_CHECKING:
    from talented_desk.services.documents import Owner

OWNERS: Final = ("employer", "contact", "session", "placement", "institution")


class NotAllAdded(DeskError):
    message = N_("Not every file was added; the reasons stand above.")


def add(commands: Any) -> None:
    """Add the commands of this group."""
    group = commands.add_parser("documents", help=N_("documents on records: add, list, edit, save, delete"))
    actions = group.add_subparsers(dest="action", metavar="ACTION", required=True)
    new = add_command(actions, "add", add_documents, N_("put files on a record; prints their ids"))
    _owner(new)
    new.add_argument("files", nargs="+", type=Path, metavar="FILE")
    new.add_argument(
        "--kind", help=N_("insurance, wcb_clearance, agreement, form, mail, photo or other (default: guessed)")
    )
    new.add_argument("--expires", metavar="DAY", help=N_("last day on which it holds, such as 2027-03-31"))
    new.add_argument("--notes")
    listing = add_command(actions, "list", list_documents, N_("list the documents of a record, newest first"))
    _owner(listing)
    edit = add_command(actions, "edit", edit_document, N_("change kind, name, expires_on or notes of a document"))
    edit.add_argument("id")
    edit.add_argument("fields", nargs="+", metavar="FIELD=VALUE")
    save = add_command(actions, "save", save_document, N_("save a copy of a document"))
    save.add_argument("id")
    save.add_argument(
        "--to", type=Path, default=Path(), metavar="FILE", help=N_("file or folder (default: its name, here)")
    )
    delete = add_command(actions, "delete", delete_documents, N_("take documents off their records; can be undone"))
    delete.add_argument("ids", nargs="+", metavar="ID")


def add_documents(shell: Shell, arguments: argparse.Namespace) -> int:
    """Add what can be added; exit code 1 if a file was refused, with the reason."""
    given = {"kind": arguments.kind, "expires_on": arguments.expires, "notes": arguments.notes}
    with shell.application() as desk:
        added = desk.documents.add(
            _owner_of(arguments), arguments.files, {name: value for name, value in given.items() if value is not None}
        )
        if added.ids:  # a window goes on reading while one works; here nothing comes after
            desk.words.finish()
    sentences = [error.describe(shell.t) for error in (*added.there, *added.refused)]
    if shell.as_json:
        shell.data({"ids": list(added.ids), "there": len(added.there), "refused": sentences})
    else:
        for document_id in added.ids:
            shell.write(document_id)
    for sentence in sentences:
        print(sentence, file=shell.err)
    if added.refused:
        raise NotAllAdded()
    return 0


def list_documents(shell: Shell, arguments: argparse.Namespace) -> int:
    """One document a line."""
    with shell.application() as desk:
        rows = desk.documents.of(_owner_of(arguments))
    if shell.as_json:
        shell.data([asdict(row) for row in rows])
        return 0
    for row in rows:
        until = f"  -> {row.expires_on}" if row.expires_on else ""
        shell.write(f"{row.id}  {row.added_at[:10]}  {row.kind:13}  {row.size:>10}  {row.name}  ({row.where}){until}")
    shell.write(shell.t.plural("{count} document", "{count} documents", len(rows)))
    return 0


def edit_document(shell: Shell, arguments: argparse.Namespace) -> int:
    """Change fields."""
    with shell.application() as desk:
        desk.documents.edit(arguments.id, pairs(arguments.fields))
    return 0


def save_document(shell: Shell, arguments: argparse.Namespace) -> int:
    """Write the bytes as they came; a file that is there is not replaced."""
    with shell.application() as desk:
        path = desk.documents.save(arguments.id, arguments.to)
    if shell.as_json:
        shell.data({"id": arguments.id, "path": path})
    else:
        shell.say("Saved as {name} in {folder}", name=path.name, folder=path.parent)
    return 0


def delete_documents(shell: Shell, arguments: argparse.Namespace) -> int:
    """Delete; `talented-desk undo` brings them back."""
    with shell.application() as desk:
        desk.documents.delete(arguments.ids)
    return 0


def _owner(command: argparse.ArgumentParser) -> None:
    which = command.add_mutually_exclusive_group(required=True)
    for owner in OWNERS:
        which.add_argument(f"--{owner}", metavar="ID", help=N_("the record that they are on"))


def _owner_of(arguments: argparse.Namespace) -> Owner:
    from talented_desk.services.documents import Owner

    kind = next(owner for owner in OWNERS if getattr(arguments, owner))
    return Owner(kind, getattr(arguments, kind))
