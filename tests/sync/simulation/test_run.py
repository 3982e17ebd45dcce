"""The long simulation's command: what it records, and that it goes on where it was."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.sync.simulation import run


def test_it_records_and_goes_on(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    record = tmp_path / "record.jsonl"
    arguments = ["--seeds", "0-3", "--shard", "2/2", "--steps", "6", "--record", str(record)]
    assert run.main(arguments) == 0
    assert [line["seed"] for line in run.lines(record)] == [1, 3]
    assert capsys.readouterr().out.startswith("1 passed\n3 passed\n2 seeds passed, 0 failed")
    assert run.main(arguments) == 0
    assert len(run.lines(record)) == 2  # none was played again
    assert run.main(["--seeds", "1-1", "--steps", "7", "--record", str(record)]) == 0
    assert len(run.lines(record)) == 3  # other steps are another trial
    assert run.main(["--count", "--steps", "6", "--record", str(record)]) == 0
    assert "2 seeds passed, 0 failed" in capsys.readouterr().out
