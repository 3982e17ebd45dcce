"""Small shapes that cross from storage to services."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

Value = str | int | float | None
Values = Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Identity:
    """Who writes, on which device."""

    officer_id: str
    device_id: str


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field of one row, before and after; `before` is None for a new row, `after` for a deleted one."""

    field: str
    before: Value
    after: Value


@dataclass(frozen=True, slots=True)
class Entry:
    """One row touched by one changeset, with names instead of field ids."""

    table: str
    row_id: str
    op: str
    """I, U or D."""
    changes: tuple[FieldChange, ...]


@dataclass(frozen=True, slots=True)
class ChangesetInfo:
    """The header of one operation. `at` is UTC text; `operation` a source text to translate."""

    n: int
    id: str
    operation: str
    subject: str
    kind: str
    target_id: str | None
    officer_id: str
    device_id: str
    at: str
    hlc: int
    shared: bool


@dataclass(frozen=True, slots=True)
class Kept:
    """Something that an undo left as it is, and why.

    `changed`: somebody changed it since. `needed`: something newer refers to it. `deleted`, `merged`: it is gone
    since, or carries on as another record. `parent_gone`: what it belonged to is gone. `undone`: its making was
    itself taken back meanwhile.
    """

    table: str
    row_id: str
    field: str
    reason: str


@dataclass(frozen=True, slots=True)
class Undone:
    """What an undo or redo did: the operation it concerned, rows put back, and what was kept."""

    changeset: ChangesetInfo
    rows: int
    kept: tuple[Kept, ...]
