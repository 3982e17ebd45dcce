"""The rows behind a figure: a list of any length, and the current row in full beside it."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QWidget

from talented_desk.compat import override
from ui.context import UiContext
from ui.models.paged import PagedModel, Query
from ui.pages.imports.detail import RowDetail
from ui.pages.imports.flow import Flow
from ui.pages.imports.kinds import BY_KEY, Rows, columns
from ui.theme.theme import Theme
from ui.widgets.basics import Button, column, label, line
from ui.widgets.split import SplitView
from ui.widgets.table import DataTable


class DecisionTable(DataTable):
    """S, N and Space answer for the current row, in every language."""

    answered = Signal(object)

    def __init__(
        self, theme: Theme, name: str, model: PagedModel[Any, Any, Any], parent: QWidget | None = None
    ) -> None:
        super().__init__(theme, name, model, parent)
        heads = self.horizontalHeader()
        heads.setSortIndicatorShown(False)
        heads.setSectionsClickable(False)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        answers = {Qt.Key.Key_S: True, Qt.Key.Key_N: False, Qt.Key.Key_Space: None}
        key = Qt.Key(event.key())
        if key in answers and event.modifiers() == Qt.KeyboardModifier.NoModifier:
            self.answered.emit(answers[key])
        else:
            super().keyPressEvent(event)


class RowsView(QWidget):
    """One figure's rows. `changed` tells that an answer or the overwriting changed what will happen."""

    changed = Signal()
    save_wanted = Signal()

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context, self.t = context, context.t
        theme, t = context.theme, context.t
        self._flow: Flow | None = None
        self._split: SplitView | None = None
        self.table: DecisionTable | None = None
        self._model: PagedModel[Any, int, None] | None = None
        self._detail: RowDetail | None = None
        self._told = label("", "muted", wrap=True)
        self._told.setObjectName("figure-explanation")
        self._decided = label("", "strong")
        self._decided.setObjectName("decided-count")
        self.overwrite = QCheckBox(t("Replace what differs by the list’s values"))
        self.overwrite.setObjectName("overwrite")
        self.overwrite.toggled.connect(self._overwrite)
        self.save = Button(theme, t("Save as a file to mend…"), "download")
        self.save.setObjectName("save-failed")
        self.save.clicked.connect(self.save_wanted)
        head = line(spacing=theme.px(12))
        head.addWidget(self._told, 1)
        for widget in (self._decided, self.overwrite, self.save):
            head.addWidget(widget)
        self._box = column(self, spacing=theme.px(8))
        self._box.addLayout(head)
        self.setMinimumHeight(theme.px(250))

    def show_figure(self, flow: Flow, key: str) -> None:
        """Open the rows behind this figure."""
        assert flow.preview is not None
        theme, t, figure = self.context.theme, self.t, BY_KEY[key]
        self._flow = flow
        flow.figure = key
        count = (figure.listed or figure.count)(flow)
        self._told.setText(t(figure.explanation))
        self._decided.setVisible(key == "doubt")
        counts = flow.preview.counts
        self.overwrite.setVisible(key == "fields" and counts.conflicts + counts.stays > 0)
        self.overwrite.setChecked(flow.preview.plan.overwrite)
        self.save.setVisible(key == "failed")
        if self._split is not None:
            self._box.removeWidget(self._split)
            self._split.hide()
            self._split.deleteLater()
        self._model = PagedModel(
            self.context.jobs,
            Rows(self.context.app.imports, flow.preview, figure, count),
            columns(self.context, figure, flow),
            Query(None, ""),
        )
        self._model.failed.connect(self.context.operations.tell)
        self.table = DecisionTable(theme, figure.words(t, count), self._model)
        self.table.setObjectName("import-rows")
        self._model.setParent(self.table)
        self.table.current_changed.connect(self._show_current)
        self.table.answered.connect(self._answer_current)
        self._model.dataChanged.connect(self._show_current)
        self._detail = RowDetail(self.context)
        self._detail.decided.connect(self._decide)
        self._split = SplitView(theme, self.table, self._detail, 0.62)
        self._box.addWidget(self._split, 1)
        self._count_decided()
        self._model.load()

    def _show_current(self) -> None:
        if self._detail is None or self.table is None or self._flow is None or self._model is None:
            return
        self._detail.show_row(self._model.row_at(self.table.currentIndex().row()), self._flow)

    def _answer_current(self, answer: object) -> None:
        if self._flow is None or self.table is None or self._model is None:
            return
        row = self._model.row_at(self.table.currentIndex().row())
        if row is None:
            return
        if self._flow.figure == "doubt":
            self._decide(row.id, answer)
        elif self._flow.figure == "fields" and self._flow.asks(row):
            self._decide(row.id, answer or None)

    def _decide(self, match: int, answer: object) -> None:
        assert self._flow is not None and self.table is not None and self._model is not None
        answers = self._flow.values if self._flow.figure == "fields" else self._flow.decisions
        if answer is None:
            answers.pop(match, None)
        else:
            answers[match] = bool(answer)
        at = self.table.currentIndex().row()
        self._count_decided()
        self._model.dataChanged.emit(self._model.index(at, 0), self._model.index(at, self._model.columnCount() - 1))
        following = self._model.id_at(at + 1)
        if following is not None:
            self.table.go_to(following)
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        self.changed.emit()

    def _count_decided(self) -> None:
        assert self._flow is not None
        number = self.context.formats.number
        done, total = len(self._flow.decisions), self._flow.matches
        self._decided.setText(self.t("{done} of {total} answered", done=number(done), total=number(total)))

    def _overwrite(self, chosen: bool) -> None:
        if self._flow is None or self._flow.preview is None or self._flow.preview.plan.overwrite == chosen:
            return
        self._flow.overwrite(chosen)
        if self._model is not None:
            last = self._model.index(self._model.rowCount() - 1, self._model.columnCount() - 1)
            self._model.dataChanged.emit(self._model.index(0, 0), last)
        self.changed.emit()
