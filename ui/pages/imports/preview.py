"""The second step: what the import would do, figure by figure, and the rows behind each."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QWidget

from ui.context import UiContext
from ui.pages.imports.figures import Figures
from ui.pages.imports.flow import Flow
from ui.pages.imports.kinds import FIGURES
from ui.pages.imports.rows import RowsView
from ui.pages.imports.scroll import ScrollStep
from ui.widgets.basics import Icon, clear, column, label, line


class PreviewStep(ScrollStep):
    """Shows a dry run; `changed` tells that an answer changed what will happen."""

    changed = Signal()
    save_wanted = Signal()

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(context.t("What the import would do"), parent)
        self.context, self.t = context, context.t
        theme = context.theme
        self._flow: Flow | None = None
        self.figures = Figures(context)
        self.figures.chosen.connect(self.open_figure)
        self._remarks = column(spacing=theme.px(4))
        self.rows = RowsView(context)
        self.rows.changed.connect(self._refresh)
        self.rows.save_wanted.connect(self.save_wanted)
        box = column(self.inside, spacing=theme.px(12))
        box.setContentsMargins(theme.px(24), theme.px(4), theme.px(24), theme.px(8))
        box.addWidget(self.figures)
        box.addLayout(self._remarks)
        box.addWidget(self.rows, 1)

    def show_flow(self, flow: Flow) -> None:
        """Show this dry run; doubtful matches come first, for they wait for an answer."""
        assert flow.preview is not None
        self._flow = flow
        self.figures.show_flow(flow)
        self._show_remarks()
        able = [figure.key for figure in FIGURES if (figure.listed or figure.count)(flow) > 0]
        first = next((key for key in (flow.figure, "doubt", "failed", *able) if key in able), "")
        self.rows.setVisible(bool(first))
        if first:
            self.open_figure(first)

    def open_figure(self, key: str) -> None:
        """Open the rows behind a figure."""
        if self._flow is not None and self._flow.preview is not None:
            self.figures.select(key)
            self.rows.show_figure(self._flow, key)

    def focus_rows(self) -> None:
        """Put the keyboard into the list."""
        if self.rows.table is not None:
            self.rows.table.setFocus(Qt.FocusReason.OtherFocusReason)
            QTimer.singleShot(0, self, self._reveal)

    def _reveal(self) -> None:
        # with large text the list lies below the figures
        self.ensureWidgetVisible(self.rows, 0, 0)

    def _show_remarks(self) -> None:
        clear(self._remarks)
        assert self._flow is not None and self._flow.preview is not None and self._flow.found is not None
        said = self._flow.found.habits.remarks
        for remark in self._flow.preview.remarks:
            if remark not in said:
                row = line(spacing=self.context.theme.px(8))
                row.addWidget(Icon(self.context.theme, "info", "accent", 14), 0, Qt.AlignmentFlag.AlignTop)
                row.addWidget(label(self.t(remark.message, **dict(remark.fields)), wrap=True), 1)
                self._remarks.addLayout(row)

    def _refresh(self) -> None:
        if self._flow is not None:
            self.figures.show_flow(self._flow)
        self.changed.emit()
