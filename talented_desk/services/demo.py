"""The demo workspace: a secretariat's two years, made through the services on a clock that walks through them.

Seven institutions, 48 employers, 66 placements, about 700 support sessions; invented, bilingual, dated relative to
the day it is made, and the same for the same day and seed.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from importlib.resources import files
from random import Random
from typing import TYPE_CHECKING, Any, Final

from talented_desk.clock import FixedClock, utc_text
from talented_desk.i18n import N_
from talented_desk.ids import fixed_id
from talented_desk.jobs import Task
from talented_desk.services.sessions import Commitment, LogSupportSession

if TYPE_CHECKING:
    from talented_desk.bootstrap import Application

SEED: Final = 2026
DAYS: Final = 730
PLACEMENTS: Final = 66
SESSIONS: Final = 700
OFFICERS: Final = (
    ("Maya Boucher", "Employer liaison officer", "fr"),
    ("Owen Blackwater", "Employer liaison officer", "en"),
    ("Simone Achebe", "Institution liaison officer", "en"),
)
POSTAL: Final = ("T2N 1A1", "T2P 1J9", "T3E 6K6", "T2H 0L1", "T2E 8X4", "T3A 2M3", "T2G 3R9", "T2T 1C9")
STREETS: Final = ("Kensington Road NW", "9 Avenue SE", "Macleod Trail SW", "Edmonton Trail NE", "Centre Street N")
WEIGHTED_CHANNELS: Final = ("phone",) * 9 + ("email",) * 5 + ("visit",) * 4 + ("video",) * 3 + ("meeting", "event")


@dataclass(frozen=True, slots=True)
class _Person:
    given: str
    family: str
    title: str


@dataclass(slots=True)
class _Host:
    """An employer as it was made, with what later steps need."""

    id: str
    language: str
    headcount: int
    since: date
    worksite: str
    contact: str
    paid: bool


class _Maker:
    def __init__(self, desk: Application, clock: FixedClock, task: Task) -> None:
        self.desk, self.clock, self.task = desk, clock, task
        self.now = clock.now()
        self.today = self.now.date()
        self.random = Random(SEED)  # noqa: S311 - invented data, repeatable on purpose
        self.employers: list[str] = _resource("employers.toml")["employers"]
        self.texts = _resource("texts.toml")
        self.hosts: list[_Host] = []
        self.officers: list[str] = []
        self.steps: list[tuple[datetime, Callable[[], None]]] = []

    def make(self) -> None:
        self._at(self.today - timedelta(days=DAYS + 5))
        self._officers()
        self._institutions()
        for number, line in enumerate(self.employers):
            self.task.progress(number, len(self.employers) + SESSIONS, N_("Making the demo workspace"))
            self._employer(number, line)
        self._plan_placements()
        self._plan_sessions()
        self.steps.sort(key=lambda step: step[0])
        for number, (moment, step) in enumerate(self.steps):
            self.clock.moment = moment
            self.task.progress(len(self.employers) + number, len(self.employers) + len(self.steps))
            step()
        self._finish()

    def _at(self, day: date, hour: int = 9, minute: int = 0) -> datetime:
        moment = datetime.combine(day, time(hour, minute), self.now.tzinfo)
        self.clock.moment = min(moment, self.now)
        return self.clock.moment

    def _officers(self) -> None:
        for name, title, language in OFFICERS:
            email = f"{name.split()[0].casefold()}@wil.example.ca"
            self.officers.append(
                self.desk.officers.add(
                    name,
                    officer_id=fixed_id("demo officer", name),
                    email=email,
                    title=title,
                    language=language,
                    phone="403 555 0100",
                    organization="Regional WIL Secretariat",
                )
            )
        self.desk.officers.use(self.officers[0])

    def _institutions(self) -> None:
        for place, row in enumerate(self.desk.institutions.all()):
            name = self.texts["people"]["coordinators"][place % 7]
            email = f"{name.split()[0].casefold()}.{name.split()[-1].casefold()}@institution.example.ca"
            self.desk.institutions.edit(
                row.id,
                {"coordinator_name": name, "coordinator_email": email, "coordinator_phone": f"403 555 01{20 + place}"},
            )

    def _employer(self, number: int, line: str) -> None:
        legal, trade, naics, headcount, city, language, person, title = line.split("|")
        dice = self.random
        since = self.today - timedelta(days=round(DAYS * (1 - (number + 1) / (len(self.employers) + 8))))
        self._at(since, 9, number)
        domain = "".join(c for c in (trade or legal).casefold() if c.isascii() and c.isalnum())[:18] + ".example.ca"
        phone = f"403 555 01{number + 10:02d}"
        province = {"province": "AB"}
        employer_id = self.desk.employers.add(
            {
                "legal_name": legal,
                "trade_name": trade,
                "naics": naics,
                "headcount": headcount,
                "headcount_date": since.isoformat(),
                "headcount_source": "employer",
                "language": language,
                "website": domain,
                "email": f"info@{domain}",
                "phone": phone,
                "city": city,
                "owner_id": self.officers[number % 2],
            },
            {
                "street": f"{dice.randint(100, 4900)} {dice.choice(STREETS)}",
                "city": city,
                **province,
                "postal_code": dice.choice(POSTAL),
                "phone": phone,
                "wcb_account": f"{dice.randint(1_000_000, 9_999_999)}" if dice.random() < 0.8 else "",
                "insurance_provider": "Prairie Mutual" if dice.random() < 0.7 else "",
                "insurance_expires": (self.today + timedelta(days=dice.randint(-40, 400))).isoformat(),
                "safety_contact": person if dice.random() < 0.6 else "",
            },
        )
        given, _, family = person.removeprefix("Dr. ").rpartition(" ")
        contact = self.desk.contacts.add(
            {
                "given_name": given,
                "family_name": family,
                "phone": phone,
                "language": language,
                "email": f"{given.split()[0].casefold()}@{domain}".encode("ascii", "ignore").decode(),
            },
            employer_id,
            {
                "role": "owner" if int(headcount) < 20 else "supervisor",
                "title": title,
                "is_primary": 1,
                "started_on": since.isoformat(),
            },
        )
        tags = [
            tag
            for tag, share in (("First-time host", 0.4), ("Priority", 0.2), ("Francophone", 0.0))
            if dice.random() < share
        ]
        if language == "fr":
            tags.append("Francophone")
        if tags:
            self.desk.employers.set_tags(employer_id, tags)
        worksite = self.desk.employers.get(employer_id).worksites[0].id
        self.hosts.append(_Host(employer_id, language, int(headcount), since, worksite, contact, dice.random() < 0.85))

    def _plan_placements(self) -> None:
        """Terms begin in January, May and September; each of the 66 falls into one, up to the next one."""
        starts = [
            start
            for year in range(self.today.year - 2, self.today.year + 2)
            for start in (date(year, 1, 8), date(year, 5, 5), date(year, 9, 4))
            if self.today - timedelta(days=DAYS - 90) <= start <= self.today + timedelta(days=120)
        ]
        for number in range(PLACEMENTS):
            start = starts[number % len(starts)]
            ready = [host for host in self.hosts if host.since < start - timedelta(days=30)] or self.hosts[:1]
            host = ready[(number * 7) % len(ready)]
            created = min(max(start - timedelta(days=self.random.randint(15, 60)), host.since), self.today)
            moment = min(datetime.combine(created, time(13, number % 60), self.now.tzinfo), self.now)
            self.steps.append((moment, lambda n=number, h=host, s=start: self._placement(n, h, s)))  # type: ignore[misc]

    def _placement(self, number: int, host: _Host, start: date) -> None:
        dice, people = self.random, self.texts["people"]
        end = start + timedelta(days=dice.choice((90, 111, 111, 230)))
        title = dice.choice(people["titles_fr" if host.language == "fr" else "titles_en"])
        kind = dice.choice(("COOP", "COOP", "INT", "WE", "FP", "ARP"))
        paid = kind in ("COOP", "WE") or (kind == "INT" and host.paid)
        terms: dict[str, Any] = {
            "title": title,
            "wil_type": kind,
            "starts_on": start.isoformat(),
            "ends_on": end.isoformat(),
            "hours_per_week": 3750 if paid else 1600,
            "pay_basis": "paid" if paid else "unpaid",
        }
        terms |= (
            {"pay_rate_cents": dice.randrange(1700, 2900, 25), "pay_unit": "hour"}
            if paid
            else {"unpaid_basis": "off_campus"}
        )
        institutions = self.desk.institutions.all()
        given = people["given"][number % len(people["given"])]
        family = people["family"][(number * 3 + number // 20) % len(people["family"])]
        self.desk.database.identity = type(self.desk.database.identity)(
            self.officers[number % 3], self.desk.database.identity.device_id
        )
        opportunity = self.desk.opportunities.add(
            host.id,
            {**terms, "worksite_id": host.worksite, "contact_id": host.contact, "openings": 1, "status": "filled"},
        )
        if start > self.today:
            state = dice.choice(("planned", "offered", "confirmed"))
        elif end >= self.today:
            state = "active"
        else:
            state = "ended_early" if number % 17 == 0 else "completed"
        placement = self.desk.placements.add(
            {
                **terms,
                "employer_id": host.id,
                "opportunity_id": opportunity,
                "worksite_id": host.worksite,
                "supervisor_id": host.contact,
                "institution_id": institutions[number % len(institutions)].id,
                "student_name": f"{given} {family}",
                "program": dice.choice(people["programs"]),
                "student_email": f"student{number + 1}@student.example.ca",
                "faculty_supervisor": "Dr. R. Ellison",
                "wcb_basis": "employer_account" if paid else "deemed_worker",
                "state": state,
                "work_mode": dice.choice(("on_site", "on_site", "hybrid")),
            }
        )
        if number % 24 == 5:
            self.desk.packages.generate(placement, "fr" if host.language == "fr" else "en")

    def _plan_sessions(self) -> None:
        """Smaller employers and recent months get more of the support, on working days."""
        dice = self.random
        weights = [(3.0 if host.headcount < 20 else 1.6 if host.headcount < 100 else 1.0) for host in self.hosts]
        for number in range(SESSIONS):
            host = dice.choices(self.hosts, weights)[0]
            day = host.since + timedelta(days=round((dice.random() ** 0.8) * (self.today - host.since).days))
            while day.weekday() > 4:
                day -= timedelta(days=1)
            moment = min(
                datetime.combine(day, time(dice.randint(8, 16), dice.randrange(0, 60, 5)), self.now.tzinfo), self.now
            )
            self.steps.append((moment, lambda n=number, h=host: self._session(n, h)))  # type: ignore[misc]

    def _session(self, number: int, host: _Host) -> None:
        dice, words = self.random, self.texts[host.language]
        topic, barrier, note = dice.choice(words["notes"]).split("|")
        channel = dice.choice(WEIGHTED_CHANNELS)
        employers = [host.id]
        if channel == "event":
            employers += [
                other.id
                for other in dice.sample(self.hosts, 2)
                if other.id != host.id and other.since <= self.clock.now().date()
            ]
        day = self.clock.now().date()

        def later(low: int, high: int) -> str:
            return (day + timedelta(days=dice.randint(low, high))).isoformat()

        self.desk.database.identity = type(self.desk.database.identity)(
            self.officers[number % 2], self.desk.database.identity.device_id
        )
        recent = (self.today - day).days < 45
        session_id = self.desk.sessions.log(
            LogSupportSession(
                {
                    "happened_at": utc_text(self.clock.now()),
                    "channel": channel,
                    "language": host.language,
                    "minutes_direct": dice.randrange(5, 95, 5),
                    "minutes_preparation": dice.choice((0, 0, 10, 15, 30)),
                    "minutes_travel": dice.choice((25, 40, 60)) if channel in ("visit", "meeting", "event") else 0,
                    "minutes_follow_up": dice.choice((0, 5, 10, 15)),
                    "subject": dice.choice(words["subjects"]),
                    "narrative": note,
                    "outcome": dice.choice(("informed", "follow_up", "interested")),
                },
                tuple(dict.fromkeys(employers)),
                (host.contact,),
                (topic,),
                (barrier,) if barrier else (),
                (Commitment(dice.choice(words["promises_us"]), later(2, 9)),) if dice.random() < 0.12 else (),
                (Commitment(dice.choice(words["promises_them"]), later(3, 14)),) if dice.random() < 0.1 else (),
                (Commitment(dice.choice(words["tasks"]), later(1, 21)),) if dice.random() < 0.3 else (),
            )
        )
        if not recent or dice.random() < 0.5:
            self._settle(host.id, session_id)

    def _settle(self, employer_id: str, session_id: str) -> None:
        """What came of the session was done, as most things are."""
        for task in self.desk.tasks.open(employer_id=employer_id):
            if task.session_id == session_id:
                self.desk.tasks.done(task.id)
        for promise in self.desk.tasks.promises(employer_id=employer_id):
            if promise.session_id == session_id and self.random.random() < 0.9:
                self.desk.tasks.keep_promise(promise.id)

    def _finish(self) -> None:
        self.clock.moment = self.now
        self.desk.officers.use(self.officers[0])
        host = self.hosts[0]
        name = self.desk.employers.get(host.id).name
        self.desk.drafts.keep(
            "support_session",
            {
                "employers": [[host.id, name]],
                "channel": "phone",
                "day": self.today.isoformat(),
                "time": "08:50",
                "narrative": "Dana asked whether a student could start two weeks later. ",
                "minutes_direct": "10",
            },
            subject_id=host.id,
        )


def make_demo(desk: Application, clock: FixedClock, task: Task | None = None) -> None:
    """Fill an empty workspace that was opened on `clock`; the clock is put back to its moment at the end."""
    _Maker(desk, clock, task or Task()).make()


def _resource(name: str) -> dict[str, Any]:
    return tomllib.loads(files("resources").joinpath("demo", name).read_text("utf-8"))
