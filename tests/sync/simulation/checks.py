"""What must hold when everybody has come home and synced."""

from __future__ import annotations

import db.sharing.outgoing as outgoing
from db.base import fields, table_of
from db.dump import business
from db.models import Conflict, EmailConsent, Employer
from db.sharing import first, notes
from tests.db.test_undo_invariants import replayed
from tests.sync.simulation.world import World

WAITING = ("held", "refetch", "settled")
TYPED = "^(alpha|beta|gamma|delta|epsilon) [0-9]+$"
"""Words of the simulation: two people hardly ever type the same."""
WRITTEN = """
    SELECT c.seq, c.row_id, c.replica, s.officer_id, s.base, v.key AS field, v.value, v.won
    FROM sync.change c JOIN sync.changeset s ON s.n = c.changeset CROSS JOIN LATERAL (
        SELECT key, value, true AS won FROM jsonb_each(c.after) UNION ALL
        SELECT key, value, false FROM jsonb_each(coalesce(c.lost, '{}'))
    ) AS v
    WHERE c.op = 'U' AND c.replica <> 1 AND c.meant_for IS NULL AND c.table_id = %(table)s
"""
"""Every value that somebody gave a field of a row that was there."""
UNKNOWN = """
    SELECT e.*, o.value AS other FROM written e CROSS JOIN LATERAL (
        SELECT o.seq, o.op, o.replica, s.officer_id, o.after -> e.field AS value
        FROM sync.change o JOIN sync.changeset s ON s.n = o.changeset
        WHERE o.row_id = e.row_id AND o.seq < e.seq AND (o.op = 'I' OR o.op = 'U' AND o.after ? e.field)
        ORDER BY o.seq DESC LIMIT 1
    ) AS o
    WHERE o.op = 'U' AND o.replica NOT IN (e.replica, 1) AND o.officer_id <> e.officer_id AND o.seq > e.base
        AND o.value <> e.value
"""
"""Those that were given without knowing of what another had written meanwhile, and that. (What somebody wrote on a copy
of his copy he may well have known.)"""


def check(world: World) -> None:
    """Everything below."""
    everybody_agrees(world)
    no_value_is_lost(world)
    each_operation_counts_once(world)
    the_journal_gives_the_rows(world)
    no_clock_runs_ahead(world)
    nobody_conflicts_with_himself(world)
    every_clash_is_told(world)
    a_withdrawal_stands(world)
    nothing_needed_is_deleted(world)


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


def no_clock_runs_ahead(world: World) -> None:
    """Nobody wins for ever because his computer believes in another year."""
    ahead = "SELECT id FROM sync.changeset WHERE (hlc >> 16) > extract(epoch FROM clock_timestamp()) * 1000 + 61000"
    assert not world.team.admin.execute(ahead).fetchall()


def nobody_conflicts_with_himself(world: World) -> None:
    """What somebody wrote after himself is no conflict, unless it was led to another record of his."""
    if not world.strange:
        found = world.team.admin.execute(
            "SELECT record_id, field, kept, other FROM desk.conflict k WHERE kind = 'value' AND kept_by = other_by "
            "AND NOT EXISTS (SELECT FROM sync.change c WHERE c.row_id::text = k.record_id AND c.meant_for IS NOT NULL)"
        ).fetchall()
        assert not found, found


def every_clash_is_told(world: World) -> None:
    """Two values that were typed without knowing of each other: a person is asked."""
    names = fields(table_of(Conflict))
    untold = world.team.admin.execute(
        f"WITH written AS ({WRITTEN}), clash AS ({UNKNOWN}) SELECT * FROM clash e "
        "WHERE e.value #>> '{}' ~ %(typed)s AND e.other #>> '{}' ~ %(typed)s AND NOT EXISTS ("
        "SELECT FROM sync.change c JOIN sync.desk_table t ON t.id = c.table_id "
        "WHERE t.name = 'conflict' AND c.op = 'I' "
        "AND c.after ->> %(record)s = e.row_id::text AND c.after ->> %(field)s = e.field)",
        {
            "table": Employer.table_number,
            "typed": TYPED,
            "record": names.index("record_id"),
            "field": names.index("field"),
        },
    ).fetchall()
    assert not untold, untold


def a_withdrawal_stands(world: World) -> None:
    """Consent that one person withdrew is not given back by another who did not know."""
    given_back = world.team.admin.execute(
        f"WITH written AS ({WRITTEN}), clash AS ({UNKNOWN}) SELECT * FROM clash e "
        "WHERE e.field = %(field)s AND (e.won AND e.value = 'null' OR NOT e.won AND e.other = 'null')",
        {
            "table": EmailConsent.table_number,
            "field": str(fields(table_of(EmailConsent)).index("withdrawn_on") + 1),
        },
    ).fetchall()
    assert not given_back, given_back


def nothing_needed_is_deleted(world: World) -> None:
    """A deletion took effect only where its author knew of everything that others had written there."""
    gone = world.team.admin.execute(
        "SELECT d.row_id, d.seq, o.seq FROM sync.change d JOIN sync.changeset s ON s.n = d.changeset "
        "JOIN sync.change o ON o.row_id = d.row_id AND o.seq > s.base AND o.seq < d.seq AND o.op IN ('I', 'U') "
        "AND o.replica NOT IN (d.replica, 1) WHERE d.op = 'D'"
    ).fetchall()
    assert not gone, gone
