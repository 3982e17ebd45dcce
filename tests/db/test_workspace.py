"""Opening the file: new, again, damaged, wrong key, newer; both ways to a schema agree."""

from __future__ import annotations

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from db import triggers
from db.base import FIELD_ID, Base, fields, records
from db.engine import make_engine
from db.errors import DatabaseDamaged, DatabaseNewer
from db.migrations import HEAD, runner
from db.models import Employer
from db.session import Database
from db.workspace import open_database
from talented_desk.clock import FixedClock
from talented_desk.events import EventBus
from tests.conftest import KEY
from tests.db.test_journal import business


def reopen(database: Database, clock: FixedClock, key: bytes = KEY) -> Database:
    database.close()
    return open_database(database.path, key, clock=clock, events=EventBus())


def test_the_migrations_make_what_the_models_say(tmp_path: Path) -> None:
    engine = make_engine(tmp_path / "migrated.db", KEY, writer=True)
    with engine.connect() as connection:
        runner.upgrade(connection)
        with connection.begin():
            assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []
            assert not triggers.install(connection)
            revision = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar_one()
    engine.dispose()
    assert revision == HEAD


def test_field_and_table_numbers_are_dense_and_unique() -> None:
    numbers = [int(table.info["table_id"]) for table in records()]
    assert sorted(numbers) == list(range(1, len(numbers) + 1))
    for table in records():
        ids = [c.info[FIELD_ID] for c in table.columns if FIELD_ID in c.info]
        assert sorted(ids) == list(range(1, len(fields(table)) + 1)), table.name


def test_what_was_written_is_there_again(database: Database, clock: FixedClock) -> None:
    with database.write("Add employer") as write:
        write.insert(Employer, {"legal_name": "Acme"})
    state, device = business(database), database.identity.device_id
    again = reopen(database, clock)
    assert business(again) == state
    assert again.identity.device_id == device
    again.close()


def test_a_wrong_key_and_a_damaged_file_say_so_and_change_nothing(database: Database, clock: FixedClock) -> None:
    database.close()
    content = database.path.read_bytes()
    with pytest.raises(DatabaseDamaged) as told:
        reopen(database, clock, bytes(32))
    assert "restore" in str(told.value)
    assert database.path.read_bytes() == content
    database.path.write_bytes(b"not a database at all" * 500)
    with pytest.raises(DatabaseDamaged):
        reopen(database, clock)


def test_a_database_of_a_newer_program_is_refused(database: Database, clock: FixedClock) -> None:
    with database.scratch() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(DatabaseNewer) as told:
        reopen(database, clock)
    assert told.value.fields["found"] == "9999"


def test_triggers_that_were_tampered_with_are_made_again(database: Database, clock: FixedClock) -> None:
    with database.scratch() as connection:
        connection.exec_driver_sql("DROP TRIGGER journal_employer_update")
    again = reopen(database, clock)
    with again.read() as connection:
        assert triggers.installed(connection) == triggers.expected()
    again.close()
