"""Lists of any length: a vector of row ids, rows fetched by the page off the interface's thread.

What was shown stays until what replaces it has arrived; nothing blocks and nothing jumps.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Generic, Protocol, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, QTimer, Signal

from talented_desk.compat import override
from talented_desk.errors import Cancelled
from talented_desk.jobs import Running, Task
from ui.jobs import JobBridge

R = TypeVar("R")
R_co = TypeVar("R_co", covariant=True)
I = TypeVar("I", bound=Hashable)  # noqa: E741
F = TypeVar("F")

PAGE: Final = 128
KEPT_PAGES: Final = 48
ROW: Final = Qt.ItemDataRole.UserRole
SORT_KEY: Final = Qt.ItemDataRole.UserRole + 1
Index = QModelIndex | QPersistentModelIndex
_NOWHERE: Final = QModelIndex()


@dataclass(frozen=True, slots=True)
class Query(Generic[F]):
    """What a list shows, in which order. `sort` is a column's key."""

    chosen: F
    sort: str
    descending: bool = False


class RowSource(Protocol[R_co, I, F]):
    """Where rows come from. Both methods are called off the interface's thread."""

    def ids(self, query: Query[F], limit: int, task: Task) -> Sequence[I]:
        """The ids of all rows, in order; only the first `limit` unless that is negative."""
        ...

    def rows(self, ids: Sequence[I]) -> Mapping[I, R_co]:
        """The rows of these ids; those that are gone are left out."""
        ...


@dataclass(frozen=True, slots=True)
class Column(Generic[R]):
    """One column. `text` makes the words of a cell; `key` is what the source sorts by, empty if it cannot."""

    name: str
    title: str
    text: Callable[[R], str]
    key: str = ""
    width: int = 140
    number: bool = False
    muted: bool = False
    optional: bool = False
    """Not shown until chosen."""
    grows: bool = False
    """Holds names, and takes its part of the room that is left over."""
    icon: Callable[[R], tuple[str, str] | None] | None = None
    """An icon's name and the token it is drawn with."""


class PagedModel(QAbstractTableModel, Generic[R, I, F]):
    """Rows of one query. `loaded` comes with each new vector, `failed` with what went wrong."""

    loaded = Signal(int)
    failed = Signal(object)

    def __init__(
        self,
        bridge: JobBridge,
        source: RowSource[R, I, F],
        columns: Sequence[Column[R]],
        query: Query[F],
        waiting_text: str = "…",
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self.query = query
        self.ready = False
        """Whether the first vector has arrived."""
        self.partial = False
        """Whether only the first screen is here, the rest being on its way."""
        self._bridge, self._source, self._waiting = bridge, source, waiting_text
        self._ids: Sequence[I] = ()
        self._rows: OrderedDict[I, R] = OrderedDict()
        self._stale: set[I] = set()
        self._wanted: OrderedDict[int, None] = OrderedDict()
        self._fetching: dict[int, Running[Any]] = {}
        self._listing: Running[Any] | None = None
        self._generation = 0
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(0)
        self._soon.timeout.connect(self._fetch)

    def load(self, query: Query[F] | None = None) -> None:
        """Ask for the vector of this query (or again for the present one). The old rows stay meanwhile.

        Of a new query the first screen comes first, however long the list is; the rest follows.
        """
        again = query is None or query == self.query
        self.query = query or self.query
        self._list(PAGE if not (again and self.ready and not self.partial) else -1)

    def _list(self, limit: int) -> None:
        if self._listing is not None:
            self._listing.cancel()
        self._generation += 1
        generation, wanted, source = self._generation, self.query, self._source
        self._listing = self._bridge.read(
            self,
            lambda task: _first(source, wanted, limit, task),
            lambda found: self._listed(generation, limit, found),
            self._failed,
        )

    def refresh(self, ids: Sequence[I] | None = None) -> None:
        """Rows were written: fetch them again (all when `ids` is None) and list anew."""
        self._stale |= set(self._rows) if ids is None else {row_id for row_id in ids if row_id in self._rows}
        self.load()

    def id_at(self, row: int) -> I | None:
        """The id of a row, None past the end."""
        return self._ids[row] if 0 <= row < len(self._ids) else None

    def row_at(self, row: int) -> R | None:
        """The row itself, None while it is on its way."""
        row_id = self.id_at(row)
        return None if row_id is None else self._rows.get(row_id)

    def find(self, row_id: I) -> int:
        """Where an id stands, -1 if nowhere."""
        try:
            return self._ids.index(row_id)
        except ValueError:
            return -1

    def ids(self) -> Sequence[I]:
        return self._ids

    @override
    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._ids)

    @override
    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.columns)

    @override
    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(self.columns):
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return self.columns[section].title
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if self.columns[section].number else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        return None

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or index.row() >= len(self._ids):
            return None
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, ROW):
            return None
        row_id = self._ids[index.row()]
        row = self._rows.get(row_id)
        if row is None or row_id in self._stale:
            self._want(index.row())
        if role == ROW:
            return row
        if row is None:
            return self._waiting if role == Qt.ItemDataRole.DisplayRole else None
        return self.columns[index.column()].text(row)

    @override
    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        if 0 <= column < len(self.columns) and (key := self.columns[column].key):
            descending = order == Qt.SortOrder.DescendingOrder
            if (key, descending) != (self.query.sort, self.query.descending):
                self.load(Query(self.query.chosen, key, descending))

    def _want(self, row: int) -> None:
        page = row // PAGE
        if page not in self._fetching:
            self._wanted[page] = None
            self._wanted.move_to_end(page)
            if not self._soon.isActive():
                self._soon.start()

    def _fetch(self) -> None:
        # only the pages in sight matter: what was scrolled past is not fetched
        pages = list(self._wanted)[-3:]
        self._wanted.clear()
        for page in [page for page in self._fetching if page not in pages and len(self._fetching) > 4]:
            self._fetching.pop(page).cancel()
        generation, source = self._generation, self._source
        for page in pages:
            ids = list(self._ids[page * PAGE : (page + 1) * PAGE])
            if ids:
                self._fetching[page] = self._bridge.read(
                    self,
                    lambda task, ids=ids: (ids, source.rows(ids)),  # type: ignore[misc]
                    lambda found, page=page: self._fetched(generation, page, found),  # type: ignore[misc]
                    lambda error, page=page: self._failed(error, generation, page),  # type: ignore[misc]
                )

    def _fetched(self, generation: int, page: int, found: tuple[list[I], Mapping[I, R]]) -> None:
        ids, rows = found
        self._keep(ids, rows)
        if generation != self._generation:
            return
        self._fetching.pop(page, None)
        first, last = page * PAGE, min((page + 1) * PAGE, len(self._ids)) - 1
        if last >= first:
            self.dataChanged.emit(self.index(first, 0), self.index(last, len(self.columns) - 1))

    def _failed(self, error: BaseException, generation: int = -1, page: int = -1) -> None:
        if isinstance(error, Cancelled):
            return  # by a newer query or by scrolling past; nobody asked to be told
        if generation == self._generation:
            self._fetching.pop(page, None)
        self.failed.emit(error)

    def _listed(self, generation: int, limit: int, found: tuple[Sequence[I], Mapping[I, R]]) -> None:
        if generation != self._generation:
            return
        ids, head = found
        self._listing = None
        for running in self._fetching.values():
            running.cancel()
        self._fetching.clear()
        self._wanted.clear()
        known = len(self._ids)
        self._keep(list(head), head)
        if self.ready and ids == self._ids:
            self.partial = False
            if known:
                self.dataChanged.emit(self.index(0, 0), self.index(known - 1, len(self.columns) - 1))
        elif self.partial and limit < 0 and ids[:known] == self._ids and len(ids) > known:
            self.beginInsertRows(QModelIndex(), known, len(ids) - 1)
            self._ids, self.partial = ids, False
            self.endInsertRows()
        else:
            self.partial = limit >= 0 and len(ids) == limit
            self.beginResetModel()
            self._ids, self.ready = ids, True
            self.endResetModel()
        if self.partial:
            self._list(-1)
        else:
            self.loaded.emit(len(ids))

    def _keep(self, ids: Sequence[I], rows: Mapping[I, R]) -> None:
        for row_id in ids:
            self._stale.discard(row_id)
            if row_id in rows:
                self._rows[row_id] = rows[row_id]
                self._rows.move_to_end(row_id)
        while len(self._rows) > PAGE * KEPT_PAGES:
            gone, _ = self._rows.popitem(last=False)
            self._stale.discard(gone)


def _first(source: RowSource[R, I, F], query: Query[F], limit: int, task: Task) -> tuple[Sequence[I], Mapping[I, R]]:
    """The vector and its first page together, so that the list opens with words, not with dots."""
    ids = source.ids(query, limit, task)
    task.check()
    return ids, source.rows(list(ids[:PAGE]))
