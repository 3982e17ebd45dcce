"""Which value is kept, and why, when two records that mean the same are merged. People may choose otherwise."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from talented_desk.domain import consent as consents
from talented_desk.domain import pipeline
from talented_desk.domain.text import Value
from talented_desk.errors import DeskError
from talented_desk.i18n import N_

SAME: Final = N_("Both say the same.")
ONLY: Final = N_("Only one of them has it.")
STAYS: Final = N_("From the record that stays.")
NEWER: Final = N_("The newer one.")
FURTHER: Final = N_("The one that is further along.")
UNITED: Final = N_("Both are kept, one under the other.")
EITHER: Final = N_("One of them says yes.")


class MergeWithItself(DeskError):
    message = N_("A record cannot be merged with itself.")


class MergeAcross(DeskError):
    message = N_("Only records of the same employer can be merged here: merge the two employers first.")


@dataclass(frozen=True, slots=True)
class Choice:
    """One field of the two records, the value that is proposed, and why (source text)."""

    field: str
    keep: Value
    gone: Value
    proposed: Value
    reason: str


_Rule = Callable[[Mapping[str, Value], Mapping[str, Value]], tuple[bool, str]]
"""Whether the value of the one that goes is the better one, and why."""


def _later(field: str) -> _Rule:
    def rule(keep: Mapping[str, Value], gone: Mapping[str, Value]) -> tuple[bool, str]:
        first, second = str(keep[field] or ""), str(gone[field] or "")
        return second > first, NEWER if first != second else STAYS

    return rule


def _further(keep: Mapping[str, Value], gone: Mapping[str, Value]) -> tuple[bool, str]:
    order = pipeline.stages()

    def rank(values: Mapping[str, Value]) -> tuple[bool, int]:
        stage = str(values["stage"])
        return pipeline.kind(stage) != "lost", order.index(stage) if stage in order else -1

    return rank(gone) > rank(keep), FURTHER if rank(gone) != rank(keep) else STAYS


_TOGETHER: Final[Mapping[str, tuple[tuple[tuple[str, ...], _Rule], ...]]] = {
    "employer": (
        (("headcount", "headcount_date", "headcount_source"), _later("headcount_date")),
        (("stage", "stage_since", "lost_reason"), _further),
    ),
    "worksite": ((("insurance_provider", "insurance_expires"), _later("insurance_expires")),),
}
"""Fields that belong to one another and come from one of the two records, by the rule that chooses it."""
_LONG: Final = frozenset({"notes", "safety_notes"})
_FLAGS: Final = frozenset({"federally_regulated"})


def propose(kind: str, keep: Mapping[str, Value], gone: Mapping[str, Value]) -> tuple[Choice, ...]:
    """Every field of two records of a kind (a table's name) with the better value; fields that both lack are left out.

    `keep` and `gone` have the same fields; references to a common owner are not among them.
    """
    chosen: dict[str, tuple[bool, str]] = {}
    for group, rule in _TOGETHER.get(kind, ()):
        has, other = (any(not _empty(values[name]) for name in group) for values in (keep, gone))
        better = rule(keep, gone) if has and other else (other, ONLY)
        chosen |= dict.fromkeys(group, better)
    return tuple(
        _choice(name, keep[name], gone[name], chosen.get(name))
        for name in keep
        if not (_empty(keep[name]) and _empty(gone[name]))
    )


def _choice(name: str, keep: Value, gone: Value, together: tuple[bool, str] | None) -> Choice:
    if keep == gone:
        return Choice(name, keep, gone, keep, SAME)
    if together is not None:
        return Choice(name, keep, gone, gone if together[0] else keep, together[1])
    if name in _FLAGS:
        return Choice(name, keep, gone, 1, EITHER)
    if _empty(keep) or _empty(gone):
        return Choice(name, keep, gone, gone if _empty(keep) else keep, ONLY)
    if name in _LONG:
        return Choice(name, keep, gone, united(str(keep), str(gone)), UNITED)
    return Choice(name, keep, gone, keep, STAYS)


def united(first: str, second: str) -> str:
    """Two texts as one, the second under the first; a text that the other contains is not said twice."""
    if second.strip() in first:
        return first
    return second if first.strip() in second else f"{first.rstrip()}\n\n{second.lstrip()}"


def _empty(value: Value) -> bool:
    return value is None or value == ""


@dataclass(frozen=True, slots=True)
class Given:
    """A consent and the id of its row."""

    id: str
    consent: consents.Consent


def withdrawn_by_other(mine: Iterable[Given], other: Iterable[Given], today: date) -> tuple[str, ...]:
    """The consents of one record that do not outlive the merge: the other record's person withdrew theirs.

    The strictest holds: nobody may be written to because two records did not know of each other.
    """
    theirs = [given.consent for given in other]
    addresses = {consent.email.casefold() for consent in theirs if consent.withdrawn_on}

    def refused(consent: consents.Consent) -> bool:
        asked = {consent.email.casefold()} if consent.email else addresses
        return any(consents.standing(theirs, address, today).state == "withdrawn" for address in asked)

    return tuple(given.id for given in mine if not given.consent.withdrawn_on and refused(given.consent))
