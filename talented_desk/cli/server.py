"""`talented-desk server`: the administrator sets up and looks after the shared database."""

from __future__ import annotations

import argparse
import getpass
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from talented_desk.cli import Shell, add_command
from talented_desk.errors import DeskError
from talented_desk.i18n import N_

if TYPE_CHECKING:
    import psycopg


ROLES_HELP = N_("liaison_officer, psi_liaison, manager, equity_steward, administrator or auditor")


class NotAdministrator(DeskError):
    message = N_("The server refused: {reason}")


class NoBackup(DeskError):
    message = N_("The backup was not written: {reason}")


def add(commands: Any) -> None:
    """Add the commands of this group."""
    group = add_command(commands, "server", status, N_("set up and look after the database that a team shares"))
    actions = group.add_subparsers(dest="action", metavar="ACTION", required=True)
    for name, run, about in (
        ("init", init, N_("make the shared database’s tables and functions in an empty database")),
        ("upgrade", upgrade, N_("bring an older shared database up to this program")),
        ("add-officer", add_officer, N_("add an officer")),
        ("enrol-device", enrol_device, N_("write an invitation for one computer of an officer")),
        ("list", list_devices, N_("list the devices, with their officers")),
        ("set-role", set_role, N_("give an officer another role")),
        ("rights", rights, N_("list what each role may see, write and export, or change it")),
        ("revoke-officer", revoke_officer, N_("let no device of an officer do anything any more")),
        ("revoke-device", revoke_device, N_("let a device do nothing any more")),
        ("status", status, N_("how the shared database stands")),
        ("audit", audit, N_("what the shared database refused, and what administrators did")),
        ("backup", backup, N_("write all of it to a file, with pg_dump")),
        ("restored", restored, N_("say that the database was restored from a backup")),
    ):
        parser = add_command(actions, name, run, about)
        parser.add_argument(
            "--database",
            default="",
            metavar="URL",
            help=N_("how to reach it as the administrator, as PostgreSQL writes it (otherwise PGHOST and the like)"),
        )
        if name in ("add-officer", "set-role", "revoke-officer", "enrol-device"):
            parser.add_argument("officer", help=N_("the officer’s name, or the id"))
        if name == "add-officer":
            parser.add_argument("--email", default="", help=N_("address for e-mail"))
            parser.add_argument("--officer-language", default="en", choices=("en", "fr"), help=N_("en or fr"))
            parser.add_argument("--role", default="liaison_officer", help=ROLES_HELP)
        elif name == "set-role":
            parser.add_argument("role", help=ROLES_HELP)
        elif name == "enrol-device":
            parser.add_argument("--label", default="", help=N_("which computer, in words"))
            parser.add_argument("--host", default="", help=N_("the server’s name as the officers’ computers know it"))
            parser.add_argument("--port", type=int, default=0, help=N_("the server’s port, if not the same"))
            parser.add_argument(
                "--root-certificate", default="", metavar="FILE", help=N_("what signed the server’s certificate (PEM)")
            )
            parser.add_argument("--out", default="", metavar="FILE", help=N_("write the invitation to this file"))
        elif name == "revoke-device":
            parser.add_argument("device", help=N_("the device’s login, as the list gives it"))
        elif name == "rights":
            parser.add_argument("what", choices=("list", "set"), nargs="?", default="list", help=N_("list or set"))
            parser.add_argument("role", nargs="?", default="", help=N_("the role, such as psi_liaison"))
            parser.add_argument("entity", nargs="?", default="", help=N_("what it is about, such as contacts"))
            parser.add_argument(
                "allowed",
                nargs="?",
                default="",
                metavar="RIGHTS",
                help=N_("of s, w and x (see, write, export), or none"),
            )
        elif name == "audit":
            parser.add_argument("--limit", type=int, default=200, metavar="N", help=N_("so many lines, the newest"))
        elif name == "backup":
            parser.add_argument("file", help=N_("file to write"))


@contextmanager
def administrator(arguments: argparse.Namespace, *, owner: bool = True) -> Iterator[psycopg.Connection]:
    """A connection with the right to change the shared database."""
    import psycopg

    from db.shared.admin import act_as_owner
    from talented_desk.sync.connect import NotReached

    try:
        connection = psycopg.connect(arguments.database, autocommit=True)
    except psycopg.OperationalError as error:
        if "no password supplied" not in str(error) or os.environ.get("PGPASSWORD"):
            raise NotReached(reason=str(error).strip()) from error
        connection = psycopg.connect(arguments.database, autocommit=True, password=getpass.getpass())
    with connection:
        try:
            if owner:
                act_as_owner(connection)
            yield connection
        except psycopg.DatabaseError as error:
            raise NotAdministrator(reason=str(error).strip().splitlines()[0]) from error


def init(shell: Shell, arguments: argparse.Namespace) -> int:
    """Make the shared schema."""
    from db.shared.install import install

    with administrator(arguments, owner=False) as connection:
        install(connection)
    shell.say("The shared database is ready. Next: talented-desk server add-officer NAME")
    return 0


def upgrade(shell: Shell, arguments: argparse.Namespace) -> int:
    """Bring the schema up to this program's."""
    from db.shared.install import upgrade as bring_up

    with administrator(arguments, owner=False) as connection:
        before, after = bring_up(connection)
    shell.say("The shared database was at {before} and is at {after}.", before=before, after=after)
    return 0


def add_officer(shell: Shell, arguments: argparse.Namespace) -> int:
    """Add an officer to the shared database."""
    from db.shared import admin

    values = {
        "name": arguments.officer,
        "email": arguments.email,
        "language": arguments.officer_language,
        "role": arguments.role,
    }
    with administrator(arguments) as connection:
        added = admin.add_officer(connection, values)
    shell.say("{name} was added: {id}", name=arguments.officer, id=added)
    shell.say("Next: talented-desk server enrol-device “{name}”", name=arguments.officer)
    return 0


def enrol_device(shell: Shell, arguments: argparse.Namespace) -> int:
    """Print or write an invitation."""
    from db.shared import admin
    from talented_desk.sync.connect import Invitation, Place

    certificate = Path(arguments.root_certificate).read_text("utf-8") if arguments.root_certificate else ""
    with administrator(arguments, owner=False) as connection:
        info = connection.info
        login, password = admin.enrol_device(connection, arguments.officer, arguments.label)
        place = Place(arguments.host or info.host, arguments.port or info.port, info.dbname, login, certificate)
    text = Invitation(place, password).text()
    if arguments.out:
        path = Path(arguments.out)
        path.touch(mode=0o600)
        path.write_text(text + "\n", "utf-8")
        shell.say("The invitation is in {path}. It is good for one computer, once, for seven days.", path=path)
    else:
        shell.write(text)
    return 0


def list_devices(shell: Shell, arguments: argparse.Namespace) -> int:
    """List the devices."""
    from db.shared import admin

    with administrator(arguments) as connection:
        found = admin.devices(connection)
    if shell.as_json:
        shell.data([{name: getattr(one, name) for name in one.__slots__} for one in found])
        return 0
    for one in found:
        if one.revoked:
            state = shell.t("revoked on {day}", day=f"{one.revoked:%Y-%m-%d}")
        elif one.joined is None:
            state = shell.t("invited")
        elif one.seen is None:
            state = shell.t("not seen yet")
        else:
            state = shell.t("seen on {day}", day=f"{one.seen:%Y-%m-%d %H:%M}")
        shell.write(f"{one.login:<18} {one.officer:<24} {one.label:<20} {one.operations:>8}  {state}")
    shell.write(shell.t.plural("{count} device", "{count} devices", len(found)))
    return 0


def set_role(shell: Shell, arguments: argparse.Namespace) -> int:
    """Change an officer's role."""
    from db.shared import admin

    with administrator(arguments) as connection:
        admin.set_role(connection, arguments.officer, arguments.role)
    shell.say("{name} now has the role {role}.", name=arguments.officer, role=arguments.role)
    return 0


def rights(shell: Shell, arguments: argparse.Namespace) -> int:
    """List or change what roles may do."""
    from db.shared import admin

    with administrator(arguments) as connection:
        if arguments.what == "set":
            admin.set_right(connection, arguments.role, arguments.entity, arguments.allowed)
        found = [
            one
            for one in admin.rights(connection)
            if arguments.role in ("", one.role) and arguments.entity in ("", one.entity)
        ]
    if shell.as_json:
        shell.data([{name: getattr(one, name) for name in one.__slots__} for one in found])
        return 0
    for one in found:
        signs = "".join(sign if given else "-" for sign, given in (("s", one.see), ("w", one.write), ("x", one.export)))
        shell.write(f"{one.role:<18} {one.entity:<14} {signs}")
    return 0


def revoke_officer(shell: Shell, arguments: argparse.Namespace) -> int:
    """Revoke all devices of an officer."""
    from db.shared import admin

    with administrator(arguments) as connection:
        count = admin.revoke_officer(connection, arguments.officer)
    shell.write(shell.t.plural("{count} device was revoked.", "{count} devices were revoked.", count))
    return 0


def revoke_device(shell: Shell, arguments: argparse.Namespace) -> int:
    """Revoke one device."""
    from db.shared import admin

    with administrator(arguments) as connection:
        admin.revoke_device(connection, arguments.device)
    shell.say("{device} was revoked.", device=arguments.device)
    return 0


def status(shell: Shell, arguments: argparse.Namespace) -> int:
    """Figures about the shared database."""
    from db.shared import admin

    with administrator(arguments) as connection:
        found = admin.status(connection)
    if shell.as_json:
        shell.data(found)
        return 0
    for label, name in (
        (N_("PostgreSQL"), "server"),
        (N_("Version of the tables"), "schema"),
        (N_("Changes in the log"), "changes"),
        (N_("Operations"), "operations"),
        (N_("Conflicts to look at"), "open_conflicts"),
        (N_("Changes that were refused"), "refused"),
        (N_("Size in bytes"), "bytes"),
        (N_("Epoch"), "epoch"),
    ):
        shell.write(f"{shell.t(label):<32} {found[name]}")
    return 0


def audit(shell: Shell, arguments: argparse.Namespace) -> int:
    """List what was refused and done."""
    from db.shared import admin

    with administrator(arguments) as connection:
        found = admin.audit(connection, arguments.limit)
    if shell.as_json:
        shell.data([{name: getattr(one, name) for name in one.__slots__} for one in found])
        return 0
    for one in found:
        times = f" ×{one.times}" if one.times > 1 else ""
        shell.write(f"{one.at:%Y-%m-%d %H:%M}  {one.login:<18} {one.officer:<20} {one.what}: {one.detail}{times}")
    shell.write(shell.t.plural("{count} line", "{count} lines", len(found)))
    return 0


def backup(shell: Shell, arguments: argparse.Namespace) -> int:
    """Write a dump; logins are not in it, as PostgreSQL keeps them apart."""
    command = ["pg_dump", "--format=custom", f"--file={arguments.file}", f"--dbname={arguments.database}"]
    try:
        subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603 - the administrator's own
    except FileNotFoundError as error:
        raise NoBackup(reason="pg_dump") from error
    except subprocess.CalledProcessError as error:
        raise NoBackup(reason=error.stderr.strip()) from error
    shell.say("The backup is in {path}.", path=arguments.file)
    shell.say("After restoring it: talented-desk server restored, so that no device mistakes it for the newer one.")
    return 0


def restored(shell: Shell, arguments: argparse.Namespace) -> int:
    """Give the database a new epoch."""
    from db.shared import admin

    with administrator(arguments, owner=False) as connection:
        admin.restored(connection)
    shell.say("From now on every device is told that the database was restored, before it goes on.")
    return 0
