"""Decisions about duplicates, where whoever writes records needs them: deciding, and carrying over at a merge."""

from __future__ import annotations

from collections.abc import Mapping

from db.models import DuplicateDecision
from db.queries import duplicates as queries
from db.session import Write
from talented_desk.ids import fixed_id

DIFFERENT = "different"
LATER = "later"


def pair_id(kind: str, one: str, other: str) -> str:
    """The id of a pair's decision, the same either way round."""
    low, high = sorted((one, other))
    return fixed_id("duplicate", kind, low, high)


def carry_decisions(write: Write, kind: str, moved: Mapping[str, str]) -> int:
    """Let decisions about records that were merged away go on with those that carry on; returns how many moved.

    `moved`: old id to new id. Where both had one about the same third record, "different" holds. A decision about
    the very two that became one goes. All is journalled in the open changeset, so that its inverse brings them back.
    """
    count = 0
    for found in queries.decisions(write.connection, list(moved)):
        one, other = (moved.get(str(found[side]), str(found[side])) for side in ("one_id", "other_id"))
        if found["kind"] != kind or {one, other} == {found["one_id"], found["other_id"]}:
            continue
        write.delete(DuplicateDecision, str(found["id"]))
        count += 1
        if one == other:
            continue
        low, high = sorted((one, other))
        target = pair_id(kind, low, high)
        known = queries.decision(write.connection, target)
        if not known:
            values = {name: found[name] for name in ("kind", "decision", "officer_id", "decided_at")}
            write.insert(DuplicateDecision, {**values, "one_id": low, "other_id": high}, target)
        elif known == LATER and found["decision"] == DIFFERENT:
            write.update(DuplicateDecision, target, {"decision": DIFFERENT})
    return count
