"""The benchmark case runs, and compares like with like."""

from __future__ import annotations

from bench import package


def test_ours_and_raw_make_the_same_pages() -> None:
    (ours, seconds), (raw, raw_seconds) = package.ours(), package.raw()
    assert ours == raw
    assert seconds > 0
    assert raw_seconds > 0
