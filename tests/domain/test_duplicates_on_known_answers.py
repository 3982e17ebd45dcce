"""The search for duplicates on sets with known answers, scanned whole: figures told, and what must be reached."""

from __future__ import annotations

import pytest

from scripts import duplicates_curve
from tests import duplicate_sets as sets


def test_real_lines_are_merged_rightly_and_little_is_missed(capsys: pytest.CaptureFixture[str]) -> None:
    held_back = [pair for pair in sets.employers() if pair.half == "report"]
    for name, pairs in (("all", sets.employers()), ("half held back", held_back)):
        found = sets.quality(pairs)
        with capsys.disabled():
            print(
                f"\nduplicates, {found.pairs} labelled pairs of real lines ({name}): precision at merge "
                f"{found.precision:.3f} of {found.merged}, recall {found.recall:.3f} of {found.together}"
            )
        assert found.precision >= 0.98, found.wrong
        assert found.recall >= 0.95, found.missed
        assert found.merged >= found.together * 0.75
    assert len(sets.employers()) >= 500
    assert {pair.label for pair in held_back} == {"same", "site", "different"}


def test_branches_in_other_towns_are_worksites_not_duplicates() -> None:
    branches = [pair for pair in sets.employers() if pair.label == "site"]
    assert len(branches) >= 10
    assert {pair.match.level for pair in branches} == {"site"}


def test_few_of_the_different_pairs_bother_the_officer() -> None:
    different = [pair for pair in sets.employers() if pair.label == "different"]
    shown = [pair.text for pair in different if pair.match.level is not None]
    assert len(shown) <= len(different) * 0.02, shown


@pytest.mark.parametrize("dataset", [1, 3])
def test_people_are_merged_rightly_and_little_is_missed(dataset: int, capsys: pytest.CaptureFixture[str]) -> None:
    found = sets.quality(sets.people(dataset))
    with capsys.disabled():
        print(
            f"\nduplicates, FEBRL {dataset}: precision at merge {found.precision:.4f} of {found.merged}, recall "
            f"{found.recall:.3f} of {found.together}"
        )
    assert found.together == {1: 500, 3: 6538}[dataset]
    assert found.precision >= 0.98, found.wrong[:5]
    assert found.recall >= 0.95, found.missed[:5]
    assert found.merged >= found.together * 0.7


def test_the_documentation_tells_these_figures() -> None:
    page = duplicates_curve.PAGE.read_text("utf-8")
    assert duplicates_curve.table() in page, "run python -m scripts.duplicates_curve"
    assert duplicates_curve.PICTURE.read_text("utf-8") == duplicates_curve.picture()
    found = [sets.quality(sets.employers()), sets.quality(sets.people(1)), sets.quality(sets.people(3))]
    for one in found:
        assert f"| {one.together:,} | {one.merged:,} | {one.precision:.3f} | {one.recall:.3f} |" in page
