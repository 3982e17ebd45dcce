"""Saved lists: what they hold, and the ones that every page begins with."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from talented_desk.errors import DeskError, Invalid
from talented_desk.i18n import N_

LONGEST_NAME: Final = 60
ME: Final = "me"
"""As an officer: whoever looks at the list."""
LATEST: Final = "latest"
"""As an import: the last one that stands."""
NEW: Final = "new:"
"""Before an import: only the employers that it added."""


class ViewNameNeeded(DeskError):
    message = N_("Give the list a name.")


class ViewNameLong(DeskError):
    message = N_("A name of a list has at most {most} letters.")


class ViewNameTaken(DeskError):
    message = N_("There is a list called “{name}” already.")


@dataclass(frozen=True, slots=True)
class Definition:
    """Filters (by name), columns in their order (empty: the usual ones) and order of the rows."""

    filters: Mapping[str, Any] = field(default_factory=dict)
    columns: tuple[str, ...] = ()
    sort: str = ""
    descending: bool = False

    def to_json(self) -> str:
        """As it is stored; the same definition gives the same text."""
        values = {
            "filters": dict(self.filters),
            "columns": list(self.columns),
            "sort": self.sort,
            "descending": self.descending,
        }
        return json.dumps(values, ensure_ascii=False, sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> Definition:
        """What `to_json` stored. A text of another program's making gives what of it can be read."""
        try:
            values = json.loads(text)
        except ValueError:
            return cls()
        if not isinstance(values, dict):
            return cls()
        filters = values.get("filters")
        columns = values.get("columns")
        return cls(
            plain_filters(filters) if isinstance(filters, dict) else {},
            tuple(map(str, columns)) if isinstance(columns, list) else (),
            str(values.get("sort") or ""),
            values.get("descending") is True,
        )


@dataclass(frozen=True, slots=True)
class Starter:
    """A list that is there from the start. `name` is a source text."""

    id: str
    name: str
    definition: Definition


STARTERS: Final[Mapping[str, tuple[Starter, ...]]] = {
    "employers": (
        Starter("all", N_("All"), Definition()),
        Starter("mine", N_("My employers"), Definition({"owner_id": ME})),
        Starter("quiet", N_("Gone quiet"), Definition({"last": "quiet"}, sort="last")),
        Starter("imported", N_("New from the last import"), Definition({"import_id": NEW + LATEST})),
    ),
    "sessions": (
        Starter("all", N_("All"), Definition()),
        Starter("mine", N_("My sessions"), Definition({"whose": ME})),
        Starter("month", N_("The last 31 days"), Definition({"when": 31})),
    ),
    "placements": (
        Starter("all", N_("All"), Definition()),
        Starter("current", N_("Going on now"), Definition({"when": "current"})),
        Starter("upcoming", N_("Still to come"), Definition({"when": "upcoming"})),
    ),
}


def plain_filters(filters: Mapping[str, Any]) -> dict[str, Any]:
    """Filters without the empty ones; ranges as tuples, as the lists compare them."""
    return {
        str(name): tuple(value) if isinstance(value, list) else value
        for name, value in filters.items()
        if value is not None and value != ""
    }


def clean_name(name: str) -> str:
    """A list's name. Raises `Invalid`."""
    cleaned = " ".join(name.split())
    if not cleaned:
        raise Invalid({"name": ViewNameNeeded()})
    if len(cleaned) > LONGEST_NAME:
        raise Invalid({"name": ViewNameLong(most=LONGEST_NAME)})
    return cleaned
