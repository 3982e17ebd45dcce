"""Using a record that is here already: what was typed is added to it, and nothing else changes."""

from __future__ import annotations

import pytest

from talented_desk.bootstrap import Application
from talented_desk.services.completing import Completion

SITE = {"street": "100 4 Ave SW", "city": "Calgary", "province": "AB", "postal_code": "T2P 1J9"}


@pytest.fixture
def robotics(desk: Application) -> str:
    return desk.employers.add({"legal_name": "Prairie Robotics Ltd.", "phone": "403 555 0100", "city": "Calgary"}, SITE)


def keys(found: Completion) -> dict[str, bool]:
    return {offer.key: offer.proposed for offer in found.offers}


def test_what_the_record_lacks_is_offered_and_what_it_says_otherwise_only_asked(
    desk: Application, robotics: str
) -> None:
    typed = {
        "legal_name": "prairie robot", "phone": "403-555-0188", "website": "prairie-robotics.ca",
        "trade_name": "PR Labs", "language": "fr", **SITE,
    }  # fmt: skip
    found = desk.completing.look("employer", robotics, typed)
    assert keys(found) == {
        "field:trade_name": True, "field:phone": False, "field:website": True, "field:language": True,
    }  # fmt: skip
    assert next(offer.known for offer in found.offers if offer.field == "phone") == "403 555 0100"
    assert not found.plain, "two phones: somebody has to say"
    before = list(desk.journal.dump())
    assert desk.completing.complete("employer", robotics, typed, found.proposed) == robotics
    record = desk.employers.get(robotics)
    assert (record.values["website"], record.values["language"]) == ("https://prairie-robotics.ca", "fr")
    assert (record.values["trade_name"], record.values["phone"]) == ("PR Labs", "403 555 0100")
    assert len(record.worksites) == 1
    desk.journal.undo()
    assert list(desk.journal.dump()) == before, "one operation"


def test_the_same_company_at_another_address_gets_a_worksite_with_its_phone(desk: Application, robotics: str) -> None:
    typed = {
        "legal_name": "Prairie Robotics Ltd.", "phone": "780 555 0123", "street": "12 Jasper Ave", "city": "Edmonton",
        "province": "AB", "postal_code": "t5j1n9",
    }  # fmt: skip
    (candidate,) = desk.duplicates.candidates(typed)
    assert (candidate.id, candidate.match.level) == (robotics, "site")
    found = desk.completing.look("employer", robotics, typed)
    assert keys(found) == {"worksite": True}
    assert found.plain
    desk.completing.complete("employer", robotics, typed, found.proposed)
    old, new = desk.employers.get(robotics).worksites
    assert old.street == SITE["street"]
    assert (new.street, new.city, new.postal_code) == ("12 Jasper Ave", "Edmonton", "T5J 1N9")
    assert new.phone == "780 555 0123"
    assert new.country == "CA"
    assert not desk.completing.look("employer", robotics, typed).offers, "the place is known now"


def test_a_worksite_without_its_street_is_completed(desk: Application) -> None:
    known = desk.employers.add({"legal_name": "Bow Glass", "city": "Banff"}, {"city": "Banff", "province": "AB"})
    typed = {"legal_name": "Bow Glass", "street": "1 Bear St", "city": "Banff", "province": "AB", "postal_code": ""}
    found = desk.completing.look("employer", known, typed)
    assert [(offer.key, offer.value, offer.to) for offer in found.offers] == [("site", "1 Bear St", "Banff")]
    desk.completing.complete("employer", known, typed, found.proposed)
    (site,) = desk.employers.get(known).worksites
    assert (site.street, site.city) == ("1 Bear St", "Banff")


def test_another_spelling_is_kept_as_a_name_only_when_wanted(desk: Application, robotics: str) -> None:
    typed = {"legal_name": "Prairie Robotiks Limited"}
    found = desk.completing.look("employer", robotics, typed)
    assert keys(found) == {"name": False}
    desk.completing.complete("employer", robotics, typed, found.proposed)
    assert desk.employers.get(robotics).names == ()
    desk.completing.complete("employer", robotics, typed, ["name"])
    (name,) = desk.employers.get(robotics).names
    assert (name.name, name.kind) == ("Prairie Robotiks Limited", "listed")
    assert not desk.completing.look("employer", robotics, typed).offers


def test_what_cannot_be_read_is_named_and_left_out(desk: Application, robotics: str) -> None:
    typed = {"legal_name": "Prairie", "phone": "403 55", "website": "prairie-robotics.ca", "postal_code": "T2"}
    found = desk.completing.look("employer", robotics, typed)
    assert keys(found) == {"field:website": True}
    assert found.unreadable.keys() == {"phone", "postal_code"}
    assert not found.plain


def test_a_person_known_elsewhere_gets_a_role_here_too(desk: Application, robotics: str) -> None:
    other = desk.employers.add({"legal_name": "Acme Foods"})
    dana = desk.contacts.add({"given_name": "Dana", "family_name": "Whitford", "email": "dana@acme.ca"}, other)
    typed = {
        "given_name": "dana", "family_name": "Whitf", "email": "dana@robotics.ca", "phone": "4035550111",
        "title": "HR lead", "role": "supervisor",
    }  # fmt: skip
    found = desk.completing.look("contact", dana, typed, robotics)
    assert keys(found) == {"field:email": False, "field:phone": True, "role": True}
    before = list(desk.journal.dump())
    desk.completing.complete("contact", dana, typed, found.proposed, robotics)
    person = desk.contacts.get(dana)
    assert (person.values["phone"], person.values["email"]) == ("403 555 0111", "dana@acme.ca")
    role = next(role for role in person.roles if role.employer_id == robotics)
    assert (role.title, role.role) == ("HR lead", "supervisor")
    desk.journal.undo()
    assert list(desk.journal.dump()) == before


def test_a_person_known_here_gets_what_the_role_lacks(desk: Application, robotics: str) -> None:
    dana = desk.contacts.add({"given_name": "Dana", "family_name": "Whitford"}, robotics, {"role": "supervisor"})
    typed = {"family_name": "", "title": "HR lead", "role": "supervisor", "mobile": "403 555 0111"}
    found = desk.completing.look("contact", dana, typed, robotics)
    assert keys(found) == {"field:mobile": True, "role:title": True}
    desk.completing.complete("contact", dana, typed, found.proposed, robotics)
    (role,) = desk.contacts.get(dana).roles
    assert (role.title, role.role) == ("HR lead", "supervisor")
    before = list(desk.journal.dump())
    desk.completing.complete("contact", dana, typed, found.proposed, robotics)
    assert list(desk.journal.dump()) == before, "what is there already is not written again"
