"""Rules of data quality and the forms that values are put into."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from talented_desk.domain import codes
from talented_desk.domain.quality import (
    BY_CODE,
    GROUPS,
    RULES,
    SEVERITIES,
    NotInBulk,
    UnknownRule,
    mended,
    rule,
    stale_before,
)
from talented_desk.domain.quality_forms import FORMS, formed, name, person, place
from talented_desk.domain.text import line

LISTS = Path(__file__).parents[1] / "data" / "employers"


@pytest.mark.parametrize(
    ("given_name", "expected"),
    [
        ("1234567 ALBERTA LTD.", "1234567 Alberta Ltd."),
        ("A&W RESTAURANTS OF CANADA INC.", "A&W Restaurants of Canada Inc."),
        ("BGS ENERGY LP", "BGS Energy LP"),
        ("TWHK FOOD INC", "TWHK Food Inc"),
        ("JOE'S PIZZA O/A THE SLICE", "Joe's Pizza O/A The Slice"),
        ("MCDONALD'S RESTAURANTS", "McDonald's Restaurants"),
        ("O’BRIEN AND SONS (CALGARY) LTD", "O’Brien and Sons (Calgary) Ltd"),
        ("L'AUBERGE DE L'ÉTOILE INC.", "L'Auberge de l'Étoile Inc."),
        ("J.D. SMITH B.C. CORP", "J.D. Smith B.C. Corp"),
        ("THE CITY OF RED DEER", "The City of Red Deer"),
        ("OF MICE AND MEN", "Of Mice and Men"),
        ("2ND CUP 17TH AVE 1RE RUE", "2nd Cup 17th Ave 1re Rue"),
        ("RÉNOVATIONS ET TOITURES DU NORD LTÉE", "Rénovations et Toitures du Nord Ltée"),
        ("CO OP", "Co OP"),
        ("HOUSE OF A KIND À LA CARTE S A MALIK A & W", "House of a Kind à la Carte S A Malik A & W"),
        ("SOUL2SOLE", "SOUL2SOLE"),
        ("IBM", "IBM"),
        ("Bow  Glass", "Bow Glass"),
        ("eBay CANADA", "eBay CANADA"),
        ("12345", "12345"),
        ("", ""),
    ],
)
def test_names_in_capitals(given_name: str, expected: str) -> None:
    assert name(given_name) == expected


@pytest.mark.parametrize(
    ("given_name", "expected"),
    [("O'NEIL", "O'Neil"), ("JEAN-PAUL", "Jean-Paul"), ("TJ", "TJ"), ("NG", "Ng"), ("LI", "Li"), ("MCKAY", "McKay"),
     ("SAM'S", "Sam's"), ("MCS", "Mcs"), ("Dana", "Dana"), ("J. B.", "J. B."), ("ÉLISE", "Élise")],
)  # fmt: skip
def test_people_in_capitals(given_name: str, expected: str) -> None:
    assert person(given_name) == expected


def test_places_in_capitals() -> None:
    assert place("1201 5 ST SW") == "1201 5 St SW"
    assert place("FORT MCMURRAY") == "Fort McMurray"
    assert place("12 Main  St") == "12 Main St"


@given(st.text(max_size=40), st.sampled_from(sorted(FORMS)))
def test_a_form_gives_the_same_again(text: str, form: str) -> None:
    cleaned = line(text)
    for value in (cleaned, cleaned.upper()):
        once = formed(form, value)
        assert once is None or formed(form, once) == once


@given(st.text(alphabet="ABCDÉ O'&.-/2", max_size=30))
def test_casing_changes_no_letter(text: str) -> None:
    for form in ("name", "place", "person"):
        assert str(formed(form, text)).upper() == " ".join(text.split())


def test_what_cannot_be_read_has_no_form() -> None:
    for form in ("phone", "postal_code", "email", "website", "business_number"):
        assert formed(form, "nothing of the kind") is None
    assert formed("phone", "(403) 555-0100") == "403 555 0100"
    assert formed("postal_code", "t2p1j9") == "T2P 1J9"


def test_real_lists_in_capitals_become_names() -> None:
    """What a person would write: no word of more than five letters stays in capitals, nothing is lost."""
    seen = 0
    for path in sorted(LISTS.glob("lmia-*.csv")):
        raw = path.read_bytes()
        text = raw.decode("utf-8-sig") if _is_utf8(raw) else raw.decode("cp1252")
        for row in csv.reader(text.splitlines()):
            for cell in row[:2]:
                if not cell.isupper():
                    continue
                seen += 1
                after = name(cell)
                assert after.upper() == " ".join(cell.split())
                assert not [word for word in after.split() if word.isalpha() and len(word) > 5 and word.isupper()]
    assert seen > 300


def _is_utf8(raw: bytes) -> bool:
    try:
        raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    return True


def test_rules_are_whole() -> None:
    assert len(BY_CODE) == len(RULES)
    for one in RULES:
        assert one.group in GROUPS and one.severity in SEVERITIES
        assert one.why.endswith(".") and one.mend.endswith(".")
        assert all(form in FORMS for _, form in one.forms)
    with pytest.raises(UnknownRule):
        rule("no_rule")


def test_ages_come_from_their_list() -> None:
    assert stale_before("headcount", date(2026, 11, 23)) == "2024-11-23"
    assert stale_before("headcount", date(2026, 2, 28)) == "2024-02-28"
    assert stale_before("check", date(2024, 2, 29)) == "2022-02-28"
    assert codes.load("quality_ages").codes == {"headcount", "check"}


def test_what_a_bulk_mend_would_write() -> None:
    names = rule("employer_capitals")
    assert mended(names, {"legal_name": "ACME", "trade_name": ""}) == {"legal_name": "Acme"}
    assert mended(names, {"legal_name": "Acme", "city": "CALGARY"}) == {"city": "Calgary"}
    assert mended(rule("contact_phone_form"), {"phone": "nobody knows", "mobile": "4035550100"}) == {
        "mobile": "403 555 0100"
    }
    with pytest.raises(NotInBulk):
        mended(rule("employer_owner"), {})
