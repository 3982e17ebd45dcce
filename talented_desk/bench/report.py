"""The outreach report of a year: from the question to the tables that the screen shows."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from typing import Final

from db.models import SessionEmployer, SupportSession
from talented_desk.bench import raw_report
from talented_desk.bench.case import Case, Pair, Reach
from talented_desk.bench.desk import KEY
from talented_desk.bench.filled import filled
from talented_desk.bench.rows import OFFICER
from talented_desk.clock import SystemClock, utc_text
from talented_desk.domain import codes
from talented_desk.ids import fixed_id, new_id
from talented_desk.reports.model import Parameters
from talented_desk.services.reports import Reports

YEAR: Final = date.today().year
GROUPS: Final = 0.1
"""The share of sessions with several employers."""


@contextmanager
def outreach(amount: int) -> Iterator[Pair]:
    """So many sessions in one year, of a quarter as many employers; both sides ask the same file."""
    employers = max(5, amount // 4)
    with filled(employers) as (desk, _):
        with desk.read() as connection:
            ids = [str(found) for found in connection.exec_driver_sql("SELECT id FROM employer").scalars()]
        chance = random.Random(5)
        channels = sorted(codes.load("channels").codes)
        start = datetime(YEAR, 1, 1, 9).astimezone()
        sessions: list[tuple[str | int, ...]] = []
        members: list[tuple[str, ...]] = []
        for _ in range(amount):
            session = new_id()
            at = utc_text(start + timedelta(minutes=chance.randrange(360 * 1440)))
            minutes = [chance.randrange(60) for _ in range(4)]
            sessions.append((session, OFFICER, at, chance.choice(channels), *minutes))
            several = chance.randrange(2, 6) if chance.random() < GROUPS else 1
            for employer in chance.sample(ids, several):
                members.append((fixed_id(session, "employer", employer), session, employer))
        parts = ("minutes_direct", "minutes_preparation", "minutes_travel", "minutes_follow_up")
        with desk.write("Import") as writing:
            writing.insert_many(SupportSession, ("id", "officer_id", "happened_at", "channel", *parts), sessions)
            writing.insert_many(SessionEmployer, ("id", "session_id", "employer_id"), members)
        reports, bare = Reports(desk, SystemClock()), raw_report.connect(desk.path, KEY)
        year = Parameters(date(YEAR, 1, 1), date(YEAR, 12, 31))
        since, until = (utc_text(datetime(of, 1, 1).astimezone()) for of in (YEAR, YEAR + 1))

        def ours() -> float:
            started = time.perf_counter()
            report = reports.run("outreach", year, "en")
            taken = time.perf_counter() - started
            assert report.figures[3].value == amount
            return taken * 1000

        yield Pair(ours, lambda: raw_report.count(bare, since, until, amount))
        bare.close()


CASES: Final = (Case("report", 40_000, "ms", "lower", (Reach("ratio", 2),), outreach),)
