"""The bundled fonts are the files that their README describes."""

from __future__ import annotations

import hashlib
from importlib.resources import files

import pytest
from reportlab.pdfbase.ttfonts import TTFontFile

FOLDER = files("resources").joinpath("fonts")
SUMS = {
    name: digest
    for digest, name in (line.split() for line in FOLDER.joinpath("sums.txt").read_text("utf-8").splitlines())
}


@pytest.mark.parametrize("name", sorted(SUMS))
def test_each_font_is_the_recorded_one_and_has_a_licence(name: str) -> None:
    assert hashlib.sha256(FOLDER.joinpath(name).read_bytes()).hexdigest() == SUMS[name]
    licence = FOLDER.joinpath(name.split("-")[0] + "-LICENSE.txt").read_text("utf-8")
    assert "SIL OPEN FONT LICENSE Version 1.1" in licence
    assert name in FOLDER.joinpath("README.md").read_text("utf-8")


@pytest.mark.parametrize("name", ["Inter-Regular.ttf", "Inter-SemiBold.ttf"])
def test_inter_has_what_french_and_english_documents_need(name: str) -> None:
    with FOLDER.joinpath(name).open("rb") as stream:
        face = TTFontFile(stream)
    needed = "ÀÂÄÇÉÈÊËÎÏÔÖÙÛÜŸŒÆàâäçéèêëîïôöùûüÿœæŐőŁłŠšŽžȘșĞğ«»“”‘’–—…•·×−≤≥€$£→←✓\u00a0\u202f\u2009\u2011"
    assert [c for c in needed if ord(c) not in face.charToGlyph] == []


def test_the_fallback_covers_canadian_syllabics() -> None:
    with FOLDER.joinpath("NotoSansCanadianAboriginal-Regular.ttf").open("rb") as stream:
        face = TTFontFile(stream)
    assert all(code in face.charToGlyph for code in range(0x1400, 0x1680))
