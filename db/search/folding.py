"""How words are compared: without accents, case, ligatures and punctuation."""

from __future__ import annotations

import re
import unicodedata

_LIGATURES = str.maketrans(
    {"œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae", "ß": "ss", "ø": "o", "Ø": "o", "ł": "l", "Ł": "l"}
)
_WORD = re.compile(r"[^\W_]+")


def fold(text: str | None) -> str:
    """The text without accents, case and ligatures, blanks single; for sorting and comparing."""
    if not text:
        return ""
    if text.isascii():
        return " ".join(text.lower().split())
    bare = unicodedata.normalize("NFKD", text.translate(_LIGATURES))
    return " ".join("".join(c for c in bare if not unicodedata.combining(c)).casefold().split())


def words(text: str | None) -> list[str]:
    """The folded words of a text, in order."""
    return _WORD.findall(fold(text))
