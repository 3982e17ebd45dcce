"""The quick line: one field that is read while one types, with what was read shown under it as chips."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QMenu, QWidget

from talented_desk.compat import override
from talented_desk.jobs import Running, Task
from ui.context import UiContext
from ui.pages.session.quick_chips import ChipRow, words_of
from ui.widgets.basics import column, label, line

if TYPE_CHECKING:
    from talented_desk.services.quick_line import Named, QuickDraft

PAUSE: Final = 90
"""Milliseconds after a keystroke until the line is read."""


class _Line(QLineEdit):
    """Enter goes on; Ctrl+Enter is the form's."""

    entered = Signal()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                event.ignore()
            else:
                self.entered.emit()
            return
        super().keyPressEvent(event)


class QuickBox(QWidget):
    """The line and its chips. `read` brings what a line says; `edited` comes at each keystroke and choice."""

    read = Signal(object)
    edited = Signal()
    entered = Signal()
    wanted = Signal(str)
    """A chip was clicked: the field that it filled."""

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        theme, t = context.theme, context.t
        self.context = context
        self.draft: QuickDraft | None = None
        self.present: Callable[[], list[str]] = list
        self._chosen: dict[str, str] = {}
        self._day: date | None = None
        self._asked_text = self._read_text = ""
        self._running: Running[QuickDraft] | None = None
        self._stale = False
        self._then: Callable[[], object] | None = None
        self._menu: QMenu | None = None
        self._line = _Line()
        self._line.setObjectName("session-quick")
        self._line.setAccessibleName(t("Quick line"))
        self._line.setPlaceholderText(t("Such as: call 12 min Prairie Robotics re WCB, promised SWPP sheet by Fri"))
        self._line.setToolTip(self._line.placeholderText())
        self._line.setMaxLength(4000)
        self._line.textEdited.connect(self._typed)
        self._line.entered.connect(self.entered)
        self.setFocusProxy(self._line)
        self.chips = ChipRow(context)
        self.chips.asked.connect(self.ask)
        self.chips.wanted.connect(self.wanted)
        self._unread = label("", "muted", wrap=True)
        self._unread.setObjectName("session-quick-unread")
        self._hint = label("", "small")
        self._hint.setObjectName("session-quick-hint")
        self._hint.setAlignment(Qt.AlignmentFlag.AlignRight)
        foot = line(spacing=theme.px(12))
        foot.addWidget(self._unread, 1)
        foot.addWidget(self._hint, 0, Qt.AlignmentFlag.AlignTop)
        box = column(self, spacing=theme.px(6))
        box.addWidget(self._line)
        box.addWidget(self.chips)
        box.addLayout(foot)
        for widget in (self.chips, self._unread, self._hint):
            widget.hide()
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE)
        self._pause.timeout.connect(self._read)

    def text(self) -> str:
        """The line as typed."""
        return self._line.text()

    def values(self) -> dict[str, Any]:
        """As a draft keeps it."""
        return {"line": self._line.text(), "chosen": dict(self._chosen), "day": self.day().isoformat()}

    def day(self) -> date:
        """The day from which the line is read: that on which it was begun, so that a draft's `Friday` stays."""
        return self._day or self.context.today()

    def load(self, kept: Mapping[str, Any]) -> None:
        """Show a draft's line, without telling; it is read again for its chips."""
        self._line.setText(str(kept.get("line") or ""))
        self._chosen = dict(kept.get("chosen") or {})
        self._day = date.fromisoformat(kept["day"]) if kept.get("day") and self._line.text().strip() else None
        self._pause.stop()
        self._forget()
        self.draft, self._read_text = None, ""
        self.show_read(frozenset(), "")
        if self._line.text().strip():
            self._read()

    def type_line(self, text: str) -> None:
        """As if one had typed this."""
        self._line.setText(text)
        self._typed()

    def read_again(self) -> None:
        """The form has an employer now that it had not when the line was read."""
        if self._line.text().strip():
            self._read()

    def unread_line(self) -> str:
        """The whole line where it could not be read; empty where `draft` is what it says."""
        return "" if self._read_text == self._line.text() else self._line.text().strip()

    def pending(self) -> bool:
        """Whether the last keystrokes have not been read yet."""
        return self._pause.isActive() or self._running is not None

    def when_read(self, then: Callable[[], object]) -> None:
        """Do this as soon as the line is read."""
        self._then = then
        if self._pause.isActive():
            self._pause.stop()
            self._read()

    def ask(self, named: Named) -> None:
        """Let one pick whom a name means; what was picked holds for these words from now on."""
        self._drop_menu()
        t = self.context.t
        menu = QMenu(self)
        menu.setObjectName("session-quick-choice")
        for one in named.offered:
            words = " · ".join(part for part in (one.title, one.under) if part).replace("&", "&&")
            action = menu.addAction(words)
            action.setData((named.key, one.id))
        menu.addSeparator()
        menu.addAction(t("None of these: leave the words in the notes")).setData((named.key, ""))
        menu.triggered.connect(self._picked)
        self._menu = menu
        chip = self.chips.chip_of(named)
        corner = chip if chip is not None else self._line
        menu.popup(corner.mapToGlobal(corner.rect().bottomLeft()))
        if menu.actions():
            menu.setActiveAction(menu.actions()[0])

    def show_read(self, held: frozenset[str], left_out: str, *, complete: bool = False) -> None:
        """The chips of what was read; which fields are the officer's own; what did not go to the notes."""
        t, draft = self.context.t, self.draft
        self.chips.show_draft(draft, held)
        self.chips.setVisible(not self.chips.empty())
        unread = draft.unread if draft is not None else ()
        words = "; ".join(unread)
        if unread and left_out:
            text = t("not read: {words} – added to your notes when you save", words=words)
        else:
            text = t("not read: {words} – kept in the notes", words=words) if unread else ""
        self._unread.setText(text)
        self._unread.setVisible(bool(text))
        asked = draft.asked() if draft is not None else ()
        hint = ""
        if asked and not held & {"employers" if one.kind == "employer" else "contacts" for one in asked}:
            hint = t("Enter chooses")
        elif complete:
            hint = t("Ctrl+Enter saves")
        elif draft is not None and self._line.text().strip():
            hint = t("Enter goes to what is missing")
        self._hint.setText(hint)
        self._hint.setVisible(bool(hint))
        said = words_of(draft, self.context) if draft is not None else ()
        self._line.setAccessibleDescription(". ".join([*said, text] if text else said))

    def _typed(self) -> None:
        if not self._line.text().strip():
            self._day = None
        elif self._day is None:
            self._day = self.context.today()
        self._pause.start()
        self.edited.emit()

    def _read(self) -> None:
        if self._running is not None:
            self._stale = True
            self._running.task.cancel()
            return
        text, chosen, present, today = self._line.text(), dict(self._chosen), self.present(), self.day()
        quick_lines = self.context.app.quick_lines
        self._asked_text = text

        def job(task: Task) -> QuickDraft:
            return quick_lines.read(text, chosen=chosen, present=present, today=today, check=task.check)

        self._running = self.context.jobs.read(self, job, self._have, self._failed)

    def _have(self, draft: QuickDraft) -> None:
        self._running = None
        if self._again():
            return
        self.draft, self._read_text = draft, self._asked_text
        self.read.emit(draft)
        then, self._then = self._then, None
        if then is not None:
            then()

    def _failed(self, error: BaseException) -> None:
        self._running = None
        if not self._again():
            self._then = None
            self.context.operations.tell(error)

    def _again(self) -> bool:
        stale, self._stale = self._stale, False
        if stale and not self._pause.isActive():
            self._read()
        return stale

    def _forget(self) -> None:
        """What is being read is not wanted any more."""
        self._then = None
        if self._running is not None:
            self._stale = True
            self._running.task.cancel()

    def _picked(self, action: Any) -> None:
        key, record_id = action.data()
        self._chosen[key] = record_id
        self._line.setFocus(Qt.FocusReason.OtherFocusReason)
        self._read()
        self.edited.emit()

    def _drop_menu(self) -> None:
        if self._menu is not None:
            self._menu.deleteLater()
            self._menu = None
