"""The bars beside a table's rows, as shares of a width: drawn by the screen and by the PDF in the same way.

One bar a row, aligned with it, so that the row's own name and figures label it; the parts have Okabe and Ito's
colours, which colour-blind people tell apart, and always come in the order of the columns.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from talented_desk.reports.model import Table

COLOURS: Final = ("#0072B2", "#E69F00", "#009E73", "#CC79A7")
"""Okabe and Ito's, in the order of charted columns; the screen takes the same from its theme."""


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a bar from `start` to `end`, shares of the whole width; `series` counts the charted columns."""

    start: float
    end: float
    series: int


def bars(table: Table) -> tuple[tuple[Part, ...], ...]:
    """The bar of each row; the longest takes the whole width."""
    charted = [at for at, column in enumerate(table.columns) if column.charted]
    longest = max((sum(row.values[at] for at in charted) for row in table.rows), default=0)
    found = []
    for row in table.rows:
        parts, so_far = [], 0
        for series, at in enumerate(charted):
            if row.values[at]:
                parts.append(Part(so_far / longest, (so_far + row.values[at]) / longest, series))
                so_far += row.values[at]
        found.append(tuple(parts))
    return tuple(found)


def legend(table: Table) -> tuple[str, ...]:
    """What the colours stand for, in their order."""
    return tuple(column.title for column in table.columns if column.charted)
