"""Reaching the shared database, and what stands in the way, named."""

from __future__ import annotations

import base64
import binascii
import json
import secrets
import socket
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

import psycopg
from psycopg import sql

from talented_desk.errors import DeskError
from talented_desk.i18n import N_

OLDEST = 150000
"""PostgreSQL's version number from which on the shared database works."""
WAIT = 10
"""Seconds until a server that does not answer counts as unreachable."""
RUN_OUT = "TD002"
_HEAD = "talented-desk-invitation:"


class InvitationUnreadable(DeskError):
    message = N_("This is no invitation to a shared database, or not all of it.")


class InvitationRunOut(DeskError):
    message = N_("The invitation has run out. Ask the administrator for a new one.")


class HostUnknown(DeskError):
    message = N_("No computer is known by the name “{host}”. Is the name right, and is there a network?")


class NothingAnswers(DeskError):
    message = N_("“{host}” does not answer at port {port}. Is the network there, and the server running?")


class NotEncrypted(DeskError):
    message = N_("The server “{host}” does not offer an encrypted connection. Ask the administrator.")


class CertificateUnknown(DeskError):
    message = N_("The certificate of “{host}” is not the one of the invitation. Do not go on; ask the administrator.")


class OtherName(DeskError):
    message = N_("The certificate of the server is for another name than “{host}”. Ask the administrator.")


class PasswordWrong(DeskError):
    message = N_("The server does not take the password of this computer. The invitation may have been used already.")


class NoSuchDatabase(DeskError):
    message = N_("There is no database “{database}” on the server.")


class ServerTooOld(DeskError):
    message = N_("The server’s PostgreSQL is too old ({version}); 15 or newer is needed.")


class TooManyConnections(DeskError):
    message = N_("The server has no room for another connection now. Try again later.")


class NotReached(DeskError):
    message = N_("The shared database cannot be reached: {reason}")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a shared database is, and who calls. `certificate`: the root that signed the server's, as PEM text."""

    host: str
    port: int
    database: str
    login: str
    certificate: str = ""


@dataclass(frozen=True, slots=True)
class Invitation:
    """What an administrator hands to an officer: good for one device, once."""

    place: Place
    password: str

    def text(self) -> str:
        """In one line, to be mailed or copied."""
        told = json.dumps({**asdict(self.place), "password": self.password}, separators=(",", ":"))
        return _HEAD + base64.urlsafe_b64encode(told.encode()).decode().rstrip("=")


def invitation(text: str) -> Invitation:
    """Read one, as `Invitation.text` gave it, blanks and line ends aside. Raises `InvitationUnreadable`."""
    bare = "".join(text.split())
    if not bare.startswith(_HEAD):
        raise InvitationUnreadable()
    bare = bare.removeprefix(_HEAD)
    try:
        told = json.loads(base64.urlsafe_b64decode(bare + "=" * (-len(bare) % 4)))
        place = Place(
            str(told["host"]), int(told["port"]), str(told["database"]), str(told["login"]), str(told["certificate"])
        )
        return Invitation(place, str(told["password"]))
    except (binascii.Error, ValueError, KeyError, TypeError) as error:
        raise InvitationUnreadable() from error


def connect(place: Place, password: str, folder: Path) -> psycopg.Connection:
    """A connection over TLS to the server that the certificate is for. `folder`: where the certificate may lie.

    Raises one of the errors above, which names the fault.
    """
    root = folder / "shared-root.crt"
    if place.certificate and (not root.exists() or root.read_text("utf-8") != place.certificate):
        root.write_text(place.certificate, "utf-8")
    try:
        connection = psycopg.connect(
            host=place.host,
            port=place.port,
            dbname=place.database,
            user=place.login,
            password=password,
            sslmode="verify-full",
            sslrootcert=str(root) if place.certificate else "system",
            connect_timeout=WAIT,
            keepalives_idle=30,
            tcp_user_timeout=30_000,
            application_name="talented-desk",
            autocommit=True,
        )
    except psycopg.OperationalError as error:
        raise _named(place, str(error)) from error
    if connection.info.server_version < OLDEST:
        version = connection.info.parameter_status("server_version")
        connection.close()
        raise ServerTooOld(version=version)
    return connection


def has_network() -> bool:
    """Whether this computer has a way to anywhere at all; nothing is sent to find out."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # an address for documentation: only the way there is looked up
        except OSError:
            return False
    return True


def take_up(invited: Invitation, folder: Path, keep: Callable[[str], None]) -> tuple[str, str]:
    """Use an invitation: give this computer a password of its own, and join; the officer's id and the password.

    `keep` stores the new password before it holds, so that a power cut between leaves no computer without one.
    Raises as `connect`.
    """
    password = secrets.token_urlsafe(24)
    with connect(invited.place, invited.password, folder) as connection:
        keep(password)
        login = invited.place.login
        verifier = connection.pgconn.encrypt_password(password.encode(), login.encode(), b"scram-sha-256").decode()
        connection.execute(sql.SQL("ALTER ROLE {} PASSWORD {}").format(sql.Identifier(login), sql.Literal(verifier)))
        try:
            ((said,),) = connection.execute("SELECT api.join()").fetchall()
        except psycopg.DatabaseError as error:
            if error.sqlstate == RUN_OUT:
                raise InvitationRunOut() from error
            raise
    return str(said["officer"]), password


def _named(place: Place, said: str) -> DeskError:
    """Which fault libpq's words are about: it gives no code for them."""
    fields = {"host": place.host, "port": place.port, "database": place.database}
    for words, error in (
        ("could not translate host name", HostUnknown),
        ("password authentication failed", PasswordWrong),
        ("no password supplied", PasswordWrong),
        ("does not exist", NoSuchDatabase),
        ("does not support SSL", NotEncrypted),
        ("does not match host name", OtherName),
        ("certificate verify failed", CertificateUnknown),
        ("too many connections", TooManyConnections),
        ("remaining connection slots", TooManyConnections),
        ("Connection refused", NothingAnswers),
        ("timeout", NothingAnswers),
        ("No route to host", NothingAnswers),
        ("Network is unreachable", NothingAnswers),
    ):
        if words in said:
            return error(**fields)
    try:
        socket.getaddrinfo(place.host, place.port)
    except OSError:
        return HostUnknown(**fields)
    return NotReached(reason=said.strip().splitlines()[-1] if said.strip() else "?")
