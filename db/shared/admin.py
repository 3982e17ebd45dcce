"""What an administrator does with the shared database: officers, devices, how things stand."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

import psycopg
from psycopg import sql

from db.base import fields, table_of
from db.models import Officer
from db.shared.install import DEVICES, OWNER, close_off
from db.shared.rights import ENTITIES, ROLES
from talented_desk.errors import DeskError
from talented_desk.i18n import N_
from talented_desk.ids import new_id

INVITED = timedelta(days=7)
LIMITS = {"lock_timeout": "30s", "idle_in_transaction_session_timeout": "60s", "statement_timeout": "15min"}
"""What a device's connection may hold, and for how long."""
CONNECTIONS = 4


class NoSuchOfficer(DeskError):
    message = N_("There is no officer “{name}” in the shared database.")


class NoSuchDevice(DeskError):
    message = N_("There is no device “{name}” in the shared database.")


class NoSuchRole(DeskError):
    message = N_("“{role}” is no role. The roles are: {roles}.")


class NoSuchEntity(DeskError):
    message = N_("There are no rights about “{entity}”. There are rights about: {entities}.")


class NoSuchRight(DeskError):
    message = N_("“{rights}” are no rights: write s, w and x for see, write and export, as in sw, or none.")


@dataclass(frozen=True, slots=True)
class Granted:
    """What a role may do with one kind of thing."""

    role: str
    entity: str
    see: bool
    write: bool
    export: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """One device: its officer, and how far it is."""

    login: str
    officer_id: str
    officer: str
    label: str
    joined: datetime | None
    revoked: datetime | None
    seen: datetime | None
    operations: int


@dataclass(frozen=True, slots=True)
class Noted:
    """One line of the audit. `times`: how often within an hour."""

    at: datetime
    login: str
    officer: str
    what: str
    detail: str
    times: int


def add_officer(connection: psycopg.Connection, values: Mapping[str, str], officer_id: str = "") -> str:
    """Add an officer (`name`, `email`, `language`, `role`, …); the id. Raises `NoSuchRole`."""
    row_id = officer_id or new_id()
    _role(values.get("role", ROLES[0]))
    _write(connection, row_id, values, "Add officer", values["name"])
    _note(connection, "officer added", values["name"])
    return row_id


def set_role(connection: psycopg.Connection, officer: str, role: str) -> None:
    """Give an officer (id or name) another role. Raises `NoSuchOfficer`, `NoSuchRole`."""
    _role(role)
    row_id, name = find_officer(connection, officer)
    _write(connection, row_id, {"role": role}, "Edit officer", name)
    _note(connection, "role given", f"{name}: {role}")


def revoke_officer(connection: psycopg.Connection, officer: str) -> int:
    """Revoke all devices of an officer, who is no longer active; returns how many. Raises `NoSuchOfficer`."""
    row_id, name = find_officer(connection, officer)
    _cut_off(connection, "officer_id = %s", row_id)
    with connection.transaction():
        _write(connection, row_id, {"active": 0}, "Edit officer", name)
        _note(connection, "officer revoked", name)
        found = connection.execute(
            "UPDATE sync.device SET revoked_at = now() WHERE officer_id = %s AND revoked_at IS NULL RETURNING login",
            (row_id,),
        ).fetchall()
    return len(found)


def find_officer(connection: psycopg.Connection, officer: str) -> tuple[str, str]:
    """Id and name of an officer told by either. Raises `NoSuchOfficer`."""
    found = connection.execute(
        "SELECT id::text, name FROM desk.officer WHERE NOT _deleted AND (id::text = %s OR lower(name) = lower(%s))",
        (officer, officer),
    ).fetchall()
    if len(found) != 1:
        raise NoSuchOfficer(name=officer)
    return str(found[0][0]), str(found[0][1])


def enrol_device(connection: psycopg.Connection, officer: str, label: str = "") -> tuple[str, str]:
    """Make a login for a device of an officer; its name and one-time password. Raises `NoSuchOfficer`."""
    row_id, name = find_officer(connection, officer)
    login, password = f"desk_{secrets.token_hex(5)}", secrets.token_urlsafe(18)
    verifier = connection.pgconn.encrypt_password(password.encode(), login.encode(), b"scram-sha-256").decode()
    role = sql.Identifier(login)
    with connection.transaction():
        connection.execute(
            sql.SQL("CREATE ROLE {} LOGIN PASSWORD {} IN ROLE {} CONNECTION LIMIT {}").format(
                role, sql.Literal(verifier), sql.Identifier(DEVICES), sql.Literal(CONNECTIONS)
            )
        )
        for setting, value in LIMITS.items():
            connection.execute(
                sql.SQL("ALTER ROLE {} SET {} = {}").format(role, sql.Identifier(setting), sql.Literal(value))
            )
        connection.execute(
            "INSERT INTO sync.device (login, officer_id, label, invited_until, joined_at) "
            "VALUES (%s, %s, %s, now() + %s, NULL)",
            (login, row_id, label, INVITED),
        )
        _note(connection, "device invited", f"{name}: {login} {label}".strip())
    return login, password


def revoke_device(connection: psycopg.Connection, login: str) -> None:
    """Let a device do nothing any more but learn that. Raises `NoSuchDevice`."""
    _cut_off(connection, "login = %s", login)
    found = connection.execute(
        "UPDATE sync.device SET revoked_at = coalesce(revoked_at, now()) WHERE login = %s RETURNING n", (login,)
    ).fetchone()
    if found is None:
        raise NoSuchDevice(name=login)
    _note(connection, "device revoked", login)


def rights(connection: psycopg.Connection) -> list[Granted]:
    """What each role may do."""
    found = connection.execute(
        "SELECT role, entity, see = 1, write = 1, export = 1 FROM desk.access_right WHERE NOT _deleted ORDER BY 1, 2"
    )
    return [Granted(*row) for row in found]


def set_right(connection: psycopg.Connection, role: str, entity: str, allowed: str) -> None:
    """Let a role do what `allowed` says: of the letters s, w, x (see, write, export), or none of them.

    Raises `NoSuchRole`, `NoSuchEntity`, `NoSuchRight`.
    """
    _role(role)
    if entity not in ENTITIES:
        raise NoSuchEntity(entity=entity, entities=", ".join(ENTITIES))
    letters = set(allowed.replace("none", "").replace("-", ""))
    if letters - set("swx") or (letters and "s" not in letters):
        raise NoSuchRight(rights=allowed)
    connection.execute(
        "SELECT sync.set_right(%s, %s, %s, %s, %s)", (role, entity, "s" in letters, "w" in letters, "x" in letters)
    )


def audit(connection: psycopg.Connection, limit: int = 200) -> list[Noted]:
    """What was refused and what administrators did, the newest first."""
    found = connection.execute(
        "SELECT a.last_at, a.login, coalesce(o.name, ''), a.what, a.detail, a.times FROM sync.audit a "
        "LEFT JOIN desk.officer o ON o.id = a.officer_id ORDER BY a.last_at DESC, a.n DESC LIMIT %s",
        (limit,),
    )
    return [Noted(*row) for row in found]


def devices(connection: psycopg.Connection) -> list[Standing]:
    """Every device, by officer."""
    found = connection.execute(
        "SELECT login, officer_id::text, coalesce(officer, ''), label, joined_at, revoked_at, seen_at, operations "
        "FROM sync.standing ORDER BY officer, n"
    )
    return [Standing(*row) for row in found]


def status(connection: psycopg.Connection) -> dict[str, object]:
    """Figures about the shared database as a whole."""
    row = connection.execute(
        "SELECT h.seq, h.epoch::text, h.schema_version, pg_database_size(current_database()), "
        "current_setting('server_version'), (SELECT count(*) FROM sync.changeset), "
        "(SELECT count(*) FROM desk.conflict WHERE state = 'open' AND NOT _deleted), "
        "(SELECT count(*) FROM sync.refusal) FROM sync.head h"
    ).fetchone()
    assert row is not None
    names = ("changes", "epoch", "schema", "bytes", "server", "operations", "open_conflicts", "refused")
    return dict(zip(names, row, strict=True))


def restored(connection: psycopg.Connection) -> None:
    """Say that this database was restored from a backup: devices are told before they go on.

    As an administrator, not as the owner of the tables: what a dump does not carry is closed again.
    """
    with connection.transaction():
        close_off(connection.cursor())
        connection.execute("INSERT INTO sync.past_epoch (epoch, ended) SELECT epoch, seq FROM sync.head")
        connection.execute("UPDATE sync.head SET epoch = gen_random_uuid()")
        _note(connection, "restored", "")


def act_as_owner(connection: psycopg.Connection) -> None:
    """Let the administrator's connection read and write as the owner of the tables."""
    connection.execute(sql.SQL("SET ROLE {}").format(sql.Identifier(OWNER)))


def _note(connection: psycopg.Connection, what: str, detail: str) -> None:
    connection.execute("SELECT sync.note(%s, %s)", (what, detail))


def _cut_off(connection: psycopg.Connection, condition: str, value: str) -> None:
    """End the connections of devices that are to be revoked: one that is open might keep the rest waiting."""
    with suppress(psycopg.errors.InsufficientPrivilege):
        connection.execute(
            "SELECT pg_terminate_backend(a.pid) FROM pg_stat_activity a JOIN sync.device d ON d.login = a.usename "
            f"WHERE d.{condition}".encode(),
            (value,),
        )


def _write(
    connection: psycopg.Connection, row_id: str, values: Mapping[str, object], operation: str, subject: str
) -> None:
    connection.execute(
        "SELECT sync.write_row('officer', %s, %s, %s, %s)", (row_id, _numbered(values), operation, subject)
    )


def _numbered(values: Mapping[str, object]) -> str:
    names = fields(table_of(Officer))
    return json.dumps({str(names.index(name) + 1): value for name, value in values.items()})


def _role(role: str) -> None:
    if role not in ROLES:
        raise NoSuchRole(role=role, roles=", ".join(ROLES))
