"""The sets with known answers, looked through by the scan's own blocks and comparison; nothing by way of short cuts."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from talented_desk.domain.duplicate_contacts import ContactView, compare_contacts, contact_view
from talented_desk.domain.duplicate_employers import EmployerView, compare_employers, employer_view
from talented_desk.domain.duplicate_places import place
from talented_desk.domain.duplicate_scan import Blocks
from talented_desk.domain.duplicates import NO_MATCH, Match
from talented_desk.domain.postal import parse_address
from talented_desk.services.duplicate_scan import contact_keys, employer_keys
from tests.files import employer_list

DATA = Path(__file__).parent / "data"
LISTS = [employer_list(quarter) for quarter in ("2020q1", "2020q2", "2020q3", "2020q4", "2024q1")]


@dataclass(frozen=True, slots=True)
class Labelled:
    """A pair with its answer (`same`, `site`, `different`) and what the scan says; no match if it never met."""

    text: str
    half: str
    label: str
    match: Match


@dataclass(frozen=True, slots=True)
class Quality:
    """What a set gives: precision of the pairs proposed for merging, recall of the pairs shown."""

    pairs: int
    together: int
    merged: int
    precision: float
    recall: float
    wrong: tuple[str, ...]
    missed: tuple[str, ...]


def quality(pairs: Sequence[Labelled]) -> Quality:
    """Both figures: a merge is right if the label is `same`; a pair of one company is shown at any level."""
    merged = [pair for pair in pairs if pair.match.level == "merge"]
    together = [pair for pair in pairs if pair.label != "different"]
    wrong = tuple(pair.text for pair in merged if pair.label != "same")
    missed = tuple(pair.text for pair in together if pair.match.level is None)
    return Quality(
        len(pairs),
        len(together),
        len(merged),
        1 - len(wrong) / len(merged) if merged else 1.0,
        1 - len(missed) / len(together) if together else 1.0,
        wrong,
        missed,
    )


def curve(pairs: Sequence[Labelled], steps: Sequence[float]) -> list[tuple[float, float, float]]:
    """(threshold, precision, recall) of showing all pairs of that score, `site` counting as together."""
    found = []
    together = sum(pair.label != "different" for pair in pairs)
    for step in steps:
        shown = [pair for pair in pairs if pair.match.score >= step and pair.match.grounds]
        right = sum(pair.label != "different" for pair in shown)
        found.append((step, right / len(shown) if shown else 1.0, right / together))
    return found


@cache
def employers() -> tuple[Labelled, ...]:
    """The pairs of real lines, found or not in a scan of all lines of all five lists."""
    lines: dict[tuple[str, str], EmployerView] = {}
    for path in LISTS:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            for row in csv.DictReader(stream):
                if row["Employer"].strip():
                    lines.setdefault((row["Employer"].strip(), row["Address"].strip()), _line(row))
    blocks, known, views = Blocks(), list(lines), list(lines.values())
    found = {
        frozenset((known[one], known[other])): compare_employers(view, views[other])
        for one, view in enumerate(views)
        for other in blocks.meet(*employer_keys(view))
    }
    with (DATA / "duplicates" / "employers.csv").open(encoding="utf-8", newline="") as stream:
        return tuple(_labelled(row, found) for row in csv.DictReader(stream))


def _line(row: dict[str, str]) -> EmployerView:
    address = parse_address(row["Address"])
    return employer_view(
        row["Employer"].strip(),
        places=[place(address.street, address.city, address.province, address.postal_code)],
    )


def _labelled(row: dict[str, str], found: dict[frozenset[tuple[str, str]], Match]) -> Labelled:
    sides = [(row[f"{side}_name"], row[f"{side}_address"]) for side in ("a", "b")]
    text = " | ".join(f"{name} @ {address}" for name, address in sides)
    return Labelled(text, row["half"], row["label"], found.get(frozenset(sides), NO_MATCH))


@cache
def people(dataset: int, *, number: bool = True, born: bool = True) -> tuple[Labelled, ...]:
    """All pairs that a scan of a FEBRL dataset meets, and those it should have.

    The insurance number stands for the e-mail address and the date of birth for the phone: what one person has and few
    share. `number` and `born`: without them only names and address are left.
    """
    views: list[ContactView] = []
    persons: list[str] = []
    with (DATA / "duplicates" / f"febrl{dataset}.csv").open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream, skipinitialspace=True):
            street = f"{row['street_number']} {row['address_1']}"
            views.append(
                contact_view(
                    row["given_name"],
                    row["surname"],
                    email=f"{row['soc_sec_id']}@example.ca" if number and row["soc_sec_id"] else "",
                    phones=[row["date_of_birth"]] if born else [],
                    places=[place(street, row["suburb"], row["state"].upper(), row["postcode"])],
                )
            )
            persons.append(row["rec_id"].split("-")[1])
    blocks = Blocks()
    met = {
        (other, one): compare_contacts(view, views[other])
        for one, view in enumerate(views)
        for other in blocks.meet(*contact_keys(view))
    }
    by_person: dict[str, list[int]] = {}
    for record, person in enumerate(persons):
        by_person.setdefault(person, []).append(record)
    for records in by_person.values():
        for place_, one in enumerate(records):
            for other in records[place_ + 1 :]:
                met.setdefault((one, other), NO_MATCH)
    return tuple(
        Labelled(f"{views[one]} | {views[other]}", "", "same" if persons[one] == persons[other] else "different", match)
        for (one, other), match in met.items()
    )
