"""Rules about employers: numbers, sizes, sectors, ways to reach them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from talented_desk.domain import employers as rules
from talented_desk.domain.text import Value
from talented_desk.errors import DeskError, Invalid

TODAY = date(2026, 11, 24)
FORMS = (
    rules.business_number,
    rules.naics,
    rules.email,
    rules.phone,
    rules.website,
    rules.postal_code,
    rules.country,
)


@pytest.mark.parametrize("clean", FORMS)
@given(value=st.text(st.sampled_from("0123456789+-() .@xXext#/:abCTVt2p1J9é\u00a0\u0661"), max_size=40))
def test_a_normal_form_is_its_own_normal_form(clean: Callable[[Value], str], value: str) -> None:
    try:
        normal = clean(value)
    except DeskError as error:
        assert str(error)
        return
    assert clean(normal) == normal


@pytest.mark.parametrize(
    ("clean", "typed", "kept"),
    [
        (rules.business_number, "123456782", "123456782"),
        (rules.business_number, "12345 6782 rt0001", "123456782RT0001"),
        (rules.naics, "311811", "311811"),
        (rules.naics, "54", "54"),
        (rules.email, "Dana@Example.CA", "Dana@example.ca"),
        (rules.email, "mailto:d.o'neil+wil@sub.example.ca", "d.o'neil+wil@sub.example.ca"),
        (rules.phone, "(403) 555-0100", "403 555 0100"),
        (rules.phone, "+1 403.555.0100 ext. 12", "403 555 0100 x12"),
        (rules.phone, "1-403-555-0100 poste 7", "403 555 0100 x7"),
        (rules.phone, "4035550100x12", "403 555 0100 x12"),
        (rules.phone, "tel:+1-403-555-0100", "403 555 0100"),
        (rules.phone, "+44 (0)20 7946-0958", "+44 20 7946 0958"),
        (rules.phone, "+33 1 23 45 67 89 #4", "+33 1 23 45 67 89 x4"),
        (rules.phone, "+4 4 1 2 3 4 5 6 7 8 9 0 1 2 3", "+441234567890123"),
        (rules.website, "Example.CA/", "https://example.ca"),
        (rules.website, "HTTP://www.Example.ca/Jobs?a=B", "http://www.example.ca/Jobs?a=B"),
        (rules.website, "é.ca", "https://é.ca"),
        (rules.postal_code, "t2p-1j9", "T2P 1J9"),
        (rules.country, "us", "US"),
        (rules.country, "", "CA"),
    ],
)
def test_what_is_typed_is_kept_in_one_form(clean: Callable[[Value], str], typed: str, kept: str) -> None:
    assert clean(typed) == kept


@pytest.mark.parametrize(
    ("clean", "typed"),
    [
        (rules.business_number, "123456789"),
        (rules.business_number, "000000000"),
        (rules.business_number, "12345678"),
        (rules.business_number, "١٢٣٤٥٦٧٨٢"),
        (rules.naics, "00"),
        (rules.naics, "5"),
        (rules.naics, "5415111"),
        (rules.naics, "31-33"),
        (rules.email, "dana"),
        (rules.email, "dana@example"),
        (rules.email, "a b@example.ca"),
        (rules.email, "a@b@example.ca"),
        (rules.email, "a@example..ca"),
        (rules.email, "a@" + "x" * 260 + ".ca"),
        (rules.phone, "555-0100"),
        (rules.phone, "103 555 0100"),
        (rules.phone, "403 055 0100"),
        (rules.phone, "1-800-GOFEDEX"),
        (rules.phone, "ask for Dana"),
        (rules.phone, "+123+456 7890"),
        (rules.phone, "+44 123"),
        (rules.website, "not a site"),
        (rules.website, "javascript:alert(1)"),
        (rules.website, "ftp://example.ca"),
        (rules.website, "https://localhost"),
        (rules.website, "https://example..ca"),
        (rules.website, "https://user@example.ca"),
        (rules.postal_code, "T2P 1J"),
        (rules.postal_code, "D2P 1J9"),
        (rules.postal_code, "90210"),
        (rules.country, "Canada"),
    ],
)
def test_what_cannot_be_is_refused(clean: Callable[[Value], str], typed: str) -> None:
    with pytest.raises(DeskError) as told:
        clean(typed)
    assert str(told.value)


@given(st.integers(0, 99_999_999))
def test_exactly_one_check_digit_fits_a_business_number(stem: int) -> None:
    fitting = 0
    for digit in range(10):
        try:
            fitting += rules.business_number(f"{stem:08d}{digit}") != ""
        except rules.BadBusinessNumber:
            continue
    assert fitting == (0 if stem == 0 else 1)


@pytest.mark.parametrize(
    ("headcount", "band", "size"),
    [
        (0, "0", "outside"),
        (1, "1-4", "micro"),
        (4, "1-4", "micro"),
        (5, "5-19", "small"),
        (19, "5-19", "small"),
        (20, "20-49", "small"),
        (50, "50-99", "small"),
        (99, "50-99", "small"),
        (100, "100-499", "medium"),
        (499, "100-499", "medium"),
        (500, "500+", "large"),
        (4_000_000, "500+", "large"),
    ],
)
def test_sizes_follow_from_the_headcount(headcount: int, band: str, size: str) -> None:
    assert (rules.size_band(headcount), rules.size_class(headcount)) == (band, size)


def test_a_negative_headcount_is_a_bug() -> None:
    with pytest.raises(ValueError, match="-1"):
        rules.size_band(-1)


@pytest.mark.parametrize(
    ("code", "sector"),
    [
        ("11", "11"),
        ("311811", "31-33"),
        ("32", "31-33"),
        ("336", "31-33"),
        ("445", "44-45"),
        ("4511", "44-45"),
        ("484", "48-49"),
        ("493", "48-49"),
        ("541511", "54"),
        ("91", "91"),
        ("99", None),
        ("", None),
    ],
)
def test_codes_fold_into_sectors(code: str, sector: str | None) -> None:
    assert rules.sector(code) == sector


def test_an_employer_is_cleaned_whole() -> None:
    assert rules.clean_employer(
        {
            "legal_name": " Acme  Ltd. ",
            "headcount": "",
            "headcount_date": "",
            "owner_id": "",
            "federally_regulated": True,
        },
        TODAY,
        new=True,
    ) == {
        "legal_name": "Acme Ltd.",
        "headcount": None,
        "headcount_date": None,
        "owner_id": None,
        "federally_regulated": 1,
    }


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({}, "legal_name"),
        ({"legal_name": "\x00 "}, "legal_name"),
        ({"legal_name": "x" * 10_000}, "legal_name"),
        ({"legal_name": "A", "headcount": "-3"}, "headcount"),
        ({"legal_name": "A", "headcount_date": "2026-12-24"}, "headcount_date"),
        ({"legal_name": "A", "headcount_source": "gossip"}, "headcount_source"),
        ({"legal_name": "A", "language": "de"}, "language"),
        ({"legal_name": "A", "size": "small"}, "size"),
    ],
)
def test_an_employer_that_cannot_be_is_refused_at_its_field(values: dict[str, Value], field: str) -> None:
    with pytest.raises(Invalid) as told:
        rules.clean_employer(values, TODAY, new=True)
    assert set(told.value.problems) == {field}


def test_addresses_are_checked_by_the_rules_of_their_country() -> None:
    here = rules.clean_worksite({"province": "AB", "postal_code": "t2p1j9"}, TODAY)
    assert here == {"province": "AB", "postal_code": "T2P 1J9"}
    assert rules.clean_worksite({"postal_code": "90210", "country": "us"}, TODAY)["postal_code"] == "90210"
    assert rules.clean_worksite({"postal_code": "90210"}, TODAY, "US") == {"postal_code": "90210"}
    for values in ({"postal_code": "90210"}, {"province": "TX"}, {"province": "Texas", "country": "US"}):
        with pytest.raises(Invalid):
            rules.clean_worksite(values, TODAY)


def test_a_check_expires_after_it_was_made() -> None:
    good: dict[str, Value] = {"status": "confirmed", "checked_on": "2026-11-01", "expires_on": "2027-11-01"}
    assert rules.clean_check(good, TODAY) == good
    for values, field in (
        ({**good, "expires_on": "2026-10-01"}, "expires_on"),
        ({**good, "checked_on": "2026-11-25"}, "checked_on"),
        ({"status": ""}, "status"),
    ):
        with pytest.raises(Invalid) as told:
            rules.clean_check(values, TODAY)
        assert set(told.value.problems) == {field}


def test_names_and_tags_are_needed() -> None:
    assert (rules.clean_name(" A  B "), rules.clean_tag("priority")) == ("A B", "priority")
    for clean in (rules.clean_name, rules.clean_tag):
        with pytest.raises(Invalid):
            clean(" ")
