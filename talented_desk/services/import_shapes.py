"""What an import shows and takes: plan, preview, the rows of its pages, decisions, result."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from talented_desk.domain.recognition import Reason
from talented_desk.errors import DeskError, Translates
from talented_desk.exchange.habits import Habits, Remark
from talented_desk.exchange.mapping import ColumnMapping
from talented_desk.i18n import N_


class NoNameColumn(DeskError):
    message = N_("Say which column holds the employers' names; without it nothing can be imported.")


class FileChanged(DeskError):
    message = N_("The file {name} was changed since it was looked at. Open it again.")


class PreviewGone(DeskError):
    message = N_("Another preview took this one's place. Make the preview again.")


class PreviewOutdated(DeskError):
    message = N_("Employers were changed since this preview was made. Make the preview again, then import.")


class NothingToImport(DeskError):
    message = N_("No row of {name} can be imported: {failed} rows have failed. Mend the file or change the columns.")


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be imported, and how to read it.

    `overwrite` replaces values that differ by those of the list (blanks never do); otherwise they are listed only.
    """

    path: Path
    sha256: str
    habits: Habits
    mapping: ColumnMapping
    fact_kind: str = "listed"
    overwrite: bool = False


@dataclass(frozen=True, slots=True)
class Counts:
    """The figures of a dry run. `lines` = `taken` + `failed`; `taken` = new, recognised, folded, known, deleted lines.

    `updates` are all values that will change, `corrected` those that an earlier edition of the list had brought.
    """

    lines: int = 0
    taken: int = 0
    failed: int = 0
    warnings: int = 0
    new_employers: int = 0
    known_employers: int = 0
    changed_employers: int = 0
    recognised_lines: int = 0
    folded_lines: int = 0
    known_lines: int = 0
    doubtful: int = 0
    facts: int = 0
    worksites: int = 0
    names: int = 0
    contacts: int = 0
    updates: int = 0
    conflicts: int = 0
    corrected: int = 0
    stays: int = 0
    deleted_lines: int = 0
    listed: int = 0
    """Values that are shown: those that change, conflicts, and those that stay."""


@dataclass(frozen=True, slots=True)
class Preview:
    """A finished dry run; its details are read page by page through the service while it is the newest."""

    token: str
    plan: Plan
    counts: Counts
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True, slots=True)
class Doubt:
    """A row that may be an employer that is there (or a row above it). `id` is what a decision names."""

    id: int
    line: int
    name: str
    place: str
    other: str
    other_trade_name: str
    other_place: str
    other_is_new: bool
    score: int
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class LineRow:
    """What happens to one row.

    `how`: new, auto (recognised), same (folded), doubt, known (there already), deleted (here, since it was imported).
    """

    line: int
    name: str
    how: str
    reasons: tuple[Reason, ...]
    employer: str
    employer_is_new: bool


@dataclass(frozen=True, slots=True)
class FieldUpdate:
    """A field of an existing employer, or of its worksite, contact or fact: what it has, what the list says.

    `kind`: `fill` (it was empty), `correct` (it is what the list said the last time), `conflict` (it is something
    else), `stays` (the list says what it said the last time, and it was changed here since). The first two are
    done; the others only with `overwrite`, or with a yes to this one. `id` is what such an answer names.
    """

    employer_id: str
    employer: str
    line: int
    field: str
    before: str
    after: str
    kind: str
    id: int

    @property
    def done(self) -> bool:
        """Whether it is done without an answer."""
        return self.kind in ("fill", "correct")


@dataclass(frozen=True, slots=True)
class FactLine:
    """A dated fact that a row adds: `as_of` a day or quarter, `detail` further columns by their name."""

    line: int
    name: str
    employer: str
    as_of: str
    label: str
    number: int | None
    detail: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class FailedRow:
    """A row that cannot be taken: its cells and why."""

    line: int
    cells: tuple[str, ...]
    error: DeskError


@dataclass(frozen=True, slots=True)
class Warned:
    """A part of a row that was left out, and why; the row itself is taken."""

    line: int
    error: DeskError


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What an import did; `changeset_id` takes it back, empty when nothing changed."""

    import_id: str
    changeset_id: str
    counts: Counts
    joined: int
    """Doubtful rows that were joined on a yes."""


@dataclass(frozen=True, slots=True)
class ImportRunRow:
    """An import that stands: `imported_at` a UTC timestamp, `changeset_id` takes it back."""

    id: str
    file_name: str
    imported_at: str
    officer: str
    rows: int
    new_employers: int
    facts: int
    changeset_id: str


class Told(DeskError):
    """An error that was written down and is read back: it tells what it told."""

    def __init__(self, message: str, fields: dict[str, Any]) -> None:
        super().__init__(**fields)
        self._message = message

    def describe(self, t: Translates) -> str:
        return t(self._message, **{k: v.describe(t) if isinstance(v, DeskError) else v for k, v in self.fields.items()})

    def __str__(self) -> str:
        return self._message.format_map(self.fields)


def write_down(error: DeskError) -> str:
    """An error as JSON, nested ones too."""
    fields = {
        name: {"told": json.loads(write_down(value))} if isinstance(value, DeskError) else _plain(value)
        for name, value in error.fields.items()
    }
    return json.dumps([error.message, fields], ensure_ascii=False)


def _plain(value: object) -> object:
    return value if isinstance(value, str | int | float | None) else str(value)


def read_back(text: str) -> DeskError:
    """The error that `write_down` wrote."""
    return _told(json.loads(text))


def _told(content: Sequence[Any]) -> Told:
    message, fields = content
    return Told(message, {k: _told(v["told"]) if isinstance(v, dict) else v for k, v in fields.items()})


def reasons_text(reasons: Sequence[Reason]) -> str:
    """Reasons as JSON."""
    return json.dumps([[reason.message, dict(reason.fields)] for reason in reasons], ensure_ascii=False)


def reasons_of(text: str | None) -> tuple[Reason, ...]:
    """The reasons that `reasons_text` wrote."""
    return tuple(Reason(message, tuple(fields.items())) for message, fields in json.loads(text)) if text else ()
