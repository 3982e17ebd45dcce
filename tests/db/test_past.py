"""The base and its records as they were: equal to a copy taken then, whatever was done since."""

from __future__ import annotations

import random
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.exc import IntegrityError

from db import dump, journal, past
from db.base import records
from db.models import Employer, EmployerName, Task, Worksite
from db.session import Database
from db.undo import NothingToRedo, NothingToUndo
from db.workspace import open_database
from talented_desk.clock import FixedClock
from talented_desk.events import EventBus
from tests.conftest import KEY
from tests.db.test_journal import business
from tests.db.test_undo_invariants import State, rows_of, something


def _last(database: Database) -> int:
    with database.read() as connection:
        return journal.last_hlc(connection)


def _live(database: Database, clock: FixedClock, chance: random.Random) -> None:
    clock.advance(seconds=chance.choice([-7200, 0, 0.001, 1, 3600]))  # a wall clock may run backwards
    try:
        what = chance.choice(["do", "do", "do", "undo", "redo"])
        if what == "undo":
            database.undo()
        elif what == "redo":
            database.redo()
        else:
            with database.write("Do") as write:
                something(write, chance)
    except (NothingToUndo, NothingToRedo, IntegrityError):
        return


def _belongings(state: State, employer: str) -> set[tuple[str, str]]:
    """The rows of a copy that name this employer."""
    return {key for key, values in state.items() if any(values.get(n) == employer for n in ("employer_id",))}


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(st.randoms(use_true_random=False), st.integers(3, 14))
def test_what_was_is_told_as_it_was(chance: random.Random, operations: int) -> None:
    clock, copies = FixedClock(datetime(2026, 11, 23, 15, 30, tzinfo=UTC)), []
    with tempfile.TemporaryDirectory() as folder:
        database = open_database(Path(folder) / "desk.db", KEY, clock=clock, events=EventBus())
        try:
            former = past.FormerLinks()
            for _ in range(operations):
                _live(database, clock, chance)
                copies.append((_last(database), business(database)))
                if chance.random() < 0.2:  # what is read off the journal in pieces is the same
                    with database.read() as connection:
                        former.of(connection, ["nobody"])
            employers = {i for _, copy in copies for table, i in rows_of(copy) if table == "employer"}
            for moment, copy in copies:
                with database.read_as_of(moment) as connection:
                    assert list(dump.business(connection)) == copy
                state = rows_of(copy)
                with database.read() as connection:
                    for employer in sorted(employers):
                        told = past.record_at(connection, former, "employer", employer, moment)
                        then = {(row.table, row.row_id): row.then for row in told if row.then is not None}
                        assert all(state[key] == values for key, values in then.items())
                        assert _belongings(state, employer) <= then.keys()
                        assert (("employer", employer) in then) == (("employer", employer) in state)
            assert business(database) == copies[-1][1]  # looking back changed nothing
        finally:
            database.close()


def test_a_reader_of_the_past_leaves_nothing_behind(database: Database) -> None:
    with database.write("Add") as write:
        employer = write.insert(Employer, {"legal_name": "Acme"})
    moment = _last(database)
    with database.write("Edit") as write:
        write.update(Employer, employer, {"legal_name": "Acme Foods"})
    for _ in range(20):
        with database.read_as_of(moment) as connection:
            assert connection.exec_driver_sql("SELECT legal_name FROM employer").scalars().all() == ["Acme"]
        with database.read() as connection:
            assert connection.exec_driver_sql("SELECT legal_name FROM employer").scalars().all() == ["Acme Foods"]
            assert connection.exec_driver_sql("SELECT count(*) FROM sqlite_temp_master").scalar() == 0


def test_children_that_went_or_moved_are_found_and_each_field_tells_who_changed_it(database: Database) -> None:
    with database.write("Add") as write:
        acme, bow = (write.insert(Employer, {"legal_name": name}) for name in ("Acme", "Bow"))
        gone = write.insert(EmployerName, {"employer_id": acme, "name": "Acme Foods", "kind": "trade"})
        moved = write.insert(Worksite, {"employer_id": acme, "city": "Calgary"})
        task = write.insert(Task, {"employer_id": acme, "subject": "Call", "due_on": "2026-12-01"})
    moment = _last(database)
    with database.write("Delete name") as write:
        write.delete(EmployerName, gone)
    with database.write("Move") as write:
        write.update(Worksite, moved, {"employer_id": bow})
    for city in ("Airdrie", "Banff"):
        with database.write(f"To {city}") as write:
            write.update(Worksite, moved, {"city": city})
    with database.write("New") as write:
        new = write.insert(Worksite, {"employer_id": acme, "city": "Olds"})
    with database.read() as connection:
        told = {row.row_id: row for row in past.record_at(connection, past.FormerLinks(), "employer", acme, moment)}
        operations = {n: str(name) for n, name in connection.exec_driver_sql("SELECT n, operation FROM changeset")}
    assert told.keys() == {acme, gone, moved, task, new}
    assert told[gone].then is not None and told[gone].now is None
    assert operations[told[gone].since[""]] == "Delete name"
    then = told[moved].then
    assert then is not None and then["city"] == "Calgary"
    assert operations[told[moved].since["city"]] == "To Airdrie"
    assert operations[told[moved].since["employer_id"]] == "Move"
    assert told[moved].differing() == ["employer_id", "city"]
    assert told[new].then is None and told[task].differing() == []
    with database.read() as connection:
        life = past.moments(connection, past.FormerLinks(), "employer", acme)
    assert [operations[one.changeset_n] for one in life] == [
        *("Add", "Delete name", "Move", "To Airdrie", "To Banff", "New")
    ]
    assert all(table.name != "change" for table in records())
