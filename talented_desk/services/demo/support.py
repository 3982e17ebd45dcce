"""About 700 support sessions: each fits where its employer's story stands, and what follows from it gets done."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import partial
from typing import Final

from talented_desk.clock import utc_text
from talented_desk.services.demo.placements import Offer, Placements
from talented_desk.services.demo.stage import Host, Person, Stage, working_day
from talented_desk.services.demo.words import Note, notebook
from talented_desk.services.sessions import Commitment, LogSupportSession
from talented_desk.services.tasks import PromiseRow, TaskRow

SESSIONS: Final = 700
CHANNELS: Final = ("phone",) * 9 + ("email",) * 5 + ("visit",) * 4 + ("video",) * 3 + ("meeting",)
ON_SITE: Final = ("Mid-term visit", "Safety walk", "Visite de mi-stage", "Santé et sécurité")
GROUPS: Final = 18
MISSED: Final = 0.05
DIRECT: Final = {
    "phone": (5, 35),
    "email": (5, 25),
    "video": (20, 60),
    "visit": (40, 110),
    "meeting": (30, 75),
    "event": (60, 150),
}
TRAVEL: Final = {"visit": (20, 35, 50, 80), "meeting": (15, 25, 30), "event": (20, 30, 40)}
STALE: Final = timedelta(days=30)
"""After which nothing stays undone in the demo; younger things may be."""


class Support:
    """Plans the sessions."""

    def __init__(self, stage: Stage, hosts: list[Host], placements: Placements) -> None:
        self._stage, self._hosts = stage, hosts
        self._books = {language: notebook(language) for language in ("en", "fr")}
        self._told: dict[int, list[Note]] = {}
        self._offers: dict[int, list[Offer]] = {}
        for offer in placements.offers:
            self._offers.setdefault(id(offer.host), []).append(offer)
        self._schools = [row.short_name for row in stage.desk.institutions.all()]

    def plan(self) -> None:
        """First everybody's first conversation, then group sessions, then the rest: small employers get more."""
        for number in range(GROUPS):
            self._plan_group("fr" if number % 4 == 3 else "en")
        weights = [(3.0 if host.headcount < 20 else 1.6 if host.headcount < 100 else 1.0) for host in self._hosts]
        days = {(host.since, place) for place, host in enumerate(self._hosts)}
        while len(days) < SESSIONS - GROUPS:
            (place,) = self._stage.dice.choices(range(len(self._hosts)), weights)
            days.add((self._some_day(self._hosts[place].since), place))  # one a day is enough for anybody
        for day, place in sorted(days):
            self._plan_one(self._hosts[place], day)

    def _some_day(self, since: date) -> date:
        """A working day up to yesterday."""
        days = max(0, (self._stage.today - since).days - 1)
        return max(since, working_day(since + timedelta(days=round(self._stage.dice.random() * days))))

    def _plan_one(self, host: Host, day: date) -> None:
        stage = self._stage
        phase = "first" if day == host.since else self._phase(host, day)
        if phase != "first" and stage.chance(MISSED):
            phase = "missed"
        note = self._fresh(host, phase)
        channel = "phone" if phase == "missed" else "visit" if note.subject in ON_SITE else stage.dice.choice(CHANNELS)
        officer = host.owner if stage.chance(0.85) else stage.dice.choice(stage.officers)
        self._plan(day, officer, note, channel, [host])

    def _fresh(self, host: Host, phase: str) -> Note:
        """A note for this phase that the employer has not had lately."""
        notes = self._books[host.language].notes[phase]
        told = self._told.setdefault(id(host), [])
        oldest = min(told.index(note) if note in told else -1 for note in notes)
        note = self._stage.dice.choice([n for n in notes if (told.index(n) if n in told else -1) == oldest])
        if note in told:
            told.remove(note)
        told.append(note)
        return note

    def _plan_group(self, language: str) -> None:
        stage = self._stage
        alike = [host for host in self._hosts if host.language == language]
        day = self._some_day(sorted(host.since for host in alike)[5])
        there = [host for host in alike if host.since <= day]
        note = stage.dice.choice(self._books[language].notes["group"])
        guests = stage.dice.sample(there, min(len(there), stage.dice.randint(3, 6)))
        self._plan(day, guests[0].owner, note, "event", guests)

    def _plan(self, day: date, officer: str, note: Note, channel: str, hosts: list[Host]) -> None:
        """It is written down when it is over, at the end of the call or later that day."""
        stage = self._stage
        missed = note.when == "missed"
        direct = stage.dice.randint(1, 3) if missed else stage.dice.randrange(*DIRECT[channel], 5)
        happened = stage.moment(day, stage.dice.randint(9, 15), stage.dice.randrange(0, 60, 5))
        logged = happened + timedelta(minutes=direct + stage.dice.randint(2, 60))
        if logged > stage.now:  # only where the demo's own day comes in
            logged, happened = stage.now, stage.now - timedelta(minutes=direct)
        stage.at(logged, officer, partial(self._log, note, channel, hosts, happened, direct))

    def _phase(self, host: Host, day: date) -> str:
        """Where the employer's story stands on a day: before, during or after a placement, or quiet."""
        for offer in self._offers.get(id(host), []):
            if offer.starts <= day <= offer.ends:
                return "during"
            if offer.created <= day < offer.starts:
                return "before"
            if timedelta(0) < day - offer.ends < timedelta(days=60):
                return "after"
        return "first" if day - host.since < timedelta(days=30) else "quiet"

    def _log(self, note: Note, channel: str, hosts: list[Host], happened: datetime, direct: int) -> None:
        dice, host = self._stage.dice, hosts[0]
        day, book = happened.date(), self._books[host.language]
        person = self._person(host, note)
        slots = self._slots(host, person, day)
        group, missed = note.when == "group", note.when == "missed"

        def follow(text: str, share: float, days: tuple[int, int]) -> tuple[Commitment, ...]:
            if not text or not self._stage.chance(share):
                return ()
            due = working_day(day + timedelta(days=dice.randint(*days) + 2))
            return (Commitment(text.format_map(slots), due.isoformat()),)

        command = LogSupportSession(
            {
                "happened_at": utc_text(happened),
                "channel": channel,
                "language": host.language,
                "minutes_direct": direct,
                "minutes_preparation": 0 if missed else dice.choice((30, 45, 60) if group else (0, 0, 0, 10, 15, 30)),
                "minutes_travel": dice.choice(TRAVEL[channel]) if channel in TRAVEL else 0,
                "minutes_follow_up": 0 if missed else dice.choice((0, 0, 5, 10, 15, 20)),
                "subject": note.subject.format_map(slots),
                "narrative": book.narrative(note, channel, dice).format_map(slots),
                "outcome": note.outcome,
            },
            tuple(each.id for each in hosts),
            () if missed else tuple(self._person(each, note).id for each in hosts),
            tuple(note.topics),
            (note.barrier,) if note.barrier else (),
            follow(note.we, 0.25, (1, 7)),
            follow(note.they, 0.25, (3, 14)),
            follow(note.next, 0.3, (2, 21)),
        )
        session = self._stage.desk.sessions.log(command)
        if command.we_promise or command.they_promise or command.follow_ups:
            self._settle(hosts, session)

    def _settle(self, hosts: list[Host], session: str) -> None:
        """What was agreed gets done around its day; of what is young, some is late and some is not due yet."""
        stage, tasks = self._stage, self._stage.desk.tasks
        officer = stage.desk.database.identity.officer_id
        todo: list[tuple[TaskRow | PromiseRow, Callable[[str], None]]] = []
        for host in hosts:
            todo += [(task, tasks.done) for task in tasks.open(employer_id=host.id)]
            todo += [(promise, tasks.keep_promise) for promise in tasks.promises(employer_id=host.id)]
        for row, settle in todo:
            if row.session_id != session:
                continue
            due = date.fromisoformat(str(row.due_on))
            if stage.chance(0.8 if due >= stage.today else 0.3 if stage.today - due < STALE else 0):
                continue
            done = stage.some_time(due - timedelta(days=stage.dice.randint(0, 2)))
            stage.at(max(done, stage.clock.now()), officer, partial(settle, row.id))

    def _person(self, host: Host, note: Note) -> Person:
        """Whom one talks to about this: payroll about pay, whoever supervises about the student."""
        if "payroll" in note.topics:
            return next((p for p in host.people if p.role in ("payroll", "finance", "hr")), host.people[0])
        return host.supervisor if note.when == "during" else host.people[0]

    def _slots(self, host: Host, person: Person, day: date) -> dict[str, str]:
        offers = self._offers.get(id(host), [])
        near = min(offers, key=lambda offer: abs(offer.starts - day), default=None)
        ahead = next(month for month in (1, 5, 9, 13) if month > day.month)
        return {
            "given": person.given,
            "psi": self._stage.dice.choice([school for school, _ in near.work.programs] if near else self._schools),
            "month": self._books[host.language].months[(ahead - 1) % 12],
            "job": near.title if near else host.jobs[0][0],
        }
