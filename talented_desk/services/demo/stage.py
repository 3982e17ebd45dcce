"""What every part of the demo works with: the moving clock, the dice, and the calendar of what happens when."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from random import Random
from typing import TYPE_CHECKING, Final

from talented_desk.clock import FixedClock
from talented_desk.i18n import N_
from talented_desk.jobs import Task

if TYPE_CHECKING:
    from talented_desk.bootstrap import Application

DAYS: Final = 730
Step = Callable[[], object]


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who works at an employer."""

    id: str
    given: str
    family: str
    role: str


@dataclass(slots=True)
class Host:
    """An employer as it is made, with what later parts need. Its ids are there once its first day has come."""

    name: str
    language: str
    headcount: int
    since: date
    owner: str
    jobs: Sequence[tuple[str, str]]
    """Title and field of what it offers."""
    id: str = ""
    worksite: str = ""
    people: list[Person] = field(default_factory=list)

    @property
    def supervisor(self) -> Person:
        """Who would look after a student: a supervisor, or else the first person."""
        return next((person for person in self.people if person.role == "supervisor"), self.people[0])


class Stage:
    """The calendar: steps are planned in any order, then played in the order of time, each at its own moment."""

    def __init__(self, desk: Application, clock: FixedClock, task: Task, dice: Random) -> None:
        self.desk, self.clock, self.task, self.dice = desk, clock, task, dice
        self.now = clock.now()
        self.today = self.now.date()
        self.first_day = self.today - timedelta(days=DAYS)
        self.officers: list[str] = []
        self._steps: list[tuple[datetime, int, str, Step]] = []
        self._planned = 0
        self.set(self.first_day - timedelta(days=1))

    def set(self, day: date, hour: int = 9, minute: int = 0) -> None:
        """Put the clock to this time, never past the present."""
        self.clock.moment = min(self.moment(day, hour, minute), self.now)

    def moment(self, day: date, hour: int = 9, minute: int = 0) -> datetime:
        """This time in the workstation's zone."""
        return datetime.combine(day, time(hour, minute), self.now.tzinfo)

    def at(self, moment: datetime, officer: str, step: Step) -> bool:
        """Plan a step of an officer; False if its moment lies ahead, so that it has not happened."""
        if moment > self.now:
            return False
        heapq.heappush(self._steps, (moment, self._planned, officer, step))
        self._planned += 1
        return True

    def play(self) -> None:
        """Let everything happen; a step may plan later ones."""
        played = 0
        while self._steps:
            self.task.progress(played, self._planned, N_("Making the demo workspace"))
            moment, _, officer, step = heapq.heappop(self._steps)
            self.clock.moment = max(moment, self.clock.moment)
            with self.signed_in(officer):
                step()
            played += 1
        self.clock.moment = self.now

    @contextmanager
    def signed_in(self, officer: str) -> Iterator[None]:
        """What is written meanwhile is this officer's."""
        database = self.desk.database
        before = database.identity
        database.identity = replace(before, officer_id=officer)
        try:
            yield
        finally:
            database.identity = before

    def some_time(self, day: date) -> datetime:
        """A moment of a working day."""
        return self.moment(day, self.dice.randint(8, 16), self.dice.randrange(0, 60))

    def chance(self, share: float) -> bool:
        """True in that share of cases."""
        return self.dice.random() < share


def working_day(day: date) -> date:
    """This day, or the Friday before a weekend."""
    return day - timedelta(days=max(0, day.weekday() - 4))
