"""Reading lists as people save them, and files that are no lists."""

from __future__ import annotations

import csv
import zipfile
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter

from talented_desk.errors import DeskError
from talented_desk.exchange import errors, mend, values
from talented_desk.exchange.habits import BadRow, Habits, Row
from talented_desk.exchange.mapping import ColumnMapping, as_of
from talented_desk.exchange.neutral import neutralise, restore
from talented_desk.exchange.open import Inspection, changed, inspect, rows
from talented_desk.i18n import Translator


def saved(folder: Path, content: str | bytes, name: str = "list.csv", encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
    return path


def all_rows(found: Inspection) -> list[Row | BadRow]:
    return list(rows(found.path, found.habits, len(found.columns)))


PLAIN = "Employeur;Ville;Effectif\nBoulangerie Lœuf ltée;Québec;12\nCafé d’été;Montréal;3\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "mac_roman", "utf-16", "utf-16-le"])
def test_encodings_and_separators_are_guessed(tmp_path: Path, encoding: str) -> None:
    found = inspect(saved(tmp_path, PLAIN, encoding=encoding))
    assert found.habits.delimiter == ";"
    assert [row.cells for row in all_rows(found)] == [
        ("Boulangerie Lœuf ltée", "Québec", "12"),
        ("Café d’été", "Montréal", "3"),
    ]
    assert found.guess.columns == ("legal_name", "city", "headcount")


def test_lines_of_another_encoding_are_read_and_told(tmp_path: Path) -> None:
    content = "Employer,City\nCafé,Montréal\n".encode() + "Été,Québec\n".encode("cp1252")
    found = inspect(saved(tmp_path, content))
    assert [row.cells[0] for row in all_rows(found)] == ["Café", "Été"]
    (remark,) = found.habits.remarks
    assert dict(remark.fields)["count"] == 1


def test_titles_above_and_doubled_headers(tmp_path: Path) -> None:
    found = inspect(saved(tmp_path, "Employers of the region\n\nName,City,City,\nAcme,Calgary,Airdrie,\n"))
    assert [column.name for column in found.columns] == ["Name", "City", "City (2)"]
    assert [row.cells for row in all_rows(found)] == [("Acme", "Calgary", "Airdrie")]
    assert len(found.habits.remarks) == 2


def test_a_list_without_header_says_so_and_is_guessed_by_content(tmp_path: Path) -> None:
    found = inspect(
        saved(tmp_path, 'Acme Ltd.,"Calgary, AB T2P 1J9",info@acme.ca\nBow Inc.,"Airdrie, AB T4B 2T3",a@b.ca\n')
    )
    assert found.habits.header_line is None and found.habits.remarks
    assert found.guess.columns == ("legal_name", "address", "email")
    assert len(all_rows(found)) == 2


def test_three_hundred_columns_are_fine_and_too_many_are_refused(tmp_path: Path) -> None:
    wide = ",".join(f"Column {n}" for n in range(300)) + "\n" + ",".join(["x"] * 300) + "\n"
    assert len(inspect(saved(tmp_path, wide)).columns) == 300
    wider = ",".join(f"Column {n}" for n in range(1200)) + "\n" + ",".join(["x"] * 1200) + "\n"
    with pytest.raises(errors.TooManyColumns):
        inspect(saved(tmp_path, wider))


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b"", errors.EmptyFile),
        (b"\n\r\n  \n", errors.EmptyFile),
        (b"Employer,City\n", errors.NoRows),
        (bytes(range(256)) * 40, errors.NotText),
        (b"\x7fELF" + b"\x00" * 5000, errors.NotText),
    ],
)
def test_what_is_no_list_is_told_in_a_sentence(tmp_path: Path, content: bytes, error: type[DeskError]) -> None:
    with pytest.raises(error) as told:
        inspect(saved(tmp_path, content))
    assert "list.csv" in str(told.value)


def test_bad_rows_are_set_apart_and_the_rest_goes_on(tmp_path: Path) -> None:
    huge = "y" * 10_000_000
    content = f"Employer,City\nAcme,Calgary\nNul\x00bytes,Airdrie\n{huge},Banff\n"
    content += '"Open,Quote\nFine,"Two\nlines"\na,b,c\nLast,One\n'
    found = inspect(saved(tmp_path, content))
    got = all_rows(found)
    good = [(row.line, row.cells) for row in got if isinstance(row, Row)]
    bad = {row.line: type(row.error) for row in got if isinstance(row, BadRow)}
    assert good == [(2, ("Acme", "Calgary")), (6, ("Fine", "Two\nlines")), (9, ("Last", "One"))]
    assert bad == {3: errors.NulBytes, 4: errors.CellTooLong, 5: errors.QuoteNotClosed, 8: errors.TooManyCells}
    assert next(row for row in got if row.line == 5).cells[0] == '"Open'


def test_an_open_quote_swallows_only_its_own_row(tmp_path: Path) -> None:
    lines = ["Employer,City", '"Never closed,Calgary', *(f"Employer {n},City {n}" for n in range(1000))]
    got = all_rows(inspect(saved(tmp_path, "\n".join(lines) + "\n")))
    assert sum(isinstance(row, Row) for row in got) == 1000
    assert sum(isinstance(row, BadRow) for row in got) == 1


def workbook(path: Path, table: list[list[object]]) -> Path:
    with xlsxwriter.Workbook(str(path)) as book:
        book.add_worksheet("Empty")
        sheet = book.add_worksheet("Employers")
        for number, row in enumerate(table):
            for place, value in enumerate(row):
                if isinstance(value, date):
                    sheet.write_datetime(number, place, value, book.add_format({"num_format": "yyyy-mm-dd"}))
                else:
                    sheet.write(number, place, value)
    return path


def test_a_workbook_gives_plain_text(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "list.xlsx",
        [["Employer", "Employees", "Headcount date"], ["Acme", 12, date(2026, 1, 31)], ["=1+1", 3.5, ""]],
    )
    found = inspect(path)
    assert (found.habits.sheet, found.kind) == ("Employers", "workbook")
    assert found.guess.columns == ("legal_name", "headcount", "headcount_date")
    assert next(row.cells for row in all_rows(found)) == ("Acme", "12", "2026-01-31")


def test_workbooks_that_must_not_be_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    protected = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600 + "EncryptedPackage".encode("utf-16-le")
    with pytest.raises(errors.PasswordProtected):
        inspect(saved(tmp_path, protected, "locked.xlsx"))
    whole = workbook(tmp_path / "whole.xlsx", [["Employer"], ["Acme"]]).read_bytes()
    with pytest.raises(errors.WorkbookDamaged):
        inspect(saved(tmp_path, whole[: len(whole) // 2], "half.xlsx"))
    with pytest.raises(errors.WorkbookDamaged):
        inspect(saved(tmp_path, b"PK\x03\x04 not really", "fake.xlsx"))
    monkeypatch.setattr("talented_desk.exchange.xlsx_reader.LARGEST_MB", 8)
    bomb = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * (16 << 20))
    assert bomb.stat().st_size < 1 << 20
    with pytest.raises(errors.WorkbookTooLarge):
        inspect(bomb)


def test_dates_by_habit_and_impossible_ones() -> None:
    assert values.day("3/4/2025", Habits(date_order="dmy")) == "2025-04-03"
    assert values.day("3/4/2025", Habits(date_order="mdy")) == "2025-03-04"
    assert values.day("2025-04-03 10:00", Habits()) == "2025-04-03"
    for impossible in ("31/02/2025", "2025-13-01", "soon"):
        with pytest.raises(errors.NotADay):
            values.day(impossible, Habits(date_order="dmy"))


def test_an_ambiguous_date_order_is_told(tmp_path: Path) -> None:
    doubtful = inspect(saved(tmp_path, "Employer,Date\nAcme,03/04/2025\n"))
    assert doubtful.habits.date_order == "dmy" and doubtful.habits.remarks
    clear = inspect(saved(tmp_path, "Employer,Date\nAcme,03/04/2025\nBow,12/25/2025\n"))
    assert clear.habits.date_order == "mdy" and not clear.habits.remarks


def test_numbers_by_habit() -> None:
    assert values.whole("1,234", Habits()) == 1234
    assert values.whole("1\u202f234,00", Habits(decimal=",")) == 1234
    assert values.whole("", Habits()) is None
    with pytest.raises(errors.NotAnAmount):
        values.whole("about 12", Habits())


def test_formulas_are_neutralised_and_come_back() -> None:
    for formula in ("=cmd|' /C calc'!A0", "@SUM(A1)", "-2+3+cmd|x", "\t=1"):
        assert neutralise(formula).startswith("'")
        assert restore(neutralise(formula)) == formula
    for plain in ("-12", "+1 403 555 0100", "Acme", ""):
        assert neutralise(plain) == plain


def test_failed_rows_make_a_file_to_mend(tmp_path: Path) -> None:
    path = tmp_path / "mend.csv"
    failed = [(7, ("=cmd|x", "Calgary"), errors.NulBytes())]
    assert mend.write(path, ["Employer", "City"], failed, Translator("en")) == 1
    with path.open(encoding="utf-8-sig", newline="") as stream:
        header, row = list(csv.reader(stream))
    assert header == ["Employer", "City", "Line", "Reason"]
    assert row[:3] == ["'=cmd|x", "Calgary", "7"] and "NUL" in row[3]
    assert inspect(path).guess.columns[:2] == ("legal_name", "city")


def test_a_saved_mapping_knows_its_layout() -> None:
    mapping = ColumnMapping(("legal_name", None), ("Employer", "X"), "2020-Q1")
    again = ColumnMapping.from_json(mapping.to_json(), "2020-Q4")
    assert (again.columns, again.signature, again.as_of) == (mapping.columns, mapping.signature, "2020-Q4")
    assert as_of("lmia-alberta-2024q1.csv") == "2024-Q1"


def test_a_changed_habit_leads_to_a_new_guess_of_what_hangs_on_it(tmp_path: Path) -> None:
    path = saved(
        tmp_path,
        b"Regional list\nEmployer;City;City;Since\nAcme, Inc.;Calgary;x;03/04/2025\n\xc9t\xe9;b;c;05/06/2025\n",
    )
    found = inspect(path)
    about = sorted(remark.about for remark in found.habits.remarks)
    assert about == ["columns", "date_order", "encoding", "header_line"]
    by_hand = inspect(path, changed(found, date_order="mdy"))
    assert by_hand.habits.date_order == "mdy"
    assert sorted(remark.about for remark in by_hand.habits.remarks) == ["columns", "encoding", "header_line"]
    commas = inspect(path, changed(found, delimiter=","))
    assert commas.habits.header_line != found.habits.header_line
    back = inspect(path, changed(commas, delimiter=";"))
    assert back.habits == found.habits and len(back.columns) == 4
