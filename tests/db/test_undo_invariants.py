"""What holds whatever is done, undone, redone and taken back, in any order, over every kind of reference."""

from __future__ import annotations

import json
import random
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from db import dump, journal
from db.base import fields, records
from db.merging import merge
from db.models import Contact, ContactRole, Employer, EmployerTag, Institution, Opportunity, Placement, Tag, Worksite
from db.session import Database, Write
from db.types import Value
from db.undo import ChangedSinceApart, NothingToRedo, NothingToUndo
from talented_desk.clock import FixedClock, from_utc_text, utc_text
from talented_desk.ids import fixed_id
from tests.db.seeds import seeds
from tests.db.test_journal import business

Row = dict[str, Value]
State = dict[tuple[str, str], Row]


def replayed(database: Database) -> list[str]:
    """The business state that the journal alone gives, from nothing."""
    state: State = {}
    born: dict[tuple[str, str], int] = {}
    with database.read() as connection:
        entries = connection.execute(text("SELECT n, table_id, row_id, op, before, after FROM change ORDER BY n"))
        for entry in map(journal.decode, entries):
            place = (entry.table, entry.row_id)
            if entry.op == "D":
                assert state.pop(place) == entry.before
            elif entry.op == "I":
                # a row that was made here too, before its history came behind what was here
                assert place not in state or entry.n > 0 > born[place]
                state[place], born[place] = dict(entry.after), entry.n
            else:
                assert {name: state[place][name] for name in entry.before} == entry.before
                state[place].update(entry.after)
    lines = []
    for table in sorted(records(), key=lambda table: int(table.info["table_id"])):
        for (name, row_id), values in sorted(state.items()):
            if name == table.name:
                ordered = {column: values[column] for column in fields(table)}
                lines.append(json.dumps({"table": name, "id": row_id, **ordered}, ensure_ascii=False))
    return lines


def rows_of(lines: list[str]) -> State:
    """A dump by table and id."""
    state: State = {}
    for line in lines:
        values = json.loads(line)
        state[(values.pop("table"), values.pop("id"))] = values
    return state


def ids(write: Write, table: str) -> list[str]:
    return [str(row[0]) for row in write.connection.exec_driver_sql(f"SELECT id FROM {table} ORDER BY id")]


KINDS = (
    *("employer", "employer", "worksite", "worksite", "contact", "role", "opportunity", "placement", "institution"),
    *("tag", "retag", "edit", "edit", "bulk", "move", "merge", "delete", "delete", "delete_child", "swap"),
)


def something(write: Write, chance: random.Random) -> None:
    """One to six random steps of one operation."""
    for _ in range(chance.randint(1, 6)):
        _step(write, chance)


def _step(write: Write, chance: random.Random) -> None:
    def one(table: str) -> str | None:
        found = ids(write, table)
        return chance.choice(found) if found else None

    word = chance.choice(["A", "é", "", "x" * 30, "7"])
    employer, other = one("employer"), one("employer")
    kind = chance.choice(KINDS)
    if kind == "employer" or employer is None or other is None:
        write.insert(Employer, {"legal_name": word})
    elif kind == "worksite":
        write.insert(Worksite, {"employer_id": employer, "city": word})
    elif kind == "contact":
        write.insert(Contact, {"given_name": word})
    elif kind == "role" and (contact := one("contact")):
        write.insert(
            ContactRole, {"contact_id": contact, "employer_id": employer, "worksite_id": one("worksite"), "role": word}
        )
    elif kind == "opportunity":
        write.insert(Opportunity, {"employer_id": employer, "contact_id": one("contact"), "title": word})
    elif kind == "placement":
        write.insert(
            Placement,
            {
                "employer_id": employer,
                "opportunity_id": one("opportunity"),
                "institution_id": one("institution"),
                "student_name": word,
                "title": word,
                "starts_on": "2027-01-04",
                "ends_on": "2027-04-30",
            },
        )
    elif kind == "institution":
        write.insert(Institution, {"name": word})
    elif kind in ("tag", "retag"):
        # members of a set have fixed ids: the same row goes and comes again
        tag = one("tag") or write.insert(Tag, {"label": word})
        row_id = fixed_id(employer, "tag", tag)
        if row_id in ids(write, "employer_tag"):
            write.delete(EmployerTag, row_id)
        else:
            write.insert(EmployerTag, {"employer_id": employer, "tag_id": tag}, row_id)
    elif kind == "bulk":
        write.connection.exec_driver_sql("UPDATE employer SET notes = ?, headcount = NULL", (word,))
    elif kind == "move" and (site := one("worksite")):
        write.update(Worksite, site, {"employer_id": write.insert(Employer, {"legal_name": word})})
    elif kind == "merge":
        _merge(write, chance)
    elif kind == "delete":
        model = chance.choice([Employer, Contact, Opportunity, Tag, Institution])
        if target := one(str(model.__tablename__)):
            write.delete(model, target)
    elif kind == "delete_child" and (target := one("worksite")):
        write.delete(Worksite, target)
    elif kind == "swap":
        write.connection.exec_driver_sql("REPLACE INTO employer (id, legal_name) VALUES (?, ?)", (employer, word))
    else:
        write.update(Employer, employer, {"legal_name": word, "naics": word[:2], "headcount": chance.choice([None, 5])})


def _merge(write: Write, chance: random.Random) -> None:
    kind = chance.choice(("employer", "employer", "contact", "worksite", "institution"))
    known = ids(write, kind)
    if len(known) > 1:
        merge(write, kind, *chance.sample(known, 2))


@pytest.mark.parametrize("seed", range(seeds(24)))
def test_the_journal_tells_the_truth_and_every_inverse_has_an_inverse(
    database: Database, clock: FixedClock, seed: int
) -> None:
    chance = random.Random(seed)
    past: list[tuple[str, State]] = []

    def check() -> list[str]:
        now = business(database)
        assert replayed(database) == now
        with database.read() as connection:
            assert connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall() == []
        return now

    for _ in range(30):
        before = check()
        past.append((utc_text(clock.now()), rows_of(before)))
        clock.advance(seconds=chance.choice([0.001, 1, 3600]))
        what = chance.choice(["do", "do", "do", "undo", "redo", "revert", "revert"])
        try:
            if what == "do" and chance.random() < 0.25:
                with database.write("Merge") as write:
                    _merge(write, chance)
            elif what == "do":
                with database.write("Do") as write:
                    something(write, chance)
            elif what == "undo":
                database.undo()
                database.redo()
                assert check() == before
                database.undo()
            elif what == "redo":
                database.redo()
                database.undo()
                assert check() == before
                database.redo()
            else:
                with database.read() as connection:
                    chosen = chance.choice(journal.recent(connection, 12))
                if chosen.operation == "Set up":
                    continue
                result = database.revert(chosen.id, force=chance.random() < 0.4)
                if result.rows:
                    after = check()
                    assert database.undo().kept == ()
                    assert check() == before
                    assert database.redo().kept == ()
                    assert check() == after
        except (NothingToUndo, NothingToRedo):
            continue
        except ChangedSinceApart:
            assert business(database) == before
        except IntegrityError as error:  # an institution with placements may not be deleted
            assert "FOREIGN KEY" in str(error.orig)
            assert business(database) == before
    everyone = {place for _, state in past for place in state}
    with database.read() as connection:
        for moment, state in chance.sample(past, 6):
            for table, row_id in everyone:
                assert journal.state_at(connection, table, row_id, moment) == state.get((table, row_id))


def test_a_new_parent_goes_when_what_was_moved_to_it_moves_back(database: Database) -> None:
    with database.write("Add employer") as write:
        old = write.insert(Employer, {"legal_name": "Old"})
        site = write.insert(Worksite, {"employer_id": old})
    state = business(database)
    with database.write("Split off") as write:
        write.update(Worksite, site, {"employer_id": write.insert(Employer, {"legal_name": "New"})})
    assert database.undo().kept == ()
    assert business(database) == state


def test_a_member_that_came_again_later_keeps_its_parent(database: Database) -> None:
    """The row of another operation under the same fixed id must not go with the parent."""
    with database.write("Import") as write:
        employer = write.insert(Employer, {"legal_name": "Acme"})
        tag = write.insert(Tag, {"label": "first-time host"})
        member = fixed_id(employer, "tag", tag)
        write.insert(EmployerTag, {"employer_id": employer, "tag_id": tag}, member)
        write.delete(EmployerTag, member)
    with database.read() as connection:
        (imported,) = journal.recent(connection, 1)
    with database.write("Tag") as write:
        write.insert(EmployerTag, {"employer_id": employer, "tag_id": tag}, member)
    state = business(database)
    assert {(kept.row_id, kept.reason) for kept in database.revert(imported.id).kept} == {
        (employer, "needed"),
        (tag, "needed"),
    }
    assert business(database) == state


def test_force_takes_back_a_row_that_was_made_again(database: Database) -> None:
    with database.write("Add tag") as write:
        tag = write.insert(Tag, {"label": "old"})
    with database.write("Delete tag") as write:
        write.delete(Tag, tag)
    with database.read() as connection:
        (deletion,) = journal.recent(connection, 1)
    with database.write("Add tag") as write:
        write.insert(Tag, {"label": "new"}, tag)
    assert [(kept.row_id, kept.reason) for kept in database.revert(deletion.id).kept] == [(tag, "changed")]
    assert database.revert(deletion.id, force=True).kept == ()
    with database.read() as connection:
        assert journal.current_values(connection, "tag", [tag])[tag] == {"label": "old"}


def test_taking_back_what_is_gone_already_leaves_no_operation(database: Database) -> None:
    with database.write("Add employer") as write:
        write.insert(Employer, {"legal_name": "Acme"})
    with database.read() as connection:
        (addition,) = journal.recent(connection, 1)
    database.revert(addition.id)
    first = database.next_undo()
    assert database.revert(addition.id).rows == 0
    assert database.next_undo() == first


def test_past_states_hold_while_the_clock_runs_backwards(database: Database, clock: FixedClock) -> None:
    with database.write("Add employer") as write:
        row_id = write.insert(Employer, {"legal_name": "A"})
    clock.advance(days=400)
    with database.write("Edit employer") as write:
        write.update(Employer, row_id, {"legal_name": "B", "notes": "n"})
    clock.advance(days=-380)
    with database.write("Edit employer") as write:
        write.update(Employer, row_id, {"legal_name": "C"})
    with database.read() as connection:
        clocks = [header.hlc for header in journal.recent(connection, 3)]
        assert clocks == sorted(clocks, reverse=True) and len(set(clocks)) == 3
        newest = journal.info(connection, number=journal.recent(connection, 1)[0].n)
        assert newest is not None
        between = from_utc_text(newest.at) + timedelta(days=1)
        state = journal.state_at(connection, "employer", row_id, utc_text(between))
    assert state is not None and (state["legal_name"], state["notes"]) == ("A", "")  # a state that did exist


def test_dump_is_what_the_dump_says(database: Database) -> None:
    with database.read() as connection:
        assert replayed(database) == list(dump.business(connection))
