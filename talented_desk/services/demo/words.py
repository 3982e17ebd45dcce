"""The demo's words, read from `resources/demo`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from random import Random
from typing import Any, Final

FILES: Final = {"en": "support_english.toml", "fr": "support_french.toml"}


@dataclass(frozen=True, slots=True)
class Note:
    """What an officer writes after one kind of session; see the files for the fields."""

    when: str
    topics: Sequence[str]
    barrier: str
    subject: str
    outcome: str
    body: Sequence[Sequence[str]]
    next: str = ""
    we: str = ""
    they: str = ""


@dataclass(frozen=True, slots=True)
class Notebook:
    """One language's notes."""

    months: Sequence[str]
    openings: Mapping[str, Sequence[str]]
    notes: Mapping[str, Sequence[Note]]
    """By `when`."""

    def narrative(self, note: Note, channel: str, dice: Random) -> str:
        """One telling of a note, with its slots still open."""
        opening = () if note.when in ("group", "missed") else (dice.choice(self.openings[channel]),)
        return " ".join(part for part in (*opening, *(dice.choice(choices) for choices in note.body)) if part)


@dataclass(frozen=True, slots=True)
class Terms:
    """How a placement runs: weeks, hundredths of hours a week, basis of pay."""

    wil_type: str
    weeks: int
    hours: int
    pay: str


@dataclass(frozen=True, slots=True)
class Field:
    """A field of work: who teaches it, under which terms it is done, what it pays (cents an hour, from and to)."""

    programs: Sequence[tuple[str, str]]
    terms: Sequence[Terms]
    wage: tuple[int, int]
    description: Mapping[str, str]


def resource(name: str) -> dict[str, Any]:
    """A file of the demo's data."""
    return tomllib.loads(files("resources").joinpath("demo", name).read_text("utf-8"))


def notebook(language: str) -> Notebook:
    """What officers wrote in this language."""
    data = resource(FILES[language])
    by_when: dict[str, list[Note]] = {}
    for values in data["note"]:
        note = Note(**values)
        by_when.setdefault(note.when, []).append(note)
    return Notebook(data["months"], data["openings"], by_when)


def fields(people: Mapping[str, Any]) -> dict[str, Field]:
    """The fields of work by name, from `people.toml`."""
    return {name: _field(values) for name, values in people["fields"].items()}


def _field(values: Mapping[str, Any]) -> Field:
    programs = [str(line).split(": ", 1) for line in values["programs"]]
    terms = [str(line).split() for line in values["terms"]]
    low, high = values["wage"]
    return Field(
        [(school, program) for school, program in programs],
        [Terms(kind, int(weeks), int(hours), pay) for kind, weeks, hours, pay in terms],
        (int(low), int(high)),
        {"en": values["english"], "fr": values["french"]},
    )
