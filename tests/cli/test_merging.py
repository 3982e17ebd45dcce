"""Merging from the command line: tried, done, taken apart."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from talented_desk.bootstrap import open_application
from talented_desk.paths import WorkspacePaths
from tests.cli.test_documents import typed


@pytest.fixture
def two(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[str, str]:
    (tmp_path / "passphrase").write_text("a quiet place by the river", "utf-8")
    monkeypatch.setenv("TALENTED_DESK_PASSPHRASE_FILE", str(tmp_path / "passphrase"))
    monkeypatch.setenv("TALENTED_DESK_HOME", str(tmp_path / "workspace"))
    with open_application(WorkspacePaths(tmp_path / "workspace")) as desk:
        desk.officers.add("Maya Boucher")
        keep = desk.employers.add({"legal_name": "Acme Foods Ltd."})
        return keep, desk.employers.add({"legal_name": "ACME FOODS", "city": "Calgary"}, {"city": "Airdrie"})


def test_two_records_become_one_and_two_again(two: tuple[str, str]) -> None:
    state = typed("dump", "--business")[1]
    code, out, err = typed("merge", "employer", *two, "--dry-run")
    assert (code, err) == (0, "")
    assert "ACME FOODS goes into Acme Foods Ltd." in out and "city: – → Calgary" in out
    assert typed("dump", "--business")[1] == state
    assert typed("merge", "employer", *two)[0] == 0
    found = json.loads(typed("--json", "merges", "employer", two[0])[1])
    assert [one["gone"] for one in found] == ["ACME FOODS"]
    code, out, _ = typed("unmerge", found[0]["changeset_id"])
    assert (code, out.strip()) == (0, "ACME FOODS is a record of its own again.")
    assert typed("dump", "--business")[1] == state
    code, _, err = typed("unmerge", found[0]["changeset_id"])
    assert code == 1 and "not there any more" in err
