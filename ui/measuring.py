"""What the benchmark measures of the window: start, scrolling, an employer's page, the palette. Called by
`talented_desk.bench.window`; figures are in milliseconds."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, QObject, QTimer
from PySide6.QtWidgets import QApplication, QLineEdit, QListWidget, QWidget

from talented_desk.compat import override
from talented_desk.jobs import JobRunner, Task
from ui.app import make_window
from ui.jobs import JobBridge
from ui.models.paged import Column, PagedModel, Query
from ui.qt import qt_application
from ui.theme.desk_style import DeskStyle
from ui.theme.theme import Theme
from ui.widgets.table import DataTable
from ui.widgets.timeline import Timeline

if TYPE_CHECKING:
    from talented_desk.bootstrap import Application
    from ui.main_window import MainWindow

SIZE: Final = (1366, 768)
STEPS: Final = 300
"""Pages that are scrolled through, one after the other."""
LONGEST: Final = 60_000


class _Painted(QObject):
    """Calls back when a widget has been painted."""

    def __init__(self, widget: QWidget, told: Callable[[], object]) -> None:
        super().__init__(widget)
        self._told = told
        widget.installEventFilter(self)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            QTimer.singleShot(0, self, self._told)
        return False


def _until(condition: Callable[[], bool]) -> None:
    """Let events run until it holds."""
    loop = QEventLoop()
    poll = QTimer(loop)
    poll.timeout.connect(lambda: loop.quit() if condition() else None)
    poll.start(0)
    QTimer.singleShot(LONGEST, loop, loop.quit)
    if not condition():
        loop.exec()
    poll.stop()
    if not condition():
        raise TimeoutError("the window did not come so far")


def open_window(app: Application, page: str = "today") -> MainWindow:
    """The window on a page, shown and settled."""
    window, _ = make_window(qt_application(), app)
    window.start(page)
    window.resize(*SIZE)
    window.show()
    QCoreApplication.processEvents()
    return window


def close_window(window: MainWindow) -> None:
    """Away with it."""
    window.close()
    window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def employer_page(window: MainWindow, employer_id: str) -> float:
    """From asking for an employer's page until its timeline is painted."""
    window.navigate("employers")
    QCoreApplication.processEvents()
    painted: list[float] = []
    first = ""
    started = time.perf_counter()
    window.navigate("employer", employer_id)
    page = window.shell.stack.page()
    assert page is not None
    found = page.findChild(Timeline, "timeline")
    if isinstance(found, Timeline) and found.lines():
        first = found.lines()[0].id  # still the employer's before

    def there() -> bool:
        found = page.findChild(Timeline, "timeline")
        if isinstance(found, Timeline) and found.lines() and found.lines()[0].id != first:
            found.viewport().repaint()
            painted.append(time.perf_counter())
        return bool(painted)

    _until(there)
    return (painted[0] - started) * 1000


def palette(window: MainWindow, texts: Sequence[str]) -> list[float]:
    """For each text: from the key press that completes it until its results are painted."""
    window.open_palette()
    popup = QApplication.activePopupWidget()
    assert popup is not None
    box, results = popup.findChild(QLineEdit, "palette-box"), popup.findChild(QListWidget, "palette-list")
    assert box is not None and results is not None
    looked: list[int] = []
    taken: list[float] = []
    bring = popup._bring  # type: ignore[attr-defined]

    def watched(typed: str) -> Callable[[object], None]:
        shown = bring(typed)

        def brought(found: object) -> None:
            shown(found)
            results.viewport().repaint()
            looked.append(1)

        return brought

    popup._bring = watched  # type: ignore[attr-defined]
    for text in texts:
        looked.clear()
        started = time.perf_counter()
        box.setText(text)
        _until(lambda: bool(looked))
        taken.append((time.perf_counter() - started) * 1000)
    popup.close()
    return taken


class _Memory:
    """Rows that are there already: what is measured is the table."""

    def __init__(self, rows: Sequence[tuple[str, ...]]) -> None:
        self._rows = rows

    def ids(self, query: Query[None], limit: int, task: Task) -> Sequence[int]:
        return range(len(self._rows) if limit < 0 else min(limit, len(self._rows)))

    def rows(self, ids: Sequence[int]) -> Mapping[int, tuple[str, ...]]:
        return {number: self._rows[number] for number in ids}


def _cell(at: int) -> Callable[[tuple[str, ...]], str]:
    return lambda row: row[at]


def scrolling(rows: Sequence[tuple[str, ...]]) -> list[float]:
    """The frames of the program's table, scrolled page by page."""
    application = qt_application()
    theme = Theme(parent=application)
    application.setStyle(DeskStyle(theme))
    theme.apply()
    runner = JobRunner()
    columns = [Column(f"c{at}", f"Column {at}", _cell(at), "", 160) for at in range(len(rows[0]))]
    model: PagedModel[tuple[str, ...], int, None] = PagedModel(
        JobBridge(runner), _Memory(rows), columns, Query(None, "c0")
    )
    table = DataTable(theme, "bench", model)
    table.resize(*SIZE)
    table.show()
    model.load()
    _until(lambda: model.rowCount() == len(rows))
    taken = frames(table)
    table.close()
    table.deleteLater()
    runner.close()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    theme.deleteLater()
    return taken


def frames(table: QWidget) -> list[float]:
    """Scroll step by step, waiting for each picture."""
    from PySide6.QtWidgets import QTableView

    assert isinstance(table, QTableView)
    bar = table.verticalScrollBar()
    step = max(1, bar.pageStep())
    taken = []
    for place in range(0, min(bar.maximum(), step * STEPS), step):
        started = time.perf_counter()
        bar.setValue(place)
        table.viewport().repaint()
        QCoreApplication.processEvents()
        taken.append((time.perf_counter() - started) * 1000)
    return taken
