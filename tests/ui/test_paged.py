"""A list of any length: what Qt's model tester checks, and what a person would notice."""

from __future__ import annotations

import threading
from array import array
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester, QSignalSpy, QTest
from PySide6.QtWidgets import QApplication

from talented_desk.jobs import JobRunner, Task
from tests.ui.helpers import shown, wait
from ui.jobs import JobBridge
from ui.models.paged import PAGE, ROW, Column, PagedModel, Query
from ui.theme.theme import Theme
from ui.widgets.table import DataTable


@dataclass(frozen=True, slots=True)
class Row:
    n: int
    name: str


class Source:
    """Rows that are made up on demand; may be held back, to look at what is shown meanwhile."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.fetched: list[int] = []
        self.gate = threading.Event()
        self.gate.set()
        self.version = 0
        self.threads: set[int] = set()

    def ids(self, query: Query[str], limit: int, task: Task) -> Sequence[int]:
        self.gate.wait(5)
        self.threads.add(threading.get_ident())
        step = 7 if query.chosen == "sevens" else 1
        numbers = range(0, self.size, step)
        wanted = numbers[::-1] if query.descending else numbers
        return array("q", wanted[:limit] if limit >= 0 else wanted)

    def rows(self, ids: Sequence[int]) -> Mapping[int, Row]:
        self.gate.wait(5)
        self.fetched += ids
        return {n: Row(n, f"Employer {n} v{self.version}") for n in ids}


COLUMNS: tuple[Column[Row], ...] = (
    Column("name", "Name", lambda row: row.name, "name"),
    Column("n", "Number", lambda row: str(row.n), "n", number=True),
)
Model = PagedModel[Row, int, str]


@pytest.fixture
def bridge(application: QApplication) -> Iterator[JobBridge]:
    runner = JobRunner()
    made = JobBridge(runner)
    yield made
    runner.close()
    made.deleteLater()


def make(bridge: JobBridge, source: Source) -> Model:
    model: Model = PagedModel(bridge, source, COLUMNS, Query("", "name"), parent=bridge)
    return model


def loaded(model: Model) -> None:
    wait(lambda: model.ready and not model.partial)


def test_the_model_keeps_qts_rules(bridge: JobBridge) -> None:
    source = Source(3 * PAGE + 5)
    model = make(bridge, source)
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Warning, model)
    model.load()
    loaded(model)
    assert model.rowCount() == source.size
    assert model.columnCount() == 2
    assert model.rowCount(model.index(0, 0)) == 0
    model.load(Query("sevens", "name"))
    loaded(model)
    wait(lambda: model.rowCount() == len(range(0, source.size, 7)))
    model.sort(1, Qt.SortOrder.DescendingOrder)
    wait(lambda: model.id_at(0) == max(range(0, source.size, 7)))


def test_the_first_screen_comes_with_words_and_the_rest_follows(bridge: JobBridge) -> None:
    source = Source(1_000_000)
    model = make(bridge, source)
    told = QSignalSpy(model.loaded)
    model.load()
    wait(lambda: model.ready)
    assert model.index(0, 0).data() == "Employer 0 v0"
    wait(lambda: told.count() == 1)
    assert told.at(0) == [1_000_000]
    assert model.rowCount() == 1_000_000
    assert model.index(0, 0).data() == "Employer 0 v0"


def test_only_what_is_looked_at_is_fetched_and_never_on_this_thread(bridge: JobBridge) -> None:
    source = Source(1_000_000)
    model = make(bridge, source)
    model.load()
    loaded(model)
    far = model.index(765_432, 0)
    assert far.data() == "…"
    assert far.data(ROW) is None
    wait(lambda: far.data() == "Employer 765432 v0")
    assert len(set(source.fetched)) <= 4 * PAGE
    assert threading.get_ident() not in source.threads


def test_old_rows_stay_until_the_new_ones_are_here(bridge: JobBridge) -> None:
    source = Source(1000)
    model = make(bridge, source)
    model.load()
    loaded(model)
    source.gate.clear()
    source.version = 1
    model.refresh()
    QTest.qWait(30)
    assert model.rowCount() == 1000
    assert model.index(5, 0).data() == "Employer 5 v0"
    resets = QSignalSpy(model.modelReset)
    source.gate.set()
    wait(lambda: model.index(5, 0).data() == "Employer 5 v1")
    assert resets.count() == 0  # the same rows in the same order: nothing jumps


def test_a_new_query_wins_over_an_older_one(bridge: JobBridge) -> None:
    source = Source(7000)
    model = make(bridge, source)
    source.gate.clear()
    model.load(Query("", "name", True))
    model.load(Query("sevens", "name"))
    source.gate.set()
    wait(lambda: model.rowCount() == 1000)
    assert model.id_at(1) == 7


def test_a_query_that_was_overtaken_is_no_failure(bridge: JobBridge) -> None:
    class Slow(Source):
        def ids(self, query: Query[str], limit: int, task: Task) -> Sequence[int]:
            found = super().ids(query, limit, task)
            task.check()
            return found

    source = Slow(7000)
    model = make(bridge, source)
    told = QSignalSpy(model.failed)
    source.gate.clear()
    model.load(Query("", "name"))
    wait(lambda: model._listing is not None and model._listing.future.running())
    model.load(Query("sevens", "name"))
    source.gate.set()
    wait(lambda: model.rowCount() == 1000)
    assert told.count() == 0


def test_a_page_that_could_not_be_read_is_asked_for_again(bridge: JobBridge) -> None:
    class Shaky(Source):
        broken = False

        def rows(self, ids: Sequence[int]) -> Mapping[int, Row]:
            if self.broken:
                raise OSError("gone")
            return super().rows(ids)

    source = Shaky(10 * PAGE)
    model = make(bridge, source)
    model.load()
    loaded(model)
    told = QSignalSpy(model.failed)
    source.broken = True
    far = model.index(5 * PAGE, 0)
    assert far.data() == "…"
    wait(lambda: told.count() == 1)
    source.broken = False
    wait(lambda: far.data() == f"Employer {5 * PAGE} v0")


def test_a_failing_source_is_told(bridge: JobBridge) -> None:
    class Broken(Source):
        def ids(self, query: Query[str], limit: int, task: Task) -> Sequence[int]:
            raise OSError("gone")

    model = make(bridge, Broken(5))
    told = QSignalSpy(model.failed)
    model.load()
    wait(lambda: told.count() == 1)
    assert model.rowCount() == 0


def test_the_memory_of_rows_is_bounded(bridge: JobBridge) -> None:
    model = make(bridge, Source(200_000))
    model.load()
    loaded(model)
    for page in range(0, 200_000 // PAGE, 16):
        index = model.index(page * PAGE, 0)
        index.data()
        wait(lambda index=index: index.data() != "…")  # type: ignore[misc]
    assert len(model._rows) <= PAGE * 48


@pytest.fixture
def table(bridge: JobBridge, theme: Theme) -> Iterator[DataTable]:
    model = make(bridge, Source(5000))
    made = DataTable(theme, "Employers", model)
    with shown(made, 600, 400):
        model.load()
        loaded(model)
        yield made


def test_the_current_row_is_kept_when_the_order_changes(table: DataTable) -> None:
    assert table.current_id() == 0
    table.go_to(70)
    table.horizontalHeader().setSortIndicator(1, Qt.SortOrder.DescendingOrder)
    wait(lambda: table.model().index(0, 1).data() == "4999")
    wait(lambda: table.current_id() == 70)
    assert table.selected_ids() == [70]


def test_when_the_current_row_goes_the_next_one_is_current(bridge: JobBridge, theme: Theme) -> None:
    class Shrinking(Source):
        gone = -1

        def ids(self, query: Query[str], limit: int, task: Task) -> Sequence[int]:
            return array("q", [n for n in super().ids(query, limit, task) if n != self.gone])

    source = Shrinking(50)
    model = make(bridge, source)
    list_ = DataTable(theme, "Employers", model)
    with shown(list_, 600, 400):
        model.load()
        loaded(model)
        list_.go_to(7)
        source.gone = 7
        model.refresh()
        wait(lambda: model.rowCount() == 49)
        assert list_.current_id() == 8
        model.load(Query("", "name", True))
        wait(lambda: model.id_at(0) == 49)
        assert list_.current_id() == 8


def test_rows_are_opened_and_selected_by_keyboard(table: DataTable) -> None:
    opened = QSignalSpy(table.opened)
    counts = QSignalSpy(table.selection_changed)
    QTest.keyClick(table, Qt.Key.Key_Down)
    QTest.keyClick(table, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert table.selected_ids() == [1, 2]
    assert counts.at(counts.count() - 1) == [2]
    QTest.keyClick(table, Qt.Key.Key_Return)
    assert opened.at(0) == [2]
    QTest.keyClick(table, Qt.Key.Key_End)
    assert table.current_id() == 4999
    QTest.keyClick(table, Qt.Key.Key_Home)
    assert table.current_id() == 0


def test_selecting_all_asks_the_model_nothing_row_by_row(table: DataTable) -> None:
    model, asked = table.model(), 0
    assert isinstance(model, PagedModel)
    rows = model.rowCount

    def counting(*parent: QModelIndex) -> int:
        nonlocal asked
        asked += 1
        return rows(*parent)

    model.rowCount = counting  # type: ignore[assignment, method-assign]
    table.selectAll()
    table.horizontalHeader().viewport().grab()
    table.viewport().grab()
    assert len(table.selected_ids()) == 5000
    assert asked < 2000


def test_letters_ask_for_a_jump(table: DataTable) -> None:
    told = QSignalSpy(table.jumped)
    QTest.keyClicks(table, "pr")
    assert [told.at(n)[0] for n in range(told.count())][-1].endswith("pr")


def test_columns_are_moved_hidden_and_kept(table: DataTable) -> None:
    table.horizontalHeader().moveSection(1, 0)
    table.setColumnHidden(0, True)
    table._chosen = True
    kept = table.save_columns()
    table.setColumnHidden(0, False)
    table.horizontalHeader().moveSection(1, 0)
    table.restore_columns({**kept, "order": [*kept["order"], "no such column"]})
    assert table.first_column() == 1
    assert table.isColumnHidden(0)


def test_rows_follow_the_density(table: DataTable, theme: Theme) -> None:
    assert table.rowHeight(0) == 32
    theme.use("light", 100, "compact")
    assert table.rowHeight(0) == 26
    theme.use("light", 100, "comfortable")
    assert table.rowHeight(0) == 32


def test_an_empty_list_tells_that_nothing_is_current(bridge: JobBridge, theme: Theme) -> None:
    model = make(bridge, Source(0))
    empty = DataTable(theme, "Employers", model)
    told = QSignalSpy(empty.current_changed)
    with shown(empty):
        model.load()
        wait(lambda: model.ready)
        assert told.at(told.count() - 1) == [None]
        assert empty.current_id() is None
        assert QModelIndex() == empty.currentIndex()
