"""Looks, while a form is filled in, for the records that it may be about; the form never waits for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, Final, Literal

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QComboBox, QLineEdit

from talented_desk.compat import override
from talented_desk.errors import NotFound
from talented_desk.jobs import Running, Task
from ui.dialogs.form_dialog import FormDialog
from ui.likely.panel import SHOWN, WIDTH, LikelyPanel
from ui.likely.peek import Peek
from ui.likely.use import use_instead
from ui.pages.duplicates.facts import Facts, read_facts

if TYPE_CHECKING:
    from talented_desk.services.duplicates import Candidate

WHOLE: Final = 16777215
"""No limit to a widget's height, as Qt says it."""
PAUSE: Final = 180
"""Milliseconds without a key after which one looks."""


class Likely(QObject):
    """Watches a form's fields and shows the candidates beside it.

    `used` gets the id of the record that was chosen instead, after the form is closed; what was typed was added to
    it as far as the officer wanted. `employer_id`: where a contact is being added; `also`: what the form adds unasked.
    """

    def __init__(
        self,
        form: FormDialog,
        kind: Literal["employer", "contact"],
        watched: Sequence[str],
        used: Callable[[str], object],
        employer_id: str = "",
        also: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(form)
        context = self.context = form.context
        self._form, self._kind, self._used, self._employer = form, kind, used, employer_id
        self._also = dict(also or {})
        self._turn = 0
        self._running: Running[Any] | None = None
        self._looked: Candidate | None = None
        self.panel = LikelyPanel(context.theme, context.t, kind)
        self.panel.use_wanted.connect(self.use)
        self.panel.look_wanted.connect(self.look)
        self.peek = Peek(context)
        self.peek.used.connect(self._use_looked)
        self.peek.left.connect(self.back)
        self._peek_page = self.panel.add_page(self.peek)
        self._beside = form.put_beside(self.panel, context.theme.px(WIDTH))
        self._show(self._turn, ())
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE)
        self._pause.timeout.connect(self.look_around)
        for name in watched:
            field = form.form.field(name)
            if isinstance(field, QLineEdit):
                field.textChanged.connect(self._changed)
            elif isinstance(field, QComboBox):
                field.currentIndexChanged.connect(self._changed)
        for at in range(SHOWN):
            QShortcut(QKeySequence(f"Alt+{at + 1}"), form).activated.connect(partial(self.use, at))
            QShortcut(QKeySequence(f"Ctrl+{at + 1}"), form).activated.connect(partial(self.look, at))
        form.installEventFilter(self)
        duplicates = context.app.duplicates
        context.jobs.read(self, lambda task: duplicates.warm(), lambda nothing: None)
        self._changed()  # a name may be known already

    def look_around(self) -> None:
        """Look for what the form says now."""
        context, kind, values, turn = self.context, self._kind, self._form.values(), self._turn
        duplicates, employer_id = context.app.duplicates, self._employer

        def job(task: Task) -> tuple[Candidate, ...]:
            task.check()  # the next letter may have come while this one waited
            if kind == "employer":
                return duplicates.candidates(values, SHOWN)
            return duplicates.contact_candidates(values, employer_id, SHOWN)

        self._running = context.jobs.read(self, job, partial(self._show, turn), context.operations.tell)

    def look(self, at: int) -> None:
        """Show the candidate at this place beside the form."""
        if at >= len(self.panel.shown):
            return
        one, context, kind = self.panel.shown[at], self.context, self._kind
        self._looked = one
        why = " · ".join(context.t(reason.message, **dict(reason.fields)) for reason in one.reasons)

        def show(facts: Facts) -> None:
            if self._looked is one:
                self.peek.show_facts(facts, why)
                self.panel.setMaximumHeight(WHOLE)
                self.panel.setCurrentWidget(self._peek_page)
                self._form.tab_through([self.peek.back, self.peek.use])
                self.peek.back.setFocus(Qt.FocusReason.OtherFocusReason)

        context.jobs.read(self, lambda task: read_facts(context.app, kind, one.id), show, self._gone)

    def back(self) -> None:
        """Show all candidates again."""
        looked, self._looked = self._looked, None
        self.panel.setCurrentIndex(0)
        self._show(self._turn, self.panel.shown)
        self._form.tab_through(self.panel.buttons)
        at = next((at for at, one in enumerate(self.panel.shown) if looked is not None and one.id == looked.id), None)
        if at is not None:
            self.panel.buttons[2 * at + 1].setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.look_around()

    def use(self, at: int) -> None:
        """Use the candidate at this place instead of what is being typed."""
        if at < len(self.panel.shown) and self._looked is None:
            self._use(self.panel.shown[at])

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        escape = event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent)
        if escape and event.key() == Qt.Key.Key_Escape and self._looked is not None:  # type: ignore[attr-defined]
            self.back()
            return True
        return super().eventFilter(watched, event)

    def _changed(self, *_: object) -> None:
        self._turn += 1  # answers to what was typed before come too late
        if self._running is not None:
            self._running.cancel()
        self._pause.start()

    def _show(self, turn: int, found: tuple[Candidate, ...]) -> None:
        if turn != self._turn:
            return
        t = self.context.t
        typed = any(self._form.values().get(name) for name in ("legal_name", "family_name"))
        self.panel.show_candidates(found, t("Nobody here resembles what you typed.") if typed else "")
        if self._looked is None:
            self._form.tab_through(self.panel.buttons)
        if not self._beside:
            looked = self._looked is not None
            self.panel.setMaximumHeight(WHOLE if looked else self.panel.height_at(self._form.width()))
            self.panel.setVisible(bool(found) or self._looked is not None)
            self._form.keep_in_sight()

    def _use_looked(self) -> None:
        if self._looked is not None:
            self._use(self._looked)

    def _use(self, one: Candidate) -> None:
        use_instead(self._form, self._kind, one, self._employer, self._used, self._also)

    def _gone(self, error: BaseException) -> None:
        self._looked = None
        if isinstance(error, NotFound):
            self.look_around()  # deleted meanwhile
        else:
            self.context.operations.tell(error)
