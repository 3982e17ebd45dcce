"""What can be done with several employers at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QMenu, QWidget

from ui.context import UiContext
from ui.widgets.basics import Button, label, line

if TYPE_CHECKING:
    from talented_desk.services.officers import OfficerRow


class BulkBar(QFrame):
    """Appears while more than one row is selected."""

    owner_chosen = Signal(str)
    delete_wanted = Signal()

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.t = context.t
        theme, t, self._context = context.theme, context.t, context
        self.setProperty("banner", "info")
        self._words = label("", "strong")
        self._menu = QMenu(self)
        self._menu.triggered.connect(self._chosen)
        self._assign = Button(theme, t("Make responsible"), "user")
        self._assign.setObjectName("bulk-assign")
        self._assign.clicked.connect(self._open)
        delete = Button(theme, t("Delete"), "trash-2")
        delete.setObjectName("bulk-delete")
        delete.clicked.connect(self.delete_wanted)
        row = line(self, spacing=theme.px(8))
        row.setContentsMargins(theme.px(12), theme.px(6), theme.px(8), theme.px(6))
        row.addWidget(self._words)
        row.addStretch(1)
        row.addWidget(self._assign)
        row.addWidget(delete)
        self.hide()

    def show_count(self, count: int) -> None:
        """How many are selected."""
        self.setVisible(count > 1)
        self._words.setText(self.t.plural("{count} employer selected", "{count} employers selected", count))

    def _open(self) -> None:
        officers = self._context.app.officers
        self._context.jobs.read(self, lambda task: officers.all(), self._offer)

    def _offer(self, officers: tuple[OfficerRow, ...]) -> None:
        self._menu.clear()
        for officer in officers:
            action = QAction(officer.name.replace("&", "&&"), self._menu)
            action.setData(officer.id)
            self._menu.addAction(action)
        nobody = QAction(self.t("Nobody"), self._menu)
        nobody.setData("")
        self._menu.addAction(nobody)
        self._menu.popup(self._assign.mapToGlobal(self._assign.rect().bottomLeft()))

    def _chosen(self, action: QAction) -> None:
        self.owner_chosen.emit(str(action.data()))
