"""`talented-desk employers list`, as typed: saved lists, files."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from talented_desk.bootstrap import open_application
from talented_desk.domain.views import Definition
from talented_desk.paths import WorkspacePaths
from tests.cli.test_documents import typed


@pytest.fixture(autouse=True)
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "passphrase").write_text("a quiet place by the river", "utf-8")
    monkeypatch.setenv("TALENTED_DESK_PASSPHRASE_FILE", str(tmp_path / "passphrase"))
    monkeypatch.setenv("TALENTED_DESK_HOME", str(tmp_path / "workspace"))
    with open_application(WorkspacePaths(tmp_path / "workspace")) as desk:
        desk.officers.add("Maya Boucher")
        for name, city, headcount in (("Acme", "Calgary", 12), ("Bow Glass", "Banff", 4), ("Zed", "Calgary", 90)):
            desk.employers.add({"legal_name": name, "city": city, "headcount": headcount})
        wanted = Definition({"city": "Calgary"}, ("name", "headcount"), "headcount", True)
        desk.views.save("employers", "In Calgary", wanted, everybody=True)


def test_a_saved_list_gives_its_rows_in_its_order() -> None:
    code, out, err = typed("employers", "list", "--view", "in calgary")
    assert (code, err) == (0, "")
    assert [line.split("  ")[1] for line in out.splitlines()[:2]] == ["Zed", "Acme"]
    assert out.splitlines()[-1] == "2 of 2"
    code, out, err = typed("employers", "list", "--view", "Gone quiet")
    assert (code, out.splitlines()[-1]) == (0, "0 of 0")
    code, _, err = typed("employers", "list", "--view", "Nowhere")
    assert code == 1
    assert "“Nowhere”" in err and "In Calgary" in err


def test_a_list_is_written_with_its_columns(tmp_path: Path) -> None:
    target = tmp_path / "list.csv"
    code, out, err = typed("employers", "list", "--view", "In Calgary", "--csv", str(target))
    assert (code, err) == (0, "")
    assert out.strip() == f"2 rows saved in {target}"
    with target.open(encoding="utf-8-sig", newline="") as stream:
        assert list(csv.reader(stream)) == [["Name", "Employees"], ["Zed", "90"], ["Acme", "12"]]
    book = tmp_path / "list.xlsx"
    assert typed("employers", "list", "--view", "In Calgary", "--xlsx", str(book))[0] == 0
    found = CalamineWorkbook.from_path(str(book))
    about = {str(row[0]): row[1] for row in found.get_sheet_by_name("About this list").to_python()}
    assert about["List"] == "In Calgary"
    assert about["Filters"] == "city = Calgary"
    assert (about["Rows"], about["Made by"]) == ("2", "Maya Boucher")
    code, _, err = typed("employers", "list", "--csv", str(book))
    assert (code, "list.xlsx" in err) == (1, True)
