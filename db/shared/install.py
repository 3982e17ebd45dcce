"""Making the shared schema in a PostgreSQL database, 15 or newer."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib.resources import files

import psycopg

from db.migrations import HEAD
from db.shared.catalogue import SharedField, SharedTable, shared_tables
from db.shared.rights import defaults

OWNER = "desk_owner"
DEVICES = "desk_device"
"""The role whose members are the devices' logins."""
MAKING = ("lo_creat", "lo_create", "lo_from_bytea", "pg_logical_emit_message")
"""Functions of PostgreSQL with which anybody could fill the disk."""
WATCHING = ("pg_read_all_stats", "pg_signal_backend")
"""What ends a device's connection that keeps everybody waiting, see `sync.take_turn`."""


def install(connection: psycopg.Connection) -> None:
    """Make schemas, tables and functions in an empty database, in one transaction. Needs the right to make roles."""
    with connection.transaction(), connection.cursor() as cursor:
        for role in (OWNER, DEVICES):
            cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", (role,))
            if cursor.fetchone() is None:
                cursor.execute(f"CREATE ROLE {role} NOLOGIN NOBYPASSRLS")
        cursor.execute(f"GRANT {OWNER} TO CURRENT_USER")
        with _owning(cursor):
            _run(cursor, _scripts()[0])
            cursor.execute("INSERT INTO sync.head (schema_version) VALUES (%s)", (HEAD,))
            for table in shared_tables():
                _make(cursor, table)
            _functions(cursor)
        close_off(cursor)
        cursor.execute("SELECT sync.note('set up', %s)", (HEAD,))


def upgrade(connection: psycopg.Connection) -> tuple[str, str]:
    """Bring an older shared database up to this program, in one transaction; its version before and after.

    Tables and fields are only ever added, so that older programs go on beside newer ones.
    """
    with connection.transaction(), connection.cursor() as cursor:
        row = cursor.execute("SELECT schema_version FROM sync.head FOR UPDATE").fetchone()
        assert row is not None
        with _owning(cursor):
            _renew(cursor)
        close_off(cursor)
        cursor.execute("SELECT sync.note('upgraded', %s)", (f"{row[0]} - {HEAD}",))
    return str(row[0]), HEAD


def close_off(cursor: psycopg.Cursor) -> None:
    """Leave a device nothing in this database but the functions of schema `api`.

    A dump does not carry a database's own rights along: whoever restores one calls this again. Where the caller may
    not (a hosted server, without its superuser), PostgreSQL warns, and docs/rights.md says what then remains.
    """
    found = cursor.execute("SELECT quote_ident(current_database())").fetchone()
    assert found is not None
    cursor.execute(f"REVOKE ALL ON DATABASE {found[0]} FROM PUBLIC")
    cursor.execute(f"GRANT CONNECT ON DATABASE {found[0]} TO {DEVICES}, {OWNER}")
    cursor.execute("REVOKE ALL ON SCHEMA public FROM PUBLIC")
    for language in ("plpgsql", "sql"):
        _try(cursor, f"GRANT USAGE ON LANGUAGE {language} TO {OWNER}")
        _try(cursor, f"REVOKE USAGE ON LANGUAGE {language} FROM PUBLIC")
    for (function,) in cursor.execute(
        "SELECT oid::regprocedure::text FROM pg_proc WHERE pronamespace = 'pg_catalog'::regnamespace "
        "AND proname = ANY (%s)",
        (list(MAKING),),
    ).fetchall():
        _try(cursor, f"REVOKE EXECUTE ON FUNCTION {function} FROM PUBLIC")
    for role in WATCHING:
        _try(cursor, f"GRANT {role} TO {OWNER}")


def _try(cursor: psycopg.Cursor, statement: str) -> None:
    """What only a superuser may do; without it everything works, and docs/rights.md says what remains open."""
    with suppress(psycopg.errors.InsufficientPrivilege), cursor.connection.transaction():
        cursor.execute(statement.encode())


def _renew(cursor: psycopg.Cursor) -> None:
    """As the owner of the tables."""
    _run(cursor, _scripts()[0])
    known = {number for (number,) in cursor.execute("SELECT id FROM sync.desk_table").fetchall()}
    for table in shared_tables():
        if table.number not in known:
            _make(cursor, table)
        else:
            _widen(cursor, table)
    cursor.execute("DROP VIEW IF EXISTS sync.standing")
    for (signature,) in cursor.execute(
        "SELECT oid::regprocedure::text FROM pg_proc WHERE pronamespace IN ('sync'::regnamespace, 'api'::regnamespace)"
    ).fetchall():
        cursor.execute(f"DROP FUNCTION {signature}")
    _functions(cursor)
    cursor.execute("UPDATE sync.head SET schema_version = %s", (HEAD,))


@contextmanager
def _owning(cursor: psycopg.Cursor) -> Iterator[str]:
    """Act as the owner of the tables; gives the database's name, quoted."""
    found = cursor.execute("SELECT quote_ident(current_database())").fetchone()
    assert found is not None
    cursor.execute(f"GRANT CREATE ON DATABASE {found[0]} TO {OWNER}")
    cursor.execute(f"SET LOCAL ROLE {OWNER}")
    yield str(found[0])
    cursor.execute("RESET ROLE")
    cursor.execute(f"REVOKE CREATE ON DATABASE {found[0]} FROM {OWNER}")


def _scripts() -> list[str]:
    """The first makes tables, the others functions and views."""
    found = (entry for entry in (files("db.shared") / "sql").iterdir() if entry.name.endswith(".sql"))
    return [entry.read_text("utf-8") for entry in sorted(found, key=lambda entry: entry.name)]


def _functions(cursor: psycopg.Cursor) -> None:
    for script in _scripts()[1:]:
        _run(cursor, script)
    cursor.execute("SELECT sync.begin_rights(%s)", (json.dumps(defaults()),))
    cursor.execute("ALTER DEFAULT PRIVILEGES REVOKE ALL ON FUNCTIONS FROM PUBLIC")
    cursor.execute("REVOKE ALL ON ALL FUNCTIONS IN SCHEMA sync, api FROM PUBLIC")
    cursor.execute(f"GRANT USAGE ON SCHEMA api TO {DEVICES}")
    cursor.execute(f"GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA api TO {DEVICES}")


def _widen(cursor: psycopg.Cursor, table: SharedTable) -> None:
    """Add the fields that a table has since."""
    known = {number for (number,) in cursor.execute(
        "SELECT number FROM sync.desk_field WHERE table_id = %s", (table.number,)).fetchall()}  # fmt: skip
    for field in table.fields:
        if field.number not in known:
            cursor.execute(f"ALTER TABLE desk.{table.name} ADD {field.definition}".encode())
            if field.parent:
                cursor.execute(table.index(field).encode())
            _tell(cursor, table, field)
        cursor.execute(
            "UPDATE sync.desk_field SET required = %s, rule = %s WHERE table_id = %s AND number = %s",
            (field.required, field.rule, table.number, field.number),
        )
    cursor.execute(
        "UPDATE sync.desk_table SET place = %s, columns = %s, from_array = %s, to_array = %s, sound = %s, "
        "entity = %s WHERE id = %s",
        (table.position, table.columns, table.from_array, table.to_array, table.sound, table.entity, table.number),
    )
    _check(cursor, table)


def _check(cursor: psycopg.Cursor, table: SharedTable) -> None:
    """What every workstation's database demands of a row is demanded here too, or one row would stop them all."""
    for name, condition in table.checks:
        cursor.execute("SELECT 1 FROM pg_constraint WHERE conrelid = %s::regclass AND conname = %s",
                       (f"desk.{table.name}", name))  # fmt: skip
        if cursor.fetchone() is None:
            _run(cursor, f"ALTER TABLE desk.{table.name} ADD CONSTRAINT {name} CHECK ({condition}) NOT VALID")


def _tell(cursor: psycopg.Cursor, table: SharedTable, f: SharedField) -> None:
    cursor.execute(
        "INSERT INTO sync.desk_field VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)",
        (table.number, f.number, f.name, f.kind, f.default, f.parent, f.ondelete, f.rule, f.required),
    )


def _make(cursor: psycopg.Cursor, table: SharedTable) -> None:
    _run(cursor, table.definition())
    for field in table.fields:
        if field.parent:
            _run(cursor, table.index(field))
    cursor.execute(
        "INSERT INTO sync.desk_table VALUES (%s, %s, %s, %s, %s, %s, %s, %s)",
        (
            table.number,
            table.name,
            table.position,
            table.columns,
            table.from_array,
            table.to_array,
            table.sound,
            table.entity,
        ),
    )
    for field in table.fields:
        _tell(cursor, table, field)
    _check(cursor, table)


def _run(cursor: psycopg.Cursor, script: str) -> None:
    cursor.execute(script.encode())  # bytes: its text is ours, and percent signs in it are meant
