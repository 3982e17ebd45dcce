"""This computer's place in a shared database: joining by an invitation, reaching it, leaving.

Where it is stands in the local database, which is encrypted; the password that this computer gave itself is kept by
the vault: in the system's keyring, or in the local database where a passphrase takes the keyring's part.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass

import psycopg

from db.base import fields, table_of
from db.journal import table_number
from db.models import Officer
from db.session import Database
from db.sharing import notes
from db.types import Value
from talented_desk.errors import DeskError
from talented_desk.i18n import N_
from talented_desk.paths import WorkspacePaths
from talented_desk.security.vault import Vault
from talented_desk.services.officers import Officers
from talented_desk.sync import connect
from talented_desk.sync.connect import Invitation, PasswordWrong, Place
from talented_desk.sync.errors import Forked, Revoked, RevokedBy
from talented_desk.sync.postgres import PostgresTransport
from talented_desk.sync.transport import PROTOCOL, Copy

PLACE = "shared_place"
SECRET = "shared-password"  # noqa: S105 - the name of an entry


class NotJoined(DeskError):
    message = N_("This computer shares nothing yet. An invitation from the administrator joins it to the others.")


class PasswordMissing(DeskError):
    message = N_(
        "The password of this computer for the shared database is not in the keyring any more. "
        "Ask the administrator for a new invitation; nothing is lost."
    )


@dataclass(frozen=True, slots=True)
class Found:
    """What an invitation leads to, tried out."""

    place: Place
    version: str
    """Of PostgreSQL."""
    used: bool
    """This computer has used the invitation already, and only has to go on."""


class Membership:
    """Joins, reaches and leaves the shared database."""

    def __init__(self, paths: WorkspacePaths, database: Database, officers: Officers, vault: Vault) -> None:
        self._paths, self._database, self._officers, self._vault = paths, database, officers, vault

    def place(self) -> Place | None:
        """Where the shared database is; None before this computer joined one."""
        with self._database.read() as connection:
            kept = notes.word(connection, PLACE)
        return Place(**json.loads(kept)) if kept else None

    def try_out(self, text: str) -> Found:
        """Reach what an invitation leads to and change nothing; raises the sentence that names the fault."""
        invited = connect.invitation(text)
        connection, used = self._enter(invited)
        with connection:
            ((said,),) = connection.execute(
                "SELECT api.hello(%s, %s)", (self._database.identity.device_id, PROTOCOL)
            ).fetchall()
            if "revoked" in said:
                raise Revoked()
            version = connection.info.parameter_status("server_version") or ""
        return Found(invited.place, version, used)

    def join(self, text: str) -> None:
        """Use an invitation: this computer gets a password of its own and its officer's name. Raises as `try_out`.

        What was done here before is shared like what comes after. After a power cut in the middle the same invitation
        goes on.
        """
        invited = connect.invitation(text)
        kept = self._vault.secret(SECRET)
        try:
            officer, password = connect.take_up(
                invited, self._paths.root, lambda password: self._vault.keep_secret(SECRET, password)
            )
        except PasswordWrong:
            if kept is None:
                raise
            officer, password = connect.take_up(
                Invitation(invited.place, kept),
                self._paths.root,
                lambda password: self._vault.keep_secret(SECRET, password),
            )
        with connect.connect(invited.place, password, self._paths.root) as connection:
            self._officers.become(officer, self._known(connection, officer))
        with self._database.scratch() as connection:
            notes.remember(connection, PLACE, json.dumps(asdict(invited.place)))

    def _known(self, connection: psycopg.Connection, officer: str) -> dict[str, Value]:
        """What the shared database says of this computer's officer."""
        transport, device = PostgresTransport(connection), self._database.identity.device_id
        try:
            hello = transport.hello(device)
        except RevokedBy as error:
            raise Revoked() from error
        except Forked:  # a copy of a profile that has joined already
            self._database.renew()
            return self._known(connection, officer)
        with self._database.scratch() as kept:
            if not notes.word(kept, notes.EPOCH):
                notes.remember(kept, notes.EPOCH, hello.epoch)
        copy = Copy(device, hello.last)
        transport.rights(copy)  # the first sync takes note of them
        (row,) = transport.rows(copy, [(table_number(Officer.__tablename__), officer)])
        return dict(zip(fields(table_of(Officer)), json.loads(row.values or "[]"), strict=False))

    def reach(self) -> psycopg.Connection:
        """A connection to the shared database. Raises `NotJoined`, `PasswordMissing`, and as `connect.connect`."""
        place, password = self.place(), self._vault.secret(SECRET)
        if place is None:
            raise NotJoined()
        if password is None:
            raise PasswordMissing()
        return connect.connect(place, password, self._paths.root)

    def settle_in(self) -> None:
        """After a sync: whatever joining had to leave until then."""
        self._officers.settle_in()

    def leave(self) -> None:
        """Share nothing from now on. What is here stays; a new invitation joins again."""
        with self._database.scratch() as connection:
            notes.forget(connection, PLACE)
        self._vault.forget_secret(SECRET)

    def _enter(self, invited: Invitation) -> tuple[psycopg.Connection, bool]:
        try:
            return connect.connect(invited.place, invited.password, self._paths.root), False
        except PasswordWrong:
            kept = self._vault.secret(SECRET)
            if kept is None:
                raise
            return connect.connect(invited.place, kept, self._paths.root), True
