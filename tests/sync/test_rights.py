"""What a role does not see never comes, what it may not write is not taken, and what changes in that takes effect."""

from __future__ import annotations

import json
from typing import Any

import pytest

from db.dump import business
from db.models import (
    AccessRight,
    Contact,
    ContactRole,
    Employer,
    Institution,
    Officer,
    Opportunity,
    Placement,
    Promise,
    Redirect,
    SessionEmployer,
    SupportSession,
    Task,
)
from db.queries import rights as queries
from db.search import rebuild
from db.search.terms import Vocabulary
from db.shared import admin
from db.shared.admin import NoSuchEntity, NoSuchRight, NoSuchRole
from db.shared.catalogue import shared_tables
from db.shared.rights import DEFAULTS, ENTITIES, ROLES
from db.sharing import first
from db.types import Value
from talented_desk.jobs import JobRunner
from talented_desk.services.document_words import WordReader
from talented_desk.services.documents import Documents, Owner
from talented_desk.sync import engine
from talented_desk.sync.errors import NotAdmitted
from talented_desk.sync.postgres import PostgresTransport
from talented_desk.sync.transport import Copy
from tests.db.test_undo_invariants import replayed
from tests.sync.team import Device, Team
from tests.sync.test_hostile import Mallory

PLANTED = "Zanzibar"


def rows(device: Device, query: str, *values: Value) -> list[tuple[Value, ...]]:
    with device.database.read() as connection:
        return [tuple(row) for row in connection.exec_driver_sql(query, values)]


def dump(device: Device) -> list[str]:
    with device.database.read() as connection:
        return sorted(business(connection))


def everything(device: Device) -> str:
    """All that a device holds, as text."""
    with device.database.read() as connection:
        tables = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'").scalars().all()
        kept = [table for table in tables if not str(table).startswith(("search_fts", "sqlite_"))]
        return "\n".join(str(connection.exec_driver_sql(f"SELECT * FROM {table}").all()) for table in kept)


def found(device: Device, word: str) -> list[tuple[Value, ...]]:
    with device.database.read() as connection:
        query = "SELECT rowid FROM search_fts WHERE search_fts MATCH ?"
        return [tuple(row) for row in connection.exec_driver_sql(query, (word,))]


def role(team: Team, device: Device, name: str) -> None:
    admin.set_role(team.admin, device.officer, name)


def allow(team: Team, name: str, entity: str, allowed: str) -> None:
    admin.set_right(team.admin, name, entity, allowed)


class Work:
    """A little of everything, written by an officer who may do all of it."""

    def __init__(self, device: Device) -> None:
        with device.database.write("Add much", subject="Acme") as write:
            self.employer = write.insert(Employer, {"legal_name": "Acme"})
            self.institution = write.insert(Institution, {"name": "Polytechnic"})
            self.contact = write.insert(Contact, {"given_name": PLANTED, "family_name": "Quux"})
            self.role = write.insert(ContactRole, {"contact_id": self.contact, "employer_id": self.employer})
            self.session = write.insert(
                SupportSession,
                {"happened_at": "2026-11-20T10:00:00.000Z", "narrative": f"About {PLANTED}", "channel": "phone"},
            )
            write.insert(SessionEmployer, {"session_id": self.session, "employer_id": self.employer})
            self.task = write.insert(Task, {"subject": "Call", "contact_id": self.contact})
            self.promise = write.insert(
                Promise,
                {"direction": "ours", "subject": "Send it", "employer_id": self.employer, "session_id": self.session},
            )
            self.opportunity = write.insert(
                Opportunity,
                {"employer_id": self.employer, "title": "Summer", "contact_id": self.contact, "wil_type": "coop"},
            )
            self.placement = write.insert(
                Placement,
                {
                    "employer_id": self.employer, "supervisor_id": self.contact, "institution_id": self.institution,
                    "student_name": "Ana", "title": "Helper", "wil_type": "coop", "starts_on": "2026-09-01",
                    "ends_on": "2026-12-01",
                },
            )  # fmt: skip
        with device.database.write("Edit contact", subject=PLANTED) as write:
            write.update(Contact, self.contact, {"notes": f"{PLANTED} likes tea"})


def together(*devices: Device) -> None:
    for device in (*devices, *devices):
        device.engine.sync()


@pytest.fixture
def maya(team: Team) -> Device:
    return team.device("maya")


def test_every_table_is_somebodys_to_see(team: Team) -> None:
    spoken_for = {table for tables in ENTITIES.values() for table in tables}
    rest = {table.name for table in shared_tables()} - spoken_for
    assert rest == {"conflict", "redirect", "access_right"}
    assert set(DEFAULTS) == set(ROLES) and all(set(rights) == set(ENTITIES) for rights in DEFAULTS.values())
    assert [(r.role, r.entity, r.see, r.write, r.export) for r in admin.rights(team.admin)] == sorted(
        (role, entity, *map(bool, right)) for role, rights in DEFAULTS.items() for entity, right in rights.items()
    )


def test_the_table_of_rights_is_on_every_device_and_nobody_writes_it_there(team: Team, maya: Device) -> None:
    maya.engine.sync()
    with maya.database.read() as connection:
        table = queries.table(connection)
        mine = queries.of_officer(connection, maya.officer)
    assert len(table) == len(ROLES) * len(ENTITIES)
    assert set(mine) == set(ENTITIES) and all(one.write for one in mine.values())
    (row,) = rows(maya, "SELECT id, see FROM access_right WHERE role = 'auditor' AND entity = 'views'")
    with maya.database.write("Change rights") as write:
        write.update(AccessRight, str(row[0]), {"write": 0})
    with maya.database.write("Change rights") as write:
        write.insert(AccessRight, {"role": "king", "entity": "views", "see": 1})
    maya.engine.sync()
    assert rows(maya, "SELECT write FROM access_right WHERE id = ?", row[0]) == [(1,)]
    assert not rows(maya, "SELECT 1 FROM access_right WHERE role = 'king'")
    assert {reason for (reason,) in rows(maya, "SELECT reason FROM refused")} == {"not_allowed"}


@pytest.mark.parametrize("few", [0, 2000])
@pytest.mark.parametrize("name", ["psi_liaison", "equity_steward", "auditor", "manager"])
def test_what_a_role_does_not_see_never_comes(
    team: Team, maya: Device, monkeypatch: pytest.MonkeyPatch, name: str, few: int
) -> None:
    """By the log, or by the rows at once with the history behind."""
    work = Work(maya)
    maya.engine.sync()
    other = team.device("other")
    officer = admin.add_officer(team.admin, {"name": "Other", "role": name})
    team.admin.execute("UPDATE sync.device SET officer_id = %s WHERE login = %s", (officer, other.login))
    monkeypatch.setattr(engine, "FEW", few)
    other.engine.sync()
    while other.engine.fetch_history(3):
        pass
    sees = {table for entity, right in DEFAULTS[name].items() if right[0] for table in ENTITIES[entity]}
    for table in ("contact", "support_session", "session_employer", "task", "promise", "placement", "employer"):
        count = 0 if table not in sees else 1
        assert rows(other, f"SELECT count(*) FROM {table}") == [(count,)], table
    if "contact" not in sees:
        assert "likes tea" not in everything(other) and not found(other, PLANTED)
        assert work.contact not in everything(other)
        assert rows(other, "SELECT supervisor_id FROM placement") == [(None,)]
    if "support_session" not in sees:
        assert work.session not in everything(other)
    if name in ("auditor", "manager"):
        together(maya, other)
        assert dump(other) == dump(maya)
    assert sorted(replayed(other.database)) == dump(other)
    assert not rows(other, "SELECT * FROM held") and not rows(other, "SELECT * FROM refetch")


def test_by_hand_nothing_more_is_had(team: Team, maya: Device) -> None:
    """The functions, asked for everything by a device whose officer sees little."""
    work = Work(maya)
    maya.engine.sync()
    spy = team.device("spy")
    role(team, maya, "manager")
    team.admin.execute(
        "SELECT sync.write_row('officer', %s, %s, 'x', 'x')", (spy.officer, json.dumps({"6": "equity_steward"}))
    )
    mallory = Mallory(team, spy)
    try:
        hidden = {
            t.number for t in shared_tables() if t.name in ("contact", "support_session", "task", "session_employer")
        }
        asked = [[number, row] for number in hidden for row in (work.contact, work.session, work.task)]
        calls: list[tuple[Any, ...]] = [
            ("SELECT * FROM api.log(%s, %s, 0, 100000)",),
            ("SELECT * FROM api.history(%s, %s, 100000, 100000)",),
            ("SELECT * FROM api.headers(%s, %s, %s)", list(range(200))),
            *(("SELECT * FROM api.snapshot(%s, %s, %s::smallint)", number) for number in range(1, 33)),
            *(("SELECT * FROM api.ids(%s, %s, %s::smallint)", number) for number in hidden),
        ]
        told = ""
        for query, *values in calls:
            told += str(mallory.run(query.encode(), (mallory.copy, mallory.last, *values)).fetchall())
        assert "Acme" in told
        for secret in (PLANTED, "likes tea", work.contact, work.session, work.task):
            assert secret not in told
        by_id = "SELECT * FROM api.rows(%s, %s, %s)"
        answers = mallory.run(by_id, (mallory.copy, mallory.last, json.dumps(asked))).fetchall()
        assert len(answers) == len(asked) and all(row[3] is None and row[4] is None for row in answers)
    finally:
        mallory.close()


def test_of_an_operation_that_did_more_than_is_seen_its_subject_is_not_told(team: Team, maya: Device) -> None:
    work = Work(maya)
    with maya.database.write("Log session", subject="Secret words") as write:
        write.update(Employer, work.employer, {"city": "Calgary"})
        write.update(SupportSession, work.session, {"narrative": "longer"})
    with maya.database.write("Edit employer", subject="Plain words") as write:
        write.update(Employer, work.employer, {"phone": "403 555 0100"})
    maya.engine.sync()
    allow(team, "liaison_officer", "sessions", "none")
    luc = team.device("luc")
    luc.engine.sync()
    told = {str(row[0]): row[1] for row in rows(luc, "SELECT operation, subject FROM changeset")}
    assert told["Log session"] == "" and told["Edit employer"] == "Plain words"
    assert rows(luc, "SELECT city, phone FROM employer") == [("Calgary", "403 555 0100")]


def test_a_merge_is_not_taken_by_halves(team: Team, maya: Device) -> None:
    """Its officer may write contacts, and no longer their roles at employers."""
    work = Work(maya)
    with maya.database.write("Add contact") as write:
        twin = write.insert(Contact, {"given_name": PLANTED, "family_name": "Qux"})
    maya.engine.sync()
    luc = team.device("luc")
    luc.engine.sync()
    allow(team, "liaison_officer", "employers", "none")
    with luc.database.write("Merge") as write:
        write.insert(Redirect, {"kind": "contact", "from_id": work.contact, "to_id": twin})
        write.update(ContactRole, work.role, {"contact_id": twin})
        write.update(Task, work.task, {"contact_id": twin})
        write.update(Opportunity, work.opportunity, {"contact_id": twin})
        write.update(Placement, work.placement, {"supervisor_id": twin})
        write.delete(Contact, work.contact)
    luc.engine.sync()
    allow(team, "liaison_officer", "employers", "swx")
    together(maya, luc)
    for device in (maya, luc):
        assert rows(device, "SELECT contact_id FROM contact_role") == [(work.contact,)]
        assert rows(device, "SELECT count(*) FROM contact") == [(2,)]
        assert rows(device, "SELECT count(*) FROM redirect") == [(0,)]
    assert dump(luc) == dump(maya)


def test_bytes_of_a_paper_come_to_those_who_see_it(team: Team, maya: Device) -> None:
    work = Work(maya)
    jobs = JobRunner()
    try:
        documents = Documents(maya.database, maya.clock, WordReader(maya.database, jobs))
        for owner, kind in ((work.contact, "contact"), (work.employer, "employer")):
            paper = maya.folder / f"{kind}.txt"
            paper.write_bytes(kind.encode() * 1000)
            documents.add_one(Owner(kind, owner), paper)
    finally:
        jobs.close()
    maya.engine.sync()
    hashes = {str(row[0]): row[1] for row in rows(maya, "SELECT name, sha256 FROM attachment")}
    allow(team, "psi_liaison", "contacts", "none")
    spy = team.device("spy")
    officer = admin.add_officer(team.admin, {"name": "Spy", "role": "psi_liaison"})
    team.admin.execute("UPDATE sync.device SET officer_id = %s WHERE login = %s", (officer, spy.login))
    spy.engine.sync()
    assert rows(spy, "SELECT name FROM attachment") == [("employer.txt",)]
    mallory = Mallory(team, spy)
    try:
        asked = "SELECT api.content_part(%s, %s, %s, 0)"
        for name, told in (("contact.txt", None), ("employer.txt", b"employer" * 1000)):
            assert mallory.run(asked, (mallory.copy, mallory.last, hashes[name])).fetchone() == (told,)
    finally:
        mallory.close()


def test_what_a_role_may_not_write_is_refused_alone_and_put_back(team: Team, maya: Device) -> None:
    work = Work(maya)
    maya.engine.sync()
    luc = team.device("luc")
    luc.engine.sync()
    role(team, luc, "psi_liaison")
    luc.engine.sync()
    with luc.database.write("Edit employer") as write:
        write.update(Employer, work.employer, {"city": "Calgary"})
        write.update(Placement, work.placement, {"title": "Assistant"})
        added = write.insert(Employer, {"legal_name": "Mine"})
    with luc.database.write("Delete contact") as write:
        write.delete(Contact, work.contact)
    luc.engine.sync()
    assert rows(luc, "SELECT city FROM employer") == [("",)]
    assert rows(luc, "SELECT title FROM placement") == [("Assistant",)]
    assert rows(luc, "SELECT count(*) FROM contact") == [(1,)]
    assert team.admin.execute("SELECT 1 FROM desk.employer WHERE id = %s", (added,)).fetchone() is None
    tray = rows(luc, "SELECT c.row_id, r.reason FROM refused r JOIN change c ON c.n = r.change_n")
    assert {(work.employer, "not_allowed"), (added, "not_allowed"), (work.contact, "not_allowed")} <= set(tray)
    together(maya, luc)
    assert rows(maya, "SELECT title FROM placement") == [("Assistant",)]
    noted = [one.detail for one in admin.audit(team.admin) if one.what == "changes refused"]
    assert any("not_allowed: 2 employer" in detail for detail in noted)
    assert luc.engine.sync().left == 0


def test_an_auditor_writes_nothing_but_views(team: Team, maya: Device) -> None:
    work = Work(maya)
    maya.engine.sync()
    ana = team.device("ana")
    ana.engine.sync()
    role(team, ana, "auditor")
    ana.engine.sync()
    before = dump(ana)
    for table, row in ((Employer, work.employer), (Placement, work.placement), (Officer, maya.officer)):
        with ana.database.write("Edit") as write:
            write.update(table, row, {"title" if table is not Employer else "city": "x"})
    with ana.database.write("Delete employer") as write:
        write.delete(Employer, work.employer)
    ana.engine.sync()
    assert dump(ana) == before


def test_what_is_no_longer_seen_goes_and_comes_again(team: Team, maya: Device) -> None:
    work = Work(maya)
    jobs = JobRunner()
    try:
        documents = Documents(maya.database, maya.clock, WordReader(maya.database, jobs))
        paper = maya.folder / "paper.txt"
        paper.write_bytes(PLANTED.encode() * 1000)
        documents.add_one(Owner("contact", work.contact), paper)
    finally:
        jobs.close()
    maya.engine.sync()
    luc = team.device("luc")
    luc.engine.sync()
    whole = dump(luc)
    assert found(luc, PLANTED) and PLANTED in everything(luc)
    with luc.database.write("Edit contact", subject="") as write:
        write.update(Contact, work.contact, {"email": "unsent@example.org"})
    allow(team, "liaison_officer", "contacts", "none")
    allow(team, "liaison_officer", "sessions", "none")
    luc.engine.sync()
    assert rows(luc, "SELECT contact_id FROM task") == [(None,)]
    for table in ("contact", "contact_role", "attachment", "content", "held", "refetch"):
        assert rows(luc, f"SELECT count(*) FROM {table}") == [(0,)], table
    assert rows(luc, "SELECT supervisor_id, student_name FROM placement") == [(None, "Ana")]
    assert not found(luc, PLANTED)
    kept = everything(luc).lower()
    assert PLANTED.lower() not in kept and "likes tea" not in kept
    ((row, reason, after),) = rows(
        luc, "SELECT c.row_id, r.reason, c.after FROM refused r JOIN change c ON c.n = r.change_n"
    )
    assert (row, reason) == (work.contact, "not_allowed") and "unsent@example.org" in str(after)
    assert not rows(luc, "PRAGMA foreign_key_check")
    with luc.database.write("Edit employer") as write:  # the work goes on, and is numbered on
        write.update(Employer, work.employer, {"city": "Calgary"})
    assert luc.engine.sync().left == 0
    assert team.admin.execute("SELECT city FROM desk.employer").fetchone() == ("Calgary",)
    with luc.database.scratch() as connection:
        rebuild(connection)
    assert not found(luc, PLANTED) and found(luc, "Acme")
    with maya.database.write("Edit contact") as write:
        write.update(Contact, work.contact, {"phone": "403 555 0100"})
    allow(team, "liaison_officer", "contacts", "swx")
    allow(team, "liaison_officer", "sessions", "swx")
    together(maya, luc)
    assert dump(luc) == dump(maya) and len(dump(luc)) == len(whole)
    assert found(luc, PLANTED) and rows(luc, "SELECT count(*) FROM content") == [(1,)]


def test_rights_that_change_while_a_sync_is_under_way(team: Team, maya: Device) -> None:
    """What was hidden for a moment only, while the log was read past it, is not lost."""
    Work(maya)
    maya.engine.sync()
    luc = team.device("luc")
    luc.engine.sync()
    with maya.database.write("Edit contact") as write:
        write.update(Contact, rows(maya, "SELECT id FROM contact")[0][0], {"phone": "403 555 0100"})  # type: ignore[arg-type]
    maya.engine.sync()

    class Hiding(PostgresTransport):
        asked = 0

        def log(self, *arguments: Any) -> Any:
            Hiding.asked += 1
            if Hiding.asked == 1:
                allow(team, "liaison_officer", "contacts", "none")
                try:
                    return super().log(*arguments)
                finally:
                    allow(team, "liaison_officer", "contacts", "swx")
            return super().log(*arguments)

    luc.engine_for(Hiding(luc.connection))
    luc.engine.sync()
    assert Hiding.asked > 1
    assert rows(luc, "SELECT phone FROM contact") == [("403 555 0100",)]
    together(maya, luc)
    assert dump(luc) == dump(maya)


def test_conflicts_about_what_is_not_seen_are_not_told(team: Team, maya: Device) -> None:
    work = Work(maya)
    luc, spy = team.device("luc"), team.device("spy")
    together(maya, luc, spy)
    allow(team, "psi_liaison", "sessions", "none")
    role(team, spy, "psi_liaison")
    allow(team, "psi_liaison", "contacts", "none")
    for device, words in ((maya, f"{PLANTED} one"), (luc, f"{PLANTED} two")):
        with device.database.write("Edit contact") as write:
            write.update(Contact, work.contact, {"notes": words})
        with device.database.write("Edit placement") as write:
            write.update(Placement, work.placement, {"title": words[9:]})
    together(maya, luc, spy)
    assert rows(maya, "SELECT count(*) FROM conflict") == [(2,)]
    assert rows(spy, "SELECT record FROM conflict") == [("placement",)]
    assert PLANTED.lower() not in everything(spy).lower()


def test_a_row_put_back_keeps_what_its_officer_is_not_told(team: Team, maya: Device) -> None:
    work = Work(maya)
    maya.engine.sync()
    allow(team, "psi_liaison", "contacts", "none")
    luc = team.device("luc")
    luc.engine.sync()
    role(team, luc, "psi_liaison")
    luc.engine.sync()
    assert rows(luc, "SELECT supervisor_id FROM placement") == [(None,)]
    with luc.database.write("Delete placement") as write:
        write.delete(Placement, work.placement)
    luc.engine.sync()
    luc.database.undo()
    together(luc, maya)
    assert rows(maya, "SELECT supervisor_id FROM placement") == [(work.contact,)]


def test_an_administrator_changes_rights_from_a_device_and_nobody_else(team: Team, maya: Device) -> None:
    maya.engine.sync()
    transport = PostgresTransport(maya.connection)
    hello = transport.hello(maya.database.identity.device_id)
    copy = Copy(maya.database.identity.device_id, hello.last)
    with pytest.raises(NotAdmitted):
        transport.set_right(copy, "auditor", "contacts", see=False, write=False, export=False)
    role(team, maya, "administrator")
    maya.engine.sync()
    transport.set_right(copy, "auditor", "contacts", see=False, write=True, export=True)
    maya.engine.sync()
    assert rows(maya, "SELECT see, write, export FROM access_right WHERE role = 'auditor' AND entity = 'contacts'") == [
        (0, 0, 0)
    ]
    noted = [one.what for one in admin.audit(team.admin)]
    assert {"right not changed", "right changed", "role given"} <= set(noted)


def test_rights_that_there_are_not(team: Team) -> None:
    for error, arguments in (
        (NoSuchRole, ("king", "contacts", "s")),
        (NoSuchEntity, ("auditor", "gold", "s")),
        (NoSuchRight, ("auditor", "contacts", "w")),
        (NoSuchRight, ("auditor", "contacts", "sq")),
    ):
        with pytest.raises(error):
            allow(team, *arguments)


def test_nobody_can_lock_everybody_out(team: Team) -> None:
    for arguments in (("administrator", "officers", "none"), ("auditor", "officers", "none")):
        with pytest.raises(Exception, match=r"every right|everybody sees"):
            allow(team, *arguments)


def test_a_role_that_nobody_knows_has_no_right(team: Team, maya: Device) -> None:
    maya.engine.sync()
    team.admin.execute("UPDATE desk.officer SET role = 'king'")
    with pytest.raises(NotAdmitted):
        maya.engine.sync()


def test_history_behind_what_came_late(team: Team, maya: Device, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rights that grow while the history of a new laptop is still on its way."""
    Work(maya)
    maya.engine.sync()
    allow(team, "liaison_officer", "contacts", "none")
    maya.engine.sync()
    monkeypatch.setattr(engine, "FEW", 0)
    luc = team.device("luc")
    luc.engine.sync()
    luc.engine.fetch_history(2)
    allow(team, "liaison_officer", "contacts", "swx")
    luc.engine.sync()
    while luc.engine.fetch_history(2):
        pass
    with luc.database.read() as connection:
        assert first.reached(connection) == 0
    together(maya, luc)
    assert dump(luc) == dump(maya)
    assert sorted(replayed(luc.database)) == dump(luc)


def test_the_running_search_forgets_too(team: Team, maya: Device) -> None:
    """Suggestions come from words in memory."""
    Work(maya)
    maya.engine.sync()
    luc = team.device("luc")
    luc.engine.sync()
    words = Vocabulary()
    with luc.database.read() as connection:
        assert words.near(connection, "zanzibur") == ["zanzibar"]
    allow(team, "liaison_officer", "contacts", "none")
    luc.engine.sync()
    with luc.database.write("Add employer") as write:
        write.insert(Employer, {"legal_name": "Timbuktu Timber"})
    with luc.database.read() as connection:
        assert words.near(connection, "zanzibur") == []
        assert words.near(connection, "timbuktz") == ["timbuktu"]
