"""The tray: changes that the shared database did not take, why, and what they were."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFileDialog, QScrollArea, QStackedWidget, QWidget

from talented_desk.events import DataChanged, SharingChanged
from talented_desk.jobs import Task
from ui import labels
from ui.context import UiContext
from ui.operations.history import named
from ui.operations.runner import Operation
from ui.pages.sharing.others import PAGES
from ui.widgets.basics import Button, clear, column, label
from ui.widgets.diff_row import DiffRow
from ui.widgets.flow import FlowLayout
from ui.widgets.messages import EmptyState
from ui.widgets.split import SplitView
from ui.widgets.two_lines import TwoLines, TwoLinesList

if TYPE_CHECKING:
    from talented_desk.services.sharing import RefusedChange


class TrayTab(QWidget):
    """The list on the left, the change in sight on the right."""

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        theme, t = context.theme, context.t
        self._found: dict[str, RefusedChange] = {}
        self.lines = TwoLinesList(theme, t("Not taken"))
        self.lines.setObjectName("tray")
        self.lines.chosen.connect(self._choose)
        inside = QWidget()
        self._told = column(inside, spacing=theme.px(8))
        self._told.setContentsMargins(theme.px(16), theme.px(8), theme.px(16), theme.px(8))
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setWidget(inside)
        area.setAccessibleName(t("What was not taken"))
        buttons = QWidget()
        bar = FlowLayout(buttons, theme.px(8))
        bar.setContentsMargins(theme.px(16), theme.px(8), theme.px(16), theme.px(8))
        for key, words, icon, do in (
            ("P", t("Put away"), "check", self.put_away),
            ("O", t("Open the record"), "eye", self.open),
            ("X", t("Save as a list…"), "download", self.export),
        ):
            button = Button(theme, words, icon)
            button.setObjectName(f"tray-{key.lower()}")
            button.setToolTip(f"{words}  {key}")
            button.clicked.connect(do)
            bar.addWidget(button)
            self._key(key, do)
        for key, step in (("J", 1), ("K", -1)):
            self._key(key, partial(self.lines.step, step))
        right = QWidget()
        box = column(right)
        box.addWidget(area, 1)
        box.addWidget(buttons)
        self._empty = EmptyState(
            theme, "circle-check", t("Everything was taken"), t("What the shared database refuses comes here.")
        )
        self._stack = QStackedWidget()
        self._stack.addWidget(self._empty)
        self._stack.addWidget(SplitView(theme, self.lines, right, 0.4))
        whole = column(self)
        whole.addWidget(self._stack, 1)
        context.events.data_changed.connect(self._changed)
        context.events.sharing_changed.connect(self._heard)
        self.load()

    def opened(self) -> None:
        """The tab came to the front."""
        self.lines.setFocus(Qt.FocusReason.OtherFocusReason)

    def load(self) -> None:
        """Read it again."""
        sharing = self.context.app.sharing
        self.context.jobs.read(self, lambda task: sharing.refused(), self._show)

    def put_away(self) -> None:
        """The change in sight needs nobody any more."""
        one, t, sharing = self._found.get(self.lines.current_id()), self.context.t, self.context.app.sharing
        if one is None:
            return

        def done(back: object) -> None:
            assert callable(back)

            def undo() -> None:
                self.context.jobs.write(self, lambda task: back(), lambda _: self.load())

            self.context.notices.toast(t("Put away"), back=undo)
            self.load()

        self.context.operations.run(
            self, Operation(t("Saving"), lambda task: sharing.put_away([one.change]), done, undo=False)
        )

    def open(self) -> None:
        """Open the record of the change in sight."""
        one = self._found.get(self.lines.current_id())
        if one is not None and one.page in PAGES:
            self.context.navigate(PAGES[one.page], one.page_id)

    def export(self) -> None:
        """Write the whole tray to a file."""
        t, sharing = self.context.t, self.context.app.sharing
        name, _ = QFileDialog.getSaveFileName(
            self, t("Save as a list…"), str(Path.home() / f"{t('Not taken')}.csv"), "CSV (*.csv);;Excel (*.xlsx)"
        )
        if not name:
            return

        def job(task: Task) -> int:
            return sharing.export_refused(Path(name), t)

        self.context.operations.run(self, Operation(t("Saving"), job, said=t("Saved: {path}", path=name), undo=False))

    def _key(self, key: str, do: object) -> None:
        shortcut = QShortcut(QKeySequence(key), self.lines)
        shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)
        assert callable(do)
        shortcut.activated.connect(do)

    def _changed(self, event: DataChanged) -> None:
        self.load()

    def _heard(self, event: SharingChanged) -> None:
        if event.phase == "idle":
            self.load()

    def _show(self, found: tuple[RefusedChange, ...]) -> None:
        t, formats = self.context.t, self.context.formats
        self._found = {str(one.change): one for one in found}
        self.lines.show_lines(
            [
                TwoLines(
                    str(one.change),
                    one.title or labels.table_label(one.table, t),
                    t(one.reason),
                    formats.moment(one.at),
                )
                for one in found
            ]
        )
        self._stack.setCurrentIndex(1 if found else 0)
        self._choose(self.lines.current_id())

    def _choose(self, line_id: str) -> None:
        one = self._found.get(line_id)
        if one is None:
            return
        theme, t, formats = self.context.theme, self.context.t, self.context.formats
        clear(self._told)
        self._told.addWidget(label(one.title or labels.table_label(one.table, t), "heading", wrap=True))
        self._told.addWidget(label(t(one.reason), "", wrap=True, select=True))
        if one.detail:
            self._told.addWidget(label(one.detail, "small", wrap=True, select=True))
        self._told.addWidget(label(named(t, one.operation, one.subject), "muted", wrap=True))
        for name, before, after in one.changes:
            was, now = (labels.shown(name, side, t, formats) for side in (before, after))
            self._told.addWidget(DiffRow(theme, t, labels.field_label(name, t), was, now))
        self._told.addStretch(1)
