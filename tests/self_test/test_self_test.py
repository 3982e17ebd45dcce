"""`talented-desk --self-test` from source: all of it works here, and what is broken is told."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from talented_desk import self_test
from talented_desk.cli import run
from talented_desk.errors import NotFound
from talented_desk.i18n import N_
from talented_desk.self_test import Check, NotAsItShould, Said, Trial, parts, work
from tests.files import ROOT


def started(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """The program as a process of its own, with a home and a place for temporary files of its own."""
    env = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "TALENTED_DESK_HOME": str(folder / "home"),
        "TMPDIR": str(folder / "temporary"),
    }
    (folder / "temporary").mkdir()
    command = [sys.executable, "-m", "talented_desk", *arguments]
    return subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True)


@pytest.mark.slow
def test_everything_works_here_and_nothing_stays_behind(tmp_path: Path) -> None:
    done = started(tmp_path, "--json", "--self-test")
    assert (done.returncode, done.stderr) == (0, "")
    told = json.loads(done.stdout)
    assert told["wrong"] == 0
    checks = {line["check"]: line["text"] for line in told["checks"]}
    assert {"migrations", "platforms", "database", "session", "package_en", "package_fr", "pages"} <= set(checks)
    assert "Trousse de stage" in checks["package_fr"]
    assert int(checks["pages"].split()[0]) >= 40
    assert not (tmp_path / "home").exists()
    assert list((tmp_path / "temporary").iterdir()) == []


def broken(trial: Trial) -> Said:
    raise NotAsItShould(what="resources/icons")


def bug(trial: Trial) -> Said:
    raise ZeroDivisionError("a bug")


def reported(checks: list[Check], monkeypatch: pytest.MonkeyPatch, *arguments: str) -> tuple[int, str, str]:
    monkeypatch.setattr(self_test, "every_check", lambda: checks)
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    out, err = io.StringIO(), io.StringIO()
    return run([*arguments, "--self-test"], out, err), out.getvalue(), err.getvalue()


def good(trial: Trial) -> Said:
    return Said(N_("Printing is there."))


def test_what_is_broken_is_told_and_the_rest_is_tried_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    checks: list[Check] = [("icons", broken), ("bug", bug), ("session", work.session), ("printing", good)]
    code, told, traces = reported(checks, monkeypatch, "--language", "en")
    assert code == 1
    lines = [line.split(maxsplit=2) for line in told.splitlines() if line]
    assert lines[:4] == [
        ["WRONG", "icons", "This is missing or cannot be used: resources/icons."],
        ["WRONG", "bug", "ZeroDivisionError: a bug"],
        ["WRONG", "session", "This could not be tried, as an earlier step failed."],
        ["ok", "printing", "Printing is there."],
    ]
    assert told.splitlines()[-1] == "3 checks failed."
    assert "in bug" in traces


def test_it_speaks_french_and_json(monkeypatch: pytest.MonkeyPatch) -> None:
    code, told, _ = reported([("printing", good), ("icons", broken)], monkeypatch, "--language", "fr", "--json")
    assert code == 1
    assert json.loads(told) == {
        "wrong": 1,
        "checks": [
            {"check": "printing", "ok": True, "text": "L’impression est possible.", "trace": ""},
            {
                "check": "icons",
                "ok": False,
                "text": "Ceci manque ou ne peut pas servir\u00a0: resources/icons.",
                "trace": "",
            },
        ],
    }


def test_a_missing_part_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each stands for something that a freezer may leave out."""
    from alembic.script import ScriptDirectory

    from talented_desk.domain import codes
    from talented_desk.packages import fonts

    monkeypatch.setattr(codes, "ids", lambda: ())
    monkeypatch.setattr(fonts, "missing", lambda text: "Œ")
    monkeypatch.setattr(parts, "KEYRINGS", {sys.platform: ("keyring.backends.NotThere",)})
    monkeypatch.setattr(ScriptDirectory, "_load_revisions", lambda script: iter(()))
    checks = [check for check in parts.CHECKS if check[0] in ("code_lists", "fonts", "migrations", "keyring")]
    assert [(finding.check, finding.ok) for finding in self_test.examine(checks)] == [
        (name, False) for name, _ in checks
    ]


def test_what_an_encrypted_file_must_not_show(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Path, "read_bytes", lambda path: b"SQLite format 3\0 self-test@example.ca")
    (finding,) = self_test.examine([("database", work.database)])
    assert not finding.ok and isinstance(finding.error, NotAsItShould)


def test_the_officer_s_passphrase_file_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TALENTED_DESK_PASSPHRASE_FILE", str(tmp_path / "not there"))
    (finding,) = self_test.examine([("database", work.database)])
    assert finding.ok, finding.error
    assert os.environ["TALENTED_DESK_PASSPHRASE_FILE"] == str(tmp_path / "not there")


def test_an_expected_error_is_a_finding_without_a_trace() -> None:
    def gone(trial: Trial) -> Said:
        raise NotFound()

    before = set(Path(tempfile.gettempdir()).glob("talented-desk-self-test-*"))
    (finding,) = self_test.examine([("gone", gone)])
    assert isinstance(finding.error, NotFound) and not finding.trace
    assert set(Path(tempfile.gettempdir()).glob("talented-desk-self-test-*")) <= before
