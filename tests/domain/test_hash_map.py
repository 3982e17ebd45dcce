"""The compact map answers as a dict does."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from talented_desk.domain.hash_map import HashMap

HASHES = st.integers(-(1 << 63), (1 << 63) - 1) | st.integers(2, 3000)
STEPS = st.lists(st.tuples(st.sampled_from(["set", "default"]), HASHES, st.integers(-(1 << 62), 1 << 62)))


@given(STEPS)
def test_it_answers_as_a_dict_does(steps: list[tuple[str, int, int]]) -> None:
    compact, plain = HashMap(), dict[int, int]()
    for how, key, value in steps:
        key = key or 1  # 0 stands as 1
        if how == "set":
            compact[key] = plain[key] = value
        else:
            assert compact.setdefault(key, value) == plain.setdefault(key, value)
    assert len(compact) == len(plain)
    assert {key: compact.get(key) for key in plain} == plain
    assert compact.get(hash("never kept")) is None


def test_it_grows() -> None:
    compact = HashMap()
    for number in range(50_000):
        compact[hash(str(number))] = -number
    assert len(compact) == 50_000
    assert all(compact.get(hash(str(number))) == -number for number in range(50_000))
