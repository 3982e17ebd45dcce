"""Adding documents from the window: from a dialog, a drop or the clipboard; then asking when they run out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QMimeData, QObject, Qt
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QFileDialog, QWidget

from talented_desk.domain import codes
from talented_desk.domain import documents as rules
from talented_desk.errors import DeskError
from talented_desk.i18n import N_
from talented_desk.jobs import Task
from ui.context import UiContext
from ui.dialogs.form_dialog import FormDialog
from ui.operations.runner import Operation
from ui.pages.documents.drop import Handed, handed, welcome
from ui.widgets.basics import label

if TYPE_CHECKING:
    from talented_desk.services.documents import Added, DocumentRow, Owner

FOLDER: Final = "documents.folder"


class NotHandedOver(DeskError):
    message = N_(
        "What you dropped is not a file on this computer, only its address. Save it first (a mail as an .eml file), "
        "then drop the file."
    )


class NothingToPaste(DeskError):
    message = N_("There is no file and no picture to paste. Copy a file in your file manager, then paste it here.")


class Adding(QObject):
    """Puts things on the record that `owner` names; `window` is what dialogs belong to."""

    def __init__(self, context: UiContext, window: QWidget) -> None:
        super().__init__(window)
        self.context, self._window = context, window
        self.owner: Owner | None = None
        self._asking: list[DocumentRow] = []

    def choose(self) -> None:
        """Ask for files."""
        t = self.context.t
        folder = str(self.context.state.get(FOLDER) or Path.home())
        dialog = QFileDialog(self._window.window(), t("Add a document"), folder if Path(folder).is_dir() else "")
        dialog.setObjectName("documents-choose")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.setLabelText(QFileDialog.DialogLabel.Accept, t("Add"))
        dialog.filesSelected.connect(self._chosen)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def listen(self, whole: QWidget) -> None:
        """Ctrl+V anywhere in this page or dialog pastes; a field that is typed in keeps its own."""
        paste = QShortcut(QKeySequence(QKeySequence.StandardKey.Paste), whole)
        paste.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        paste.activated.connect(self.paste)

    def paste(self) -> None:
        """Take files or a picture from the clipboard."""
        mime = QGuiApplication.clipboard().mimeData()
        if not welcome(mime):
            self.context.operations.tell(NothingToPaste())
            return
        self.take(mime)

    def take(self, mime: QMimeData) -> None:
        """Take what was dropped or pasted."""
        if self.owner is None:
            return
        t, now = self.context.t, self.context.app.clock.now()
        stamp = now.strftime("%Y-%m-%d %H.%M.%S")
        found = handed(mime, t("Mail of {moment}", moment=stamp), t("Picture of {moment}", moment=stamp))
        if found.paths or found.pieces:
            self.add(found)
        else:
            self.context.operations.tell(NotHandedOver())

    def add(self, found: Handed) -> None:
        """Keep these on the record, and tell what became of each."""
        owner, t, documents = self.owner, self.context.t, self.context.app.documents
        if owner is None:
            return

        def job(task: Task) -> tuple[Added, Sequence[DocumentRow]]:
            from talented_desk.services.document_files import incoming

            refused: list[DeskError] = []
            sources: list[object] = list(found.paths)
            for name, data in found.pieces:
                try:
                    sources.append(incoming(name, data))
                except DeskError as error:
                    refused.append(error)
            added = documents.add(owner, sources, task=task)  # type: ignore[arg-type]
            if refused:
                added = type(added)(added.ids, added.there, (*refused, *added.refused))
            return added, [documents.get(one) for one in added.ids]

        self.context.operations.run(self, Operation(t("Adding documents"), job, done=self.tell))

    def keep_enclosed(self, document_id: str) -> None:
        """Put what a mail encloses on the mail's record, as documents of their own."""
        t, documents = self.context.t, self.context.app.documents

        def job(task: Task) -> tuple[Added, Sequence[DocumentRow]]:
            added = documents.keep_enclosed(document_id, task)
            return added, [documents.get(one) for one in added.ids]

        self.context.operations.run(self, Operation(t("Adding documents"), job, done=self.tell))

    def tell(self, found: tuple[Added, Sequence[DocumentRow]]) -> None:
        """Say what was added and what was not; then ask for the days of expiry."""
        added, rows = found
        t, notices = self.context.t, self.context.notices
        if rows:
            said = (
                t("{name} was added to the documents", name=rows[0].name)
                if len(rows) == 1
                else t.plural("{count} document was added to the documents", "{count} documents were added", len(rows))
            )
            notices.toast(said, undo=True)
        elif added.there and not added.refused:
            notices.toast(" ".join(error.describe(t) for error in added.there))
        told = [*added.refused, *(added.there if rows or added.refused else ())]
        if told:
            notices.banner(" ".join(error.describe(t) for error in told), "warn")
        self._asking = [row for row in rows if rules.runs_out(row.kind)]
        self._ask_next()

    def change(self, row: DocumentRow) -> None:
        """Ask for kind, name, day of expiry and notes."""
        t = self.context.t
        dialog = FormDialog(self.context, t("Change the document"), t("Save"), self._window.window())
        dialog.setObjectName("document-change")
        dialog.text("name", row.name, required=True)
        dialog.choice("kind", codes.load("document_kinds").choices(t.language), row.kind)
        dialog.date("expires_on", row.expires_on or "")
        dialog.paragraph("notes", row.notes)
        self._save(dialog, row, t("Document saved"))

    def _ask_next(self) -> None:
        if not self._asking:
            return
        row, t = self._asking.pop(0), self.context.t
        dialog = FormDialog(self.context, t("Until when is it valid?"), t("Save"), self._window.window())
        dialog.setObjectName("document-expiry")
        dialog.add_above(label(row.name, "strong", wrap=True))
        dialog.add_above(
            label(
                t("The document is kept. With its day of expiry you see in time that it runs out."), "muted", wrap=True
            )
        )
        dialog.choice("kind", codes.load("document_kinds").choices(t.language), row.kind)
        dialog.date("expires_on").setFocus()
        dialog.finished.connect(self._ask_next)
        self._save(dialog, row, t("Document saved"))
        dialog.form.field("expires_on").setFocus()

    def _save(self, dialog: FormDialog, row: DocumentRow, said: str) -> None:
        documents = self.context.app.documents

        def job(values: Mapping[str, str], task: Task) -> None:
            documents.edit(row.id, dict(values))

        dialog.on_save(job, said)
        dialog.finished.connect(dialog.deleteLater)
        dialog.fit()
        dialog.open()

    def _chosen(self, files: list[str]) -> None:
        if files:
            self.context.state.set(FOLDER, str(Path(files[0]).parent))
            self.add(Handed(tuple(Path(file) for file in files)))
