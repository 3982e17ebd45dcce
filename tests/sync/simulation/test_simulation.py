"""Random teams with faults; each seed is a world of its own."""

from __future__ import annotations

import pytest

from tests.db.seeds import seeds
from tests.sync.simulation.world import World
from tests.sync.team import Team


@pytest.mark.parametrize("seed", range(seeds(20)))
def test_everybody_agrees_and_nothing_is_lost(team: Team, seed: int) -> None:
    world = World(team, seed)
    try:
        world.run(60)
        world.check()
    except BaseException:
        print("\n".join(world.trace))
        raise
