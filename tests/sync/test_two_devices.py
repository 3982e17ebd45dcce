"""What one officer does reaches the other, and what cannot be taken is told."""

from __future__ import annotations

import pytest

from db.dump import business
from db.models import Employer, Worksite
from db.session import Database
from db.sharing import first
from db.sharing.outgoing import Answer
from db.types import Value
from talented_desk.errors import DeskError
from talented_desk.jobs import JobRunner
from talented_desk.services.document_words import WordReader
from talented_desk.services.documents import Documents, Owner
from talented_desk.sync import engine
from talented_desk.sync.engine import Engine
from talented_desk.sync.errors import OtherEpoch, Revoked, SharedTooOld
from talented_desk.sync.postgres import PostgresTransport
from talented_desk.sync.transport import Copy
from tests.db.test_undo_invariants import replayed
from tests.sync.team import Device, Team


def added(device: Device, **values: Value) -> str:
    with device.database.write("Add employer") as write:
        return write.insert(Employer, {"legal_name": "Acme", **values})


def changed(device: Device, row_id: str, **values: Value) -> None:
    with device.database.write("Change employer") as write:
        write.update(Employer, row_id, values)


def rows(database: Database, query: str, *values: Value) -> list[tuple[Value, ...]]:
    with database.read() as connection:
        return [tuple(row) for row in connection.exec_driver_sql(query, values)]


@pytest.fixture
def pair(team: Team) -> tuple[Device, Device]:
    return team.device("maya"), team.device("luc")


def together(*devices: Device) -> None:
    for device in (*devices, *devices):
        device.engine.sync()


def test_a_new_employer_arrives(pair: tuple[Device, Device]) -> None:
    maya, luc = pair
    acme = added(maya)
    assert maya.engine.sync().left == 0
    luc.engine.sync()
    assert rows(luc.database, "SELECT legal_name FROM employer WHERE id = ?", acme) == [("Acme",)]


def test_different_fields_merge_and_the_same_field_is_asked_about(pair: tuple[Device, Device]) -> None:
    maya, luc = pair
    acme = added(maya)
    together(maya, luc)
    changed(maya, acme, city="Calgary", notes="from Maya")
    luc.clock.advance(seconds=60)
    changed(luc, acme, phone="403 555 0100", notes="from Luc")
    together(maya, luc)
    for device in pair:
        found = rows(device.database, "SELECT city, phone, notes FROM employer WHERE id = ?", acme)
        assert found == [("Calgary", "403 555 0100", "from Luc")]
        ((kind, _field, kept, other, base),) = rows(
            device.database, "SELECT kind, field, kept, other, base FROM conflict WHERE record_id = ?", acme
        )
        assert (kind, kept, other, base) == ("value", '"from Luc"', '"from Maya"', '""')


def test_the_bytes_of_a_document_come_along(
    pair: tuple[Device, Device], tmp_path_factory: pytest.TempPathFactory
) -> None:
    maya, luc = pair
    acme = added(maya)
    path = tmp_path_factory.mktemp("papers") / "plan.bin"
    path.write_bytes(bytes(range(256)) * 6000)  # three parts
    jobs = JobRunner()
    try:
        theirs = [Documents(one.database, one.clock, WordReader(one.database, jobs)) for one in pair]
        document = theirs[0].add_one(Owner("employer", acme), path)
        maya.engine.sync()
        luc.engine.sync()
        assert theirs[1].data(document) == path.read_bytes()
    finally:
        jobs.close()


def test_what_the_shared_database_cannot_read_goes_into_the_tray_and_the_rest_goes_on(
    pair: tuple[Device, Device],
) -> None:
    maya, luc = pair
    before, broken, after = added(maya), added(maya, notes="a\0b"), added(maya)
    maya.engine.sync()
    luc.engine.sync()
    assert {row[0] for row in rows(luc.database, "SELECT id FROM employer")} == {before, after}
    ((_table, row_id, reason),) = rows(
        maya.database, "SELECT c.table_id, c.row_id, r.reason FROM refused r JOIN change c ON c.n = r.change_n"
    )
    assert (row_id, reason) == (broken, "unreadable")
    assert maya.engine.sync().left == 0


def test_a_revoked_device_learns_it_and_sends_nothing(team: Team, pair: tuple[Device, Device]) -> None:
    maya, _ = pair
    maya.engine.sync()
    added(maya)
    team.admin.execute("UPDATE sync.device SET revoked_at = now() WHERE login = %s", (maya.login,))
    with pytest.raises(Revoked):
        maya.engine.sync()
    assert rows(maya.database, "SELECT count(*) FROM changeset WHERE acknowledged = 0") == [(1,)]


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ("UPDATE sync.head SET epoch = gen_random_uuid()", OtherEpoch),
        ("UPDATE sync.head SET schema_version = '0001'", SharedTooOld),
    ],
)
def test_another_shared_database_is_told_and_left_alone(
    team: Team, pair: tuple[Device, Device], change: str, error: type[DeskError]
) -> None:
    maya, _ = pair
    maya.engine.sync()
    added(maya)
    team.admin.execute(change)
    with pytest.raises(error):
        Engine(maya.database, PostgresTransport(maya.connection)).sync()
    assert team.admin.execute("SELECT count(*) FROM desk.employer").fetchone() == (0,)


def test_a_new_laptop_takes_the_rows_first_and_their_history_behind(
    team: Team, pair: tuple[Device, Device], monkeypatch: pytest.MonkeyPatch
) -> None:
    maya, _ = pair
    known = [added(maya, notes='a "quoted" \\ back\\nslash\ttab\nline') for _ in range(20)]
    for one in known[:10]:
        changed(maya, one, city="Calgary")
    with maya.database.write("Delete employer") as write:
        write.delete(Employer, known[3])
    maya.engine.sync()
    monkeypatch.setattr(engine, "FEW", 0)
    ana = team.device("ana")
    ana.engine.sync()
    maya.engine.sync()
    with maya.database.read() as ours, ana.database.read() as theirs:
        assert sorted(business(theirs)) == sorted(business(ours))
        assert first.reached(theirs) > 0
    pages = 0
    while ana.engine.fetch_history(7):
        pages += 1
    assert pages >= 4
    history = (
        "SELECT s.id, c.row_id, c.op FROM change c JOIN changeset s ON s.n = c.changeset_n "
        "WHERE c.table_id = 2 ORDER BY c.n"
    )
    assert rows(ana.database, history) == rows(maya.database, history)
    assert sorted(replayed(ana.database)) == sorted(replayed(maya.database))


def test_what_is_sent_after_a_deletion_that_is_not_yet_known_stays(pair: tuple[Device, Device]) -> None:
    """Between two steps of one sync a colleague deletes the employer: it comes back, with what was hung on it here."""
    maya, luc = pair
    acme = added(maya)
    together(maya, luc)
    with luc.database.write("Add worksite") as write:
        site = write.insert(Worksite, {"employer_id": acme, "name": "Main street"})

    class Overtaken(PostgresTransport):
        def push(self, copy: Copy, payload: str) -> Answer:
            with maya.database.write("Delete employer") as write:
                write.delete(Employer, acme)
            maya.engine.sync()
            return super().push(copy, payload)

    Engine(luc.database, Overtaken(luc.connection)).sync()
    together(maya, luc)
    for device in pair:
        assert rows(device.database, "SELECT id, employer_id FROM worksite") == [(site, acme)]
        assert rows(device.database, "SELECT legal_name FROM employer") == [("Acme",)]
        assert not rows(device.database, "SELECT * FROM refetch")
