"""What must hold when everybody has come home and synced."""

from __future__ import annotations

import db.sharing.outgoing as outgoing
from db.dump import business
from db.sharing import first, notes
from tests.db.test_undo_invariants import replayed
from tests.sync.simulation.world import World

WAITING = ("held", "refetch", "settled")


def check(world: World) -> None:
    """Everything below."""
    everybody_agrees(world)
    no_value_is_lost(world)
    each_operation_counts_once(world)
    the_journal_gives_the_rows(world)


def everybody_agrees(world: World) -> None:
    """All have the same rows, to the byte, and nothing waits."""
    dumps = {}
    head = world.team.admin.execute("SELECT seq FROM sync.head").fetchone()
    for seat in world.seats:
        with seat.device.database.read() as connection:
            assert outgoing.unshared(connection) == 0, seat.name
            for table in WAITING:
                assert not connection.exec_driver_sql(f"SELECT * FROM {table}").all(), (seat.name, table)
            assert not connection.exec_driver_sql("PRAGMA foreign_key_check").all(), seat.name
            refused = connection.exec_driver_sql("SELECT * FROM refused").all()
            assert not refused, (seat.name, refused)
            dumps[seat.name] = list(business(connection))
            assert head is not None and notes.cursor(connection) == head[0], seat.name
    first, *others = dumps.values()
    for seat, other in zip(world.seats[1:], others, strict=True):
        if other != first:
            missing, extra = sorted(set(first) - set(other)), sorted(set(other) - set(first))
            raise AssertionError(f"{seat.name} differs: it lacks {missing[:6]}, and has {extra[:6]}")


def no_value_is_lost(world: World) -> None:
    """Every value that was saved is in the log: with effect, or as one that did not win."""
    for name, row_id, field, value in world.typed:
        assert world.is_shared(row_id, field, value), f"lost: {name} {row_id} {field} {value}"


def the_journal_gives_the_rows(world: World) -> None:
    """On every device, whatever order things came in, and however the device began."""
    for seat in world.seats:
        with seat.device.database.read() as connection:
            rows = sorted(business(connection))
            assert first.reached(connection) == 0, seat.name
        assert sorted(replayed(seat.device.database)) == rows, seat.name


def each_operation_counts_once(world: World) -> None:
    """Each operation of each device arrived, whole, once."""
    shared: dict[str, int] = dict(
        world.team.admin.execute(
            "SELECT s.id::text, s.received FROM sync.changeset s JOIN sync.replica r ON r.n = s.replica "
            "WHERE r.device IS NOT NULL"
        ).fetchall()
    )
    here: dict[str, int] = {}
    for seat in world.seats:
        with seat.device.database.read() as connection:
            here |= {
                str(row[0]): int(row[1])
                for row in connection.exec_driver_sql(
                    "SELECT s.id, (SELECT count(*) FROM change c WHERE c.changeset_n = s.n) FROM changeset s "
                    "WHERE s.device_id = ? AND s.operation <> 'Take over from the shared database'",
                    (seat.device.database.identity.device_id,),
                )
            }
    if world.strange:  # some came under a name that nobody has any more
        assert {one: shared.get(one) for one in here} == here
    else:
        assert shared == here
