"""A visit captured without a network on a laptop that fails (see `tests.safety.visit_offline`)."""

from __future__ import annotations

from tests.safety import visit_offline


def test_a_visit_lives_through_dead_batteries() -> None:
    tally = visit_offline.run(times=3, seed=3)
    assert tally["kills"] == 3 and tally["kept"]


def test_the_check_finds_what_is_lost() -> None:
    """The harness itself."""
    kept = {"notes": "Wants two", "items": ["needs"], "we_promise": [["send", ""], ["cal", ""]], "accepted_by": "x"}
    more = {"notes": "Wants two more", "items": ["wcb", "needs"], "we_promise": [["send", ""], ["call", ""]]}
    assert visit_offline.lost(kept, {**more, "accepted_by": "x"}) == []
    assert len(visit_offline.lost(kept, more)) == 1
    assert len(visit_offline.lost(kept, {**kept, "notes": "Wants"})) == 1
    assert len(visit_offline.lost(kept, {**kept, "items": []})) == 1
    assert len(visit_offline.lost(kept, {**kept, "we_promise": [["cal", ""]]})) == 1
    assert len(visit_offline.lost(kept, {})) == 4
