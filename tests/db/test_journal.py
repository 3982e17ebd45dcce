"""Every way of writing lands in the journal, or is refused."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from sqlalchemy import delete, insert, update
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from db import dump, journal
from db.base import table_of
from db.errors import NoOpenChangeset
from db.migrations import runner
from db.models import Employer, Worksite
from db.session import Database, Write
from talented_desk.ids import new_id

EMPLOYER = table_of(Employer)


def entries(database: Database) -> list[tuple[str, str, str]]:
    """(operation, table, op) of everything after the set-up."""
    with database.read() as connection:
        return [
            (header.operation, raw.table, raw.op)
            for header in reversed(journal.recent(connection, 100))
            if header.kind != "system"
            for raw in journal.raw_entries(connection, header.n)
        ]


def business(database: Database) -> list[str]:
    with database.read() as connection:
        return list(dump.business(connection))


def by_orm(write: Write, row_id: str) -> None:
    session = Session(bind=write.connection)
    session.add(Employer(id=row_id, legal_name="Acme Ltd"))
    session.flush()


def by_core(write: Write, row_id: str) -> None:
    write.connection.execute(insert(EMPLOYER).values(id=row_id, legal_name="Acme Ltd"))


def by_executemany(write: Write, row_id: str) -> None:
    write.insert_many(Employer, ["id", "legal_name"], [(row_id, "Acme Ltd")])


def by_raw_sql(write: Write, row_id: str) -> None:
    write.connection.exec_driver_sql("INSERT INTO employer (id, legal_name) VALUES (?, 'Acme Ltd')", (row_id,))


def by_replace(write: Write, row_id: str) -> None:
    write.connection.exec_driver_sql("REPLACE INTO employer (id, legal_name) VALUES (?, 'Acme Ltd')", (row_id,))


def by_ignore(write: Write, row_id: str) -> None:
    write.connection.exec_driver_sql(
        "INSERT OR IGNORE INTO employer (id, legal_name) VALUES (?, 'Acme Ltd')", (row_id,)
    )


def by_upsert(write: Write, row_id: str) -> None:
    statement = sqlite_insert(EMPLOYER).values(id=row_id, legal_name="Acme Ltd")
    write.connection.execute(
        statement.on_conflict_do_update(index_elements=["id"], set_={"legal_name": "Acme Limited"})
    )


WAYS = [by_orm, by_core, by_executemany, by_raw_sql, by_replace, by_ignore, by_upsert]


@pytest.mark.parametrize("way", WAYS)
def test_every_way_of_inserting_is_journalled(database: Database, way: Callable[[Write, str], None]) -> None:
    row_id = new_id()
    with database.write("Add employer") as write:
        way(write, row_id)
    assert entries(database) == [("Add employer", "employer", "I")]
    with database.read() as connection:
        (header,) = [h for h in journal.recent(connection, 5) if h.kind == "do"]
        (raw,) = journal.raw_entries(connection, header.n)
    assert raw.after["legal_name"] == "Acme Ltd"
    assert raw.after.keys() >= {"trade_name", "naics", "owner_id"}


@pytest.mark.parametrize("way", WAYS)
def test_every_way_is_refused_without_a_changeset(database: Database, way: Callable[[Write, str], None]) -> None:
    before = business(database)
    with pytest.raises(NoOpenChangeset), database.scratch() as connection:
        way(Write(connection, 0, ""), new_id())
    assert business(database) == before


def test_updates_and_deletes_are_refused_without_a_changeset(database: Database) -> None:
    row_id = new_id()
    with database.write("Add employer") as write:
        by_core(write, row_id)
    with pytest.raises(NoOpenChangeset), database.scratch() as connection:
        connection.execute(update(EMPLOYER).values(legal_name="x"))
    with pytest.raises(NoOpenChangeset), database.scratch() as connection:
        connection.exec_driver_sql("UPDATE OR IGNORE employer SET legal_name = 'x'")
    with pytest.raises(NoOpenChangeset), database.scratch() as connection:
        connection.execute(delete(EMPLOYER))
    with pytest.raises(IntegrityError), database.write("Renumber") as write:
        write.connection.exec_driver_sql("UPDATE employer SET id = 'other'")


def test_replace_journals_the_row_it_removes(database: Database) -> None:
    row_id = new_id()
    with database.write("Add employer") as write:
        by_core(write, row_id)
    with database.write("Replace") as write:
        by_replace(write, row_id)
    assert entries(database)[1:] == [("Replace", "employer", "D"), ("Replace", "employer", "I")]


def test_cascade_is_journalled_and_comes_back(database: Database) -> None:
    with database.write("Add employer") as write:
        row_id = write.insert(Employer, {"legal_name": "Acme Ltd"})
        for city in ("Calgary", "Airdrie"):
            write.insert(Worksite, {"employer_id": row_id, "city": city})
    state = business(database)
    with database.write("Delete employer") as write:
        write.delete(Employer, row_id)
    assert sorted(entries(database)[3:]) == [
        ("Delete employer", "employer", "D"),
        ("Delete employer", "worksite", "D"),
        ("Delete employer", "worksite", "D"),
    ]
    database.undo()
    assert business(database) == state


def test_an_update_journals_only_the_fields_that_changed(database: Database) -> None:
    with database.write("Add employer") as write:
        row_id = write.insert(Employer, {"legal_name": "Acme Ltd", "headcount": 4})
    with database.write("Edit employer") as write:
        write.update(Employer, row_id, {"legal_name": "Acme Ltd", "headcount": None, "notes": "é “’ \u0000 ✓"})
        write.connection.exec_driver_sql("UPDATE employer SET rev = 7")  # not fields
    with database.read() as connection:
        stored = connection.exec_driver_sql("SELECT op, before, after FROM change ORDER BY n DESC LIMIT 1").one()
    assert (stored[0], json.loads(stored[1])) == ("U", {"5": 4, "13": ""})
    assert json.loads(stored[2]) == {"5": None, "13": "é “’ \u0000 ✓"}


def test_a_write_that_fails_leaves_nothing(database: Database) -> None:
    before = business(database)
    with pytest.raises(RuntimeError), database.write("Add employer") as write:
        by_core(write, new_id())
        raise RuntimeError
    assert business(database) == before
    assert entries(database) == []


def test_a_write_that_changes_nothing_leaves_no_changeset(database: Database) -> None:
    with database.write("Look around"):
        pass
    with database.read() as connection:
        assert [h.operation for h in journal.recent(connection, 5)] == ["Set up"]


def test_a_batch_migration_gets_its_triggers_back(database: Database) -> None:
    from alembic.migration import MigrationContext
    from alembic.operations import Operations
    from sqlalchemy import Column, Text

    from db import triggers

    row_id = new_id()
    with database.write("Add employer") as write:
        by_core(write, row_id)
    with database.scratch() as connection:
        for name in triggers.installed(connection):
            connection.exec_driver_sql(f"DROP TRIGGER {name}")
        operations = Operations(MigrationContext.configure(connection))
        connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
        with operations.batch_alter_table("tag", recreate="always") as batch:
            batch.add_column(Column("colour", Text))
        assert triggers.install(connection)
    with database.scratch() as connection:
        assert not triggers.install(connection)
    with pytest.raises(NoOpenChangeset), database.scratch() as connection:
        connection.exec_driver_sql("INSERT INTO tag (id, label) VALUES ('x', 'y')")
    assert runner.config().get_main_option("script_location")
