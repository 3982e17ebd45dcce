"""A placement's package from the records to the kept bytes."""

from __future__ import annotations

import hashlib
from io import BytesIO

import pytest
from pypdf import PdfReader

from talented_desk.bootstrap import Application
from talented_desk.clock import FixedClock
from talented_desk.errors import Cancelled, NotFound
from talented_desk.jobs import Task


@pytest.fixture
def placement_id(desk: Application) -> str:
    employer_id = desk.employers.add(
        {"legal_name": "Boulangerie Lœuf & fils ltée"}, {"street": "12, rue Principale", "city": "Calgary"}
    )
    supervisor = desk.contacts.add(
        {"given_name": "Émilie", "family_name": "Gagné"}, employer_id, {"role": "supervisor", "title": "Chef d’équipe"}
    )
    return desk.placements.add(
        {
            "employer_id": employer_id,
            "worksite_id": desk.employers.get(employer_id).worksites[0].id,
            "supervisor_id": supervisor,
            "institution_id": desk.institutions.all()[0].id,
            "student_name": "Zoé Tremblay",
            "title": "Aide-boulangère",
            "wil_type": "COOP",
            "starts_on": "2027-01-11",
            "ends_on": "2027-04-30",
            "hours_per_week": 3750,
            "pay_basis": "paid",
            "pay_rate_cents": 2150,
        }
    )


def words(pdf: bytes) -> str:
    return " ".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)


def test_a_package_is_generated_kept_and_on_the_timeline(desk: Application, placement_id: str) -> None:
    package_id = desk.packages.generate(placement_id, "fr")
    kept, pdf = desk.packages.get(package_id), desk.packages.pdf(package_id)
    assert kept.sha256 == hashlib.sha256(pdf).hexdigest()
    assert kept.pages == len(PdfReader(BytesIO(pdf)).pages)
    assert len(kept.documents) == 5
    for expected in ("Zoé Tremblay", "Boulangerie Lœuf", "Émilie Gagné", "Chef d’équipe"):
        assert expected in words(pdf)
    employer_id = str(desk.placements.get(placement_id).values["employer_id"])
    entry = next(row for row in desk.sessions.timeline(employer_id) if row.kind == "package")
    assert (entry.extra, entry.number, entry.who) == (kept.sha256, kept.pages, "Maya Boucher")
    assert desk.packages.file_name(package_id).startswith("Trousse de stage - Zoé Tremblay")


def test_the_same_moment_gives_the_same_bytes_and_another_one_others(
    desk: Application, placement_id: str, clock: FixedClock
) -> None:
    first = desk.packages.build(placement_id, "both")[1]
    assert desk.packages.build(placement_id, "both")[1].pdf == first.pdf
    clock.advance(days=1)
    assert desk.packages.build(placement_id, "both")[1].sha256 != first.sha256


def test_a_kept_package_is_made_again_byte_for_byte_where_its_bytes_are_missing(
    desk: Application, placement_id: str, clock: FixedClock
) -> None:
    package_id = desk.packages.generate(placement_id, "both")
    pdf = desk.packages.pdf(package_id)
    clock.advance(days=40)
    desk.placements.edit(placement_id, {"title": "Something else"})
    with desk.database.scratch() as connection:
        connection.exec_driver_sql("DELETE FROM content")
    assert desk.packages.pdf(package_id) == pdf


def test_a_package_is_outdated_when_what_it_prints_has_changed(
    desk: Application, placement_id: str, clock: FixedClock
) -> None:
    package_id = desk.packages.generate(placement_id, "en")
    clock.advance(days=3)
    assert desk.packages.outdated(placement_id) == frozenset()
    site = str(desk.placements.get(placement_id).values["worksite_id"])
    desk.employers.edit_worksite(site, {"safety_contact": "Luc Roy"})
    assert desk.packages.outdated(placement_id) == {package_id}
    desk.journal.undo()
    assert desk.packages.outdated(placement_id) == frozenset()


def test_pay_for_the_whole_term_is_printed_with_its_unit(desk: Application, placement_id: str) -> None:
    desk.placements.edit(placement_id, {"pay_rate_cents": 400_000, "pay_unit": "total"})
    package_id = desk.packages.generate(placement_id, "en")
    assert "$4,000.00 in all" in words(desk.packages.pdf(package_id))


def test_gaps_name_what_is_missing(desk: Application, placement_id: str) -> None:
    before = {gap.field for gap in desk.packages.gaps(placement_id)}
    site = str(desk.placements.get(placement_id).values["worksite_id"])
    desk.employers.edit_worksite(site, {"safety_contact": "Luc Roy", "insurance_expires": "2027-12-31"})
    after = {gap.field for gap in desk.packages.gaps(placement_id)}
    assert before - after == {"worksite.safety_contact", "worksite.insurance_expiry"}


def test_undo_takes_the_record_away_and_cancel_leaves_nothing(desk: Application, placement_id: str) -> None:
    package_id = desk.packages.generate(placement_id, "en")
    desk.journal.undo()
    with pytest.raises(NotFound):
        desk.packages.get(package_id)
    task = Task()
    task.cancel()
    with pytest.raises(Cancelled):
        desk.packages.generate(placement_id, "en", task)
    assert desk.packages.of_placement(placement_id) == ()
