"""Members of sets: rows whose id follows from what they say, so that two devices make one row of the same member."""

from __future__ import annotations

from collections.abc import Mapping

from db.base import models
from db.types import Value
from talented_desk.ids import fixed_id


def set_key(table: str) -> tuple[str, ...]:
    """The parts of the id of this table's rows; empty for a table whose rows are no members."""
    return models()[table].set_key


def member_id(table: str, values: Mapping[str, Value]) -> str:
    """The id that a member with these values has."""
    return fixed_id(*(part[1:] if part.startswith("=") else str(values[part]) for part in set_key(table)))
