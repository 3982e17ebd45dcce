"""Rules about the outreach pipeline: stages, what should be there before one is left, and going quiet.

Stages, criteria and thresholds are data: the lists `pipeline_stages`, `stage_criteria`, `quiet_thresholds`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from talented_desk.domain import codes
from talented_desk.domain.employers import size_band
from talented_desk.domain.text import Value, code, each, paragraphs
from talented_desk.errors import DeskError, Invalid
from talented_desk.i18n import N_

FIRST: Final = "new"
MEETINGS: Final = ("visit", "meeting", "video", "event")
"""Channels on which people see each other."""


class ReasonNeeded(DeskError):
    message = N_("Say which barrier it was lost to; that is how the barriers are counted.")


@dataclass(frozen=True, slots=True)
class Criterion:
    """One exit criterion of a stage and whether the records answer it."""

    code: str
    met: bool


def kind(stage: str) -> str:
    """open, won or lost; open for a stage that the list does not know."""
    entry = codes.load("pipeline_stages").get(stage)
    return entry.attributes["kind"] if entry else "open"


def stages() -> tuple[str, ...]:
    """The stages in their order, retired ones left out."""
    return tuple(entry.code for entry in codes.load("pipeline_stages").entries if not entry.retired)


def lost_stages() -> frozenset[str]:
    """Stages in which nobody is reminded of an employer."""
    return frozenset(stage for stage in stages() if kind(stage) == "lost")


def criteria(stage: str, facts: Mapping[str, bool]) -> tuple[Criterion, ...]:
    """The exit criteria of a stage, answered by `facts` (criterion to yes or no). They advise and never block."""
    entry = codes.load("pipeline_stages").get(stage)
    wanted = entry.attributes["criteria"].split() if entry else []
    return tuple(Criterion(name, facts.get(name, False)) for name in wanted)


def quiet_after(headcount: int | None) -> int:
    """Days without a session after which an employer of this size counts as gone quiet."""
    band = "unknown" if headcount is None else size_band(headcount)
    return int(codes.load("quiet_thresholds").by_code[band].attributes["days"])


def quiet_limits(today: date) -> Mapping[str, str]:
    """For each size band (and `unknown`) the day before which the last session must lie to count as quiet."""
    return {
        entry.code: (today - timedelta(days=int(entry.attributes["days"]))).isoformat()
        for entry in codes.load("quiet_thresholds").entries
    }


def clean_move(values: Mapping[str, Value]) -> dict[str, Value]:
    """A move: `stage`, `lost_reason` (needed for a lost stage, dropped for others), `note`. Raises `Invalid`."""
    cleaned = each(
        {"lost_reason": "", "note": "", **values},
        {"stage": code("pipeline_stages", needed=True), "lost_reason": code("barriers"), "note": paragraphs},
    )
    if kind(str(cleaned["stage"])) != "lost":
        cleaned["lost_reason"] = ""
    elif not cleaned["lost_reason"]:
        raise Invalid({"lost_reason": ReasonNeeded()})
    return cleaned
