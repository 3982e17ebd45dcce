"""*Only on this computer*: what no other computer has yet, newest first, said once and calmly."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QListWidget, QListWidgetItem, QWidget

from talented_desk.jobs import Task
from ui.context import UiContext
from ui.operations.history import named
from ui.widgets.basics import Button, column, label

if TYPE_CHECKING:
    from talented_desk.services.journal import HistoryEntry, OnlyHere

SHOWN = 500
Found = tuple["OnlyHere", "tuple[HistoryEntry, ...]", int]


def short(context: UiContext, here: OnlyHere) -> str:
    """For the foot of the window; empty when everything is shared."""
    t = context.t
    if not here.shared:
        return t("All on this computer")
    if here.more:
        return t("More than {count} changes only here", count=context.formats.number(here.count))
    return t.plural("{count} change only here", "{count} changes only here", here.count) if here.count else ""


class OnlyHereDialog(QDialog):
    """The operations that are not in a shared database, and how many drafts there are. Esc closes."""

    def __init__(self, context: UiContext, parent: QWidget) -> None:
        super().__init__(parent)
        self.context = context
        theme, t = context.theme, context.t
        self.setWindowTitle(t("Only on this computer"))
        self._words = label("", wrap=True)
        self._words.setObjectName("only-here-words")
        self._drafts = label("", "muted", wrap=True)
        self._drafts.hide()
        self._list = QListWidget()
        self._list.setObjectName("only-here")
        self._list.setAccessibleName(t("Only on this computer"))
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.setTextElideMode(Qt.TextElideMode.ElideRight)
        self._more = label("", "small", wrap=True)
        self._more.hide()
        close = Button(theme, t("Close"))
        close.setAutoDefault(False)
        close.clicked.connect(self.accept)
        box = column(self, spacing=theme.px(12))
        edge = theme.px(24)
        box.setContentsMargins(edge, theme.px(20), edge, theme.px(16))
        box.addWidget(label(t("Only on this computer"), "title", wrap=True))
        box.addWidget(self._words)
        box.addWidget(self._drafts)
        box.addWidget(self._list, 1)
        box.addWidget(self._more)
        box.addWidget(close, 0, Qt.AlignmentFlag.AlignRight)
        room = parent.window().size()
        px = theme.px
        self.resize(min(px(620), room.width() - px(48)), min(px(560), room.height() - px(48)))
        app = context.app

        def job(task: Task) -> Found:
            return app.journal.only_here(), app.journal.not_shared(SHOWN), len(app.drafts.all())

        context.jobs.read(self, job, self._show)

    def _show(self, found: Found) -> None:
        here, entries, drafts = found
        t, formats = self.context.t, self.context.formats
        if not here.shared:
            words = t(
                "Nothing is shared with other computers yet: all your work lies on this one, encrypted, and needs no "
                "network. A backup keeps a second copy."
            )
        elif here.count:
            words = t("These changes are not in the shared database yet. They lie on this computer, encrypted.")
        else:
            words = t("Everything that you saved is in the shared database too.")
        self._words.setText(words)
        self._drafts.setVisible(bool(drafts))
        self._drafts.setText(
            t.plural("{count} draft is not saved yet.", "{count} drafts are not saved yet.", drafts) if drafts else ""
        )
        for entry in entries:
            line = f"{formats.moment(entry.at)}   {named(t, entry.operation, entry.subject)}"
            item = QListWidgetItem(line)
            item.setToolTip(" · ".join(part for part in (line, entry.officer) if part))
            self._list.addItem(item)
        self._list.setVisible(bool(entries))
        self._more.setVisible(len(entries) == SHOWN)
        self._more.setText(t("The newest {count} are listed.", count=formats.number(SHOWN)))
        if entries:
            self._list.setCurrentRow(0)
            self._list.setFocus()
