"""Merges come apart: in any order, after anything, and give back what each record was."""

from __future__ import annotations

import random
from collections.abc import Sequence
from itertools import permutations

import pytest
from sqlalchemy import Connection

from db import journal
from db.journal import current_values
from db.merging import merge
from db.models import (
    Contact,
    ContactRole,
    Employer,
    EmployerName,
    EmployerTag,
    SessionEmployer,
    SupportSession,
    Tag,
    Worksite,
)
from db.redirects import survivor, survivors
from db.session import Database, Write
from talented_desk.ids import fixed_id
from tests.db.seeds import seeds
from tests.db.test_journal import business

NAMES = ("Acme", "Bow", "Crowfoot", "Dalhousie")


def employer(write: Write, name: str, tags: Sequence[str]) -> str:
    """An employer with everything that can hang on one."""
    row_id = write.insert(Employer, {"legal_name": name, "phone": "403 555 01" + str(len(name) * 7)})
    site = write.insert(Worksite, {"employer_id": row_id, "city": name})
    contact = write.insert(Contact, {"given_name": name})
    write.insert(ContactRole, {"contact_id": contact, "employer_id": row_id, "worksite_id": site})
    write.insert(EmployerName, {"employer_id": row_id, "name": "One name", "kind": "listed"})
    for tag in tags:
        write.insert(EmployerTag, {"employer_id": row_id, "tag_id": tag}, fixed_id(row_id, "tag", tag))
    return row_id


@pytest.fixture
def four(database: Database) -> list[str]:
    """Four employers with tags that partly overlap, and a session that credits them all."""
    with database.write("Set up") as write:
        tags = [write.insert(Tag, {"label": label}) for label in "xyz"]
        ids = [employer(write, name, tags[: at % 3 + 1]) for at, name in enumerate(NAMES)]
        session = write.insert(
            SupportSession, {"happened_at": "2026-11-20T17:00:00.000Z", "channel": "visit", "minutes_direct": 60}
        )
        for one in ids:
            member = fixed_id(session, "employer", one)
            write.insert(SessionEmployer, {"session_id": session, "employer_id": one}, member)
    return ids


def merged(database: Database, keep: str, gone: str, phone: str = "") -> str:
    with database.write("Merge") as write:
        merge(write, "employer", keep, gone)
        if phone:
            write.update(Employer, keep, {"phone": phone})
        return write.id


def tags_of(connection: Connection, row_id: str) -> set[str]:
    found = connection.exec_driver_sql("SELECT id FROM employer_tag WHERE employer_id = ?", (row_id,))
    return set(found.scalars())


def in_force(database: Database) -> dict[str, str]:
    with database.read() as connection:
        rows = connection.exec_driver_sql("SELECT from_id, to_id FROM redirect").all()
    return {str(a): str(b) for a, b in rows}


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_a_chain_of_merges_comes_apart_in_any_order(
    database: Database, four: list[str], order: tuple[int, ...]
) -> None:
    a, b, c, d = four
    before = business(database)
    operations = [merged(database, b, a, "1"), merged(database, c, b, "2"), merged(database, d, c, "3")]
    with database.read() as connection:
        assert survivors(connection, four) == {a: d, b: d, c: d}
        left = [row[0] for row in connection.exec_driver_sql("SELECT DISTINCT employer_id FROM worksite")]
    assert left == [d]
    for at in order:
        database.revert(operations[at])
        with database.read() as connection:
            assert connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall() == []
    assert business(database) == before


def test_undoing_the_first_of_two_gives_back_its_own(database: Database, four: list[str]) -> None:
    a, b, c, _ = four
    with database.read() as connection:
        whole = current_values(connection, "employer", [a])[a]
        tags = tags_of(connection, a)
    first = merged(database, b, a)
    merged(database, c, b)
    undone = database.revert(first)
    assert [kept for kept in undone.kept if kept.table != "employer_name"] == []
    with database.read() as connection:
        assert current_values(connection, "employer", [a, b]) == {a: whole}
        found = {
            row[0] for row in connection.exec_driver_sql("SELECT id FROM employer_tag WHERE employer_id = ?", (a,))
        }
        assert found == tags
        (city,) = connection.exec_driver_sql("SELECT city FROM worksite WHERE employer_id = ?", (a,)).scalars()
        assert city == "Acme"
        assert survivor(connection, a) is None and survivor(connection, b) == c


def test_what_was_edited_since_stays_and_is_told(database: Database, four: list[str]) -> None:
    a, b, _, _ = four
    operation = merged(database, b, a, "403 555 0000")
    with database.write("Edit several employers") as write:
        write.connection.exec_driver_sql("UPDATE employer SET phone = '403 555 9999'")
        site = write.insert(Worksite, {"employer_id": b, "city": "New"})
    undone = database.revert(operation)
    assert [(kept.table, kept.row_id, kept.field, kept.reason) for kept in undone.kept] == [
        ("employer", b, "phone", "changed")
    ]
    with database.read() as connection:
        assert current_values(connection, "worksite", [site])[site]["employer_id"] == b


def test_an_undo_after_a_merge_reaches_what_was_led_on(database: Database, four: list[str]) -> None:
    a, b, c, _ = four
    with database.write("Move worksite") as write:
        site = write.insert(Worksite, {"employer_id": a, "city": "Moved"})
    with database.write("Move worksite") as write:
        write.update(Worksite, site, {"employer_id": c})
    with database.read() as connection:
        (move,) = journal.recent(connection, 1)
    merged(database, b, a)
    assert database.revert(move.id).kept == ()  # back to a, which carries on as b
    with database.read() as connection:
        assert current_values(connection, "worksite", [site])[site]["employer_id"] == b


def test_a_deleted_child_comes_back_to_the_survivor(database: Database, four: list[str]) -> None:
    a, b, _, _ = four
    with database.read() as connection:
        tag = connection.exec_driver_sql("SELECT tag_id FROM employer_tag WHERE employer_id = ?", (a,)).scalars().one()
    with database.write("Delete") as write:
        write.connection.exec_driver_sql("DELETE FROM worksite WHERE employer_id = ?", (a,))
        write.connection.exec_driver_sql("DELETE FROM employer_tag WHERE employer_id IN (?, ?)", (a, b))
    with database.read() as connection:
        (deletion,) = journal.recent(connection, 1)
    merged(database, b, a)
    assert database.revert(deletion.id).kept == ()
    with database.read() as connection:
        cities = connection.exec_driver_sql("SELECT city FROM worksite WHERE employer_id = ? ORDER BY city", (b,))
        assert cities.scalars().all() == ["Acme", "Bow"]
        member = fixed_id(b, "tag", tag)
        assert current_values(connection, "employer_tag", [member])[member] == {"employer_id": b, "tag_id": tag}


def test_rolling_back_an_import_whose_row_was_merged_since(database: Database, four: list[str]) -> None:
    _, b, _, _ = four
    with database.write("Import") as write:
        new = employer(write, "Acme again", [])
    with database.read() as connection:
        (imported,) = journal.recent(connection, 1)
    operation = merged(database, b, new)
    undone = database.revert(imported.id)
    assert [(kept.table, kept.row_id, kept.reason) for kept in undone.kept] == [("employer", new, "merged")]
    with database.read() as connection:
        cities = connection.exec_driver_sql("SELECT city FROM worksite WHERE employer_id = ?", (b,)).scalars().all()
        assert cities == ["Bow"]  # what only the import had brought went
    undone = database.revert(operation)
    assert ("employer", new, "undone") in [(kept.table, kept.row_id, kept.reason) for kept in undone.kept]
    with database.read() as connection:
        assert current_values(connection, "employer", [new]) == {}  # it does not rise again


@pytest.mark.parametrize("seed", range(seeds(30)))
def test_random_merges_and_edits_come_apart(database: Database, four: list[str], seed: int) -> None:
    """Merges in a random forest, other work between them, taken apart in random order: each gets its own back."""
    chance = random.Random(seed)
    with database.read() as connection:
        own = {str(r[0]): str(r[1]) for r in connection.exec_driver_sql("SELECT id, employer_id FROM worksite")}
        minutes = connection.exec_driver_sql("SELECT sum(minutes_direct) FROM support_session").scalar()
    operations: list[str] = []
    alive = list(four)
    while len(alive) > 1 and (chance.random() < 0.9 or not operations):
        keep, gone = chance.sample(alive, 2)
        operations.append(merged(database, keep, gone, str(chance.random())))
        alive.remove(gone)
        if chance.random() < 0.5:
            with database.write("Edit employer") as write:
                write.update(Employer, keep, {"notes": str(chance.random())})
        if chance.random() < 0.3:
            with database.write("Add worksite") as write:
                write.insert(Worksite, {"employer_id": keep, "city": "Since"})
        if chance.random() < 0.3:
            before = business(database)
            database.undo()
            database.redo()
            assert business(database) == before
    chance.shuffle(operations)
    for operation in operations:
        before = business(database)
        database.revert(operation)
        assert database.undo().kept == ()
        assert business(database) == before
        assert database.redo().kept == ()
        with database.read() as connection:
            assert connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall() == []
            assert connection.exec_driver_sql("SELECT sum(minutes_direct) FROM support_session").scalar() == minutes
    assert in_force(database) == {}
    with database.read() as connection:
        now = {str(r[0]): str(r[1]) for r in connection.exec_driver_sql("SELECT id, employer_id FROM worksite")}
        assert {site: now[site] for site in own} == own
        assert connection.exec_driver_sql("SELECT count(*) FROM session_employer").scalar() == 4
        assert connection.exec_driver_sql("SELECT count(*) FROM employer_name").scalar() == 4
