"""How the demo's employers came to their stages, and which of their people may be e-mailed on what ground."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial
from random import Random
from typing import Final

from talented_desk.services.demo.placements import Offer, Placements
from talented_desk.services.demo.stage import Host, Stage, working_day

REASONS: Final = ("supervision", "funding", "supervision", "inflexible_formats", "recruitment", "information")
NOTES: Final = {
    "en": {
        "supervision": "The only person who could supervise is on leave until spring.",
        "funding": "Wages for four months are too much before the season starts.",
        "inflexible_formats": "Needs somebody from March to May; no term fits.",
        "recruitment": "Hired a graduate instead.",
        "information": "Thought a placement would cost more time than it gives; does not want to talk again this year.",
    },
    "fr": {
        "supervision": "La seule personne qui pourrait superviser est en congé jusqu’au printemps.",
        "funding": "Quatre mois de salaire, c’est trop avant le début de la saison.",
        "inflexible_formats": "A besoin de quelqu’un de mars à mai; aucune session ne convient.",
        "recruitment": "A plutôt embauché une personne diplômée.",
        "information": "Croit qu’un stage prend plus de temps qu’il n’en donne; ne veut plus en parler cette année.",
    },
}
PROOFS: Final = {
    "express": (
        "Form signed at the first meeting, in the file.",
        "Formulaire signé à la première rencontre, au dossier.",
    ),
    "business": ("Placement agreement of that day.", "Entente de stage de ce jour."),
    "inquiry": ("Asked by phone how placements work.", "A demandé par téléphone comment fonctionnent les stages."),
    "card": ("Business card handed over at the fair.", "Carte professionnelle remise au salon."),
}


class Pipeline:
    """Plans the moves and the consents. Its dice are its own, so that the rest of the demo stays as it is."""

    def __init__(self, stage: Stage, hosts: list[Host], placements: Placements, seed: int) -> None:
        self._stage, self._hosts = stage, hosts
        self._dice = Random(seed)  # noqa: S311 - invented data, repeatable on purpose
        self._offers: dict[int, list[Offer]] = {}
        for offer in placements.offers:
            self._offers.setdefault(id(offer.host), []).append(offer)

    def plan(self) -> None:
        """Contacted on the first day, met some weeks later, engaged and hosting with the first offer; some are lost."""
        for host in self._hosts:
            offers = sorted(self._offers.get(id(host), []), key=lambda offer: offer.created)
            first = offers[0] if offers else None
            self._move(host, host.since, "contacted")
            met = working_day(host.since + timedelta(days=self._dice.randint(6, 40)))
            if (first is None or met < first.created) and self._dice.random() < (0.85 if first else 0.6):
                self._move(host, max(met, host.since), "met")
            if first is not None:
                self._move(host, first.created, "engaged")
                self._move(host, first.starts, "hosting")
            elif self._dice.random() < 0.45:
                reason = self._dice.choice(REASONS)
                lost = working_day(met + timedelta(days=self._dice.randint(20, 200)))
                self._move(host, lost, "lost", reason, NOTES[host.language][reason])
            self._consent(host, first)

    def _move(self, host: Host, day: date, stage: str, reason: str = "", note: str = "") -> None:
        pipeline = self._stage.desk.pipeline
        values = {"stage": stage, "lost_reason": reason, "note": note}
        moment = self._stage.moment(day, 16, self._dice.randrange(60))
        self._stage.at(moment, host.owner, lambda: pipeline.move([host.id], values))

    def _consent(self, host: Host, first: Offer | None) -> None:
        if self._dice.random() < 0.15:
            return
        basis = self._dice.choice(("express", "express", "inquiry", "card"))
        self._give(host, basis, host.since)
        if first is not None and basis != "express":
            self._give(host, "business", first.starts)

    def _give(self, host: Host, basis: str, day: date) -> None:
        moment = self._stage.moment(day, 16, self._dice.randrange(60))
        self._stage.at(moment, host.owner, partial(self._record, host, basis, day))

    def _record(self, host: Host, basis: str, day: date) -> None:
        proof = PROOFS[basis][host.language == "fr"]
        values = {"basis": basis, "given_on": day.isoformat(), "proof": proof}
        self._stage.desk.consents.add(host.people[0].id, values)
