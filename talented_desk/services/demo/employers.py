"""48 employers with their people, worksites, checklist and tags, met one after the other over two years."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Final

from talented_desk.services.demo.stage import DAYS, Host, Person, Stage, working_day
from talented_desk.services.demo.words import resource

STREETS: Final = (
    ("Kensington Road NW", "T2N 3P6"),
    ("9 Avenue SE", "T2G 0R7"),
    ("Macleod Trail SW", "T2H 0K6"),
    ("Edmonton Trail NE", "T2E 3M3"),
    ("Centre Street N", "T2E 2R6"),
    ("Barlow Trail SE", "T2C 4M1"),
    ("16 Avenue NW", "T2M 0L4"),
)
MAIN_STREETS: Final = (("Main Street", "T0L 0W0"), ("Railway Avenue", "T1P 1A1"), ("Centre Avenue", "T4B 2B9"))
INSURERS: Final = ("Prairie Mutual", "Foothills Commercial Insurance", "Assurances Lac-Bleu", "Bow Valley Underwriters")
NON_PROFIT: Final = ("Society", "Association", "Cooperative", "Co-op", "Centre", "Garderie")
EVIDENCE: Final = {
    "en": {
        "legal_existence": "Corporate registry search",
        "wcb_account": "Clearance letter seen",
        "insurance": "Certificate on file",
        "safety_program": "Binder seen at the visit",
        "hazard_assessment": "Walked through together",
        "site_visit": "Visited",
        "supervisor_named": "Named by phone",
        "accessibility": "Step at the entrance, ramp ordered",
    },
    "fr": {
        "legal_existence": "Recherche au registre des sociétés",
        "wcb_account": "Lettre d’attestation vue",
        "insurance": "Attestation au dossier",
        "safety_program": "Cartable vu sur place",
        "hazard_assessment": "Tour des lieux fait ensemble",
        "site_visit": "Visite faite",
        "supervisor_named": "Désigné au téléphone",
        "accessibility": "Une marche à l’entrée, rampe commandée",
    },
}
NOTES: Final = {
    "en": (
        "Parking behind the building; the front door sticks.",
        "Best reached before 9 or after 4.",
        "Prefers the phone to e-mail.",
        "Year end is in June; no new commitments that month.",
        "Closed on Mondays.",
    ),
    "fr": (
        "Préfère le téléphone au courriel.",
        "À joindre avant 9 h ou après 16 h.",
        "Fermé le lundi.",
    ),
}


@dataclass(frozen=True, slots=True)
class _Line:
    """One line of `employers.toml`."""

    legal: str
    trade: str
    naics: str
    headcount: str
    city: str
    language: str
    people: Sequence[tuple[str, str, str]]
    jobs: Sequence[tuple[str, str]]


class Employers:
    """Plans the employers; `hosts` holds them in the order in which they were met."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self.hosts: list[Host] = []

    def plan(self) -> None:
        """Spread the first days over the two years, up to about three months ago."""
        stage = self._stage
        lines = [_line(text) for text in resource("employers.toml")["employers"]]
        for number, line in enumerate(lines):
            age = DAYS * (1 - number / (len(lines) + 6))
            since = max(working_day(stage.today - timedelta(days=round(age))), stage.first_day)
            # French-speaking employers belong to the officer who speaks French with them
            owner = stage.officers[0 if line.language == "fr" or number % 3 == 0 else 1]
            name = line.trade or line.legal
            host = Host(name, line.language, int(line.headcount), since, owner, line.jobs)
            self.hosts.append(host)
            stage.at(stage.moment(since, 8, number), owner, partial(self._meet, host, line, number))

    def _meet(self, host: Host, line: _Line, number: int) -> None:
        desk, dice = self._stage.desk, self._stage.dice
        phone, domain = f"403 555 01{number + 10}", f"{_plain(host.name)[:24]}.example"
        in_town = line.city == "Calgary"
        street, postal_code = dice.choice(STREETS if in_town else MAIN_STREETS)
        worksite = {
            "street": f"{dice.randint(100, 4900)} {street}",
            "city": line.city,
            "province": "AB",
            "postal_code": postal_code,
            "phone": phone,
        }
        host.id = desk.employers.add(
            {
                "legal_name": line.legal,
                "trade_name": line.trade,
                "naics": line.naics,
                "headcount": line.headcount,
                "headcount_date": host.since.isoformat(),
                "headcount_source": dice.choice(("employer", "employer", "website", "estimate")),
                "language": line.language,
                "website": domain,
                "email": f"info@{domain}",
                "phone": phone,
                "city": line.city,
                "notes": dice.choice(NOTES[line.language]) if self._stage.chance(0.3) else "",
                "owner_id": host.owner,
                "federally_regulated": int(line.naics.startswith("484")),
            },
            {**worksite, **self._safety(line)},
        )
        host.worksite = desk.employers.get(host.id).worksites[0].id
        self._people(host, line, phone, domain)
        if host.headcount > 40:
            second = {"name": "Second site", "street": f"{dice.randint(100, 4900)} 52 Street SE"}
            desk.employers.add_worksite(host.id, {**worksite, **second, "city": "Calgary", "postal_code": "T2B 3T2"})
        tags = _tags(line) + (["Priority"] if self._stage.chance(0.2) else [])
        if tags:
            desk.employers.set_tags(host.id, tags)
        self._checks(host)

    def _safety(self, line: _Line) -> dict[str, str | None]:
        stage = self._stage
        insured = stage.chance(0.75)
        return {
            "wcb_account": f"{stage.dice.randint(1_000_000, 9_999_999)}" if stage.chance(0.8) else "",
            "insurance_provider": stage.dice.choice(INSURERS) if insured else "",
            "insurance_expires": (
                (stage.today + timedelta(days=stage.dice.randint(-40, 400))).isoformat() if insured else None
            ),
            "safety_contact": line.people[-1][0] if stage.chance(0.6) else "",
        }

    def _people(self, host: Host, line: _Line, phone: str, domain: str) -> None:
        for place, (name, role, title) in enumerate(line.people):
            given, _, family = name.partition(" ")
            person = self._stage.desk.contacts.add(
                {
                    "given_name": given,
                    "family_name": family,
                    "phone": phone if place == 0 else f"{phone} x{20 + place}",
                    "language": line.language,
                    "email": f"{_plain(given)}@{domain}",
                },
                host.id,
                {
                    "role": role,
                    "title": title,
                    "is_primary": int(place == 0),
                    "started_on": host.since.isoformat(),
                    "worksite_id": host.worksite,
                },
            )
            host.people.append(Person(person, given, family, role))

    def _checks(self, host: Host) -> None:
        """The checklist fills in the weeks after the first meeting."""
        stage = self._stage
        for item, evidence in EVIDENCE[host.language].items():
            if not stage.chance(0.45):
                continue
            day = working_day(host.since + timedelta(days=stage.dice.randint(5, 150)))
            status = "failed" if item == "accessibility" else "confirmed"
            values = {"status": status, "evidence": evidence, "checked_on": day.isoformat()}
            if item in ("insurance", "wcb_account"):
                values["expires_on"] = (stage.today + timedelta(days=stage.dice.randint(-30, 340))).isoformat()
            check = partial(stage.desk.employers.set_check, host.id, item, values)
            stage.at(stage.some_time(day), host.owner, check)


def _line(text: str) -> _Line:
    legal, trade, naics, headcount, city, language, first, second, jobs = text.split("|")
    people = [tuple(person.split(";")) for person in (first, second) if person]
    return _Line(
        legal,
        trade,
        naics,
        headcount,
        city,
        language,
        [(name, role, title) for name, role, title in people],
        [(title, field) for title, _, field in (job.partition("@") for job in jobs.split(";"))],
    )


def _tags(line: _Line) -> list[str]:
    tags = {
        "Francophone": line.language == "fr",
        "Rural": line.city != "Calgary",
        "Non-profit": any(word in line.legal for word in NON_PROFIT),
    }
    return [tag for tag, applies in tags.items() if applies]


def _plain(text: str) -> str:
    """Small letters and digits without accents, for addresses on the internet."""
    folded = unicodedata.normalize("NFKD", text.casefold().replace("œ", "oe"))
    return "".join(letter for letter in folded if letter.isascii() and letter.isalnum())
