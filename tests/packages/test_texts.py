"""The printed texts: complete, well typeset, known to the code lists."""

from __future__ import annotations

import re
import string
import tomllib
from importlib.resources import files

import pytest

from talented_desk.packages import fonts, texts
from talented_desk.packages.texts import Texts, typeset

LOADED: Texts = texts.load()


def everything(language: str) -> dict[str, str]:
    single = {key: text for (key, lang), text in LOADED.single.items() if lang == language}
    listed = {
        f"{key}.{n}": item.text
        for (key, lang), items in LOADED.lists.items()
        if lang == language
        for n, item in enumerate(items)
    }
    return single | listed


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_both_languages_have_the_same_texts_with_the_same_places() -> None:
    english, french = everything("en"), everything("fr")
    assert english.keys() == french.keys()
    assert {k for k in english if places(english[k]) != places(french[k])} == set()
    assert {k for k in english if english[k].count("<b>") != french[k].count("<b>")} == set()
    assert not [k for k, text in (english | french).items() if not text.strip()]


@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_character_can_be_printed(language: str) -> None:
    assert {k: fonts.missing(text) for k, text in everything(language).items() if fonts.missing(text)} == {}
    assert [k for k, text in everything(language).items() if "'" in text] == []


def test_french_is_typeset_as_french() -> None:
    wrong = [k for k, t in everything("fr").items() if re.search(r"(?<!\u00a0)[:;?!»](?!//)|«(?!\u00a0)", t)]
    assert wrong == []
    assert typeset("Stage : oui ? « AIT » 5 $", "fr") == "Stage\u00a0: oui\u00a0? «\u00a0AIT\u00a0» 5\u00a0$"


@pytest.mark.parametrize(
    ("codes", "table", "prefix"),
    [
        ("pay_basis", "pay", ""),
        ("pay_units", "pay", "rate_"),
        ("wcb_basis", "wcb", ""),
        ("work_modes", "mode", ""),
    ],
)
def test_every_code_has_its_words(codes: str, table: str, prefix: str) -> None:
    listed = tomllib.loads(files("resources").joinpath("codes", f"{codes}.toml").read_text("utf-8"))
    missing = [e["code"] for e in listed["entry"] if (f"{table}.{prefix}{e['code']}", "fr") not in LOADED.single]
    assert missing == []
