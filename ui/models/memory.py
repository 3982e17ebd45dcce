"""Lists that fit in memory, read whole by their service: filtered and sorted here, off the interface's thread."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Generic, TypeVar

from talented_desk.jobs import Task
from ui.models.paged import Query

R = TypeVar("R")
F = TypeVar("F")


class MemorySource(Generic[R, F]):
    """Rows of one service call. `everything` holds all of them as last read, for the counts of filters."""

    def __init__(
        self,
        read: Callable[[], Sequence[R]],
        id_of: Callable[[R], str],
        keep: Callable[[R, F], bool],
        sorts: Mapping[str, Callable[[R], Any]],
    ) -> None:
        self._read, self._id_of, self._keep, self._sorts = read, id_of, keep, sorts
        self.everything: tuple[R, ...] = ()
        self._by_id: Mapping[str, R] = {}

    def ids(self, query: Query[F], limit: int, task: Task) -> Sequence[str]:
        """The ids of the rows that the filter leaves, in order: all of them, because they were read at once."""
        found = tuple(self._read())
        task.check()
        self.everything = found
        self._by_id = {self._id_of(row): row for row in found}
        left = [row for row in found if self._keep(row, query.chosen)]
        left.sort(key=self._sorts[query.sort], reverse=query.descending)
        return [self._id_of(row) for row in left]

    def rows(self, ids: Sequence[str]) -> Mapping[str, R]:
        """The rows of these ids as last read."""
        known = self._by_id
        return {row_id: known[row_id] for row_id in ids if row_id in known}
