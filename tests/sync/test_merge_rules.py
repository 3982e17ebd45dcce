"""The rules by which the shared database settles two values, alone: whatever the order, the end is the same."""

from __future__ import annotations

from collections.abc import Iterator
from functools import reduce
from itertools import permutations

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from psycopg.types.json import Jsonb

from tests.sync.team import Team

DAYS = st.sampled_from([None, "", "2026-01-05", "2026-03-01", "2026-04-01"])
NUMBERS = st.integers(0, 3)
CLOCKS = st.integers(1, 5)
REPLICAS = 4

Written = tuple[object, int, int]
"""Value, clock, who."""


class Rules:
    """`sync.goes_over` through one connection."""

    def __init__(self, connection: psycopg.Connection) -> None:
        self.connection = connection
        self.replicas = [
            int(row[0])
            for row in connection.execute(
                "INSERT INTO sync.replica (id) SELECT gen_random_uuid() FROM generate_series(1, %s) RETURNING n",
                (REPLICAS,),
            ).fetchall()
        ]

    def goes_over(self, rule: str, new: Written, old: Written) -> bool:
        made = (
            "(jsonb_populate_record(NULL::sync.changeset, jsonb_build_object('hlc', %s::bigint, 'replica', %s::int)))"
        )
        row = self.connection.execute(
            f"SELECT sync.goes_over(%s, %s, {made}, %s, {made})",
            (rule, Jsonb(new[0]), new[1], self.replicas[new[2]], Jsonb(old[0]), old[1], self.replicas[old[2]]),
        ).fetchone()
        assert row is not None
        return bool(row[0])

    def settle(self, rule: str, one: Written, other: Written) -> Written:
        """What stands when `other` comes where `one` is: equal values are no clash."""
        return other if one[0] != other[0] and self.goes_over(rule, other, one) else one


@pytest.fixture
def rules(team: Team) -> Iterator[Rules]:
    yield Rules(team.admin)


def written(values: st.SearchStrategy[object]) -> st.SearchStrategy[Written]:
    return st.tuples(values, CLOCKS, st.integers(0, REPLICAS - 1))


CASES = (("latest", st.text(max_size=2)), ("quiet", st.text(max_size=2)), ("greatest", NUMBERS), ("set", DAYS))
QUIET = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True
)


def standing(rule: str, value: Written) -> object:
    """What of a written value is seen; no day and an empty one are the same."""
    return value[0] or None if rule == "set" else value[0]


@pytest.mark.parametrize(("rule", "values"), CASES, ids=[name for name, _ in CASES])
def test_the_order_of_arrival_does_not_matter(rules: Rules, rule: str, values: st.SearchStrategy[object]) -> None:
    """Commutative and associative, and once more changes nothing: for values that differ. (Of two equal ones the first
    stays, with its clock, and no claim is made for a third that comes between.)"""

    @QUIET
    @given(
        st.lists(written(values), min_size=2, max_size=3, unique_by=(lambda one: one[0], lambda one: (one[1], one[2])))
    )
    def holds(some: list[Written]) -> None:
        ends = {
            standing(rule, reduce(lambda one, other: rules.settle(rule, one, other), order))
            for order in permutations(some)
        }
        assert len(ends) == 1, (some, ends)
        end = reduce(lambda one, other: rules.settle(rule, one, other), some)
        assert all(standing(rule, rules.settle(rule, end, one)) == standing(rule, end) for one in some)

    holds()


def test_the_strictest_stands_whatever_the_clocks_say(rules: Rules) -> None:
    @QUIET
    @given(written(NUMBERS), written(NUMBERS), written(DAYS), written(DAYS))
    def holds(one: Written, other: Written, day: Written, other_day: Written) -> None:
        assert rules.settle("greatest", one, other)[0] == max(int(str(one[0])), int(str(other[0])))
        days = [str(value) for value, _, _ in (day, other_day) if value]
        assert (rules.settle("set", day, other_day)[0] or None) == (min(days) if days else None)

    holds()


def test_two_machines_that_take_the_same_agree(rules: Rules) -> None:
    """Values are written and arrive at two places in any order and any number of times."""

    class Places(RuleBasedStateMachine):
        def __init__(self) -> None:
            super().__init__()
            self.all: list[Written] = []
            self.clock = 0
            self.places: list[dict[str, Written]] = [{}, {}]
            self.arrived: list[set[int]] = [set(), set()]

        @rule(value=DAYS, who=st.integers(0, REPLICAS - 1))
        def write(self, value: object, who: int) -> None:
            self.clock += 1
            self.all.append((value if value else None, self.clock, who))

        @rule(place=st.integers(0, 1), data=st.data())
        def arrive(self, place: int, data: st.DataObject) -> None:
            if self.all:
                number = data.draw(st.integers(0, len(self.all) - 1))
                self.arrived[place].add(number)
                for name in ("latest", "set"):
                    new = self.all[number]
                    held = self.places[place].get(name)
                    self.places[place][name] = new if held is None else rules.settle(name, held, new)

        @invariant()
        def the_same_gives_the_same(self) -> None:
            if self.arrived[0] == self.arrived[1] and self.arrived[0]:
                for name in ("latest", "set"):
                    one, other = (standing(name, place[name]) for place in self.places)
                    assert one == other, name

    run_state_machine_as_test(Places, settings=settings(QUIET, max_examples=25, stateful_step_count=12))
