"""Keeping the workspace safe: `backup`, `restore`, `passphrase`."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from talented_desk.cli import Shell, add_command
from talented_desk.errors import DeskError
from talented_desk.i18n import N_


class PassphrasesDiffer(DeskError):
    message = N_("The two passphrases differ. Nothing was changed.")


def add(commands: Any) -> None:
    """Add the commands of this group."""
    writing = add_command(commands, "backup", back_up, N_("write an encrypted backup of the workspace"))
    writing.add_argument(
        "file", nargs="?", type=Path, metavar="FILE", help=N_("where to (default: the backups folder)")
    )
    writing.add_argument(
        "--this-computer-only", action="store_true", help=N_("leave out the sealed key: nobody can open it elsewhere")
    )
    reading = add_command(commands, "restore", restore, N_("bring a backup back; the present database is moved aside"))
    reading.add_argument("file", type=Path, metavar="FILE", help=N_("a backup, or a database from the backups folder"))
    phrase = add_command(
        commands, "passphrase", passphrase, N_("choose a new passphrase, or let the keyring keep the key")
    )
    phrase.add_argument("--new-file", type=Path, metavar="FILE", help=N_("a file that holds the new passphrase"))
    phrase.add_argument("--to-keyring", action="store_true", help=N_("let the system's keyring keep the key"))


def back_up(shell: Shell, arguments: argparse.Namespace) -> int:
    """Write a backup; ask for a passphrase where the keyring keeps the key."""
    with shell.application() as desk:
        sealing = None
        if desk.vault.kind() == "keyring" and not arguments.this_computer_only:
            from talented_desk.security.keys import passphrase_from_environment

            sealing = passphrase_from_environment()
            if sealing is None:
                shell.say(
                    "Choose a passphrase for this backup. Whoever has the file and the passphrase can read it on "
                    "any computer."
                )
                sealing = shell.ask(True)
        made = desk.vault.back_up(arguments.file, passphrase=sealing)
    if shell.as_json:
        shell.data({"path": str(made.path), "size": made.size, "portable": made.portable})
        return 0
    shell.say("Backup written: {path}", path=made.path)
    if made.portable:
        shell.say("Its passphrase opens it on another computer too. Keep the two apart.")
    else:
        shell.say("It opens on this computer only, with the key in its keyring.")
    return 0


def restore(shell: Shell, arguments: argparse.Namespace) -> int:
    """Bring a backup back, and say where the former database lies."""
    from talented_desk.clock import SystemClock
    from talented_desk.security.keyrings import SystemKeyring
    from talented_desk.security.restore import restore as bring_back

    done = bring_back(shell.paths, SystemKeyring(), arguments.file, SystemClock(), shell.ask)
    if shell.as_json:
        aside = None if done.aside is None else str(done.aside)
        shell.data({"set_aside": aside, "made_at": done.made_at, "key": done.kind})
        return 0
    shell.say("The backup was restored.")
    if done.aside is not None:
        shell.say("The former database was moved to {path}; “restore” brings it back in the same way.", path=done.aside)
    return 0


def passphrase(shell: Shell, arguments: argparse.Namespace) -> int:
    """Change the passphrase, or move the key between passphrase and keyring."""
    with shell.application() as desk:
        if arguments.to_keyring:
            desk.vault.move_to_keyring()
            shell.say("The system's keyring keeps the key from now on.")
            return 0
        if arguments.new_file is not None:
            from talented_desk.security.keys import read_passphrase

            new = read_passphrase(arguments.new_file)
        else:
            new = shell.ask(True)
        desk.vault.change_passphrase(new)
    shell.say("The new passphrase holds from now on. Backups made earlier keep theirs.")
    return 0
