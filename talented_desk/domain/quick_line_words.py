"""The words of the quick line: a line cut into tokens, and the phrases that `resources/quick_line/words.toml` lists."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

from talented_desk.domain.typed import plain

_EDGE: Final = ".,:;!?…()[]{}«»“”\"'*"
_TOKEN: Final = re.compile(r"@(?=\S)|[wW]/(?!o\b)|(?:[^\s,;]|(?<=[0-9]),(?=[0-9]))+")
_ELISION: Final = re.compile(r"(?i)(?:[ldcjmnst]|qu)['’](?=\w)")
_KEPT_SIGNS: Final = frozenset("&+@")


@dataclass(frozen=True, slots=True)
class Token:
    """One word of the line. `key` is it for comparing, `bare` the same without an elided article (`l’`, `d’`)."""

    start: int
    end: int
    text: str
    key: str
    bare: str
    ends: bool
    """A comma, a dash or the end of a sentence follows."""

    @property
    def capital(self) -> bool:
        """Written like a name."""
        return _ELISION.sub("", self.text, count=1).strip(_EDGE)[:1].isupper()


Phrase = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Phrases:
    """Phrases of one kind, each standing for a code."""

    by_words: Mapping[Phrase, str]
    longest: int

    def at(self, tokens: Sequence[Token], at: int, end: int) -> tuple[int, str] | None:
        """The longest phrase that begins at this token and ends before `end`: how many tokens, and its code.

        No phrase reaches over a comma.
        """
        for size in range(min(self.longest, end - at), 0, -1):
            found = tokens[at : at + size]
            if any(token.ends for token in found[:-1]):
                continue
            code = self.by_words.get(tuple(token.key for token in found))
            if code is None:
                code = self.by_words.get((found[0].bare, *(token.key for token in found[1:])))
            if code is not None:
                return size, code
        return None


@cache
def phrases(group: str, name: str = "") -> Phrases:
    """The phrases of a group of the file, standing for their own codes; or those of one name in it."""
    content = _file()[group]
    lists = {name: content[name]} if name else content
    table: dict[Phrase, str] = {}
    for code, texts in lists.items():
        for text in texts:
            for spelled in {text, text.replace("-", " "), text.replace("-", "")}:
                table.setdefault(tuple(spelled.split()), code)
    return Phrases(table, max(map(len, table)))


@cache
def word_set(name: str, group: str = "plain") -> frozenset[str]:
    """The words of a plain list."""
    return frozenset(_file()[group][name])


@cache
def _file() -> Mapping[str, Mapping[str, Sequence[str]]]:
    return tomllib.loads(files("resources").joinpath("quick_line", "words.toml").read_text("utf-8"))


def tokens_of(text: str) -> tuple[Token, ...]:
    """The words of a line. Marks that stand alone are no words; a dash that does ends a clause like a comma."""
    found: list[Token] = []
    matches = [match for match in _TOKEN.finditer(text) if _counts(match[0])]
    for place, match in enumerate(matches):
        following = matches[place + 1] if place + 1 < len(matches) else None
        key = key_of(match[0])
        bare = _ELISION.sub("", key, count=1)
        found.append(Token(match.start(), match.end(), match[0], key, bare, _ends(text, match, key, following)))
    return tuple(found)


def key_of(word: str) -> str:
    """A word for comparing: no case, no accents, no marks around it."""
    bare = plain(word)
    return bare.strip(_EDGE) or bare


def _counts(word: str) -> bool:
    return any(character.isalnum() for character in word) or word in _KEPT_SIGNS or word.lower() == "w/"


def _ends(text: str, match: re.Match[str], key: str, following: re.Match[str] | None) -> bool:
    if following is None:
        return True
    between = text[match.end() : following.start()]
    if any(mark in between for mark in ",;\n|") or re.search(r"\s[-–—/]+\s", between):
        return True
    word = match[0].rstrip("»”\")'")
    if word.endswith(("!", "?", ";")):
        return True
    if not word.endswith((".", "…")) or len(key) < 2 or key in word_set("abbreviations"):
        return False
    return following[0][:1].isupper()


def without_elision(text: str) -> str:
    """A word without its elided article, as typed: `d’Acme` is `Acme`."""
    return _ELISION.sub("", text, count=1) if _ELISION.match(text) else text
