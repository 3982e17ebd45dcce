"""What the officer types on that day, in the language of the window."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Call:
    """A line, and what is to be in the database once it is saved."""

    line: str
    employer: str
    channel: str
    direct: int
    promise: str = ""


@dataclass(frozen=True, slots=True)
class Words:
    """`calls` in the order of the day: plain, with the timer, from another page, misspelt, of several parts."""

    calls: tuple[Call, Call, Call, Call, Call]
    lost_note: str


WORDS: Final = {
    "en": Words(
        (
            Call("call 12 min Prairie Robotics", "Prairie Robotics Ltd.", "phone", 12),
            Call("call Bow Glass re WCB, promised SWPP sheet by Fri", "Bow Glass", "phone", 7, "SWPP sheet"),
            Call("email 5 min Cold Smoke re funding", "Cold Smoke", "email", 5),
            Call("call 8 min Inglewod Brewng", "Inglewood Brewing", "phone", 8),
            Call("visit 45 min Deerfoot Metal prep 10 travel 30", "Deerfoot Metal", "visit", 45),
        ),
        "Nobody there has the time this year",
    ),
    "fr": Words(
        (
            Call("appel 12 min Boulangerie Lœuf", "Boulangerie Lœuf", "phone", 12),
            Call(
                "appel Édition Rocheuses au sujet du financement, promis la fiche d’ici vendredi",
                "Édition Rocheuses inc.",
                "phone",
                7,
                "la fiche",
            ),
            Call("courriel 5 min Garderie Les Petits Castors", "Garderie Les Petits Castors", "email", 5),
            Call("appel 8 min Phisio Équilbre", "Physio Équilibre", "phone", 8),
            Call("visite 45 min Atelier Bois Clair prép 10 déplacement 30", "Atelier Bois Clair", "visit", 45),
        ),
        "Personne n’a le temps cette année",
    ),
}
