"""Employers and contacts through their services, on a real workspace."""

from __future__ import annotations

import pytest

from db.queries.employers import EmployerFilter
from talented_desk.bootstrap import Application
from talented_desk.errors import Invalid, NotFound

ACME = {"legal_name": "Acme Foods Ltd.", "trade_name": "Acme", "headcount": "12", "naics": "311811", "city": "Calgary"}


def dump(desk: Application) -> list[str]:
    return list(desk.journal.dump())


def test_an_employer_is_kept_checked_and_derived(desk: Application) -> None:
    employer_id = desk.employers.add(
        {**ACME, "phone": "(403) 555-0100 ext 12", "website": "Example.CA/"},
        {"street": "1 Main St", "city": "Calgary", "province": "AB", "postal_code": "t2p1j9"},
    )
    record = desk.employers.get(employer_id)
    assert (record.name, record.band, record.sector) == ("Acme", "5-19", "31-33")
    assert record.values["phone"] == "403 555 0100 x12"
    assert record.values["website"] == "https://example.ca"
    (site,) = record.worksites
    assert (site.postal_code, site.country, site.label) == ("T2P 1J9", "CA", "1 Main St, Calgary, T2P 1J9")


def test_what_cannot_be_taken_is_named_field_by_field_and_nothing_is_written(desk: Application) -> None:
    before = dump(desk)
    with pytest.raises(Invalid) as told:
        desk.employers.add({"legal_name": " ", "headcount": "-3", "business_number": "123456789", "colour": "x"})
    assert told.value.problems.keys() == {"legal_name", "headcount", "business_number", "colour"}
    with pytest.raises(Invalid) as told:
        desk.employers.add({"legal_name": "x" * 10_000})
    assert "10000 characters" in str(told.value)
    assert dump(desk) == before


def test_names_in_any_script_are_kept_as_typed(desk: Application) -> None:
    for name in ("Boulangerie Lœuf & fils ltée", "شركة الخليج", "🐝 Honey Co.", "ᓄᓇᕗᑦ"):
        assert desk.employers.get(desk.employers.add({"legal_name": name})).name == name


def test_edit_delete_and_undo(desk: Application) -> None:
    employer_id = desk.employers.add(ACME)
    desk.employers.edit(employer_id, {"headcount": "", "notes": "Two lines\nof notes"})
    assert desk.employers.get(employer_id).values["headcount"] is None
    state = dump(desk)
    desk.employers.delete([employer_id])
    with pytest.raises(NotFound):
        desk.employers.get(employer_id)
    desk.journal.undo()
    assert dump(desk) == state
    (creation,) = [e for e in desk.journal.history("employer", employer_id) if e.operation == "Add employer"]
    assert (creation.officer, creation.subject) == ("Maya Boucher", "Acme Foods Ltd.")


def test_a_person_cannot_be_added_to_an_employer_that_has_gone(desk: Application) -> None:
    employer_id = desk.employers.add(ACME)
    desk.employers.delete([employer_id])
    before = dump(desk)
    with pytest.raises(NotFound):
        desk.contacts.add({"given_name": "Ann", "family_name": "Roy"}, employer_id)
    assert dump(desk) == before


def test_the_list_filters_and_sorts_in_the_database(desk: Application) -> None:
    for name, city, headcount in (("Émile", "Calgary", 3), ("acme", "Airdrie", 80), ("Zed", "Calgary", 600)):
        desk.employers.add({"legal_name": name, "city": city, "headcount": headcount})
    rows = desk.employers.rows(desk.employers.row_numbers(sort="headcount", descending=True))
    assert [row.headcount for row in rows] == [600, 80, 3]
    assert desk.employers.count(EmployerFilter(city="Calgary")) == 2
    assert desk.employers.count(EmployerFilter(headcount=(500, None))) == 1
    assert desk.employers.count(EmployerFilter(rows=())) == 0
    assert desk.employers.cities() == [("Calgary", 2), ("Airdrie", 1)]


def test_tags_are_a_set(desk: Application) -> None:
    one, two = desk.employers.add(ACME), desk.employers.add({"legal_name": "Bow Glass"})
    desk.employers.set_tags(one, ["Food", "priority"])
    desk.employers.set_tags(two, ["food"])
    assert desk.employers.count(EmployerFilter(tag_id=desk.employers.get(two).tags[0][0])) == 2
    desk.employers.set_tags(one, ["priority"])
    assert [label for _, label in desk.employers.get(one).tags] == ["priority"]
    assert [(label, count) for _, label, count in desk.employers.tags()] == [("Food", 1), ("priority", 1)]


def test_the_checklist_keeps_one_row_an_item(desk: Application) -> None:
    employer_id = desk.employers.add(ACME)
    desk.employers.set_check(employer_id, "insurance", {"status": "open"})
    desk.employers.set_check(employer_id, "insurance", {"status": "confirmed", "expires_on": "2027-01-31"})
    (check,) = desk.employers.get(employer_id).checks
    assert (check.status, check.expires_on) == ("confirmed", "2027-01-31")


def test_contacts_hold_dated_roles_and_one_is_primary(desk: Application) -> None:
    employer_id = desk.employers.add(ACME)
    dana = desk.contacts.add(
        {"given_name": "Dana", "family_name": "Whitford", "email": "dana@Example.CA"},
        employer_id,
        {"role": "owner", "is_primary": "1"},
    )
    luc = desk.contacts.add({"given_name": "Luc"}, employer_id, {"role": "hr", "title": "RH"})
    desk.contacts.set_role(luc, employer_id, {"is_primary": 1}, desk.contacts.get(luc).roles[0].id)
    first, second = desk.contacts.of_employer(employer_id)
    assert (first.name, second.name, second.email) == ("Luc", "Dana Whitford", "dana@example.ca")
    with pytest.raises(Invalid):
        desk.contacts.set_role(dana, employer_id, {"started_on": "2026-05-01", "ended_on": "2026-04-01"})
    with pytest.raises(Invalid):
        desk.contacts.edit(luc, {"given_name": ""})
    desk.contacts.delete(dana)
    assert [person.name for person in desk.contacts.of_employer(employer_id)] == ["Luc"]


def test_a_change_of_several_is_seen_before_it_is_made(desk: Application) -> None:
    ids = [
        desk.employers.add({"legal_name": name, "city": city})
        for name, city in (("A", "Calgary"), ("B", ""), ("C", "Banff"))
    ]
    numbers = [desk.employers.get(one).n for one in reversed(ids)]
    before = dump(desk)
    seen = desk.employers.preview(numbers, "city", " Calgary ")
    assert (seen.ids, seen.unchanged) == ((ids[2], ids[1]), 1)
    assert [(row.name, row.before, row.after) for row in seen.rows] == [("C", "Banff", "Calgary"), ("B", "", "Calgary")]
    seen = desk.employers.preview(numbers, "owner_id", "")
    assert (seen.ids, seen.unchanged) == ((), 3)
    assert len(desk.employers.preview(numbers, "stage", "met", limit=2).rows) == 2
    with pytest.raises(Invalid):
        desk.employers.preview(numbers, "naics", "abc")
    with pytest.raises(ValueError, match="legal_name"):
        desk.employers.preview(numbers, "legal_name", "Same")
    assert dump(desk) == before


def test_a_tag_is_put_on_several_and_taken_off_again(desk: Application) -> None:
    one, two = desk.employers.add(ACME), desk.employers.add({"legal_name": "Bow Glass"})
    desk.employers.set_tags(one, ["food"])
    before = dump(desk)
    numbers = [desk.employers.get(each).n for each in (one, two)]
    seen = desk.employers.preview(numbers, "tag_add", "Food")
    assert (seen.ids, seen.unchanged) == ((two,), 1)
    desk.employers.tag_many([one, two], "Food")
    assert [label for _, label in desk.employers.get(two).tags] == ["food"]
    desk.journal.undo()
    assert dump(desk) == before
    assert desk.employers.preview(numbers, "tag_remove", "food").ids == (one,)
    desk.employers.tag_many([one, two], "food", remove=True)
    assert desk.employers.get(one).tags == ()
