"""A few officers at work at once: whatever the machine, nobody misses anything and nobody is refused."""

from __future__ import annotations

from talented_desk.bench.load import Plan, run


def test_five_officers_see_everything() -> None:
    outcome = run(Plan(officers=5, seconds=12, every=0.5, processes=2), warm_up=2)
    assert (outcome.errors, outcome.gaps) == (0, 0)
    assert outcome.syncs >= 5
    assert 0 < outcome.p50 <= outcome.p95 <= outcome.p99
