"""Making the shared schema in a PostgreSQL database, 15 or newer."""

from __future__ import annotations

from importlib.resources import files

import psycopg

from db.migrations import HEAD
from db.shared.catalogue import SharedTable, shared_tables

OWNER = "desk_owner"
DEVICES = "desk_device"
"""The role whose members are the devices' logins."""


def install(connection: psycopg.Connection) -> None:
    """Make schemas, tables and functions in an empty database, in one transaction. Needs the right to make roles."""
    with connection.transaction(), connection.cursor() as cursor:
        for role in (OWNER, DEVICES):
            cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", (role,))
            if cursor.fetchone() is None:
                cursor.execute(f"CREATE ROLE {role} NOLOGIN NOBYPASSRLS")
        cursor.execute(f"GRANT {OWNER} TO CURRENT_USER")
        database = cursor.execute("SELECT quote_ident(current_database())").fetchone()
        assert database is not None
        cursor.execute(f"GRANT CREATE ON DATABASE {database[0]} TO {OWNER}")
        cursor.execute(f"SET LOCAL ROLE {OWNER}")
        scripts = sorted(
            (entry for entry in (files("db.shared") / "sql").iterdir() if entry.name.endswith(".sql")),
            key=lambda entry: entry.name,
        )
        _run(cursor, scripts[0].read_text("utf-8"))
        cursor.execute("INSERT INTO sync.head (schema_version) VALUES (%s)", (HEAD,))
        for table in shared_tables():
            _make(cursor, table)
        for script in scripts[1:]:
            _run(cursor, script.read_text("utf-8"))
        cursor.execute("REVOKE ALL ON ALL FUNCTIONS IN SCHEMA sync, api FROM PUBLIC")
        cursor.execute(f"GRANT USAGE ON SCHEMA api TO {DEVICES}")
        cursor.execute(f"GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA api TO {DEVICES}")
        cursor.execute("RESET ROLE")
        cursor.execute(f"REVOKE CREATE ON DATABASE {database[0]} FROM {OWNER}")


def _make(cursor: psycopg.Cursor, table: SharedTable) -> None:
    _run(cursor, table.definition())
    for index in table.indexes():
        _run(cursor, index)
    cursor.execute(
        "INSERT INTO sync.desk_table VALUES (%s, %s, %s, %s, %s, %s)",
        (table.number, table.name, table.position, table.columns, table.from_array, table.to_array),
    )
    cursor.executemany(
        "INSERT INTO sync.desk_field VALUES (%s, %s, %s, %s, %s, %s, %s, %s)",
        [(table.number, f.number, f.name, f.kind, f.default, f.parent, f.ondelete, f.rule) for f in table.fields],
    )


def _run(cursor: psycopg.Cursor, script: str) -> None:
    cursor.execute(script.encode())  # bytes: its text is ours, and percent signs in it are meant
