"""Recognition measured on pairs of real lines, labelled by hand before the recogniser was written."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from talented_desk.domain.postal import parse_address
from talented_desk.domain.recognition import Candidate, Level, Match, Recogniser, candidate, compare

PAIRS = Path(__file__).parents[1] / "data" / "employers" / "pairs.csv"


@dataclass(frozen=True, slots=True)
class Pair:
    number: int
    same: bool
    one: Candidate
    other: Candidate
    text: str


@cache
def pairs() -> tuple[Pair, ...]:
    with PAIRS.open(encoding="utf-8", newline="") as stream:
        return tuple(
            Pair(
                int(row["pair"]),
                row["label"] == "same",
                read(row["a_name"], row["a_address"]),
                read(row["b_name"], row["b_address"]),
                f"{row['a_name']} @ {row['a_address']} | {row['b_name']} @ {row['b_address']}",
            )
            for row in csv.DictReader(stream)
        )


def read(name: str, address: str) -> Candidate:
    place = parse_address(address)
    return candidate(name, city=place.city, province=place.province, postal_code=place.postal_code, street=place.street)


def looked_up(pair: Pair) -> Match:
    """The answer as an import gets it: through the index, not by comparing the two directly."""
    recogniser = Recogniser()
    recogniser.add(1, pair.other)
    found = recogniser.find(pair.one)
    return found[0][1] if found else Match(Level.NONE)


def test_automatic_matches_are_precise_and_little_is_missed(capsys: pytest.CaptureFixture[str]) -> None:
    automatic = [pair for pair in pairs() if looked_up(pair).level is Level.AUTOMATIC]
    wrong = [pair.text for pair in automatic if not pair.same]
    same = [pair for pair in pairs() if pair.same]
    missed = [pair.text for pair in same if looked_up(pair).level is Level.NONE]
    precision = 1 - len(wrong) / len(automatic)
    recall = 1 - len(missed) / len(same)
    with capsys.disabled():
        print(
            f"\nrecognition on {len(pairs())} labelled pairs: automatic precision {precision:.3f} of {len(automatic)}, "
            f"recall with the doubtful {recall:.3f} of {len(same)}"
        )
    assert len(pairs()) >= 240
    assert len(automatic) >= 100
    assert precision >= 0.99, wrong
    assert recall >= 0.95, missed


def test_the_index_finds_what_comparing_finds_either_way_round() -> None:
    for pair in pairs():
        direct = compare(pair.one, pair.other)
        assert direct.level is compare(pair.other, pair.one).level, pair.text
        assert looked_up(pair).level is direct.level, pair.text


def test_few_of_the_different_pairs_bother_the_officer() -> None:
    different = [pair for pair in pairs() if not pair.same]
    doubtful = [pair.text for pair in different if looked_up(pair).level is Level.DOUBTFUL]
    assert len(doubtful) <= len(different) * 0.02, doubtful
