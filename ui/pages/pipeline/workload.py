"""Workload: hours of support, open employers and tasks of each officer, and the barriers employers were lost to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QScrollArea, QSizePolicy, QWidget

from talented_desk.compat import override
from talented_desk.domain import codes
from talented_desk.jobs import Task
from ui.context import UiContext
from ui.theme.theme import Theme
from ui.widgets.basics import clear, column, label

if TYPE_CHECKING:
    from talented_desk.services.pipeline import Load

DAYS = 30
Found = tuple[tuple["Load", ...], tuple[tuple[str, int], ...]]


class Bar(QWidget):
    """A share of the largest figure beside the figure in words."""

    def __init__(self, theme: Theme, share: float, words: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._share, self._words = theme, share, words
        self.setAccessibleName(words)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMinimumWidth(theme.px(160))
        self.setFixedHeight(theme.px(28))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        theme, px = self._theme, self._theme.px
        painter = QPainter(self)
        room = px(84)
        width = max(px(2), round((self.width() - room) * self._share)) if self._share else 0
        painter.fillRect(QRect(0, px(7), width, px(14)), theme.colour("accent"))
        painter.setPen(theme.colour("text"))
        painter.setFont(theme.font(tabular=True))
        words = QRect(width + px(8), 0, self.width() - width - px(8), self.height())
        painter.drawText(words, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, self._words)


class Workload(QWidget):
    """Two short tables, read anew when shown."""

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        theme = context.theme
        inside = QWidget()
        self._box = column(inside, spacing=theme.px(8))
        self._box.setContentsMargins(0, 0, theme.px(16), theme.px(16))
        area = QScrollArea()
        area.setWidget(inside)
        area.setWidgetResizable(True)
        area.setAccessibleName(context.t("Workload"))
        column(self).addWidget(area)

    def load(self) -> None:
        """Read what everybody carries now."""
        service = self.context.app.pipeline

        def job(task: Task) -> Found:
            return service.workload(DAYS), service.lost_to()

        self.context.jobs.read(self, job, self._show)

    def _show(self, found: Found) -> None:
        loads, lost = found
        t, formats, theme = self.context.t, self.context.formats, self.context.theme
        clear(self._box)
        self._box.addWidget(label(t("Hours of support in the last {days} days", days=DAYS), "heading"))
        most = max((load.minutes for load in loads), default=0)
        holder, grid = self._grid()
        heads = (t("Officer"), t("Support"), t("Sessions"), t("Employers"), t("Open tasks"), t("Late"))
        for at, words in enumerate(heads):
            grid.addWidget(label(words, "caption"), 0, at)
        for row, load in enumerate(loads, 1):
            grid.addWidget(label(load.officer), row, 0)
            grid.addWidget(Bar(theme, load.minutes / most if most else 0, formats.hours(load.minutes)), row, 1)
            figures = (load.sessions, load.employers, load.tasks)
            for at, figure in enumerate(figures, 2):
                grid.addWidget(self._figure(figure), row, at)
            grid.addWidget(self._figure(load.late, "bad" if load.late else ""), row, 5)
        self._box.addWidget(holder)
        self._box.addSpacing(theme.px(16))
        self._box.addWidget(label(t("Barriers that employers were lost to in the last twelve months"), "heading"))
        if not lost:
            self._box.addWidget(label(t("None was lost."), "muted"))
        holder, grid = self._grid()
        most = max((count for _, count in lost), default=0)
        for row, (code, count) in enumerate(lost):
            grid.addWidget(label(codes.load("barriers").label(code, t.language)), row, 0)
            grid.addWidget(Bar(theme, count / most, formats.number(count)), row, 1)
        self._box.addWidget(holder)
        self._box.addStretch(1)

    def _grid(self) -> tuple[QWidget, QGridLayout]:
        holder = QWidget()
        grid = QGridLayout(holder)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(self.context.theme.px(24))
        grid.setVerticalSpacing(self.context.theme.px(2))
        grid.setColumnStretch(1, 1)
        return holder, grid

    def _figure(self, number: int, role: str = "") -> QWidget:
        found = label(self.context.formats.number(number), "bad" if role == "bad" else "")
        found.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        return found
