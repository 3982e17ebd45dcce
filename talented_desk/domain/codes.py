"""Code lists: versioned data with dates and sources, in English and French.

A list lies in `resources/codes/<id>.toml`:

    id = "channels"
    version = "2026.1"
    effective = "2026-01-01"
    checked = "2026-11-23"
    source = "…"
    status = "house"
    notes = "…"
    en = "Channel"
    fr = "Mode de contact"

    [[entry]]
    code = "phone"
    en = "Phone"
    fr = "Téléphone"

`status` says how far the list can be trusted: `read` in its source, `known` without a source, `inferred`, or
`house` (the secretariat's own). Every further key of an entry is an attribute, as text. `retired = "2027-01-01"`
takes a code out of the choices; its label stays, because records keep it.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

_OWN_KEYS: Final = frozenset({"code", "en", "fr", "retired"})


@dataclass(frozen=True, slots=True)
class CodeEntry:
    """One code with its labels and attributes."""

    code: str
    labels: Mapping[str, str]
    attributes: Mapping[str, str]
    retired: str = ""
    """The day from which it is no longer chosen; empty while it is."""

    def label(self, language: str) -> str:
        """The label in this language, or in English."""
        return self.labels.get(language) or self.labels["en"]

    def text(self, name: str, language: str) -> str:
        """A bilingual attribute such as `definition` (kept as `definition_en`, `definition_fr`); empty if none."""
        return self.attributes.get(f"{name}_{language}") or self.attributes.get(f"{name}_en", "")


@dataclass(frozen=True, slots=True)
class CodeList:
    """A list with its version and source."""

    id: str
    version: str
    effective: str
    checked: str
    source: str
    status: str
    notes: str
    titles: Mapping[str, str]
    entries: tuple[CodeEntry, ...]
    by_code: Mapping[str, CodeEntry]

    @property
    def codes(self) -> frozenset[str]:
        """Every code, retired ones too."""
        return frozenset(self.by_code)

    def title(self, language: str) -> str:
        """What the list is called on a form, in this language or in English."""
        return self.titles.get(language) or self.titles["en"]

    def get(self, code: str) -> CodeEntry | None:
        """The entry of a code, if the list has it."""
        return self.by_code.get(code)

    def label(self, code: str, language: str) -> str:
        """The label of a code; the code itself if the list does not know it, so that nothing is hidden."""
        entry = self.by_code.get(code)
        return entry.label(language) if entry else code

    def choices(self, language: str) -> tuple[tuple[str, str], ...]:
        """(code, label) of what can be chosen now, in the list's order."""
        return tuple((entry.code, entry.label(language)) for entry in self.entries if not entry.retired)


@cache
def load(list_id: str) -> CodeList:
    """A code list by its id. Raises `FileNotFoundError` for a list that does not exist: that is a bug."""
    return parse(files("resources").joinpath("codes", f"{list_id}.toml").read_text("utf-8"))


def ids() -> tuple[str, ...]:
    """The ids of all lists that the program ships."""
    found = files("resources").joinpath("codes").iterdir()
    return tuple(sorted(item.name.removesuffix(".toml") for item in found if item.name.endswith(".toml")))


def parse(text: str) -> CodeList:
    """A code list from the text of its file. Raises `KeyError`, `ValueError` for a file that is no code list."""
    content: dict[str, Any] = tomllib.loads(text)
    entries = tuple(
        CodeEntry(
            str(entry["code"]),
            {"en": str(entry["en"]), "fr": str(entry["fr"])},
            {name: str(value) for name, value in entry.items() if name not in _OWN_KEYS},
            str(entry.get("retired", "")),
        )
        for entry in content["entry"]
    )
    by_code = {entry.code: entry for entry in entries}
    if len(by_code) != len(entries):
        raise ValueError(f"the list {content['id']} has a code twice")
    return CodeList(
        id=content["id"],
        version=content["version"],
        effective=content["effective"],
        checked=content["checked"],
        source=content["source"],
        status=content["status"],
        notes=content.get("notes", ""),
        titles={"en": content["en"], "fr": content["fr"]},
        entries=entries,
        by_code=by_code,
    )
