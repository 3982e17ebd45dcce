"""`talented-desk documents`, as typed."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from talented_desk.bootstrap import open_application
from talented_desk.cli import run
from talented_desk.paths import WorkspacePaths


@pytest.fixture
def employer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    (tmp_path / "passphrase").write_text("a quiet place by the river", "utf-8")
    monkeypatch.setenv("TALENTED_DESK_PASSPHRASE_FILE", str(tmp_path / "passphrase"))
    monkeypatch.setenv("TALENTED_DESK_HOME", str(tmp_path / "workspace"))
    with open_application(WorkspacePaths(tmp_path / "workspace")) as desk:
        return desk.employers.add({"legal_name": "Prairie Robotics Ltd."})


def typed(*words: str) -> tuple[int, str, str]:
    out, err = io.StringIO(), io.StringIO()
    code = run(["--language", "en", *words], out, err)
    return code, out.getvalue(), err.getvalue()


def test_from_adding_to_deleting(employer: str, tmp_path: Path) -> None:
    (tmp_path / "COI.txt").write_text("plesiosaurus")
    code, out, err = typed(
        "documents", "add", "--employer", employer, str(tmp_path / "COI.txt"), "--expires", "2027-03-31"
    )
    assert (code, err) == (0, "")
    document_id = out.strip()
    code, out, _ = typed("documents", "list", "--employer", employer, "--json")
    (row,) = json.loads(out)
    assert (row["id"], row["kind"], row["expires_on"], row["words"]) == (document_id, "insurance", "2027-03-31", "read")
    assert document_id in typed("search", "plesiosaurus")[1]
    assert typed("documents", "edit", document_id, "kind=form", "name=Form")[0] == 0
    assert "Form.txt" in typed("documents", "list", "--employer", employer)[1]
    (tmp_path / "out").mkdir()
    assert typed("documents", "save", document_id, "--to", str(tmp_path / "out"))[0] == 0
    assert (tmp_path / "out" / "Form.txt").read_text() == "plesiosaurus"
    code, _, err = typed("documents", "save", document_id, "--to", str(tmp_path / "out"))
    assert code == 1 and "already" in err
    assert typed("documents", "delete", document_id)[0] == 0
    assert typed("documents", "list", "--employer", employer)[1].strip() == "0 documents"
    assert typed("undo")[0] == 0
    assert typed("documents", "list", "--employer", employer)[1].strip().endswith("1 document")


def test_refusals_are_told_and_the_rest_is_added(employer: str, tmp_path: Path) -> None:
    (tmp_path / "good.txt").write_text("good")
    code, out, err = typed("documents", "add", "--employer", employer, str(tmp_path), str(tmp_path / "good.txt"))
    assert code == 1 and len(out.split()) == 1
    assert "is a folder" in err and "Not every file was added" in err
    code, out, err = typed("documents", "add", "--employer", employer, str(tmp_path / "good.txt"))
    assert (code, out) == (0, "") and "is there already" in err
    assert typed("documents", "list")[0] == 2
