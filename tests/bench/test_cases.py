"""Each benchmark case runs and gives numbers; how fast is for `talented-desk bench` to say, on a quiet machine."""

from __future__ import annotations

import json
from io import StringIO
from math import isfinite
from pathlib import Path

import pytest

from talented_desk import cli
from talented_desk.bench.case import Case, Pair, Reach, plain
from talented_desk.bench.run import Result, UnknownCase, cases, run


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.name)
def test_a_case_runs_and_gives_numbers(case: Case) -> None:
    rows = min(40, case.rows)
    results = list(run([case], rows, turns=1))
    assert [result.reach for result in results] == list(case.reach)
    for result in results:
        assert result.rows == rows
        assert isfinite(result.ours) and result.ours > 0
        assert result.raw is None or (isfinite(result.raw) and result.raw > 0)
        assert (result.ratio is None) == (result.raw is None)


def test_ours_and_raw_alternate_and_the_median_counts() -> None:
    told: list[str] = []
    figures = iter([5.0, 1.0, 3.0])

    def ours(rows: int) -> float:
        told.append("ours")
        return next(figures) * rows

    def raw(rows: int) -> float:
        told.append("raw")
        return 1.0

    case = Case("x", 7, "rows/s", "higher", (Reach("ratio", 30), Reach("ms", 20)), plain(ours, raw))
    first, second = run([case], 10, turns=3)
    assert told == ["ours", "raw"] * 3
    assert (first.case, first.ours, first.raw, first.ratio, first.ok) == ("x", 30, 1, 30, True)
    assert (second.case, second.ours, second.ok) == ("x_ms", 30, True)


def test_what_is_reached() -> None:
    assert Result("a", 1, 2, 1, 2, "ms", "lower", Reach("ratio", 3)).ok
    assert not Result("a", 1, 4, 1, 4, "ms", "lower", Reach("ratio", 3)).ok
    assert not Result("a", 1, 51, 1, 4, "ms", "lower", Reach("ms", 50)).ok
    assert not Result("a", 1, 51, None, None, "ms", "lower", Reach("ratio", 50)).ok


def test_a_case_without_a_raw_limit() -> None:
    (result,) = run([Case("x", 7, "MiB", "lower", (Reach("MiB", 9),), plain(lambda rows: 8.0))], turns=1)
    assert (result.raw, result.ratio, result.ok, result.rows) == (None, None, True, 7)
    assert Pair(lambda: 1.0).raw is None


def test_an_unknown_case_names_the_known_ones() -> None:
    with pytest.raises(UnknownCase) as told:
        cases(["nonsense"])
    assert "bulk_write" in str(told.value)


def test_the_command_prints_and_writes_json(tmp_path: Path) -> None:
    out, file = StringIO(), tmp_path / "results.json"
    assert cli.run(["bench", "bulk_write", "--rows", "10", "--json", str(file)], out=out) == 0
    (result,) = json.loads(file.read_text())
    assert set(result) == {"case", "rows", "ours", "raw", "ratio", "unit", "better", "reach", "ok"}
    assert (result["case"], result["rows"], result["better"]) == ("bulk_write", 10, "higher")
    assert result["reach"] == {"kind": "ratio", "value": 0.3}
    assert result["ratio"] == pytest.approx(result["ours"] / result["raw"])
    assert "bulk_write" in out.getvalue()
    assert cli.run(["bench", "--rows", "0"], out=out) == 2
