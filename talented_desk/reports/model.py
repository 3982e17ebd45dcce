"""A finished report: plain, frozen, in one language, free of the database and of Qt.

Whatever shows a report (screen, PDF, XLSX, CSV) shows this object, so that all show the same rows and totals.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal
from urllib.parse import parse_qsl, urlencode

from talented_desk.domain.periods import Period

Kind = Literal["count", "minutes"]
PREFIX: Final = "report:"


@dataclass(frozen=True, slots=True)
class Parameters:
    """What a report was asked for. An empty officer means all of them.

    With `as_of`, the base is read as it was at the end of that day.
    """

    start: date
    end: date
    officer_id: str = ""
    as_of: date | None = None

    @property
    def period(self) -> Period:
        return Period(self.start, self.end)


@dataclass(frozen=True, slots=True)
class Opens:
    """The records behind a figure: `what` kind, narrowed `by` a split to its `key`; all of them if `by` is empty.

    `page` is the list that shows them, `words` what the list says of them.
    """

    page: str
    what: str
    words: str
    by: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with its name."""

    key: str
    label: str
    value: int
    kind: Kind = "count"
    opens: Opens | None = None


@dataclass(frozen=True, slots=True)
class Column:
    """A column of numbers. `charted` ones are the parts of the row's bar."""

    key: str
    title: str
    kind: Kind = "count"
    charted: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A line: its name, and one number and one way to its records for each column."""

    key: str
    label: str
    values: tuple[int, ...]
    opens: tuple[Opens | None, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """`head` is the heading of the rows' names."""

    head: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    total: Row


@dataclass(frozen=True, slots=True)
class Section:
    """A table under its title, with notes of its own."""

    id: str
    title: str
    table: Table
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """One run. `made_at` is UTC text; `about` says in words whom it is about, empty for everybody."""

    kind: str
    language: Literal["en", "fr"]
    title: str
    parameters: Parameters
    about: str
    made_at: str
    made_by: str
    figures: tuple[Figure, ...]
    sections: tuple[Section, ...]
    notes: tuple[str, ...]

    @property
    def row_count(self) -> int:
        """Lines of all tables, totals apart."""
        return sum(len(section.table.rows) for section in self.sections)

    @property
    def empty(self) -> bool:
        """Whether nothing at all was found."""
        return not any(figure.value for figure in self.figures)


def address(kind: str, parameters: Parameters, opens: Opens) -> str:
    """The records behind a figure as a text that a list page takes for a record id, and that outlives the report."""
    fields = {
        "from": parameters.start.isoformat(),
        "to": parameters.end.isoformat(),
        "officer": parameters.officer_id,
        "as_of": parameters.as_of.isoformat() if parameters.as_of else "",
        "what": opens.what,
        "by": opens.by,
        "key": opens.key,
        "words": opens.words,
        "page": opens.page,
    }
    return f"{PREFIX}{kind}?{urlencode(fields)}"


def read_address(text: str) -> tuple[str, Parameters, Opens] | None:
    """What `address` made, or None for any other text."""
    if not text.startswith(PREFIX):
        return None
    kind, _, query = text.removeprefix(PREFIX).partition("?")
    got: Mapping[str, str] = dict(parse_qsl(query, keep_blank_values=True))
    try:
        as_of = date.fromisoformat(got["as_of"]) if got.get("as_of") else None
        parameters = Parameters(date.fromisoformat(got["from"]), date.fromisoformat(got["to"]), got["officer"], as_of)
        return kind, parameters, Opens(got["page"], got["what"], got["words"], got["by"], got["key"])
    except (KeyError, ValueError):
        return None
