"""What each choice of a filter would leave, before it is chosen; and the lists that were saved."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, text

from db.queries.employer_filter import NOBODY, EmployerFilter, where
from talented_desk.domain import codes
from talented_desk.domain.employers import sector

Range = tuple[int | None, int | None]
GROUPED: Final = {
    "city": "e.city",
    "language": "e.language",
    "stage": "e.stage",
    "owner_id": "coalesce(e.owner_id, '')",
    "sector": "substr(e.naics, 1, 2)",
}


@dataclass(frozen=True, slots=True)
class ViewRow:
    """A saved list. `definition` is JSON; `officer_id` is empty for everybody's."""

    id: str
    name: str
    definition: str
    officer_id: str
    position: int


def counts(connection: Connection, chosen: EmployerFilter, name: str) -> dict[Hashable, int]:
    """How many employers each value of a filter leaves; `chosen` is all the other filters.

    `name`: one of `GROUPED`, `headcount` or `tag_id`. Values that leave none are left out.
    """
    if name == "headcount":
        return _by_size(connection, chosen)
    condition, values = where(chosen)
    if name == "tag_id":
        statement = (
            "SELECT x.tag_id, count(*) FROM employer_tag x CROSS JOIN employer e ON e.id = x.employer_id "
            f"WHERE {condition} GROUP BY x.tag_id"
        )
    else:
        statement = f"SELECT {GROUPED[name]}, count(*) FROM employer e WHERE {condition} GROUP BY 1"
    found: Counter[Hashable] = Counter()
    for value, number in connection.execute(text(statement), values):
        key = str(value)
        if name == "sector":
            key = sector(f"{value}0000") or ""
        elif name == "owner_id" and not value:
            key = NOBODY
        if key:
            found[key] += int(number)
    return dict(found)


def _by_size(connection: Connection, chosen: EmployerFilter) -> dict[Hashable, int]:
    condition, values = where(chosen)
    bands: list[Range] = [size_range(entry.code) for entry in codes.load("size_bands").entries]
    sums = ", ".join(
        f"sum(e.headcount >= {low or 0}" + (f" AND e.headcount <= {high})" if high is not None else ")")
        for low, high in bands
    )
    row = connection.execute(text(f"SELECT {sums} FROM employer e WHERE {condition}"), values).one()
    return {band: int(number) for band, number in zip(bands, row, strict=True) if number}


def size_range(band: str) -> Range:
    """The least and most paid employees of a size band; None = open."""
    entry = codes.load("size_bands").by_code[band]
    return int(entry.attributes["low"]), int(high) if (high := entry.attributes.get("high")) else None


def saved(connection: Connection, page: str, officer_id: str) -> list[ViewRow]:
    """The lists of this page that are everybody's or this officer's, in their order."""
    statement = text(
        "SELECT id, name, definition, coalesce(officer_id, ''), position FROM saved_view "
        "WHERE page = :page AND (officer_id IS NULL OR officer_id = :officer) ORDER BY position, n"
    )
    return [ViewRow(*row) for row in connection.execute(statement, {"page": page, "officer": officer_id})]
