"""Code lists: versioned data with dates and sources, in English and French.

A list lies in `resources/codes/<id>.toml`:

    id = "channels"
    version = "2026.1"
    effective = 2026-01-01
    checked = 2026-11-22
    source = "…"
    en = "Channel"
    fr = "Mode"

    [[entries]]
    code = "phone"
    en = "Phone"
    fr = "Téléphone"

Every further key of an entry is an attribute (text). `retired = 2027-01-01` takes a code out of the choices;
its label stays.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class CodeEntry:
    """One code with its labels and attributes."""

    code: str
    labels: Mapping[str, str]
    attributes: Mapping[str, str]

    def label(self, language: str) -> str:
        """The label in this language, or in English."""
        return self.labels.get(language) or self.labels["en"]

    @property
    def retired(self) -> bool:
        return bool(self.attributes.get("retired"))


@dataclass(frozen=True, slots=True)
class CodeList:
    """A list with its version and source."""

    id: str
    titles: Mapping[str, str]
    version: str
    effective: date
    checked: date
    source: str
    notes: str
    entries: tuple[CodeEntry, ...]

    @property
    def codes(self) -> frozenset[str]:
        """Every code, retired ones too."""
        return frozenset(entry.code for entry in self.entries)

    def get(self, code: str) -> CodeEntry | None:
        """The entry of a code, if the list has it."""
        return next((entry for entry in self.entries if entry.code == code), None)

    def label(self, code: str, language: str) -> str:
        """The label of a code; the code itself if the list does not know it."""
        entry = self.get(code)
        return entry.label(language) if entry else code

    def choices(self, language: str) -> tuple[tuple[str, str], ...]:
        """(code, label) of what can be chosen now, in the list's order."""
        return tuple((entry.code, entry.label(language)) for entry in self.entries if not entry.retired)


@cache
def load(list_id: str) -> CodeList:
    """A code list by its id. Raises `FileNotFoundError` for a list that does not exist."""
    content = tomllib.loads(files("resources").joinpath("codes", f"{list_id}.toml").read_text("utf-8"))
    entries = tuple(
        CodeEntry(
            entry["code"],
            {"en": entry["en"], "fr": entry["fr"]},
            {name: str(value) for name, value in entry.items() if name not in ("code", "en", "fr")},
        )
        for entry in content["entries"]
    )
    return CodeList(
        content["id"],
        {"en": content["en"], "fr": content["fr"]},
        content["version"],
        content["effective"],
        content["checked"],
        content["source"],
        content.get("notes", ""),
        entries,
    )
