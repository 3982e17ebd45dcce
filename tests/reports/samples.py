"""A workspace with sessions, opportunities and placements whose figures can be counted by hand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

from talented_desk.bootstrap import Application
from talented_desk.clock import utc_text
from talented_desk.reports.model import Parameters
from talented_desk.services.sessions import LogSupportSession
from tests.conftest import OFFICER

QUARTER = Parameters(date(2026, 7, 1), date(2026, 9, 30))
YEAR = Parameters(date(2026, 1, 1), date(2026, 12, 31))


@dataclass(frozen=True)
class Sample:
    """The ids of what was made."""

    bakery: str
    glass: str
    farm: str
    anna: str


def log(
    desk: Application, day: str, channel: str, minutes: tuple[int, int, int, int], *employers: str, at: str = "18:00"
) -> str:
    """Log a session, at six in the evening UTC unless told otherwise."""
    moment = datetime.fromisoformat(f"{day}T{at}").replace(tzinfo=UTC)
    direct, preparation, travel, follow_up = minutes
    return desk.sessions.log(
        LogSupportSession(
            {
                "happened_at": utc_text(moment),
                "channel": channel,
                "minutes_direct": direct,
                "minutes_preparation": preparation,
                "minutes_travel": travel,
                "minutes_follow_up": follow_up,
                "subject": f"=HYPERLINK on {day}",
            },
            employers,
        )
    )


def fill(desk: Application) -> Sample:
    """Three employers, six sessions (two of groups), an opportunity, four placements."""
    anna = desk.officers.add("Anna =SUM(1) Kovač")
    bakery = desk.employers.add({"legal_name": "Boulangerie Lœuf", "headcount": 12, "naics": "311811"})
    glass = desk.employers.add({"legal_name": "Bow Glass", "headcount": 40, "naics": "327215"})
    farm = desk.employers.add({"legal_name": "Chinook Farm"})
    log(desk, "2026-07-02", "phone", (20, 5, 0, 3), bakery)
    log(desk, "2026-08-10", "visit", (61, 10, 35, 7), bakery, glass)
    log(desk, "2026-09-30", "email", (10, 0, 0, 0), farm)
    log(desk, "2026-06-30", "event", (90, 30, 20, 10), farm)
    log(desk, "2026-10-05", "video", (45, 0, 0, 5), glass)
    desk.officers.use(anna)
    log(desk, "2026-09-01", "meeting", (100, 1, 2, 3), bakery, glass, farm)
    desk.officers.use(OFFICER)
    desk.opportunities.add(farm, {"title": "Harvest help", "starts_on": "2026-09-15", "ends_on": "2026-10-15"})
    school = desk.institutions.all()[0].id
    for name, start, end, state, at in (
        ("Zoé Tremblay", "2026-09-08", "2026-12-18", "active", school),
        ("Amir Haddad", "2026-05-04", "2026-07-31", "completed", school),
        ("Chloe Nguyen", "2026-07-06", "2026-07-31", "cancelled", school),
        ("Élodie Roy", "2026-07-06", "2026-07-31", "completed", None),
    ):
        desk.placements.add(
            {
                "employer_id": bakery,
                "student_name": name,
                "title": "Aide",
                "starts_on": start,
                "ends_on": end,
                "state": state,
                "institution_id": at,
                "hours_per_week": None if name == "Élodie Roy" else 3500,
            }
        )
    return Sample(bakery, glass, farm, anna)
