"""What a change of several records at once would do, row by row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from db.types import Value
from talented_desk.errors import DeskError

PREVIEWED: Final = 2000
"""Rows that the preview of a change lists one by one."""


@dataclass(frozen=True, slots=True)
class ChangedRow:
    """One record that would change."""

    id: str
    name: str
    before: Value
    after: Value


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """One record that cannot take the value, and why."""

    id: str
    name: str
    why: DeskError


@dataclass(frozen=True, slots=True)
class ChangePreview:
    """What a change of several records does: `ids` of those it changes, the first of them as rows, and the rest."""

    ids: tuple[str, ...]
    rows: tuple[ChangedRow, ...]
    unchanged: int
    refused: tuple[RefusedRow, ...] = ()
