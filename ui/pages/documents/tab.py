"""The tab Documents: what lies on a record, and one of them looked at."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QFileDialog, QMenu, QStackedWidget, QWidget

from talented_desk.compat import override
from talented_desk.domain import documents as rules
from talented_desk.domain.typed import plain
from talented_desk.errors import NotFound
from talented_desk.i18n import N_
from talented_desk.jobs import Task
from ui.context import UiContext
from ui.models.memory import MemorySource
from ui.models.paged import PagedModel, Query
from ui.operations.runner import Operation
from ui.pages.documents.adding import FOLDER, Adding
from ui.pages.documents.columns import columns, facts, sorts
from ui.pages.documents.viewer import Looked, Viewer, look
from ui.pages.placement import outside
from ui.widgets.basics import Button, ElidedLabel, column, line
from ui.widgets.messages import Banner, EmptyState
from ui.widgets.table import DataTable

if TYPE_CHECKING:
    from talented_desk.services.documents import DocumentRow

COLUMNS: Final = "documents.columns"
NARROW: Final = 520
"""Pixels at 100 % under which buttons show their icon only and hints give way."""


class DocumentsTab(QWidget):
    """A list, and behind Enter the document itself; Esc goes back to the list."""

    looked_at = Signal(str)
    """The id of the document that is shown, empty for the list."""

    def __init__(self, context: UiContext, adding: Adding, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context, self._adding = context, adding
        self._looking = ""
        self._shown: Looked | None = None
        self._source: MemorySource[DocumentRow, None] = MemorySource(
            self._read, lambda row: row.id, lambda row, chosen: True, sorts()
        )
        self._model: PagedModel[DocumentRow, str, None] = PagedModel(
            context.jobs, self._source, columns(context, self._own), Query(None, "added", True), parent=self
        )
        self._model.loaded.connect(self._loaded)
        self._model.failed.connect(self._failed)
        self.table = DataTable(context.theme, context.t("Documents"), self._model)
        self.table.setObjectName("documents")
        self.table.restore_columns(context.state.get(COLUMNS, {}))
        self.table.opened.connect(self.look_at)
        self.table.menu_asked.connect(self._open_menu)
        self.table.jumped.connect(self._jump)
        self.table.current_changed.connect(self._enable)
        self._one_actions: list[QAction] = []
        self._make_actions()
        self._pages = QStackedWidget()
        self._pages.addWidget(self._list_page())
        self._pages.addWidget(self._preview_page())
        column(self).addWidget(self._pages)

    # -- what the page asks -------------------------------------------------------------------------------

    def show_record(self) -> None:
        """Read the list of the record again; another record begins at its list."""
        self._model.refresh()
        if self._shown is not None:
            self._refresh_shown()

    def forget(self) -> None:
        """Another record comes: back to its list."""
        self._close(focus=False)

    def look_at(self, document_id: object) -> None:
        """Show one document."""
        wanted = self._looking = str(document_id)
        documents = self.context.app.documents
        self.viewer.show_nothing()
        self._pages.setCurrentIndex(1)
        self.looked_at.emit(wanted)

        def job(task: Task) -> Looked:
            return look(documents, wanted)

        self.context.jobs.read(self, job, self._show, self._not_there)

    def looking(self) -> str:
        """The id of the document that is shown; empty while the list is."""
        return self._looking

    def escape(self) -> bool:
        """Back to the list; whether there was something to go back from."""
        if not self._looking:
            return False
        self._close(focus=True)
        return True

    def take_focus(self) -> None:
        """Put the focus on the list, or on what is shown."""
        target = self.table if self._pages.currentIndex() == 0 else self._back
        target.setFocus(Qt.FocusReason.OtherFocusReason)

    def leave(self) -> None:
        """Remember the columns."""
        self.context.state.set(COLUMNS, self.table.save_columns())

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        narrow = event.size().width() < self.context.theme.px(NARROW)
        for button in (self._add, self._back):
            button.set_bare(narrow)
        self._hint.set_whole("" if narrow else self._hint_words)
        super().resizeEvent(event)

    # -- the list -----------------------------------------------------------------------------------------

    def _read(self) -> tuple[DocumentRow, ...]:
        owner = self._adding.owner
        return self.context.app.documents.of(owner) if owner is not None else ()

    def _own(self, row: DocumentRow) -> bool:
        owner = self._adding.owner
        return owner is not None and row.owner_id == owner.id

    def _loaded(self, count: int) -> None:
        self._stack.setCurrentIndex(0 if count else 1)
        self._enable()

    def _failed(self, error: BaseException) -> None:
        self.context.operations.tell(error)

    def _enable(self, row_id: object = None) -> None:
        there = self._row() is not None
        for action in self._one_actions:
            action.setEnabled(there)

    def _row(self) -> DocumentRow | None:
        """The document that actions are about: the one that is shown, or the current one of the list."""
        if self._looking:
            return self._shown.row if self._shown is not None else None
        row_id = self.table.current_id()
        return self._source.rows([str(row_id)]).get(str(row_id)) if row_id is not None else None

    def _jump(self, typed: str) -> None:
        wanted = plain(typed)
        for row in self._source.everything:
            if any(word.startswith(wanted) for word in (plain(row.name), *plain(row.name).split())):
                self.table.go_to(row.id)
                return

    def _open_menu(self, place: QPoint) -> None:
        menu = QMenu(self)
        menu.addActions(self._one_actions)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(place)

    # -- what can be done ---------------------------------------------------------------------------------

    def _make_actions(self) -> None:
        t, theme = self.context.t, self.context.theme
        self._buttons: dict[str, tuple[QAction, str]] = {}
        specs: tuple[tuple[str, str, str, str, Callable[[], None]], ...] = (
            ("look", N_("Look at it"), "eye", "", self._look_at_current),
            ("change", N_("Change…"), "pencil", "F2", self._change),
            ("save", N_("Save a copy…"), "save", "", self._save),
            ("outside", N_("Open in a viewer"), "external-link", "", self.open_outside),
            ("delete", N_("Delete"), "trash-2", "Del", self._delete),
        )
        for name, words, icon, key, do in specs:
            action = QAction(theme.icon(icon, "muted"), t(words), self)
            action.setObjectName(f"document-{name}")
            if key:
                action.setShortcut(QKeySequence(key))
                action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            action.triggered.connect(do)
            self.addAction(action)
            self._one_actions.append(action)
            self._buttons[name] = (action, icon)

    def _button(self, name: str) -> Button:
        action, icon = self._buttons[name]
        button = Button(self.context.theme, action.text(), icon, "quiet", bare=True)
        button.setObjectName(f"button-{name}")
        key = action.shortcut().toString()
        button.setToolTip(f"{action.text()}  {key}" if key else action.text())
        button.clicked.connect(action.trigger)
        button.setEnabled(action.isEnabled())
        action.enabledChanged.connect(button.setEnabled)
        return button

    def _look_at_current(self) -> None:
        if (row := self._row()) is not None:
            self.look_at(row.id)

    def _change(self) -> None:
        if (row := self._row()) is not None:
            self._adding.change(row)

    def _delete(self) -> None:
        row, t, documents = self._row(), self.context.t, self.context.app.documents
        if row is None:
            return
        chosen = [row.id] if self._looking else [str(one) for one in self.table.selected_ids()] or [row.id]
        said = (
            t("{name} was deleted", name=row.name)
            if len(chosen) == 1
            else t.plural("{count} document was deleted", "{count} documents were deleted", len(chosen))
        )

        def job(task: Task) -> None:
            documents.delete(chosen)

        self.context.operations.run(self, Operation(t("Deleting"), job, said=said))
        self.escape()

    def _save(self) -> None:
        row, t = self._row(), self.context.t
        if row is None:
            return
        folder = Path(str(self.context.state.get(FOLDER, "") or outside.documents_folder()))
        dialog = QFileDialog(self.window(), t("Save a copy"), str(folder if folder.is_dir() else Path.home()))
        dialog.setObjectName("document-save")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.selectFile(row.name)
        dialog.fileSelected.connect(lambda chosen: self.save_as(row, Path(chosen)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def save_as(self, row: DocumentRow, target: Path) -> None:
        """Write the same bytes there; the dialog has asked about a file that is there already."""
        t, documents = self.context.t, self.context.app.documents
        whole = target if target.suffix else target.with_suffix(rules.ending(row.name))

        def done(saved: Path) -> None:
            self.context.notices.toast(t("Saved as {name} in {folder}", name=saved.name, folder=saved.parent))

        self.context.jobs.read(
            self, lambda task: documents.save(row.id, whole, replace=True), done, self.context.operations.tell
        )

    def open_outside(self) -> None:
        """Hand a private copy to the system's viewer, and say where it lies and for how long."""
        row, t = self._row(), self.context.t
        if row is None:
            return
        if rules.is_program(row.name):
            self.context.notices.banner(
                t("{name} is a program, not a document: it is not opened from here. Save a copy if you trust it.",
                  name=row.name), "warn",
            )  # fmt: skip
            return
        documents, folder = self.context.app.documents, self.context.app.paths.opened
        self.context.jobs.read(
            self,
            lambda task: outside.place(folder, row.name, documents.data(row.id)),
            self._placed,
            self.context.operations.tell,
        )

    def _placed(self, path: Path) -> None:
        t, notices = self.context.t, self.context.notices
        if outside.view(path):
            notices.banner(
                t(
                    "A copy that anyone at this computer can read lies in {folder}. It is removed when you close "
                    "Talented Desk.",
                    folder=path.parent,
                ),
                "info",
            )
        else:
            notices.banner(
                t(
                    "No program for this kind of file answered. The copy lies in {folder} and is removed when you "
                    "close Talented Desk.",
                    folder=path.parent,
                ),
                "warn",
            )

    # -- one document -------------------------------------------------------------------------------------

    def _show(self, found: Looked) -> None:
        if found.row.id != self._looking:
            return
        self._shown = found
        self.viewer.show_document(found)
        self._say(found.row)
        self._enable()
        if self.isVisible():
            (self.viewer.reading() or self._back).setFocus(Qt.FocusReason.OtherFocusReason)

    def _refresh_shown(self) -> None:
        """Its facts may have changed, its bytes cannot."""
        documents, wanted = self.context.app.documents, self._looking

        def done(row: DocumentRow) -> None:
            if self._shown is not None and row.id == self._looking:
                self._shown = Looked(row, self._shown.data, self._shown.picture, self._shown.mail, self._shown.text)
                self._say(row)

        self.context.jobs.read(self, lambda task: documents.get(wanted), done, self._not_there)

    def _not_there(self, error: BaseException) -> None:
        self._close(focus=False)
        if not isinstance(error, NotFound):  # deleted or undone meanwhile: the list says so
            self.context.operations.tell(error)

    def _close(self, *, focus: bool) -> None:
        shown, self._looking, self._shown = self._looking, "", None
        self.viewer.show_nothing()
        self._pages.setCurrentIndex(0)
        if shown:
            self.looked_at.emit("")
            self.table.go_to(shown)
        self._enable()
        if focus:
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _say(self, row: DocumentRow) -> None:
        t = self.context.t
        self._name.set_whole(row.name)
        self._facts.set_whole(facts(self.context, row))
        if row.words == "none":
            self._banner.say(
                t(
                    "The words in this document cannot be searched: it is damaged, protected by a password, or has "
                    "only pictures of words. It is found by its name and notes."
                ),
                "info",
            )
        else:
            self._banner.hide()

    # -- layout -------------------------------------------------------------------------------------------

    def _list_page(self) -> QWidget:
        theme, t = self.context.theme, self.context.t
        self._add = Button(theme, t("Add a document…"), "plus")
        self._add.setObjectName("documents-add")
        self._add.clicked.connect(self._adding.choose)
        self._hint_words = t("Or drop them anywhere on this page, or paste with Ctrl+V.")
        self._hint = ElidedLabel(self._hint_words, "muted")
        top = line(spacing=theme.px(8))
        top.addWidget(self._add)
        top.addWidget(self._hint, 1)
        for name in self._buttons:
            top.addWidget(self._button(name))
        empty = EmptyState(
            theme,
            "paperclip",
            t("No documents yet"),
            t(
                "Drop files and mails anywhere on this page: insurance certificates, clearance letters, agreements, "
                "photos. They are kept encrypted with the record and can be searched."
            ),
        )
        empty.offer(t("Add a document…"), self._adding.choose, "plus")
        self._stack = QStackedWidget()
        holder = QWidget()
        box = column(holder, spacing=theme.px(8))
        box.addLayout(top)
        box.addWidget(self.table, 1)
        for page in (holder, empty):
            self._stack.addWidget(page)
        return self._stack

    def _preview_page(self) -> QWidget:
        theme, t = self.context.theme, self.context.t
        self._back = Button(theme, t("All documents"), "arrow-left")
        self._back.setObjectName("documents-back")
        self._back.setToolTip(t("Back to the list (Esc)"))
        self._back.clicked.connect(self.escape)
        self._name = ElidedLabel("", "strong")
        self._facts = ElidedLabel("", "muted")
        words = column(spacing=theme.px(1))
        words.addWidget(self._name)
        words.addWidget(self._facts)
        top = line(spacing=theme.px(12))
        top.addWidget(self._back)
        top.addLayout(words, 1)
        buttons = line(spacing=theme.px(8))
        for name in self._buttons:
            if name != "look":
                buttons.addWidget(self._button(name))
        top.addLayout(buttons)
        self._banner = Banner(theme)
        self.viewer = Viewer(self.context)
        self.viewer.outside_wanted.connect(self.open_outside)
        self.viewer.enclosed_wanted.connect(self._keep_enclosed)
        holder = QWidget()
        box = column(holder, spacing=theme.px(8))
        box.addLayout(top)
        box.addWidget(self._banner)
        box.addWidget(self.viewer, 1)
        return holder

    def _keep_enclosed(self) -> None:
        if self._looking:
            self._adding.keep_enclosed(self._looking)
