"""Random teams with faults; each seed is a world of its own."""

from __future__ import annotations

import pytest

from tests.db.seeds import seeds
from tests.sync.simulation.checks import check
from tests.sync.simulation.world import a_world
from tests.sync.team import Team


@pytest.mark.parametrize("seed", range(seeds(12)))
def test_everybody_agrees_and_nothing_is_lost(team: Team, seed: int) -> None:
    with a_world(team, seed) as world:
        world.run(60)
        check(world)
