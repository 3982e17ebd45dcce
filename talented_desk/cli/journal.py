"""Looking back and taking back: `undo`, `redo`, `history`, `dump`."""

from __future__ import annotations

import argparse
from typing import Any

from talented_desk.cli import Shell, add_command
from talented_desk.i18n import N_


def add(commands: Any) -> None:
    """Add the commands of this group."""
    undo = add_command(commands, "undo", undo_last, N_("take back the last operation"))
    undo.add_argument("--force", action="store_true", help=N_("also take back what was changed since"))
    add_command(commands, "redo", redo_last, N_("do again what was undone last"))
    listing = add_command(commands, "history", history, N_("list the newest operations"))
    listing.add_argument("--limit", type=int, default=20, metavar="N", help=N_("how many (default 20)"))
    back = add_command(commands, "take-back", take_back, N_("take back one operation by its id, such as an import"))
    back.add_argument("id", help=N_("the operation's id, as `history` shows it"))
    back.add_argument("--force", action="store_true", help=N_("also take back what was changed since"))
    dump = add_command(commands, "dump", dump_state, N_("print the business state, one JSON line a row"))
    dump.add_argument("--business", action="store_true", required=True, help=N_("all user tables by key"))


def undo_last(shell: Shell, arguments: argparse.Namespace) -> int:
    """Undo, and say what was done and what was kept."""
    with shell.application() as desk:
        return _tell(shell, desk.journal, desk.journal.undo(force=arguments.force))


def redo_last(shell: Shell, arguments: argparse.Namespace) -> int:
    """Redo, and say what was done."""
    with shell.application() as desk:
        return _tell(shell, desk.journal, desk.journal.redo())


def take_back(shell: Shell, arguments: argparse.Namespace) -> int:
    """Take back any operation, and say what was done and what was kept."""
    with shell.application() as desk:
        return _tell(shell, desk.journal, desk.journal.take_back(arguments.id, force=arguments.force))


def history(shell: Shell, arguments: argparse.Namespace) -> int:
    """The newest operations, one a line."""
    with shell.application() as desk:
        recent = desk.journal.recent(arguments.limit)
        if shell.as_json:
            shell.data(
                [
                    {
                        "id": e.changeset_id,
                        "at": e.at,
                        "officer": e.officer,
                        "operation": e.operation,
                        "subject": e.subject,
                        "kind": e.kind,
                    }
                    for e in recent
                ]
            )
            return 0
        for entry in recent:
            when = entry.at.astimezone().strftime("%Y-%m-%d %H:%M")
            shell.write(f"{when}  {entry.changeset_id}  {shell.t(entry.operation)}  {entry.subject}  {entry.officer}")
    return 0


def dump_state(shell: Shell, arguments: argparse.Namespace) -> int:
    """The business state."""
    with shell.application() as desk:
        for line in desk.journal.dump():
            shell.write(line)
    return 0


def _tell(shell: Shell, journal: Any, undone: Any) -> int:
    from talented_desk.domain.kept import REASONS

    kept = journal.kept(undone.kept)
    if shell.as_json:
        shell.data(
            {
                "operation": undone.changeset.operation,
                "rows": undone.rows,
                "kept": [
                    {
                        "table": one.table,
                        "id": one.record_id,
                        "title": one.title,
                        "of": one.of,
                        "field": one.field,
                        "now": one.now,
                        "reason": one.reason,
                    }
                    for one in kept
                ],
            }
        )
        return 0
    shell.write(
        shell.t("“{operation}”: ", operation=shell.t(undone.changeset.operation))
        + shell.t.plural("{count} row put back.", "{count} rows put back.", undone.rows)
    )
    for one in kept:
        name = " – ".join(part for part in (one.title, one.of) if part) or one.record_id
        shell.say(
            "Kept as it is: {table} “{name}” {field} ({reason})",
            table=one.table,
            name=name,
            field=one.field,
            reason=shell.t(REASONS.get(one.reason, one.reason)),
        )
    return 0
