"""The package case compares like with like."""

from __future__ import annotations

from talented_desk.bench import package


def test_ours_and_raw_make_the_same_pages() -> None:
    assert package.ours() == package.raw() > 5
