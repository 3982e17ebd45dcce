"""The code lists: every file is well formed, and a code never makes a screen fail."""

from __future__ import annotations

import re
from datetime import date
from itertools import pairwise

import pytest

from talented_desk.domain import codes

RETIRED = """
id = "sample"
version = "2"
effective = "2026-01-01"
checked = "2026-01-01"
source = "made up"
status = "house"
en = "Sample"
fr = "Exemple"

[[entry]]
code = "new"
en = "New"
fr = "Nouveau"
definition_en = "What is new."

[[entry]]
code = "old"
en = "Old"
fr = "Ancien"
retired = "2026-01-01"
"""
# how many characters the database keeps of a code
WIDTHS = {
    "wil_types": 8,
    "pay_units": 8,
    "pay_basis": 16,
    "work_modes": 16,
    "placement_states": 16,
    "opportunity_statuses": 16,
    "check_statuses": 16,
    "name_kinds": 16,
    "provinces": 2,
    "languages": 2,
    "promise_directions": 4,
}


@pytest.mark.parametrize("list_id", codes.ids())
def test_every_list_is_dated_sourced_and_complete(list_id: str) -> None:
    found = codes.load(list_id)
    assert found.id == list_id
    assert found.version and found.source and found.titles["en"] and found.titles["fr"]
    assert date.fromisoformat(found.effective) <= date.fromisoformat(found.checked)
    assert found.status in ("read", "known", "inferred", "house")
    assert found.entries
    for entry in found.entries:
        assert 0 < len(entry.code) <= WIDTHS.get(list_id, 32)
        assert entry.labels["en"].strip() and entry.labels["fr"].strip()
        bilingual = {name[:-3] for name in entry.attributes if name.endswith("_fr")}
        assert all(entry.attributes.get(f"{name}_en") for name in bilingual)


@pytest.mark.parametrize("list_id", codes.ids())
def test_french_is_set_as_french_is(list_id: str) -> None:
    """Non-breaking spaces before : ; ? ! %, curly apostrophes, capitals with their accents."""
    for entry in codes.load(list_id).entries:
        for text in (entry.labels["fr"], *(v for name, v in entry.attributes.items() if name.endswith("_fr"))):
            assert not re.search(r"[^\u00a0\u202f][:;?!%]", text), text
            assert "'" not in text, text
            assert not re.match(r"(?:Ecole|Etat|Etud|Equit|Evalu|Etabl|A distance)", text), text


def test_the_lists_that_records_refer_to_exist() -> None:
    assert set(codes.ids()) >= {
        "barriers",
        "channels",
        "contact_roles",
        "employer_checklist",
        "fact_kinds",
        "headcount_sources",
        "institutions",
        "naics_sectors",
        "pay_basis",
        "pay_units",
        "placement_states",
        "provinces",
        "session_outcomes",
        "size_bands",
        "topics",
        "unpaid_basis",
        "wcb_basis",
        "wil_types",
        "work_modes",
    }


def test_the_nine_types_carry_the_attributes_of_the_chart() -> None:
    types = codes.load("wil_types")
    assert [entry.code for entry in types.entries] == ["ARP", "APP", "COOP", "ENT", "FP", "INT", "PRAC", "SL", "WE"]
    for entry in types.entries:
        for name in ("competitive", "full_time", "credit", "mandatory"):
            assert entry.attributes[name] in ("Y", "N", "Y/N")
        assert entry.attributes["paid"] in ("Y", "N", "Y/N", "self-funded")
        assert entry.text("definition", "en") != entry.text("definition", "fr")
    assert types.entries[2].attributes["paid"] == "Y"
    assert types.label("COOP", "fr") == "Enseignement coopératif"


def test_there_are_twenty_sectors_seven_institutions_and_the_size_bands_meet() -> None:
    assert len(codes.load("naics_sectors").entries) == 20
    assert len(codes.load("institutions").entries) == 7
    bands = codes.load("size_bands").entries
    for lower, upper in pairwise(bands):
        assert int(lower.attributes["high"]) + 1 == int(upper.attributes["low"])
    assert bands[0].attributes["low"] == "0"
    assert "high" not in bands[-1].attributes
    classes = codes.load("ised_classes").codes
    assert {band.attributes["ised_class"] for band in bands} == classes


def test_an_unknown_code_is_shown_as_it_is() -> None:
    assert codes.load("channels").label("carrier_pigeon", "fr") == "carrier_pigeon"
    assert codes.load("channels").get("carrier_pigeon") is None


def test_a_retired_code_keeps_its_label_and_leaves_the_choices() -> None:
    found = codes.parse(RETIRED)
    assert found.label("old", "fr") == "Ancien"
    assert found.choices("fr") == (("new", "Nouveau"),)
    assert found.codes == {"new", "old"}
    assert found.title("fr") == "Exemple"


def test_a_language_that_is_missing_falls_back_to_english() -> None:
    entry = codes.parse(RETIRED).entries[0]
    assert (entry.label("de"), entry.text("definition", "fr"), entry.text("nothing", "fr")) == (
        "New",
        "What is new.",
        "",
    )


def test_a_code_that_occurs_twice_is_a_bug() -> None:
    with pytest.raises(ValueError, match="twice"):
        codes.parse(RETIRED.replace('"old"', '"new"'))


def test_a_list_is_read_once() -> None:
    assert codes.load("channels") is codes.load("channels")
    with pytest.raises(FileNotFoundError):
        codes.load("no_such_list")
