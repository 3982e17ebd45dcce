"""The outreach report "as it was" six months ago beside the same report of today, on the same file."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from datetime import time as midnight
from typing import Final

from db.models import Employer, Officer, SessionEmployer, SupportSession
from db.session import Database
from db.workspace import open_database
from talented_desk.bench.case import Case, Pair, Reach, folder
from talented_desk.bench.desk import KEY
from talented_desk.bench.rows import COLUMNS, OFFICER, employers
from talented_desk.clock import FixedClock, SystemClock, utc_text
from talented_desk.domain import codes
from talented_desk.events import EventBus
from talented_desk.ids import fixed_id, new_id
from talented_desk.reports.model import Parameters
from talented_desk.services.reports import Reports

DAYS: Final = 365
AGO: Final = 182
EDITED: Final = 0.05
"""The share of employers and sessions that were edited in the half year since."""
DELETED: Final = 0.01


@contextmanager
def report(amount: int) -> Iterator[Pair]:
    """A year of work: as many sessions every day, a changeset a day; edits and deletions all the time."""
    today = SystemClock().now()
    first = datetime.combine(today.date() - timedelta(days=DAYS), midnight(9)).astimezone()
    clock = FixedClock(first)
    with folder() as place:
        desk = open_database(place / "desk.db", KEY, clock=clock, events=EventBus(), officer_id=OFFICER)
        try:
            _lived(desk, clock, first, amount)
            clock.moment = today
            reports = Reports(desk, clock)
            then = today.date() - timedelta(days=AGO)
            asked = Parameters(first.date(), today.date())

            def run(parameters: Parameters) -> float:
                started = time.perf_counter()
                made = reports.run("outreach", parameters, "en")
                taken = time.perf_counter() - started
                assert made.figures[3].value > 0
                return taken * 1000

            past = Parameters(asked.start, asked.end, as_of=then)
            yield Pair(lambda: run(past), lambda: run(asked))
        finally:
            desk.close()


def _lived(desk: Database, clock: FixedClock, first: datetime, amount: int) -> None:
    chance = random.Random(5)
    channels = sorted(codes.load("channels").codes)
    rows = list(employers(max(5, amount // 4)))
    ids = [str(row[0]) for row in rows]
    with desk.write("Set up", kind="system") as writing:
        writing.insert(Officer, {"name": "Maya Boucher"}, OFFICER)
        writing.insert_many(Employer, COLUMNS, rows)
    parts = ("minutes_direct", "minutes_preparation", "minutes_travel", "minutes_follow_up")
    logged: list[str] = []
    for day in range(DAYS):
        clock.moment = first + timedelta(days=day)
        sessions: list[tuple[str | int, ...]] = []
        members: list[tuple[str, ...]] = []
        for _ in range(amount * (day + 1) // DAYS - amount * day // DAYS):
            session, several = new_id(), chance.randrange(2, 6) if chance.random() < 0.1 else 1
            minutes = [chance.randrange(60) for _ in range(4)]
            sessions.append((session, OFFICER, utc_text(clock.moment), chance.choice(channels), *minutes))
            members += [(fixed_id(session, "e", one), session, one) for one in chance.sample(ids, several)]
            logged.append(session)
        with desk.write("Log support session") as writing:
            writing.insert_many(SupportSession, ("id", "officer_id", "happened_at", "channel", *parts), sessions)
            writing.insert_many(SessionEmployer, ("id", "session_id", "employer_id"), members)
            for employer in chance.sample(ids, round(len(ids) * EDITED / DAYS)):
                writing.update(Employer, employer, {"headcount": chance.randrange(1, 900), "phone": "403 555 0100"})
            for session in {chance.choice(logged) for _ in range(round(amount * EDITED / DAYS))}:
                writing.update(SupportSession, session, {"minutes_direct": chance.randrange(90)})
            for _ in range(round(amount * DELETED / DAYS)):
                writing.delete(SupportSession, logged.pop(chance.randrange(len(logged))))


CASES: Final = (Case("past_report", 40_000, "ms", "lower", (Reach("ratio", 4),), report),)
