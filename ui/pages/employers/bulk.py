"""What can be done with several employers at once."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QMenu, QWidget

from ui.context import UiContext
from ui.widgets.basics import Button, label
from ui.widgets.flow import FlowLayout


class BulkBar(QFrame):
    """Appears while more than one row is selected."""

    change_wanted = Signal(str)
    """The field that is to be changed."""
    session_wanted = Signal()
    visits_wanted = Signal()
    export_wanted = Signal()
    merge_wanted = Signal()
    delete_wanted = Signal()

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.t = context.t
        theme, t, self._context = context.theme, context.t, context
        self.setProperty("banner", "info")
        self._words = label("", "strong")
        self._menu = QMenu(self)
        for field, text in (
            ("stage", t("Stage…")),
            ("owner_id", t("Officer…")),
            ("tag_add", t("Add a tag…")),
            ("tag_remove", t("Take a tag off…")),
            ("language", t("Language…")),
            ("city", t("City…")),
            ("naics", t("NAICS code…")),
        ):
            action = QAction(text, self._menu)
            action.setData(field)
            self._menu.addAction(action)
        self._menu.triggered.connect(self._chosen)
        self.change = Button(theme, t("Change"), "pencil")
        self.change.setObjectName("bulk-change")
        self.change.clicked.connect(self._open)
        session = Button(theme, t("Log a session"), "notebook-pen")
        session.setObjectName("bulk-session")
        session.setToolTip(t("One session with all of them; its minutes are shared"))
        session.clicked.connect(self.session_wanted)
        visits = Button(theme, t("Plan visits"), "route")
        visits.setObjectName("bulk-visits")
        visits.setToolTip(t("A trip to all of them: a new one, or one that is planned already"))
        visits.clicked.connect(self.visits_wanted)
        export = Button(theme, t("Export"), "download")
        export.setObjectName("bulk-export")
        export.clicked.connect(self.export_wanted)
        self.merge = Button(theme, t("Merge"), "merge")
        self.merge.setObjectName("bulk-merge")
        self.merge.clicked.connect(self.merge_wanted)
        delete = Button(theme, t("Delete"), "trash-2")
        delete.setObjectName("bulk-delete")
        delete.clicked.connect(self.delete_wanted)
        row = FlowLayout(self, theme.px(8))
        row.setContentsMargins(theme.px(12), theme.px(6), theme.px(8), theme.px(6))
        self._words.setMinimumHeight(theme.metrics.target)
        row.addWidget(self._words)
        for button in (self.change, session, visits, export, self.merge, delete):
            row.addWidget(button)
        self.hide()

    def show_count(self, count: int) -> None:
        """How many are selected."""
        self.setVisible(count > 1)
        self.merge.setVisible(count == 2)  # one goes into the other
        number = self._context.formats.number(count)
        self._words.setText(self.t.plural("{number} selected", "{number} selected", count, number=number))

    def _open(self) -> None:
        self._menu.popup(self.change.mapToGlobal(self.change.rect().bottomLeft()))

    def _chosen(self, action: QAction) -> None:
        self.change_wanted.emit(str(action.data()))
