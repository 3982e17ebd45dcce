"""How words are compared: without accents, case, ligatures and punctuation."""

from __future__ import annotations

import re
import unicodedata

_LIGATURES = str.maketrans(
    {"œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae", "ß": "ss", "ø": "o", "Ø": "o", "ł": "l", "Ł": "l", "’": "'", "ʼ": "'"}
)
# what NFKD splits off: the combining blocks that names in Latin, Greek and Cyrillic letters use
_ACCENTS = re.compile("[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]+")
WORD = re.compile(r"[^\W_]+")


def fold(text: str | None) -> str:
    """The text without accents, case and ligatures, blanks single; for sorting and comparing."""
    if not text:
        return ""
    if text.isascii():
        return " ".join(text.lower().split())
    bare = _ACCENTS.sub("", unicodedata.normalize("NFKD", text.translate(_LIGATURES)))
    return " ".join(bare.casefold().split())


def words(text: str | None) -> list[str]:
    """The folded words of a text, in order."""
    return WORD.findall(fold(text))
