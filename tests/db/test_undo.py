"""Undo, redo, taking back from history, and the state of a record at a past moment."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from db import journal, undo
from db.base import records
from db.models import Contact, ContactRole, Employer, Worksite
from db.session import Database
from db.types import Identity
from talented_desk.clock import FixedClock, utc_text
from tests.db.test_journal import business


def name_of(database: Database, row_id: str) -> object:
    with database.read() as connection:
        found = journal.current_values(connection, "employer", [row_id])
    return found[row_id]["legal_name"] if row_id in found else None


def add(database: Database, name: str) -> str:
    with database.write("Add employer", subject=name) as write:
        return write.insert(Employer, {"legal_name": name})


def rename(database: Database, row_id: str, name: str) -> None:
    with database.write("Edit employer") as write:
        write.update(Employer, row_id, {"legal_name": name})


def test_undo_and_redo_walk_back_and_forth(database: Database) -> None:
    states = [business(database)]
    row_id = add(database, "A")
    states.append(business(database))
    for name in ("B", "C"):
        rename(database, row_id, name)
        states.append(business(database))
    for expected in reversed(states[:-1]):
        database.undo()
        assert business(database) == expected
    with pytest.raises(undo.NothingToUndo):
        database.undo()
    for expected in states[1:]:
        database.redo()
        assert business(database) == expected
    with pytest.raises(undo.NothingToRedo):
        database.redo()
    database.undo()
    database.undo()
    database.redo()
    assert name_of(database, row_id) == "B"
    rename(database, row_id, "D")
    with pytest.raises(undo.NothingToRedo):
        database.redo()
    database.undo()
    assert name_of(database, row_id) == "B"
    database.undo()
    assert name_of(database, row_id) == "A"


def test_others_operations_are_not_undone_but_can_be_taken_back(database: Database) -> None:
    row_id = add(database, "A")
    mine = database.identity
    database.identity = Identity("someone-else", mine.device_id)
    rename(database, row_id, "Theirs")
    database.identity = mine
    assert (database.next_undo() or pytest.fail()).operation == "Add employer"
    with database.read() as connection:
        theirs = journal.recent(connection, 1)[0]
    database.revert(theirs.id)
    assert name_of(database, row_id) == "A"
    database.undo()
    assert name_of(database, row_id) == "Theirs"


def test_a_field_changed_since_is_kept_and_listed(database: Database) -> None:
    row_id = add(database, "A")
    with database.write("Edit employer") as write:
        write.update(Employer, row_id, {"legal_name": "B", "naics": "54"})
    with database.read() as connection:
        edit = journal.recent(connection, 1)[0]
    rename(database, row_id, "C")
    result = database.revert(edit.id)
    assert [(kept.field, kept.reason) for kept in result.kept] == [("legal_name", "changed")]
    with database.read() as connection:
        values = journal.current_values(connection, "employer", [row_id])[row_id]
    assert (values["legal_name"], values["naics"]) == ("C", "")
    database.undo()
    assert database.revert(edit.id, force=True).kept == ()
    assert name_of(database, row_id) == "A"


def test_a_new_row_that_others_need_or_edited_stays(database: Database) -> None:
    with database.write("Import list.csv") as write:
        edited = write.insert(Employer, {"legal_name": "Edited"})
        needed = write.insert(Employer, {"legal_name": "Needed"})
        plain = write.insert(Employer, {"legal_name": "Plain"})
        site = write.insert(Worksite, {"employer_id": plain, "city": "Calgary"})
        kept_site = write.insert(Worksite, {"employer_id": edited, "city": "Banff"})
    with database.read() as connection:
        imported = journal.recent(connection, 1)[0]
    with database.write("Edit worksite") as write:
        write.update(Worksite, kept_site, {"city": "Canmore"})
    with database.write("Add contact") as write:
        contact = write.insert(Contact, {"given_name": "Dana"})
        write.insert(ContactRole, {"contact_id": contact, "employer_id": needed})
    result = database.revert(imported.id)
    assert {(kept.row_id, kept.reason) for kept in result.kept} == {
        (kept_site, "changed"),
        (edited, "needed"),
        (needed, "needed"),
    }
    assert name_of(database, plain) is None
    with database.read() as connection:
        assert journal.current_values(connection, "worksite", [site]) == {}


def test_undo_of_a_delete_whose_parent_is_gone_says_so(database: Database) -> None:
    row_id = add(database, "A")
    with database.write("Add worksite") as write:
        site = write.insert(Worksite, {"employer_id": row_id, "city": "Calgary"})
    with database.write("Delete worksite") as write:
        write.delete(Worksite, site)
    with database.read() as connection:
        deletion = journal.recent(connection, 1)[0]
    with database.write("Delete employer") as write:
        write.delete(Employer, row_id)
    result = database.revert(deletion.id)
    assert [(kept.row_id, kept.reason) for kept in result.kept] == [(site, "parent_gone")]


def test_state_at_a_past_moment(database: Database, clock: FixedClock) -> None:
    moments = []
    row_id = add(database, "A")
    moments.append(("A", utc_text(clock.now())))
    for name in ("B", "C"):
        clock.advance(days=1)
        rename(database, row_id, name)
        moments.append((name, utc_text(clock.now())))
    clock.advance(days=1)
    with database.write("Delete employer") as write:
        write.delete(Employer, row_id)
    with database.read() as connection:
        for name, moment in moments:
            state = journal.state_at(connection, "employer", row_id, moment)
            assert state is not None and state["legal_name"] == name
        assert journal.state_at(connection, "employer", row_id, utc_text(clock.now())) is None
        first = utc_text(clock.now() - timedelta(days=30))
        assert journal.state_at(connection, "employer", row_id, first) is None


def test_history_tells_who_what_and_from_to(database: Database) -> None:
    row_id = add(database, "A")
    rename(database, row_id, "B")
    with database.read() as connection:
        told = journal.history(connection, [("employer", row_id)])
    (edit, (entry,)), (creation, (first,)) = told
    assert (edit.operation, creation.operation) == ("Edit employer", "Add employer")
    assert [(c.field, c.before, c.after) for c in entry.changes] == [("legal_name", "A", "B")]
    assert ("legal_name", None, "A") in [(c.field, c.before, c.after) for c in first.changes]


def test_history_that_is_cut_ends_with_a_whole_operation(database: Database) -> None:
    row_id = add(database, "A")
    with database.write("Edit thrice") as write:
        for city in ("Banff", "Calgary", "Edmonton"):
            write.update(Employer, row_id, {"city": city})
    rename(database, row_id, "B")
    with database.read() as connection:
        for limit in (2, 3, 4):
            told = journal.history(connection, [("employer", row_id)], limit)
            assert [(header.operation, len(entries)) for header, entries in told] == [
                ("Edit employer", 1),
                ("Edit thrice", 3),
            ]
        older = journal.history(connection, [("employer", row_id)], 2, before=told[-1][0].n)
    assert [header.operation for header, _ in older] == ["Add employer"]


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["add", "edit", "delete", "site", "swap", "undo", "redo"]),
        st.integers(0, 5),
        st.text(max_size=5),
    ),
    max_size=25,
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_undo_gives_back_every_earlier_state(database: Database, steps: list[tuple[str, int, str]]) -> None:
    """Random operations with undo and redo between them behave like a stack of states."""
    while database.next_undo() is not None:
        database.undo()
    states, position = [business(database)], 0
    employers: list[str] = []
    for what, which, word in steps:
        if what == "undo":
            if position:
                database.undo()
                position -= 1
        elif what == "redo":
            if position < len(states) - 1:
                database.redo()
                position += 1
        else:
            last = getattr(database.next_undo(), "id", "")
            alive = [i for i in employers if name_of(database, i) is not None]
            target = alive[which % len(alive)] if alive else None
            with database.write(what.title()) as write:
                if what == "add" or target is None:
                    employers.append(write.insert(Employer, {"legal_name": word}))
                elif what == "edit":
                    write.update(Employer, target, {"legal_name": word, "headcount": which})
                elif what == "site":
                    write.insert(Worksite, {"employer_id": target, "city": word})
                elif what == "swap":
                    write.delete(Employer, target)
                    write.insert(Employer, {"legal_name": word}, target)
                else:
                    write.delete(Employer, target)
            made = database.next_undo()
            if made is not None and made.id != last:  # a row swapped for its like is an operation too
                states = [*states[: position + 1], business(database)]
                position += 1
        assert business(database) == states[position]


def test_a_table_refers_only_to_tables_before_it() -> None:
    """Undo puts back parents first and takes away children first; with this no reference ever has to be deferred."""
    known: set[str] = set()
    for table in records():
        assert {key.column.table.name for key in table.foreign_keys} <= known
        known.add(table.name)
