"""Random teams with faults, whose rights change all the while: nobody keeps or gets what he does not see."""

from __future__ import annotations

import pytest
from sqlalchemy import Connection

import db.sharing.outgoing as outgoing
from db.dump import business
from db.journal import tables_by_number
from db.shared import admin
from db.shared.rights import ENTITIES
from tests.db.seeds import seeds
from tests.sync.simulation.checks import WAITING, everybody_agrees, no_value_is_lost
from tests.sync.simulation.world import Seat, World, a_world
from tests.sync.team import Team

ROLES = ("liaison_officer", "psi_liaison", "manager")
MOVED = tuple(sorted(set(ENTITIES) - {"officers"}))
ROUNDS, STEPS = 5, 14


@pytest.mark.parametrize("seed", range(seeds(4)))
def test_rights_move_while_everybody_works(team: Team, seed: int) -> None:
    with a_world(team, 12_000 + seed) as world:
        for _ in range(ROUNDS):
            change(world)
            world.run(STEPS)
            for seat in world.seats:
                nothing_is_leaked(world, seat)
        for role in ROLES:
            for entity in MOVED:
                admin.set_right(team.admin, role, entity, "swx")
        for _ in range(3):
            for seat in world.seats:
                world.sync(seat, 0.0)
        for seat in world.seats:
            with seat.device.database.scratch() as connection:
                connection.exec_driver_sql("DELETE FROM refused")
        everybody_agrees(world)
        no_value_is_lost(world)


def change(world: World) -> None:
    """Somebody gets another role, and a role other rights."""
    random = world.random
    seat = random.choice(world.seats)
    found = world.team.admin.execute("SELECT 1 FROM desk.officer WHERE id = %s", (seat.device.officer,)).fetchone()
    if found:
        role = random.choice(ROLES)
        admin.set_role(world.team.admin, seat.device.officer, role)
        world.trace.append(f"{seat.name} becomes {role}")
    for _ in range(random.randint(0, 3)):
        role, entity, allowed = random.choice(ROLES), random.choice(MOVED), random.choice(("none", "s", "sw", "swx"))
        admin.set_right(world.team.admin, role, entity, allowed)
        world.trace.append(f"{role} {entity} {allowed}")


def nothing_is_leaked(world: World, seat: Seat) -> None:
    """After a sync a device has the rows that its officer sees, whole, and no others; nor their journal."""
    run = world.team.admin.execute
    (view,) = run(
        "SELECT v.seen FROM sync.role_view v WHERE v.role = coalesce((SELECT role FROM desk.officer WHERE id = %s), "
        "'liaison_officer')",
        (seat.device.officer,),
    ).fetchall()
    seen = set(view[0])
    with seat.device.database.read() as connection:
        assert outgoing.unshared(connection) == 0
        for waiting in WAITING:
            assert not connection.exec_driver_sql(f"SELECT * FROM {waiting}").all(), (seat.name, waiting)
        assert not connection.exec_driver_sql("PRAGMA foreign_key_check").all(), seat.name
        for number, table in tables_by_number().items():
            here = {str(one) for one in connection.exec_driver_sql(f"SELECT id FROM {table.name}").scalars()}
            there = run(
                f"SELECT id::text FROM desk.{table.name} t WHERE NOT _deleted AND %s = ANY (%s) "
                "AND sync.row_shown(%s::smallint, id, %s::smallint[])".encode(),
                (number, list(seen), number, list(seen)),
            ).fetchall()
            assert here == {row for (row,) in there}, (seat.name, table.name)
            if number not in seen:
                assert journalled(connection, number) == 0, (seat.name, table.name)
        assert list(business(connection))


def journalled(connection: Connection, table: int) -> int:
    """Entries about a table's rows, but for those that were made here and refused."""
    return int(
        connection.exec_driver_sql(
            "SELECT count(*) FROM change WHERE table_id = ? AND row_id NOT IN "
            "(SELECT row_id FROM change JOIN refused ON change_n = n)",
            (table,),
        ).scalar_one()
    )
