"""Readers beside a writer, writers beside each other, and what must not nest."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest
from sqlalchemy.exc import IntegrityError

from db import journal
from db.errors import DiskFull, TransactionLost
from db.models import Employer
from db.session import INDEXED_AT_ONCE, Database
from db.undo import NothingToUndo
from talented_desk.events import DataChanged, EventBus
from talented_desk.ids import new_id
from tests.db.test_journal import business

WAIT = 60
"""Seconds after which a hang counts as a failure; nothing is measured by it."""


def count(database: Database) -> int:
    with database.read() as connection:
        return int(connection.exec_driver_sql("SELECT count(*) FROM employer").scalar_one())


def test_readers_go_on_during_a_write_and_see_none_of_it(database: Database) -> None:
    with ThreadPoolExecutor(4) as pool:
        with database.write("Import") as write:
            write.insert_many(Employer, ["id", "legal_name"], [(new_id(), f"E{k}") for k in range(3000)])
            seen = [pool.submit(count, database).result(WAIT) for _ in range(8)]  # all end while the write is open
            assert seen == [0] * 8
        assert pool.submit(count, database).result(WAIT) == 3000


def test_a_readers_snapshot_stays_while_others_commit(database: Database) -> None:
    with database.read() as connection:
        first = connection.exec_driver_sql("SELECT count(*) FROM employer").scalar_one()
        with database.write("Add employer") as write:
            write.insert(Employer, {"legal_name": "Later"})
        assert connection.exec_driver_sql("SELECT count(*) FROM employer").scalar_one() == first
    assert count(database) == first + 1


def test_a_reader_cannot_write(database: Database) -> None:
    from talented_desk.errors import DeskError

    with pytest.raises(DeskError), database.read() as connection:
        connection.exec_driver_sql("DELETE FROM note")


def test_threads_that_write_take_turns(database: Database) -> None:
    row_id = new_id()
    with database.write("Add employer") as write:
        write.insert(Employer, {"legal_name": "Counter", "headcount": 0}, row_id)

    def add() -> None:
        for _ in range(25):
            with database.write("Count") as write:
                (now,) = write.connection.exec_driver_sql("SELECT headcount FROM employer").one()
                write.update(Employer, row_id, {"headcount": now + 1})

    with ThreadPoolExecutor(4) as pool:
        for done in [pool.submit(add) for _ in range(4)]:
            done.result(WAIT)
    with database.read() as connection:
        assert connection.exec_driver_sql("SELECT headcount FROM employer").scalar_one() == 100
        clocks = [header.hlc for header in journal.recent(connection, 101)]
    assert clocks == sorted(set(clocks), reverse=True)


def test_writes_do_not_nest_and_the_outer_one_is_whole(database: Database) -> None:
    with database.write("Add employer") as write:
        write.insert(Employer, {"legal_name": "Outer"})
        with pytest.raises(RuntimeError, match="inside a write"), database.write("Inner"):
            pass
        with pytest.raises(RuntimeError, match="inside a write"), database.scratch():
            pass
    with database.scratch() as connection:
        connection.exec_driver_sql("INSERT INTO note VALUES ('x', 'y')")
        with pytest.raises(RuntimeError, match="inside a write"), database.write("Inner"):
            pass
    assert count(database) == 1
    with database.read() as connection:
        assert connection.exec_driver_sql("SELECT value FROM note WHERE key = 'x'").scalar_one() == "y"


def test_a_transaction_that_the_engine_gave_up_is_not_reported_as_saved(database: Database) -> None:
    state = business(database)
    with pytest.raises(TransactionLost), database.write("Import") as write:
        row_id = write.insert(Employer, {"legal_name": "First"})
        with pytest.raises(IntegrityError):  # a step that swallows the error, and goes on
            write.connection.exec_driver_sql(
                "INSERT OR ROLLBACK INTO employer (id, legal_name) VALUES (?, 'Same id')", (row_id,)
            )
    assert business(database) == state
    with pytest.raises(TransactionLost), database.scratch() as connection:
        connection.exec_driver_sql("INSERT INTO note VALUES ('k', 'first')")
        with pytest.raises(IntegrityError):
            connection.exec_driver_sql("INSERT OR ROLLBACK INTO note VALUES ('k', 'second')")
    with database.write("Add employer") as write:  # and the next one works
        write.insert(Employer, {"legal_name": "Next"})
    assert count(database) == 1


def test_undoing_at_the_same_time_takes_back_each_operation_once(database: Database) -> None:
    state = business(database)
    for number in range(12):
        with database.write("Add employer") as write:
            write.insert(Employer, {"legal_name": str(number)})
    full = business(database)
    together = threading.Barrier(4)

    def undo_some() -> list[str]:
        together.wait(WAIT)
        return [database.undo().changeset.id for _ in range(3)]

    with ThreadPoolExecutor(4) as pool:
        taken = [i for done in [pool.submit(undo_some) for _ in range(4)] for i in done.result(WAIT)]
    assert len(set(taken)) == 12
    assert business(database) == state
    with pytest.raises(NothingToUndo):
        database.undo()
    for _ in range(12):
        assert database.redo().rows == 1
    assert business(database) == full


def test_undo_beside_writes_leaves_a_journal_that_agrees(database: Database) -> None:
    from tests.db.test_undo_invariants import replayed

    rows = [new_id() for _ in range(5)]
    with database.write("Add employers", kind="system") as write:  # not undoable: the rows stay
        write.insert_many(Employer, ["id", "legal_name"], [(row_id, "start") for row_id in rows])

    def edit(which: int) -> None:
        for step in range(20):
            with database.write("Edit employer") as write:
                write.update(Employer, rows[(which + step) % 5], {"notes": f"{which} {step}"})

    def take_back() -> None:
        for _ in range(15):
            with suppress(NothingToUndo):
                database.undo()

    with ThreadPoolExecutor(4) as pool:
        for done in [pool.submit(edit, 0), pool.submit(take_back), pool.submit(edit, 1), pool.submit(take_back)]:
            done.result(WAIT)
    assert replayed(database) == business(database)


def test_events_come_after_the_commit_and_outside_the_lock(database: Database) -> None:
    seen: list[int] = []
    with ThreadPoolExecutor(1) as pool:

        def look(event: DataChanged) -> None:
            seen.append(pool.submit(count, database).result(WAIT))  # another thread sees the row already

        def write_too(event: DataChanged) -> None:
            pool.submit(database.catch_up).result(WAIT)  # and may write

        database._events.subscribe(DataChanged, look)
        database._events.subscribe(DataChanged, write_too)
        database.index = lambda connection: False
        with database.write("Add employer") as write:
            write.insert(Employer, {"legal_name": "A"})
        database.undo()
        database.redo()
    assert seen == [1, 0, 1]


def test_a_saved_import_is_not_told_as_lost_when_indexing_it_fails(
    database: Database, events: EventBus, caplog: pytest.LogCaptureFixture
) -> None:
    seen: list[str] = []
    events.subscribe(DataChanged, lambda event: seen.append(event.operation))

    def full(connection: object) -> bool:
        raise DiskFull(folder="/")

    database.index = full
    with database.write("Import") as write:
        write.insert_many(Employer, ["id", "legal_name"], [(new_id(), "E") for _ in range(INDEXED_AT_ONCE + 1)])
    assert count(database) == INDEXED_AT_ONCE + 1
    assert seen == ["Import"] and "search is behind" in caplog.text
    with pytest.raises(DiskFull), database.write("Add employer") as write:  # in one transaction: nothing is saved
        write.insert(Employer, {"legal_name": "A"})
    assert count(database) == INDEXED_AT_ONCE + 1
