"""66 placements: offered, filled, begun and ended in their time; and what is open today."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial
from typing import Final

from db.types import Value
from talented_desk.packages.model import Languages
from talented_desk.services.demo.stage import DAYS, Host, Stage, working_day
from talented_desk.services.demo.words import Field, Terms, fields, resource

PLACEMENTS: Final = 66
PAIRS: Final = 13
"""Opportunities with two openings, both filled."""
UNFILLED: Final = 8
"""Opportunities that nobody fills: open ones, and some withdrawn."""
TERM_STARTS: Final = ((1, 8), (5, 5), (9, 4))
RECENT: Final = timedelta(days=330)
"""Packages are kept for placements that began so long ago at most."""
EARLY: Final = (9, 31)
CANCELLED: Final = (21, 40)


@dataclass(slots=True)
class Offer:
    """What an employer offers, and the term it is for."""

    host: Host
    title: str
    work: Field
    terms: Terms
    starts: date
    created: date
    openings: int
    id: str = ""
    values: dict[str, Value] = field(default_factory=dict)

    @property
    def ends(self) -> date:
        """A Friday, so many weeks after the start."""
        return working_day(self.starts + timedelta(weeks=self.terms.weeks) - timedelta(days=1))


class Placements:
    """Plans opportunities and placements; `offers` tells the support sessions what is going on when."""

    def __init__(self, stage: Stage, hosts: list[Host]) -> None:
        self._stage, self._hosts = stage, hosts
        self._words = resource("people.toml")
        self._fields = fields(self._words)
        self._schools = {row.short_name: row.id for row in stage.desk.institutions.all()}
        self._packages: dict[str, list[Languages]] = {"en": ["both", "en"], "fr": ["fr"]}
        self.offers: list[Offer] = []

    def plan(self) -> None:
        """Share the placements among the terms; employers that have hosted less come first."""
        starts = self._term_starts()
        hosted: dict[int, int] = {}
        number, offer_number = 0, 0
        while number < PLACEMENTS:
            openings = 2 if offer_number < PAIRS * 4 and offer_number % 4 == 1 else 1
            openings = min(openings, PLACEMENTS - number)
            offer = self._offer(starts[offer_number % len(starts)], openings, hosted)
            self._begin(offer, range(number, number + openings))
            number += openings
            offer_number += 1
        for place in range(UNFILLED):
            self._unfilled(place, starts[-1] if place % 3 else starts[place % len(starts)], hosted)

    def _term_starts(self) -> list[date]:
        """First Mondays of the terms that fall into the two years and the next months."""
        first, last = self._stage.today - timedelta(days=DAYS - 75), self._stage.today + timedelta(days=130)
        days = [date(year, *day) for year in range(first.year, last.year + 1) for day in TERM_STARTS]
        return [
            monday for monday in (day + timedelta(days=-day.weekday() % 7) for day in days) if first <= monday <= last
        ]

    def _offer(self, starts: date, openings: int, hosted: dict[int, int]) -> Offer:
        dice = self._stage.dice
        known = [place for place, host in enumerate(self._hosts) if host.since < starts - timedelta(days=25)]
        place = dice.choices(known, [1 / (1 + 3 * hosted.get(place, 0)) for place in known])[0]
        host = self._hosts[place]
        hosted[place] = hosted.get(place, 0) + 1
        title, name = dice.choice(host.jobs)
        work = self._fields[name]
        latest = min(starts - timedelta(days=18), self._stage.today - timedelta(days=1))
        created = max(latest - timedelta(days=dice.randint(0, 55)), host.since + timedelta(days=2))
        created = working_day(min(created, latest))
        return Offer(host, title, work, dice.choice(work.terms), starts, max(created, host.since), openings)

    def _begin(self, offer: Offer, numbers: range) -> None:
        stage = self._stage
        self.offers.append(offer)
        stage.at(stage.moment(offer.created, 13, len(self.offers) % 60), offer.host.owner, partial(self._open, offer))
        for number in numbers:
            day = working_day(min(offer.created + timedelta(days=stage.dice.randint(6, 16)), stage.today))
            moment = stage.moment(max(day, offer.created), 14, number % 60)
            if moment > stage.now:  # the demo is made in the morning
                moment = stage.now
            stage.at(moment, stage.officers[number % 3], partial(self._place, offer, number))

    def _unfilled(self, place: int, starts: date, hosted: dict[int, int]) -> None:
        offer = self._offer(starts, 1 + place % 2, hosted)
        stage = self._stage
        stage.at(stage.moment(offer.created, 12, place), offer.host.owner, partial(self._open, offer))
        if place % 3 == 0:
            withdrawn = min(offer.created + timedelta(days=21), stage.today)
            stage.at(
                min(stage.moment(withdrawn, 15, place), stage.now),
                offer.host.owner,
                lambda: stage.desk.opportunities.edit(offer.id, {"status": "withdrawn"}),
            )

    def _open(self, offer: Offer) -> None:
        offer.values = self._terms(offer)
        offer.id = self._stage.desk.opportunities.add(
            offer.host.id,
            {
                **offer.values,
                "worksite_id": offer.host.worksite,
                "contact_id": offer.host.people[0].id,
                "description": offer.work.description[offer.host.language],
                "openings": offer.openings,
                "deadline": (offer.starts - timedelta(days=14)).isoformat(),
                "status": "open",
            },
        )

    def _terms(self, offer: Offer) -> dict[str, Value]:
        dice, terms = self._stage.dice, offer.terms
        values: dict[str, Value] = {
            "title": offer.title,
            "wil_type": terms.wil_type,
            "starts_on": offer.starts.isoformat(),
            "ends_on": offer.ends.isoformat(),
            "hours_per_week": terms.hours,
            "pay_basis": terms.pay,
        }
        if terms.pay == "unpaid":
            practicum = terms.wil_type == "PRAC"
            return values | {"unpaid_basis": "approved_training" if practicum else "off_campus"}
        if terms.pay == "stipend":
            return values | {"pay_rate_cents": dice.choice((120_000, 150_000, 240_000)), "pay_unit": "total"}
        rate = dice.randrange(*offer.work.wage, 25)
        if terms.weeks > 50:  # the long ones are salaried
            return values | {"pay_rate_cents": round(rate * 37.5 * 52 / 12, -4), "pay_unit": "month"}
        return values | {"pay_rate_cents": rate, "pay_unit": "hour"}

    def _place(self, offer: Offer, number: int) -> None:
        dice, host, words = self._stage.dice, offer.host, self._words
        school, program = dice.choice(offer.work.programs)
        given = words["given"][number % len(words["given"])]
        family = words["family"][(number * 3 + number // 20) % len(words["family"])]
        placement = self._stage.desk.placements.add(
            {
                **offer.values,
                "description": offer.work.description[host.language],
                "employer_id": host.id,
                "opportunity_id": offer.id,
                "worksite_id": host.worksite,
                "supervisor_id": host.supervisor.id,
                "institution_id": self._schools[school],
                "student_name": f"{given} {family}",
                "program": program,
                "student_email": f"student{number + 1}@students.example",
                "faculty_supervisor": dice.choice(words["faculty"]),
                "wcb_basis": "employer_account" if offer.terms.pay == "paid" else "deemed_worker",
                "state": "planned",
                "work_mode": dice.choice(("on_site", "on_site", "on_site", "hybrid")),
            }
        )
        self._go_on(offer, number, placement)

    def _go_on(self, offer: Offer, number: int, placement: str) -> None:
        """Offered, confirmed, begun, ended: each in its time, as far as it is past."""
        stage, desk = self._stage, self._stage.desk
        officer = desk.database.identity.officer_id

        def state(day: date, word: str, **more: str) -> bool:
            change = partial(desk.placements.edit, placement, {"state": word, **more})
            return stage.at(stage.moment(day, 10, number % 60), officer, change)

        def status(day: date, word: str) -> None:
            change = partial(desk.opportunities.edit, offer.id, {"status": word})
            stage.at(stage.moment(day, 10, number % 60), officer, change)

        today = stage.clock.now().date()
        offered = min(today + timedelta(days=stage.dice.randint(1, 5)), offer.starts - timedelta(days=4))
        confirmed = min(offered + timedelta(days=stage.dice.randint(2, 8)), offer.starts - timedelta(days=1))
        ahead = offer.starts > stage.today  # next term's are under way, not all of them agreed
        if ahead and number % 3 == 0:
            return
        state(offered, "offered")
        if ahead and number % 3 == 1:
            return
        if number in CANCELLED and state(confirmed, "cancelled"):
            status(confirmed, "withdrawn")
            return
        if state(confirmed, "confirmed"):
            status(confirmed, "filled")
            wanted = self._packages[offer.host.language]
            if wanted and stage.today - offer.starts < RECENT:
                make = partial(desk.packages.generate, placement, wanted.pop())
                stage.at(stage.moment(confirmed, 11, number % 60), officer, make)
        state(offer.starts, "active")
        if number in EARLY:
            early = working_day(offer.starts + timedelta(weeks=offer.terms.weeks // 2))
            state(early, "ended_early", ends_on=early.isoformat())
        else:
            state(offer.ends + timedelta(days=3), "completed")
