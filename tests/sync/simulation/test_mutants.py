"""The simulation sees what it should: safeguards that are switched off are caught, the quickest three in the suite."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from db.shared.install import _scripts
from talented_desk.bench.postgres import Server
from tests.sync.simulation.ground import a_server
from tests.sync.simulation.mutants import MUTANTS, QUICK, Mutant, caught


@pytest.fixture(scope="module")
def own_server() -> Iterator[Server]:
    """Its template is another for each mutant."""
    with a_server() as running:
        yield running


@pytest.mark.parametrize("mutant", [m for m in MUTANTS if m.name in QUICK], ids=lambda mutant: mutant.name)
def test_a_mutant_is_caught(own_server: Server, mutant: Mutant) -> None:
    number, by = caught(own_server, mutant, range(12))
    assert number and by


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name)
def test_a_mutant_finds_what_it_switches_off(mutant: Mutant) -> None:
    """Its texts stand in the server's functions, once each: or it would be no mutant at all."""
    everything = "\n".join(_scripts())
    for old, _ in mutant.server:
        assert everything.count(old) == 1, old
