"""The printed texts of the package, English and French side by side, from `resources/packages/texts.toml`."""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Final

from talented_desk.packages.model import Language

NBSP: Final = "\u00a0"
_FRENCH_SPACES: Final = (
    (re.compile(r" (?=[:;?!»%$])"), NBSP),
    (re.compile(r"(?<=«) "), NBSP),
    (re.compile(r"(?<=\d) (?=heures?\b|semaines?\b|h\b|\d)"), NBSP),
)
_ENGLISH_SPACES: Final = ((re.compile(r"(?<=\d) (?=hours?\b|weeks?\b|h\b)"), NBSP),)


@dataclass(frozen=True, slots=True)
class Item:
    """One line of a list; `id` names its form field where it has one."""

    id: str
    text: str


@dataclass(frozen=True, slots=True)
class Texts:
    """All texts of one template version. Keys are `table.name`; an unknown key is a bug (`KeyError`)."""

    version: str
    single: Mapping[tuple[str, Language], str]
    lists: Mapping[tuple[str, Language], tuple[Item, ...]]

    def get(self, key: str, language: Language) -> str:
        """One text, its {named} places not filled."""
        return self.single[key, language]

    def items(self, key: str, language: Language) -> tuple[Item, ...]:
        """The lines of a list."""
        return self.lists[key, language]


@functools.cache
def load() -> Texts:
    """Read the texts once."""
    source = files("resources").joinpath("packages", "texts.toml").read_text("utf-8")
    return parse(source)


def parse(source: str) -> Texts:
    """Texts from TOML: `version`, then tables of `name = { en, fr }` and `name = [ { id, en, fr } … ]`."""
    raw = tomllib.loads(source)
    single: dict[tuple[str, Language], str] = {}
    lists: dict[tuple[str, Language], tuple[Item, ...]] = {}
    languages: tuple[Language, ...] = ("en", "fr")
    for table, entries in raw.items():
        if table == "version":
            continue
        for name, entry in entries.items():
            for language in languages:
                key = (f"{table}.{name}", language)
                if isinstance(entry, list):
                    lists[key] = tuple(Item(line.get("id", ""), typeset(line[language], language)) for line in entry)
                else:
                    single[key] = typeset(entry[language], language)
    return Texts(str(raw["version"]), single, lists)


def typeset(text: str, language: Language) -> str:
    """The text with the spaces that must not break made so (French: before : ; ? ! » % $ and after «)."""
    for pattern, space in _FRENCH_SPACES if language == "fr" else _ENGLISH_SPACES:
        text = pattern.sub(space, text)
    return text
