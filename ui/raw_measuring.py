"""The raw limits of the window, with nothing of the program: a bare table over a list."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

STEPS = 300
SIZE = (1366, 768)


def scrolling(rows: Sequence[tuple[str, ...]]) -> list[float]:
    """The frames of a bare `QAbstractTableModel` over a list, in milliseconds."""
    from PySide6.QtCore import QAbstractTableModel, QCoreApplication, QModelIndex, Qt
    from PySide6.QtWidgets import QApplication, QTableView

    application = QApplication.instance() or QApplication([])

    class Model(QAbstractTableModel):
        def rowCount(self, parent: Any = QModelIndex()) -> int:  # noqa: B008
            return len(rows)

        def columnCount(self, parent: Any = QModelIndex()) -> int:  # noqa: B008
            return len(rows[0])

        def data(self, index: Any, role: int = Qt.ItemDataRole.DisplayRole) -> object:
            return rows[index.row()][index.column()] if role == Qt.ItemDataRole.DisplayRole else None

    table = QTableView()
    model = Model()
    table.setModel(model)
    table.resize(*SIZE)
    table.show()
    application.processEvents()
    bar = table.verticalScrollBar()
    step = max(1, bar.pageStep())
    taken = []
    for place in range(0, min(bar.maximum(), step * STEPS), step):
        started = time.perf_counter()
        bar.setValue(place)
        table.viewport().repaint()
        QCoreApplication.processEvents()
        taken.append((time.perf_counter() - started) * 1000)
    table.close()
    return taken
