"""What a record's page needs for its documents: the tab, the ground to drop on, the count, the commands."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, QObject, Signal

from talented_desk.jobs import Task
from ui.actions.hub import Command
from ui.context import UiContext
from ui.navigation import Page
from ui.pages.documents.adding import Adding
from ui.pages.documents.drop import DropGround
from ui.pages.documents.place import at_document
from ui.pages.documents.tab import DocumentsTab
from ui.widgets.tabs import Tabs

if TYPE_CHECKING:
    from talented_desk.services.documents import Owner

TAB = "documents"


class RecordDocuments(QObject):
    """Made where the tab shall stand in the order of the page's tabs. The page tells which record it shows."""

    looked_at = Signal()
    """Another document, or none, is shown."""

    def __init__(self, context: UiContext, page: Page, tabs: Tabs) -> None:
        super().__init__(page)
        self.context, self._page, self._tabs = context, page, tabs
        self._name = ""
        self._wanted = ""
        self.adding = Adding(context, page)
        self.adding.listen(page)
        self.ground = DropGround(context.theme, page, self._words)
        self.ground.veil.fallen.connect(self._fallen)
        tabs.add(TAB, context.t("Documents"), self._make)

    def show_nothing(self) -> None:
        """The page shows no record, or not yet."""
        self._show_owner(None)

    def show_record(self, kind: str, record_id: str, name: str) -> None:
        """The page shows this record now, or shows it again after something changed."""
        from talented_desk.services.documents import Owner

        owner = Owner(kind, record_id)
        self._show_owner(owner)
        self._name = name
        documents = self.context.app.documents

        def job(task: Task) -> int:
            return len(documents.of(owner))

        def count(found: int) -> None:
            if self.adding.owner == owner:
                self._tabs.set_count(TAB, found)

        self.context.jobs.read(self, job, count)
        self.refresh()
        if self._wanted:
            wanted, self._wanted = self._wanted, ""
            self._show(wanted)

    def _show_owner(self, owner: Owner | None) -> None:
        tab = self._tab()
        if owner != self.adding.owner and tab is not None:
            tab.forget()
        self.adding.owner = owner

    def want(self, document_id: str, *, there: bool) -> None:
        """Show this document: at once if the record is `there`, else as soon as it comes."""
        if there and document_id:
            self._show(document_id)
        else:
            self._wanted = document_id

    def refresh(self) -> None:
        """The tab came to the front, or data changed."""
        tab = self._tab()
        if tab is not None and self._tabs.current() == TAB:
            tab.show_record()

    def place(self, record_id: str | None) -> str | None:
        """The record's id, with the document that is shown."""
        tab = self._tab()
        if record_id is None or tab is None or self._tabs.current() != TAB:
            return record_id
        return at_document(record_id, tab.looking())

    def commands(self) -> Mapping[str, Command]:
        """What can be done with documents on the page."""
        return {"document.add": self.adding.choose} if self.adding.owner is not None else {}

    def escape(self) -> bool:
        """Back to the list of documents, if one is shown."""
        tab = self._tab()
        return tab is not None and self._tabs.current() == TAB and tab.escape()

    def leave(self) -> None:
        """The page goes."""
        if (tab := self._tab()) is not None:
            tab.leave()

    def _show(self, document_id: str) -> None:
        self._tabs.show_tab(TAB)
        tab = self._tab()
        if tab is not None:
            tab.look_at(document_id)

    def _tab(self) -> DocumentsTab | None:
        page = self._tabs.page(TAB)
        return page if isinstance(page, DocumentsTab) else None

    def _make(self) -> DocumentsTab:
        tab = DocumentsTab(self.context, self.adding)
        tab.looked_at.connect(self.looked_at)
        return tab

    def _words(self) -> str:
        if self.adding.owner is None:
            return ""
        return self.context.t("Drop here to add to the documents of {name}", name=self._name)

    def _fallen(self, mime: QMimeData) -> None:
        self.adding.take(mime)
