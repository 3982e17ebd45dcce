"""Comparing two records: what speaks for one, what for two, and that it never depends on the order."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from talented_desk.domain.duplicate_contacts import ContactView, compare_contacts, contact_view
from talented_desk.domain.duplicate_employers import EmployerView, compare_employers, employer_view
from talented_desk.domain.duplicate_places import place
from talented_desk.domain.duplicate_scan import Blocks
from talented_desk.domain.duplicate_weights import SENTENCES, WEIGHTS
from talented_desk.domain.duplicates import LOOK, MERGE, Match
from talented_desk.i18n import LANGUAGES, Translator
from talented_desk.services.duplicate_scan import employer_keys

CALGARY = place("101 9 Avenue SW", "Calgary", "AB", "T2P 1J9")
ELSEWHERE = place("4400 Macleod Trail", "Calgary", "AB", "T2G 0A4")
EDMONTON = place("10020 100 Street", "Edmonton", "AB", "T5J 0N5")


def at(name: str, where: object = CALGARY, **more: object) -> EmployerView:
    return employer_view(name, places=[where] if where else [], **more)  # type: ignore[arg-type, list-item]


def codes(match: Match) -> set[str]:
    return {ground.code for ground in match.grounds}


@pytest.mark.parametrize(
    ("one", "other", "level"),
    [
        (at("Acme Plumbing Ltd."), at("ACME PLUMBING LIMITED", ELSEWHERE), "merge"),
        (at("Acme Plumbing Ltd."), at("Acme Plumbing Ltd.", EDMONTON), "site"),
        (at("Acme Plumbing Ltd."), at("Acme Plumbing Ltd.", EDMONTON, phones=["403 555 0100"]), "site"),
        (at("Plomberie Été ltée"), at("Plomberie Ete Ltd"), "merge"),
        (at("Les Services Boréal s.e.n.c."), at("LES SERVICES BOREAL SENC", ELSEWHERE), "merge"),
        (at("1234567 Alberta Ltd."), at("1234567 AB Inc. o/a Pita Pit", ELSEWHERE), "merge"),
        (at("1234567 Alberta Ltd."), at("1234568 Alberta Ltd."), None),
        (at("1234567 Alberta Ltd. o/a Subway"), at("1234568 Alberta Ltd. o/a Subway", EDMONTON), None),
        (at("Acme Plumbing"), at("Acme Plumbing Ltd.", ELSEWHERE), "look"),
        (at("Acme Plumbing Ltd."), at("Acme Plumbing Inc."), "look"),
        (at("Prestige Auto Protection Ltd"), at("Prestige Auto Protecton Ltd", ELSEWHERE), "look"),
        (at("Acme Roofing Ltd."), at("Acme Exteriors Ltd."), None),
        (at("Unit Five 73 Inc (1040)"), at("Unit Five 73 Inc (1056)"), None),
        (at("Subway", None), at("Subway", None), "look"),
        (at("Subway"), at("Subway", EDMONTON), None),
    ],
)
def test_employers(one: EmployerView, other: EmployerView, level: str | None) -> None:
    assert compare_employers(one, other).level == level
    assert compare_employers(other, one).level == level


def test_another_business_number_never_merges() -> None:
    one, other = at("Acme Ltd.", business_number="123456789"), at("Acme Ltd.", business_number="987654321")
    match = compare_employers(one, other)
    assert match.level == "look"
    assert "other_business_number" in codes(match)
    same = at("Boreal Ltd.", ELSEWHERE, business_number="123456789RC0001")
    assert compare_employers(one, same).level == "merge"


def test_a_former_name_and_a_trade_name_lead_to_the_same_employer() -> None:
    now = employer_view("Nordic Foods Inc.", other_names=[("Acme Bakery Ltd.", "former")], places=[CALGARY])
    assert compare_employers(now, at("Acme Bakery Ltd.")).level == "merge"
    known = employer_view("1234567 Alberta Ltd.", "Blue Plate Diner", places=[CALGARY])
    assert compare_employers(known, at("Blue Plate Diner")).level == "merge"
    match = compare_employers(known, at("Blue Plate Diner", ELSEWHERE))
    assert match.level == "look"
    assert "trade_is_name" in codes(match)


def test_free_mail_says_nothing_of_a_domain() -> None:
    one, other = at("Acme Ltd.", email="acme@gmail.com"), at("Boreal Ltd.", ELSEWHERE, email="boreal@gmail.com")
    assert compare_employers(one, other).level is None
    renamed = at("Boreal Ltd.", email="acme@acme.ca", phones=["403 555 0100"], website="https://acme.ca")
    assert compare_employers(at("Acme Ltd.", email="info@acme.ca", phones=["403 555 0100"]), renamed).level == "look"


def test_slips_in_towns_and_ways_to_write_a_street() -> None:
    assert place("101 - 9th Avenue S.W.", "", "", "").street == place("101 9 Ave SW", "", "", "").street
    match = compare_employers(
        at("Acme Foods", place("", "Grande Prairie", "", "")), at("Acme Foods", place("", "Grand Prairie", "", ""))
    )
    assert {"plain_name", "town"} <= codes(match)


ACME = {"e1": "Acme Ltd."}


def person(given: str, family: str, **more: object) -> ContactView:
    return contact_view(given, family, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("one", "other", "level", "code"),
    [
        (("Robert", "Smith"), ("Bob", "Smith"), "look", "person_nickname"),
        (("Élise", "Gagné"), ("Elise", "GAGNE"), "merge", "person_folded"),
        (("Jean-Paul", "Roy"), ("Roy", "Jean Paul"), "look", "person_swapped"),
        (("R.", "Smith"), ("Robert", "Smith"), "look", "person_initial"),
        (("Jean", "Tremblay"), ("Jean-Paul", "Tremblay"), "look", "person_part"),
        (("Katherine", "Wilquist"), ("Katherine", "Wilqist"), "look", "person_slip"),
        (("", "Smith"), ("Robert", "Smith"), "look", "person_half"),
        (("Anne", "Smith"), ("Robert", "Smith"), None, "other_given"),
        (("Anne", "Smith"), ("Zoé", "Gagnon"), None, "other_person"),
    ],
)
def test_people_of_one_employer(one: tuple[str, str], other: tuple[str, str], level: str | None, code: str) -> None:
    match = compare_contacts(person(*one, employers=ACME), person(*other, employers=ACME))
    assert (match.level, code in codes(match)) == (level, True)


def test_a_name_alone_is_no_evidence_and_a_shared_mailbox_little() -> None:
    assert compare_contacts(person("Ann", "Lee"), person("Ann", "Lee")).level is None
    boxes = [person(given, family, email="info@acme.ca") for given, family in (("Ann", "Lee"), ("Zoé", "Roy"))]
    assert compare_contacts(*boxes).level is None
    own = [person(given, "Lee", email="ann.lee@acme.ca") for given in ("Ann", "Anne")]
    assert compare_contacts(*own).level == "merge"
    moved = [person("Ann", "Lee", email="ann.lee@gmail.com", employers={e: e}) for e in ("e1", "e2")]
    assert compare_contacts(*moved).level == "merge"


names = st.sampled_from(
    ["Acme Plumbing Ltd.", "ACME PLUMBING", "1234567 Alberta Ltd.", "Été inc.", "Subway", "O & O Foods", "", "é", "Ltd"]
) | st.text(max_size=20)
places = st.sampled_from([CALGARY, ELSEWHERE, EDMONTON, place("", "Calgary", "", "")])
numbers = st.sampled_from(["", "123456789", "987654321"])
phones = st.lists(st.sampled_from(["403 555 0100", "780 555 0100 x2"]), max_size=2)
mails = st.sampled_from(["", "info@acme.ca", "ann@acme.ca", "ann@gmail.com"])
employers = st.builds(
    employer_view,
    names,
    names,
    other_names=st.lists(st.tuples(names, st.sampled_from(["trade", "former", "listed"])), max_size=2),
    places=st.lists(places, max_size=2),
    business_number=numbers,
    phones=phones,
    email=mails,
    website=st.sampled_from(["", "https://acme.ca", "https://www.boreal.example/x"]),
)
given_names = st.sampled_from(["", "Ann", "Anne", "R.", "Robert", "Bob", "Jean-Paul", "Dr. Ann"]) | st.text(max_size=8)
contacts = st.builds(
    contact_view,
    given_names,
    given_names,
    email=mails,
    phones=phones,
    employers=st.dictionaries(st.sampled_from(["e1", "e2"]), st.just("Acme"), max_size=2),
    places=st.lists(places, max_size=2),
)


def check(match: Match, back: Match, again: Match) -> None:
    assert match == back == again
    assert 0 <= match.score <= 1
    assert all(ground.weight == WEIGHTS[ground.code] for ground in match.grounds)
    if match.level is not None:
        assert match.score >= LOOK and any(ground.weight > 0 for ground in match.grounds)
    if match.level == "merge":
        assert match.score >= MERGE


@given(employers, employers)
def test_employers_compare_alike_either_way_round(one: EmployerView, other: EmployerView) -> None:
    check(compare_employers(one, other), compare_employers(other, one), compare_employers(one, other))


@given(contacts, contacts)
def test_people_compare_alike_either_way_round(one: ContactView, other: ContactView) -> None:
    check(compare_contacts(one, other), compare_contacts(other, one), compare_contacts(one, other))


@given(employers)
def test_an_employer_told_twice_is_merged(view: EmployerView) -> None:
    view = replace(view, names=(at("Acme Plumbing Ltd.").names[0], *view.names[:2]))
    assert compare_employers(view, view).level == "merge"


@given(contacts)
def test_a_person_told_twice_is_merged(view: ContactView) -> None:
    view = replace(view, given="Ann", family="Lee", email="ann.lee@acme.ca")
    assert compare_contacts(view, view).level == "merge"


@given(st.lists(employers, max_size=8))
def test_blocks_give_each_pair_once_and_lose_none_that_shares_a_number_or_a_name(views: list[EmployerView]) -> None:
    blocks = Blocks()
    pairs = [(one, other) for one, view in enumerate(views) for other in blocks.meet(*employer_keys(view))]
    assert len(set(pairs)) == len(pairs)
    assert all(one > other for one, other in pairs)
    for one, view in enumerate(views):
        for other in range(one):
            if compare_employers(view, views[other]).level == "merge":
                assert (one, other) in pairs


def test_a_crowded_key_stays_affordable() -> None:
    blocks = Blocks()
    assert sum(len(blocks.meet(f"company {number}", ["p403 555 0100"], [])) for number in range(600)) <= 600 * 50
    assert sum(len(blocks.meet("company", [], ["zT0K 1G0"])) for _ in range(1600)) <= 1500 * 1500 / 2


def test_every_piece_of_evidence_has_a_sentence_in_both_languages() -> None:
    priors = {"employer_prior", "contact_prior"}
    assert WEIGHTS.keys() - priors == SENTENCES.keys()
    assert all(math.isfinite(weight) for weight in WEIGHTS.values())
    match = compare_employers(
        at("Acme Plumbing Ltd.", website="https://acme.ca"), at("Acme Plumbing", website="https://acme.ca")
    )
    for language in LANGUAGES:
        t = Translator(language)
        told = [t(reason.message, **dict(reason.fields)) for reason in match.reasons]
        assert len(told) == len(match.grounds) >= 4
        assert all("{" not in sentence for sentence in told)
