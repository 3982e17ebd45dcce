"""The columns of the list, and where its rows come from."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from talented_desk.jobs import Task
from ui.models.paged import Query

if TYPE_CHECKING:
    from talented_desk.domain.consent import Standing
    from talented_desk.services.consents import Consents
    from talented_desk.services.employers import EmployerFilter, EmployerRow, Employers
    from talented_desk.services.views import Views


@dataclass(frozen=True, slots=True)
class Shown:
    """What the list shows: filters by name as they are saved, and row numbers to narrow to."""

    filters: tuple[tuple[str, Hashable], ...] = ()
    rows: tuple[int, ...] | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the list with where its main contact stands."""

    row: EmployerRow
    consent: Standing | None


class EmployerSource:
    """Row numbers and rows of the service; called off the interface's thread."""

    def __init__(self, employers: Employers) -> None:
        self._employers = employers

    def ids(self, query: Query[EmployerFilter], limit: int, task: Task) -> Sequence[int]:
        return self._employers.row_numbers(query.chosen, query.sort, query.descending, limit)

    def rows(self, ids: Sequence[int]) -> Mapping[int, EmployerRow]:
        return {row.n: row for row in self._employers.rows(ids)}


class ListSource:
    """The same for filters as they are saved, with where each main contact stands."""

    def __init__(self, employers: Employers, views: Views, consents: Consents) -> None:
        self._employers, self._views, self._consents = employers, views, consents

    def chosen(self, shown: Shown) -> EmployerFilter:
        """What the filters mean now."""
        return self._views.employer_filter(dict(shown.filters), shown.rows)

    def ids(self, query: Query[Shown], limit: int, task: Task) -> Sequence[int]:
        return self._employers.row_numbers(self.chosen(query.chosen), query.sort, query.descending, limit)

    def rows(self, ids: Sequence[int]) -> Mapping[int, Line]:
        found = self._employers.rows(ids)
        standings = self._consents.standings([row.contact_id for row in found if row.contact_id])
        return {row.n: Line(row, standings.get(row.contact_id)) for row in found}


def name_of(row: EmployerRow) -> str:
    """The name people use."""
    return row.trade_name or row.legal_name
