"""The secretariat's officers, and whom they call at the institutions."""

from __future__ import annotations

from typing import Final

from talented_desk.ids import fixed_id
from talented_desk.services.demo.stage import Stage
from talented_desk.services.demo.words import resource

OFFICERS: Final = (
    ("Maya Boucher", "Employer liaison officer", "fr"),
    ("Owen Blackwater", "Employer liaison officer", "en"),
    ("Simone Achebe", "Institution liaison officer", "en"),
)


def add_officers(stage: Stage) -> None:
    """Three officers; the first is the one at this desk."""
    for number, (name, title, language) in enumerate(OFFICERS):
        stage.officers.append(
            stage.desk.officers.add(
                name,
                officer_id=fixed_id("demo officer", name),
                email=f"{name.split()[0].casefold()}@secretariat.example",
                title=title,
                language=language,
                phone=f"403 555 010{number}",
                organization="Regional WIL Secretariat",
            )
        )
    stage.desk.officers.use(stage.officers[0])


def name_coordinators(stage: Stage) -> None:
    """Every institution has somebody to call."""
    names = resource("people.toml")["coordinators"]
    with stage.signed_in(stage.officers[2]):
        for place, institution in enumerate(stage.desk.institutions.all()):
            name = names[place % len(names)]
            school = "".join(letter for letter in institution.short_name.casefold() if letter.isalnum())
            stage.desk.institutions.edit(
                institution.id,
                {
                    "coordinator_name": name,
                    "coordinator_email": f"{name.casefold().replace(' ', '.')}@{school}.example",
                    "coordinator_phone": f"403 555 01{70 + place}",
                },
            )
