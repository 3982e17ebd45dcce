"""`talented-desk quality`, as typed: count, list, save, mend."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from talented_desk.bootstrap import open_application
from talented_desk.paths import WorkspacePaths
from tests.cli.test_documents import typed


@pytest.fixture(autouse=True)
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "passphrase").write_text("a quiet place by the river", "utf-8")
    monkeypatch.setenv("TALENTED_DESK_PASSPHRASE_FILE", str(tmp_path / "passphrase"))
    monkeypatch.setenv("TALENTED_DESK_HOME", str(tmp_path / "workspace"))
    with open_application(WorkspacePaths(tmp_path / "workspace")) as desk:
        maya = desk.officers.add("Maya Boucher")
        for name, owner in (("ACME FOODS LTD.", maya), ("=BOW GLASS INC.", None), ("Crowfoot Solar", maya)):
            desk.employers.add({"legal_name": name, "city": "CALGARY", "phone": "403 555 0100", "owner_id": owner})


def counted(*more: str) -> dict[str, int]:
    code, out, err = typed("quality", "--json", *more)
    assert (code, err) == (0, "")
    return {row["rule"]: row["count"] for row in json.loads(out)}


def test_count_and_list() -> None:
    code, out, err = typed("quality")
    assert (code, err) == (0, "")
    lines = out.splitlines()
    assert [line.split()[:2] for line in lines[:-1]] == [
        ["1", "employer_owner"],
        ["3", "employer_contact"],
        ["3", "employer_sector"],
        ["3", "employer_size"],
        ["3", "employer_capitals"],
    ]
    assert "Missing: Employers without a responsible officer" in lines[0]
    assert lines[-1] == "13 findings"
    code, out, _ = typed("quality", "--rule", "employer_owner")
    assert code == 0
    assert "=BOW GLASS INC." in out and out.splitlines()[-1] == "1 finding"
    assert counted("--owner", "Maya Boucher")["employer_capitals"] == 2
    assert counted("--owner", "nobody")["employer_capitals"] == 1
    assert json.loads(typed("quality", "--rule", "employer_capitals", "--json")[1])[0]["seen"][0] == "ACME FOODS LTD."
    code, _, err = typed("quality", "--rule", "nothing")
    assert code == 1 and "nothing" in err
    code, _, err = typed("quality", "--owner", "Somebody Else")
    assert code == 1 and "Somebody Else" in err


def test_save_as_csv(tmp_path: Path) -> None:
    path = tmp_path / "findings.csv"
    code, out, err = typed("quality", "--csv", str(path))
    assert (code, err, out.strip()) == (0, "", f"13 findings written to {path}")
    with path.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert len(rows) == 13
    first = rows[0]
    assert (first["rule"], first["group"], first["title"]) == ("employer_owner", "missing", "'=BOW GLASS INC.")
    assert typed("quality", "--rule", "employer_size", "--csv", str(path), "--json")[0] == 0
    assert path.read_text("utf-8-sig").count("employer_size") == 3


def test_mend_tried_out_done_and_undone() -> None:
    code, out, err = typed("quality", "mend", "employer_capitals", "--dry-run")
    assert (code, err) == (0, "")
    assert "    legal_name: ACME FOODS LTD. → Acme Foods Ltd." in out.splitlines()
    assert out.splitlines()[-1] == "3 records would change"
    assert counted()["employer_capitals"] == 3
    code, out, _ = typed("quality", "mend", "employer_capitals", "--owner", "nobody")
    assert (code, out.strip()) == (0, "1 record mended")
    found = json.loads(typed("quality", "mend", "employer_capitals", "--json")[1])
    assert (found["mended"], len(found["records"])) == (2, 2)
    assert "employer_capitals" not in counted()
    assert typed("undo")[0] == 0
    assert counted()["employer_capitals"] == 2
    code, _, err = typed("quality", "mend", "employer_owner")
    assert code == 1 and "bulk" in err
