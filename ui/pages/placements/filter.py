"""Which placements a list shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from talented_desk.domain.typed import plain

if TYPE_CHECKING:
    from talented_desk.services.placements import PlacementRow

WHENS: Final = ("current", "upcoming", "past")


@dataclass(frozen=True, slots=True)
class PlacementFilter:
    """Empty parts do not narrow. `when` is seen from `today`; `text` is without accents and case."""

    today: date
    state: str = ""
    institution: str = ""
    when: str = ""
    text: str = ""
    ids: frozenset[str] | None = None
    """Only these, such as the records behind a figure of a report."""


def keeps(row: PlacementRow, chosen: PlacementFilter) -> bool:
    """Whether the filter leaves this row; each word of the text begins a word of the row."""
    if chosen.ids is not None and row.id not in chosen.ids:
        return False
    if chosen.state and row.state != chosen.state:
        return False
    if chosen.institution and row.institution != chosen.institution:
        return False
    if chosen.when and when(row, chosen.today) != chosen.when:
        return False
    if not chosen.text:
        return True
    words = plain(f"{row.student_name} {row.title} {row.employer} {row.institution}").split()
    return all(any(word.startswith(typed) for word in words) for typed in chosen.text.split())


def when(row: PlacementRow, today: date) -> str:
    """Where the dates lie: current, upcoming or past."""
    day = today.isoformat()
    if row.ends_on < day:
        return "past"
    return "upcoming" if row.starts_on > day else "current"
