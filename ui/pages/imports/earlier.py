"""Imports that stand, newest first; each can be taken back as a whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ui.context import UiContext
from ui.widgets.basics import Button, ElidedLabel, clear, column, hairline, label, line

if TYPE_CHECKING:
    from talented_desk.services.import_shapes import ImportRunRow


class EarlierImports(QWidget):
    """Date, file, rows, who. `take_back_wanted` carries the import."""

    take_back_wanted = Signal(object)

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context, self.t = context, context.t
        theme, t = context.theme, context.t
        self._title = label(t("Earlier imports"), "heading")
        self._rows = column(spacing=0)
        box = column(self, spacing=theme.px(8))
        box.addWidget(self._title)
        box.addLayout(self._rows)
        self.load()

    def load(self) -> None:
        """Read the list again."""
        imports = self.context.app.imports
        self.context.jobs.read(self, lambda task: imports.runs(), self._show)

    def _show(self, runs: tuple[ImportRunRow, ...]) -> None:
        clear(self._rows)
        if not runs:
            self._rows.addWidget(label(self.t("Nothing was imported yet."), "muted"))
        for run in runs:
            self._rows.addWidget(hairline())
            self._rows.addWidget(self._row(run))

    def _row(self, run: ImportRunRow) -> QWidget:
        theme, t, number = self.context.theme, self.t, self.context.formats.number
        holder = QWidget()
        row = line(holder, spacing=theme.px(12))
        row.setContentsMargins(0, theme.px(6), 0, theme.px(6))
        words = column(spacing=theme.px(1))
        words.addWidget(ElidedLabel(run.file_name))
        parts = (
            self.context.formats.moment(run.imported_at),
            t.plural("{rows} row", "{rows} rows", run.rows, rows=number(run.rows)),
            t.plural("{new} new employer", "{new} new employers", run.new_employers, new=number(run.new_employers))
            if run.new_employers
            else "",
            run.officer,
        )
        words.addWidget(ElidedLabel(" · ".join(part for part in parts if part), "small"))
        row.addLayout(words, 1)
        back = Button(theme, t("Take back"), "undo-2", "quiet")
        back.setObjectName("take-back")
        back.setAccessibleName(t("Take back the import of {name}", name=run.file_name))
        back.clicked.connect(lambda checked=False, one=run: self.take_back_wanted.emit(one))
        row.addWidget(back)
        return holder
