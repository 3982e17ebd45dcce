"""`talented-desk duplicates`, as typed: scan, list, decide."""

from __future__ import annotations

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
        desk.officers.add("Maya Boucher")
        for name, city in (("Acme Ltd.", "Calgary"), ("ACME LIMITED", "Calgary"), ("Acme Ltd.", "Banff")):
            desk.employers.add({"legal_name": name, "city": city})


def test_scan_list_and_decide() -> None:
    code, out, err = typed("duplicates", "scan")
    assert (code, err) == (0, "")
    assert out.splitlines()[0] == "Employers: 3; contacts: 0; pairs compared: 3."
    code, out, _ = typed("duplicates", "list")
    assert code == 0
    first, *sides, reasons = out.splitlines()[:4]
    assert "one record twice" in first
    assert [side.strip() for side in sides] == ["Acme Ltd.  (Calgary)", "ACME LIMITED  (Calgary)"]
    assert reasons.strip() == "same legal name, same city"
    assert out.splitlines()[-1] == "3 of 3 pairs"
    pair = first.split()[0]
    code, out, err = typed("duplicates", "decide", pair, "different")
    assert (code, err, out.strip()) == (0, "", "Remembered: Acme Ltd. / ACME LIMITED")
    code, out, _ = typed("duplicates", "list", "--level", "merge")
    assert out.splitlines() == ["0 of 2 pairs"]
    assert typed("duplicates", "decide", pair, "open")[0] == 0
    assert typed("duplicates", "list")[1].splitlines()[0] == first
    code, _, err = typed("duplicates", "decide", "nothing", "later")
    assert code == 1 and err


def test_the_same_as_json() -> None:
    code, out, _ = typed("duplicates", "scan", "--json")
    scanned = json.loads(out)
    assert (code, scanned["employers"], scanned["compared"]) == (0, 3, 3)
    assert {"kind": "employer", "level": "merge", "pairs": 1} in scanned["found"]
    code, out, _ = typed("duplicates", "list", "--kind", "employer", "--limit", "1", "--json")
    (pair,) = json.loads(out)
    assert (pair["level"], pair["decision"], pair["kind"]) == ("merge", "", "employer")
    assert {ground["code"]: ground["weight"] for ground in pair["grounds"]} == {"legal_name": 8.5, "town": 1.0}
    code, out, _ = typed("duplicates", "decide", pair["id"], "later", "--json")
    assert json.loads(out) == {"pair": pair["id"], "decision": "later"}
    code, out, _ = typed("duplicates", "list", "--json")
    assert [found["decision"] for found in json.loads(out)] == ["", "", "later"]
