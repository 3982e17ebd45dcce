"""Names taken apart, addresses taken apart, evidence weighed."""

from __future__ import annotations

import pytest

from talented_desk.domain.names import Corporation, parse_name
from talented_desk.domain.postal import city_key, parse_address
from talented_desk.domain.recognition import Candidate, Level, Match, Recogniser, candidate, compare
from talented_desk.domain.repair import repair


@pytest.mark.parametrize(
    ("raw", "legal", "trade", "form", "number"),
    [
        ("1205705 ALBERTA LTD. O/A JOEY'S", "1205705 ALBERTA LTD.", "JOEY'S", "ltd", "1205705 AB"),
        ("1294390Alberta Ltd.", "1294390Alberta Ltd.", "", "ltd", "1294390 AB"),
        ("1027855 AB Ltd.", "1027855 AB Ltd.", "", "ltd", "1027855 AB"),
        ("1224883 B. C. Ltd", "1224883 B. C. Ltd", "", "ltd", "1224883 BC"),
        ("10380008 Canada Inc.", "10380008 Canada Inc.", "", "inc", "10380008 CA"),
        ("2233226 ALbertaLimited", "2233226 ALbertaLimited", "", "", "2233226 AB"),
        ("9123-4567 Québec inc.", "9123-4567 Québec inc.", "", "inc", "91234567 QC"),
        ("1007876 ALBERTA LTD.O/A  QUALITY INN", "1007876 ALBERTA LTD", "QUALITY INN", "ltd", "1007876 AB"),
        ("Opus Bar o/a 1344864 Alberta Ltd.", "1344864 Alberta Ltd", "Opus Bar", "ltd", "1344864 AB"),
        ("1890326 Alberta Ltd (A-Mart)", "1890326 Alberta Ltd", "A-Mart", "ltd", "1890326 AB"),
        ("11811347 Canada Inc. (DBA Au-Zone)", "11811347 Canada Inc", "Au-Zone", "inc", "11811347 CA"),
        ("Benzer Management Corp / Smitty's", "Benzer Management Corp", "Smitty's", "corp", ""),
        ("Acme Foods Ltd. Operating as Acme Pizza", "Acme Foods Ltd", "Acme Pizza", "ltd", ""),
        ("Acme Foods Ltd. d/b/a Acme Pizza", "Acme Foods Ltd", "Acme Pizza", "ltd", ""),
        ("Boulangerie Roy Ltée faisant affaire sous le nom de Le Four", "Boulangerie Roy Ltée", "Le Four", "ltd", ""),
        ("Roy et Fils S.E.N.C.", "Roy et Fils S.E.N.C", "", "llp", ""),
        ("University of Calgary", "University of Calgary", "", "public", ""),
        ("Dana Smith Professional Corporation", "Dana Smith Professional Corporation", "", "pc", ""),
    ],
)  # fmt: skip
def test_a_name_is_taken_apart(raw: str, legal: str, trade: str, form: str, number: str) -> None:
    name = parse_name(raw)
    assert (name.legal.rstrip("."), name.trade.rstrip("."), name.form) == (legal.rstrip("."), trade, form)
    assert name.corporations == ((Corporation(*number.split()),) if number else ())


@pytest.mark.parametrize(
    ("damaged", "mended"),
    [
        ("Rinoâ\x80\x99s", "Rino’s"),
        ("Rinoâ€™s", "Rino’s"),
        ("Mercer\x92s", "Mercer’s"),
        ("CafÃ© MontrÃ©al", "Café Montréal"),
        ("Café Montréal", "Café Montréal"),
        ("Ñandú Ärzte ÉCOLE", "Ñandú Ärzte ÉCOLE"),
        ("北京饭店", "北京饭店"),
    ],
)
def test_damaged_text_is_mended_and_sound_text_left_alone(damaged: str, mended: str) -> None:
    assert repair(damaged) == mended


def test_a_mended_name_says_so_and_keeps_what_was_written() -> None:
    name = parse_name("Rinoâ\x80\x99s Affordable Home Remodelling Ltd.")
    assert name.repaired
    assert name.raw.startswith("Rinoâ")
    assert name.legal.startswith("Rino’s")


@pytest.mark.parametrize(
    ("text", "street", "city", "province", "postal_code", "problems"),
    [
        ("Edmonton, AB T6T 0B3", "", "Edmonton", "AB", "T6T 0B3", 0),
        ("Mount Hope, L0R1W0", "", "Mount Hope", "ON", "L0R 1W0", 0),
        ("Calgary, AB T2P  5C", "", "Calgary", "AB", "", 1),
        ("Calgary, T2H0L10", "", "Calgary", "", "", 1),
        ("St-Isidore, Ab, AB T0H 3B0", "", "St-Isidore", "AB", "T0H 3B0", 0),
        ("Crestomere, Ponoka County, AB T4L 2N3", "Crestomere", "Ponoka County", "AB", "T4L 2N3", 0),
        ("1201 5 St SW, Calgary, Alberta, Canada", "1201 5 St SW", "Calgary", "AB", "", 0),
        ("Calgary", "", "Calgary", "", "", 0),
        ("", "", "", "", "", 0),
    ],
)
def test_an_address_is_taken_apart(
    text: str, street: str, city: str, province: str, postal_code: str, problems: int
) -> None:
    address = parse_address(text)
    assert (address.street, address.city, address.province, address.postal_code) == (
        street,
        city,
        province,
        postal_code,
    )
    assert len(address.problems) == problems


def test_cities_are_the_same_however_written() -> None:
    assert city_key("ST.ALBERT") == city_key("St. Albert") == city_key("st albert")
    assert city_key("NE Calgary") == city_key("CALGARY")
    assert city_key("Fort-Mcmurray") == city_key("Ft. McMurray")
    assert city_key("county of smoky lake") == city_key("Smoky Lake County")
    assert city_key("Calgary") != city_key("Airdrie")


def level(one: Candidate, other: Candidate) -> Level:
    return compare(one, other).level


def words(match: Match) -> list[str]:
    return [reason.message.format(**dict(reason.fields)) for reason in match.reasons]


def test_accents_and_case_alone_are_never_enough() -> None:
    accented, plain = "Café Élan Ltée", "Cafe Elan Ltee"
    assert level(candidate(accented), candidate(plain)) is Level.DOUBTFUL
    assert level(candidate(accented, city="Calgary"), candidate(plain, city="Edmonton")) is Level.DOUBTFUL
    assert level(candidate("ACME FOODS LTD"), candidate("Acme Foods Ltd.")) is Level.DOUBTFUL
    assert level(candidate(accented, postal_code="T2P 1J9"), candidate(plain, postal_code="T2P 1J9")) is Level.AUTOMATIC
    assert level(candidate(accented, phone="403 555 0100"), candidate(plain, phone="403 555 0100")) is Level.AUTOMATIC
    assert level(candidate(accented, website="https://elan.ca"), candidate(plain, email="a@elan.ca")) is Level.AUTOMATIC
    assert level(candidate(accented, city="Calgary"), candidate(plain, city="CALGARY")) is Level.AUTOMATIC


def test_free_mail_and_social_pages_are_no_evidence() -> None:
    one = candidate("Café Élan Ltée", email="elan@gmail.com")
    other = candidate("Cafe Elan Ltee", email="other@gmail.com")
    assert level(one, other) is Level.DOUBTFUL


def test_the_same_legal_name_elsewhere_is_the_same_employer_but_not_in_another_province() -> None:
    here = candidate("Acme Foods Ltd.", city="Calgary", province="AB")
    assert level(here, candidate("Acme Foods Limited", city="Edmonton", province="AB")) is Level.AUTOMATIC
    assert level(here, candidate("Acme Foods Ltée", city="Edmonton", province="AB")) is Level.AUTOMATIC
    assert level(here, candidate("Acme Foods Ltd.", city="Toronto", province="ON")) is Level.DOUBTFUL


def test_a_name_without_legal_form_needs_its_place() -> None:
    here = candidate("Corner Store", city="Calgary", postal_code="T2P 1J9")
    assert level(here, candidate("Corner Store", city="Edmonton")) is Level.DOUBTFUL
    assert level(here, candidate("Corner Store", city="Calgary", postal_code="T2P 1J9")) is Level.AUTOMATIC
    assert level(here, candidate("Corner Store", city="Calgary", postal_code="T3A 1A1")) is Level.DOUBTFUL


def test_a_brand_with_two_companies_behind_it_is_two_employers() -> None:
    one = candidate("1111111 Alberta Ltd. o/a Pizza Star", city="Calgary", postal_code="T2P 1J9")
    other = candidate("2222222 Alberta Ltd. o/a Pizza Star", city="Calgary", postal_code="T2P 1J9")
    assert level(one, other) is Level.NONE


def test_numbers_of_two_registries_are_two_companies() -> None:
    assert level(candidate("1234567 Alberta Ltd"), candidate("1234567 Canada Inc.")) is Level.NONE
    assert level(candidate("1234567 Alberta Ltd"), candidate("1234567 AB Inc.", city="Banff")) is Level.AUTOMATIC


def test_a_business_number_decides_and_two_that_differ_raise_doubt() -> None:
    one = candidate("Acme Foods Ltd.", business_number="123456782")
    assert level(one, candidate("Other Name Inc.", business_number="123456782RT0001")) is Level.AUTOMATIC
    assert level(one, candidate("Acme Foods Ltd.", business_number="987654321")) is Level.DOUBTFUL


def test_reasons_are_in_words() -> None:
    one = candidate("ACME FOODS LTD", city="Calgary", postal_code="T2P 1J9")
    other = candidate("Acme Foods Ltd.", city="Calgary", postal_code="T2P 1J9")
    assert words(compare(one, other)) == [
        "same name but for accents, capitals or punctuation",
        "same postal code T2P 1J9",
    ]


@pytest.mark.parametrize(
    ("known", "wanted"),
    [
        (
            candidate("1234567 Alberta Ltd. o/a Bow River Foods", city="Calgary", postal_code="T2P 1J9"),
            candidate("Bow River Foods", city="Calgary", postal_code="T2P 1J9"),
        ),
        (
            candidate("Bow River Foods Ltd.", city="Calgary", postal_code="T2P 1J9"),
            candidate("1234567 Alberta Ltd. o/a Bow River Foods", city="Calgary", postal_code="T2P 1J9"),
        ),
        (
            candidate("Bow River Foods Ltd.", website="https://bowriver.ca"),
            candidate("Bow River Foods Canada Inc.", email="info@bowriver.ca"),
        ),
    ],
)
def test_likely_ones_are_found_through_the_index(known: Candidate, wanted: Candidate) -> None:
    recogniser = Recogniser()
    for n in range(200):
        recogniser.add(100 + n, candidate(f"{3_000_000 + n} Alberta Ltd. o/a Bow River Foods", city=f"Town {n}"))
    recogniser.add(1, known)
    assert [(key, match.level) for key, match in recogniser.find(wanted)] == [(1, Level.DOUBTFUL)]


def test_a_place_in_common_goes_before_the_spelling() -> None:
    recogniser = Recogniser()
    recogniser.add(1, candidate("Hytech Ltd", city="Lethbridge", postal_code="T1J 4K2"))
    recogniser.add(2, candidate("HyTech Ltd", city="Coaldale", postal_code="T1M 1M3"))
    found = recogniser.find(candidate("HyTech Ltd.", city="LETHBRIDGE", postal_code="T1J 4K2"))
    assert [(key, match.level) for key, match in found] == [(1, Level.AUTOMATIC)]


def test_a_name_that_hundreds_have_is_found_by_its_place() -> None:
    recogniser = Recogniser()
    for n in range(500):
        recogniser.add(n, candidate("Subway", city=f"Place {chr(97 + n % 20)}{chr(97 + n // 20)}"))
    found = recogniser.find(candidate("Subway", city="PLACE TY"))
    assert found[0][0] == 499


def test_two_employers_that_fit_alike_are_left_to_a_person() -> None:
    recogniser = Recogniser()
    recogniser.add(1, candidate("Acme Foods Ltd.", city="Calgary"))
    recogniser.add(2, candidate("Acme Foods Ltd.", city="Edmonton"))
    found = recogniser.find(candidate("Acme Foods Ltd.", city="Banff"))
    assert {key for key, _ in found} == {1, 2}
    assert all(match.level is Level.DOUBTFUL for _, match in found)


def test_an_employer_is_found_by_each_place_it_was_seen_at() -> None:
    recogniser = Recogniser()
    recogniser.add(7, candidate("Corner Store", city="Calgary", postal_code="T2P 1J9"))
    recogniser.add(7, candidate("Corner Store", city="Banff", postal_code="T1L 1A1"))
    found = recogniser.find(candidate("Corner Store", city="Banff", postal_code="T1L 1A1"))
    assert [(key, match.level) for key, match in found] == [(7, Level.AUTOMATIC)]


@pytest.mark.parametrize("name", ["", "   ", "Ltd.", "o/a", "&", "—", "1234567", "س شركة", "🙂" * 50, "A" * 10_000])
def test_odd_names_neither_fail_nor_match_each_other(name: str) -> None:
    assert level(candidate(name), candidate("Acme Foods Ltd.")) is Level.NONE
