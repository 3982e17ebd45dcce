"""`talented-desk import` as a person or a script runs it."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from talented_desk.cli import run
from tests.files import employer_list

LIST = employer_list("2020q1")


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    passphrase = tmp_path / "passphrase"
    passphrase.write_text("a quiet place by the river", "utf-8")
    monkeypatch.setenv("TALENTED_DESK_PASSPHRASE_FILE", str(passphrase))
    monkeypatch.setenv("TALENTED_DESK_HOME", str(tmp_path / "home"))


def desk(*arguments: str | Path, language: str = "en") -> tuple[int, str, str]:
    out, err = io.StringIO(), io.StringIO()
    code = run(["--language", language, *map(str, arguments)], out, err)
    return code, out.getvalue(), err.getvalue()


def test_a_dry_run_reports_and_changes_nothing_then_the_import_does_what_it_said() -> None:
    _, before, _ = desk("dump", "--business")
    code, report, _ = desk("import", LIST, "--dry-run")
    assert code == 0
    for line in ("1469 rows", "New employers: 1348", "Dated facts: 1469", "as of 2020-Q1", "nothing was changed"):
        assert line in report
    assert "Employer → Legal name" in report
    assert desk("dump", "--business")[1] == before
    code, report, _ = desk("import", LIST, "--json")
    told = json.loads(report)
    assert (code, told["applied"], told["counts"]["new_employers"]) == (0, True, 1348)
    state = desk("dump", "--business")[1]
    assert desk("import", employer_list("2020q4"))[0] == 0
    assert desk("undo")[0] == 0
    assert desk("dump", "--business")[1] == state
    assert "nothing was changed" in desk("import", LIST)[1]


def test_doubtful_matches_are_written_answered_and_applied(tmp_path: Path) -> None:
    desk("import", LIST)
    answers = tmp_path / "doubtful.csv"
    desk("import", employer_list("2020q4"), "--dry-run", "--doubtful", answers)
    with answers.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.reader(stream))
    assert [row[1] for row in rows[1:]] == ["Stanford Hotels & Resorts Inc.", "HyTech Production Ltd."]
    rows[1][-1], rows[2][-1] = "yes", "no"
    with answers.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows(rows)
    _, report, _ = desk("import", employer_list("2020q4"), "--doubtful", answers, "--json")
    assert json.loads(report)["joined"] == 1


def test_failed_rows_go_to_a_file_and_columns_can_be_named(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("Alpha,Beta\nAcme Inc.,a@acme.ca\nOther Inc.,nobody\n", "utf-8")
    failed = tmp_path / "failed.csv"
    code, report, _ = desk(
        "import", path, "--column", "Alpha=legal_name", "--column", "Beta=email", "--failed", failed,
        "--save-mapping", "ours",
    )  # fmt: skip
    assert code == 0
    assert "Rows that failed: 1" in report and str(failed) in report
    assert "nobody" in failed.read_text("utf-8-sig")
    assert "already there" in desk("import", path, "--mapping", "ours")[1]


def test_what_is_wrong_is_a_sentence_and_exit_code_1(tmp_path: Path) -> None:
    empty = tmp_path / "empty.csv"
    empty.touch()
    path = tmp_path / "list.csv"
    path.write_text("Alpha,Beta\nx,y\n", "utf-8")
    for arguments, sentence in (
        (("import", tmp_path / "none.csv"), "none.csv"),
        (("import", empty), "is empty"),
        (("import", path), "Say which column"),
        (("import", path, "--mapping", "theirs"), "no saved mapping"),
        (("import", path, "--column", "Gamma=email"), "There is no column"),
        (("import", path, "--column", "Beta=colour"), "is not a field"),
    ):
        code, _, err = desk(*arguments)
        assert code == 1
        assert sentence in err
    assert desk("import")[0] == 2


def test_taking_back_says_by_record_what_stays() -> None:
    desk("import", LIST, "--json")
    told = json.loads(desk("history", "--limit", "1", "--json")[1])
    found = desk("dump", "--business")[1]
    employer = next(json.loads(line) for line in found.splitlines() if '"table": "employer"' in line)
    assert desk("employers", "edit", employer["id"], "notes=Known since.")[0] == 0
    code, report, _ = desk("take-back", told[0]["id"])
    assert code == 0
    assert (
        f"Kept as it is: employer “{employer['trade_name'] or employer['legal_name']}” notes (changed since)" in report
    )
