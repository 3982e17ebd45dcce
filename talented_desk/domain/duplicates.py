"""What two records are to each other: evidence added up to a score that explains itself.

Each piece of evidence has a weight in a table (`duplicate_weights`); the sum is the logarithm of the odds that both
records are one, and the score its probability. That is the model of Fellegi and Sunter ("A Theory for Record
Linkage", 1969), with weights set by hand and rounded so that anybody can add them up again.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import exp
from typing import Final, Literal

from talented_desk.domain.duplicate_weights import SENTENCES, WEIGHTS
from talented_desk.domain.recognition import Reason

Level = Literal["merge", "look", "site"]
"""`merge`: one record twice. `look`: may be. `site`: one company at two places: a worksite, not a duplicate."""

MERGE: Final = 0.95
"""The score from which a merge is proposed."""
LOOK: Final = 0.5
"""The score from which a pair is shown at all."""


@dataclass(frozen=True, slots=True)
class Ground:
    """One piece of evidence: its code in the tables, the values of its sentence, its weight (log-odds)."""

    code: str
    fields: tuple[tuple[str, str], ...] = ()
    weight: float = 0.0

    @property
    def reason(self) -> Reason:
        """As a sentence to translate."""
        return Reason(SENTENCES[self.code], self.fields)


@dataclass(frozen=True, slots=True)
class Match:
    """What two records are to each other. `score` is between 0 and 1, `level` None if nobody need look.

    `grounds` are what speaks for it and against it, the weightiest first.
    """

    score: float = 0.0
    level: Level | None = None
    grounds: tuple[Ground, ...] = ()

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """The grounds in words."""
        return tuple(ground.reason for ground in self.grounds)


NO_MATCH: Final = Match()
_BARE: Final = {code: Ground(code, (), weight) for code, weight in WEIGHTS.items()}


def ground(code: str, /, **fields: str) -> Ground:
    """A piece of evidence with its weight from the table."""
    return Ground(code, tuple(fields.items()), WEIGHTS[code]) if fields else _BARE[code]


def weighed(prior: str, grounds: Iterable[Ground], *, at_most_look: bool = False, site: bool = False) -> Match:
    """Add the weights to the prior's and say what follows.

    `at_most_look`: something speaks so much against one record that no sum may propose a merge. `site`: one company,
    two places.
    """
    told = tuple(sorted(grounds, key=lambda one: (-one.weight, one.code, one.fields)))
    total = WEIGHTS[prior] + sum(one.weight for one in told)
    score = round(1 / (1 + exp(-total)), 4)
    if score < LOOK:
        return Match(score, None, told)
    if site:
        return Match(score, "site", told)
    return Match(score, "merge" if score >= MERGE and not at_most_look else "look", told)
