"""Texts that stand in both languages in a data file: both are there, alike, and printed as each is printed."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.files import ROOT
from tests.i18n.test_catalogue import fields
from tests.i18n.test_typography import NBSP, WORDS, WRONG

FILES = sorted((ROOT / "resources").rglob("*.toml"))
# the package's texts are written with plain spaces, which the program makes into no-break ones
PLAIN_SPACES = ROOT / "resources/packages/texts.toml"
Pair = tuple[str, str, str]


# `also_en` is another English name of the same thing; French has one name for it
def pairs(value: object, where: str = "") -> Iterator[Pair]:
    """Every English and French text side by side, and where they stand."""
    if isinstance(value, dict):
        for key in value:
            for ending in ("en", "fr"):
                if key == ending or (key.endswith(f"_{ending}") and key != "also_en"):
                    stem = key.removesuffix(ending)
                    pair = (value.get(f"{stem}en"), value.get(f"{stem}fr"))
                    if ending == "en" or pair[0] is None:
                        yield where, str(pair[0] or ""), str(pair[1] or "")
                    break
            else:
                yield from pairs(value[key], f"{where}.{key}".strip("."))
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from pairs(item, f"{where}[{number}]")


def texts(path: Path) -> list[Pair]:
    return list(pairs(tomllib.loads(path.read_text("utf-8"))))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_both_languages_say_the_same(path: Path) -> None:
    for where, english, french in texts(path):
        assert (bool(english), fields(english)) == (bool(french), fields(french)), (where, english)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_french_is_printed_as_french(path: Path) -> None:
    wrong = []
    for where, _, french in texts(path):
        text = re.sub(r"\{[^}]*\}|</?\w+>|https?://\S+", "{}", french)
        if path == PLAIN_SPACES:
            text = re.sub(r" (?=[:;?!»%$])|(?<=«) ", NBSP, text)
        wrong += [(where, what, french) for what, pattern in WRONG.items() if re.search(pattern, text)]
        wrong += [(where, word, french) for word in WORDS if re.search(word, text)]
    assert wrong == []


def test_the_pairs_are_found() -> None:
    source = 'en = "A"\nfr = "B"\ndefinition_en = "C"\n[[x]]\nen = "D"\nfr = "E"\n[y]\nz = { fr = "F" }\n'
    assert list(pairs(tomllib.loads(source))) == [("", "A", "B"), ("", "C", ""), ("x[0]", "D", "E"), ("y.z", "", "F")]
