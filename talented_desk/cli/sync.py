"""`talented-desk sync`: join the shared database, share now, see what waits, settle conflicts."""

from __future__ import annotations

import argparse
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from talented_desk.cli import Shell, add_command
from talented_desk.errors import DeskError
from talented_desk.formats import Formats
from talented_desk.i18n import N_


class NoSuchConflict(DeskError):
    message = N_("There is no open conflict “{id}”.")


class NotRead(DeskError):
    message = N_("The file {path} could not be read: {reason}")


def add(commands: Any) -> None:
    """Add the commands of this group."""
    group = add_command(commands, "sync", status, N_("share with the others: join, sync, what waits for somebody"))
    actions = group.add_subparsers(dest="action", metavar="ACTION")
    for name, run, words in (
        ("test", test, N_("try an invitation out, and change nothing")),
        ("join", join, N_("join the shared database by an invitation")),
    ):
        parser = add_command(actions, name, run, words)
        parser.add_argument("invitation", help=N_("file that holds it; - for standard input"))
    sharing = add_command(actions, "now", now, N_("share everything now"))
    sharing.add_argument(
        "--accept-restored",
        action="store_true",
        help=N_("go on with a shared database that was restored from a backup, and send what it lacks"),
    )
    add_command(actions, "leave", leave, N_("share nothing from now on; what is here stays"))
    add_command(actions, "conflicts", conflicts, N_("what two people changed without knowing of each other"))
    settling = add_command(actions, "settle", settle, N_("settle a conflict"))
    settling.add_argument("conflict", help=N_("its id, as the list gives it"))
    settling.add_argument("take", choices=("kept", "other"), help=N_("the value in use, or the other one"))
    tray = add_command(actions, "tray", refused, N_("changes that the shared database did not take"))
    tray.add_argument("--csv", default="", metavar="FILE", help=N_("write them to a file"))
    add_command(actions, "others", others, N_("what others changed since yesterday"))


def status(shell: Shell, arguments: argparse.Namespace) -> int:
    """How it stands."""
    with shell.application() as desk:
        place, state = desk.membership.place(), desk.sharing.state()
    if shell.as_json:
        where = {} if place is None else {"host": place.host, "port": place.port, "database": place.database}
        shell.data({"place": where, **asdict(state)})
        return 0
    t, formats = shell.t, Formats(shell.t.language)
    if place is None:
        shell.say("This computer shares nothing yet. Next: talented-desk sync join FILE")
        return 0
    shell.say("Shared database: {database} on {host}", database=place.database, host=place.host)
    if state.last is not None:
        shell.say("Last shared: {moment}", moment=formats.moment(state.last))
    shell.write(t.plural("{count} change only here", "{count} changes only here", state.only_here))
    shell.write(t.plural("{count} conflict to look at", "{count} conflicts to look at", state.conflicts))
    shell.write(t.plural("{count} change was not taken", "{count} changes were not taken", state.refused))
    return 0


def test(shell: Shell, arguments: argparse.Namespace) -> int:
    """Reach what an invitation leads to."""
    text = _read(arguments.invitation)
    with shell.application() as desk:
        found = desk.membership.try_out(text)
    shell.say(
        "Reached: {database} on {host}, PostgreSQL {version}, encrypted and certified",
        database=found.place.database,
        host=found.place.host,
        version=found.version,
    )
    return 0


def join(shell: Shell, arguments: argparse.Namespace) -> int:
    """Use an invitation, and share for the first time."""
    text = _read(arguments.invitation)
    with shell.application() as desk:
        desk.membership.join(text)
        me = desk.officers.me()
    shell.say("This computer has joined, for {name}.", name=me.name if me is not None else "?")
    return now(shell, arguments)


def now(shell: Shell, arguments: argparse.Namespace) -> int:
    """Sync, the history too."""
    from talented_desk.sync.engine import Engine
    from talented_desk.sync.errors import Revoked
    from talented_desk.sync.postgres import PostgresTransport

    with shell.application() as desk, desk.membership.reach() as connection:
        engine = Engine(desk.database, PostgresTransport(connection))
        if getattr(arguments, "accept_restored", False):
            engine.accept_restored()
        try:
            synced = engine.sync()
        except Revoked:
            desk.erase()
            raise
        desk.membership.settle_in()
        desk.sharing.came_through()
        while engine.fetch_history():
            pass
    if shell.as_json:
        shell.data(asdict(synced))
        return 0
    t = shell.t
    shell.write(t.plural("{count} change sent", "{count} changes sent", synced.sent))
    shell.write(t.plural("{count} change taken over", "{count} changes taken over", synced.taken))
    return 0


def leave(shell: Shell, arguments: argparse.Namespace) -> int:
    """Forget the way there."""
    with shell.application() as desk:
        desk.membership.leave()
    shell.say("This computer shares nothing any more. What is here stays.")
    return 0


def conflicts(shell: Shell, arguments: argparse.Namespace) -> int:
    """List them."""
    with shell.application() as desk:
        found = desk.sharing.conflicts()
    if shell.as_json:
        shell.data([asdict(one) for one in found])
        return 0
    for one in found:
        shell.write(f"{one.id}  {one.title}  {one.table}.{one.field or one.kind}")
        for words, side in ((N_("before"), one.base), (N_("in use"), one.kept), (N_("other"), one.other)):
            told = side.words or ("" if side.value is None else str(side.value))
            shell.write(f"    {shell.t(words):<10} {told}{f'  ({side.officer})' if side.officer else ''}")
    shell.write(shell.t.plural("{count} conflict to look at", "{count} conflicts to look at", len(found)))
    return 0


def settle(shell: Shell, arguments: argparse.Namespace) -> int:
    """Settle one."""
    with shell.application() as desk:
        if not desk.sharing.settle([arguments.conflict], arguments.take):
            raise NoSuchConflict(id=arguments.conflict)
    shell.say("Settled.")
    return 0


def refused(shell: Shell, arguments: argparse.Namespace) -> int:
    """List the tray, or write it to a file."""
    with shell.application() as desk:
        found = desk.sharing.refused()
        if arguments.csv:
            desk.sharing.export_refused(Path(arguments.csv).absolute(), shell.t)
    if shell.as_json:
        shell.data([asdict(one) for one in found])
        return 0
    for one in found:
        shell.write(f"{one.at:%Y-%m-%d %H:%M}  {shell.t(one.operation)}  {one.title}: {shell.t(one.reason)}")
    shell.write(shell.t.plural("{count} change was not taken", "{count} changes were not taken", len(found)))
    return 0


def others(shell: Shell, arguments: argparse.Namespace) -> int:
    """List what others did."""
    with shell.application() as desk:
        found = desk.sharing.others()
    if shell.as_json:
        shell.data([asdict(one) for one in found])
        return 0
    for one in found:
        subject = one.title or one.subject
        shell.write(f"{one.at:%Y-%m-%d %H:%M}  {one.officer:<24} {shell.t(one.operation)}  {subject}")
    shell.write(shell.t.plural("{count} change by others", "{count} changes by others", len(found)))
    return 0


def _read(name: str) -> str:
    """The text of an invitation. Raises `NotRead`."""
    if name == "-":
        return sys.stdin.read()
    try:
        return Path(name).read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise NotRead(path=name, reason=str(error)) from error
