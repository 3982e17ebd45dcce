"""The documents of a record that has no tab for them: a contact, a session, an institution."""

from __future__ import annotations

from PySide6.QtCore import QMimeData
from PySide6.QtWidgets import QDialog, QWidget

from talented_desk.compat import override
from talented_desk.events import DataChanged
from ui.context import UiContext
from ui.dialogs.room import within
from ui.pages.documents.adding import Adding
from ui.pages.documents.drop import DropGround
from ui.pages.documents.tab import DocumentsTab
from ui.widgets.basics import Button, ElidedLabel, column, line


class DocumentsDialog(QDialog):
    """The same list and preview as on a record's page, to drop on and to paste into."""

    def __init__(self, context: UiContext, kind: str, record_id: str, name: str, parent: QWidget | None) -> None:
        super().__init__(parent)
        from talented_desk.services.documents import Owner

        self.context, self._name = context, name
        theme, t = context.theme, context.t
        title = t("Documents of {name}", name=name)
        self.setObjectName("documents-dialog")
        self.setWindowTitle(title)
        self.setModal(True)
        self.adding = Adding(context, self)
        self.adding.owner = Owner(kind, record_id)
        self.adding.listen(self)
        self.ground = DropGround(theme, self, self._words)
        self.ground.veil.fallen.connect(self._fallen)
        self.documents = DocumentsTab(context, self.adding)
        close = Button(theme, t("Close"))
        close.setAutoDefault(False)
        close.clicked.connect(self.accept)
        foot = line()
        foot.addStretch(1)
        foot.addWidget(close)
        box = column(self, spacing=theme.px(12))
        edge = theme.px(20)
        box.setContentsMargins(edge, edge, edge, theme.px(16))
        box.addWidget(ElidedLabel(title, "title"))
        box.addWidget(self.documents, 1)
        box.addLayout(foot)
        within(self, parent, theme.px(860), theme.px(560))
        context.events.data_changed.connect(self._changed)
        self.finished.connect(self.documents.leave)
        self.finished.connect(self.deleteLater)
        self.documents.show_record()

    @override
    def reject(self) -> None:
        """Esc goes back to the list first."""
        if not self.documents.escape():
            super().reject()

    def _changed(self, event: DataChanged) -> None:
        if "attachment" in event.tables:
            self.documents.show_record()

    def _words(self) -> str:
        return self.context.t("Drop here to add to the documents of {name}", name=self._name)

    def _fallen(self, mime: QMimeData) -> None:
        self.adding.take(mime)


def show_documents(context: UiContext, kind: str, record_id: str, name: str, parent: QWidget) -> DocumentsDialog:
    """Open the documents of a record over its page."""
    dialog = DocumentsDialog(context, kind, record_id, name, parent.window())
    dialog.open()
    return dialog
