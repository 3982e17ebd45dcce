"""The outreach pipeline: the board, moves between stages, time in stage, workload."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

from db.models import Employer, StageChange
from db.queries import employers as employer_queries
from db.queries import pipeline as queries
from db.queries.employers import EmployerFilter
from db.queries.pipeline import Card as Card
from db.queries.pipeline import Load as Load
from db.types import Values
from talented_desk.clock import from_utc_text, utc_text
from talented_desk.domain import pipeline as rules
from talented_desk.domain.pipeline import Criterion
from talented_desk.i18n import N_
from talented_desk.services.base import Service, row

SHOWN: Final = 100
"""Cards of one stage on the board; the list shows the rest."""


@dataclass(frozen=True, slots=True)
class Column:
    """One stage on the board. `count` is of all its employers, `cards` those longest in it."""

    stage: str
    count: int
    cards: tuple[Card, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """One stay in a stage: from when, for how many days (until the next move, or now)."""

    stage: str
    entered_at: str
    days: int
    lost_reason: str
    note: str
    officer: str


class Pipeline(Service):
    """What one can do with stages."""

    def board(self, chosen: EmployerFilter | None = None, limit: int = SHOWN) -> tuple[Column, ...]:
        """Every stage in order with its first employers."""
        chosen = self._dated(chosen)
        with self.database.read() as connection:
            counts = queries.counts(connection, chosen)
            return tuple(
                Column(stage, counts.get(stage, 0), tuple(queries.cards(connection, chosen, stage, limit)))
                for stage in rules.stages()
            )

    def counts(self, chosen: EmployerFilter | None = None) -> Mapping[str, int]:
        """How many employers of the filter stand in each stage."""
        with self.database.read() as connection:
            return queries.counts(connection, self._dated(chosen))

    def _dated(self, chosen: EmployerFilter | None) -> EmployerFilter:
        chosen = chosen or EmployerFilter()
        return chosen if chosen.today else replace(chosen, today=self.today().isoformat())

    def move(self, employer_ids: Sequence[str], values: Values) -> None:
        """Move employers to a stage (`stage`, `lost_reason`, `note`) in one operation; who is there already stays.

        Raises `Invalid`, `NotFound`.
        """
        checked = rules.clean_move(values)
        now = self.now()
        with self.database.read() as connection:
            known = [(one, row(connection, Employer, one)) for one in employer_ids]
            subject = employer_queries.name(connection, employer_ids[0]) if len(known) == 1 else str(len(known))
        with self.database.write(N_("Move to another stage"), subject=subject) as write:
            for employer_id, before in known:
                if (before["stage"], before["lost_reason"]) == (checked["stage"], checked["lost_reason"]):
                    continue
                state = {"stage": checked["stage"], "stage_since": now, "lost_reason": checked["lost_reason"]}
                write.update(Employer, employer_id, state)
                write.insert(
                    StageChange,
                    {
                        "employer_id": employer_id,
                        "entered_at": now,
                        "officer_id": self.database.identity.officer_id or None,
                        **checked,
                    },
                )

    def criteria(self, employer_id: str) -> tuple[Criterion, ...]:
        """What should be there before this employer leaves its stage, and whether it is. Raises `NotFound`."""
        with self.database.read() as connection:
            stage = str(row(connection, Employer, employer_id)["stage"])
            return rules.criteria(stage, queries.facts(connection, employer_id, rules.MEETINGS))

    def history(self, employer_id: str) -> tuple[Step, ...]:
        """The stages this employer went through, the newest first, with the days spent in each."""
        with self.database.read() as connection:
            moves = queries.history(connection, employer_id)
        steps, until = [], self.clock.now()
        for move in moves:
            since = from_utc_text(move.entered_at)
            days = max(0, (until.astimezone().date() - since.astimezone().date()).days)
            steps.append(Step(move.stage, move.entered_at, days, move.lost_reason, move.note, move.officer))
            until = since
        return tuple(steps)

    def workload(self, days: int = 30) -> tuple[Load, ...]:
        """What each officer carries, with the hours of support of the last `days`; the busiest first."""
        since = utc_text(self.clock.now() - timedelta(days=days))
        with self.database.read() as connection:
            return tuple(queries.workload(connection, since, self.today().isoformat(), sorted(rules.lost_stages())))

    def lost_to(self, days: int = 365) -> tuple[tuple[str, int], ...]:
        """Barriers that employers were lost to in the last `days`: (code, employers)."""
        with self.database.read() as connection:
            return tuple(queries.lost_to(connection, utc_text(self.clock.now() - timedelta(days=days))))
