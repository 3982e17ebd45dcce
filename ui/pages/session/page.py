"""Logs a support session, or edits one: keeps the draft at every keystroke, saves through one operation."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QScrollArea, QWidget

from talented_desk.clock import from_utc_text, utc_text
from talented_desk.compat import override
from talented_desk.errors import DeskError, Invalid
from talented_desk.ids import new_id
from talented_desk.jobs import Task
from ui.actions.hub import Command
from ui.context import UiContext
from ui.navigation import Page
from ui.operations.runner import Operation
from ui.pages.documents.dialog import show_documents
from ui.pages.past.dialog import show_past
from ui.pages.session.form import SessionForm
from ui.widgets.basics import Button, column, hairline, label, line
from ui.widgets.form import saves
from ui.widgets.header import PageHeader

if TYPE_CHECKING:
    from talented_desk.services.contacts import ContactRow
    from talented_desk.services.drafts import DraftRow
    from talented_desk.services.employers import EmployerRecord
    from talented_desk.services.sessions import LogSupportSession, SessionRecord

KIND: Final = "support_session"
PAUSE: Final = 120
"""Milliseconds after a keystroke until the draft is written; leaving the page writes it at once."""
NEW: Final = "new:"
DRAFT: Final = "draft:"

Started = tuple["EmployerRecord", "tuple[ContactRow, ...]", list[list[str]]]
"""Whom a new session begins with: an employer, its people, and further employers."""


class SessionPage(Page):
    """`open_record` takes a session's id, `draft:` with a draft's id, or `new:` with the ids of employers, which may be
    several between commas, or none."""

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        theme, t = context.theme, context.t
        self._session: str | None = None
        self._draft: str | None = None
        self._subject: str | None = None
        self._opened_as = ""
        self._dirty = False
        self._channel = "phone"
        self._header = PageHeader(theme, t("Log a support session"), t("More"))
        self._header.add_more(context.actions.action("document.show"))
        self._header.add_more(context.actions.action("record.past"))
        self._kept = label("", "small")
        self._header.add_beside(self._kept)
        self.form = SessionForm(context)
        self.form.edited.connect(self._typed)
        self.form.accepted.connect(self.save)
        self.form.quick.entered.connect(self._entered)
        self.form.timer.wanted.connect(self._draft_wanted)
        self._rest = label("", "problem", wrap=True)
        self._rest.hide()
        inside = QWidget()
        inside.setMaximumWidth(theme.px(820))
        box = column(inside, spacing=theme.px(12))
        box.setContentsMargins(theme.px(24), theme.px(20), theme.px(24), theme.px(16))
        box.addWidget(self._header)
        box.addWidget(self.form)
        box.addWidget(self._rest)
        box.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(inside)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setAccessibleName(t("Support session"))
        self._area = area
        foot = line(spacing=theme.px(8))
        foot.setContentsMargins(theme.px(24), theme.px(10), theme.px(24), theme.px(12))
        self._save = Button(theme, t("Save session"), "check", "primary")
        self._save.setObjectName("session-save")
        self._save.setToolTip("Ctrl+Enter")
        self._save.clicked.connect(self.save)
        leave = Button(theme, t("Close and keep the draft"), "", "plain")
        leave.clicked.connect(self._leave)
        self._discard = Button(theme, t("Discard"), "", "quiet")
        self._discard.clicked.connect(self.discard)
        for widget in (self._save, leave, self._discard):
            foot.addWidget(widget)
        foot.addStretch(1)
        whole = column(self)
        whole.addWidget(area, 1)
        whole.addWidget(hairline())
        whole.addLayout(foot)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE)
        self._pause.timeout.connect(self._keep)

    @override
    def open_record(self, record_id: str) -> None:
        if record_id == self._opened_as and self._dirty:
            return
        self.leaving()
        self._opened_as, self._draft, self._session, self._subject = record_id, None, None, None
        self.commands_changed.emit()
        self._say_problems({})
        self._kept.setText("")
        app, t = self.context.app, self.context.t
        if record_id.startswith(DRAFT):
            draft_id = record_id.removeprefix(DRAFT)
            # behind the drafts that are being kept: it may be one of them
            self.context.jobs.draft(self, lambda task: app.drafts.get(draft_id), partial(self._show_draft, record_id))
        elif record_id.startswith(NEW) or not record_id:
            self._start(record_id.removeprefix(NEW) or None)
        else:
            self._header.set_title(t("Support session"))
            self.context.jobs.read(self, lambda task: app.sessions.get(record_id), self._show_session, self._gone)

    @override
    def record_id(self) -> str | None:
        return f"{DRAFT}{self._draft}" if self._draft else self._opened_as or None

    @override
    def opened(self) -> None:
        if self._session is None:
            self.form.quick.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.form.narrative.setFocus(Qt.FocusReason.OtherFocusReason)

    @override
    def commands(self) -> Mapping[str, Command]:
        own: dict[str, Command] = {"session.new": lambda: self.open_record(NEW), "session.quick": self._to_line}
        if self._session is None:
            return own | {"session.timer": self.form.timer.go_or_pause}
        return own | {"document.show": self._documents, "record.past": self._look_back}

    def _look_back(self) -> None:
        if self._session is not None:
            show_past(self.context, "support_session", self._session, self.context.t("This session"), self)

    @override
    def leaving(self) -> None:
        if self._dirty:
            self._keep()

    def _documents(self) -> None:
        """Documents of a session that is saved already."""
        if self._session is not None:
            show_documents(self.context, "session", self._session, self.context.t("this session"), self)

    @override
    def place(self) -> dict[str, Any]:
        self.leaving()
        return {}

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if saves(event):  # from the buttons too
            self.save()
        else:
            super().keyPressEvent(event)

    def save(self) -> None:
        """Check, save, and go back to where the session belongs."""
        if self.form.quick.pending():
            self.form.quick.when_read(self.save)
            return
        if (named := self.form.asked()) is not None and self._session is None:
            self._say_problems({"quick": self.context.t("“{words}” may mean several: choose one.", words=named.words)})
            self.form.quick.ask(named)
            return
        told = self.form.settle()
        if not self.form.read():
            self._say_problems({"": self.context.t("Some fields could not be read; they are marked.")})
            return
        if self._dirty:
            self._keep()  # saving may have to wait for a long import
        self._pause.stop()
        command, session_id, t = self._command(), self._session, self.context.t
        sessions = self.context.app.sessions

        def job(task: Task) -> str:
            if session_id is None:
                return sessions.log(command)
            sessions.edit(session_id, command)
            return session_id

        said = t("Session saved") if not told else t("Session saved. {more}", more=told)
        self._save.setEnabled(False)
        self.context.operations.run(
            self, Operation(t("Saving the session"), job, done=self._saved, said=said, refused=self._refused)
        )

    def _start(self, employer_id: str | None) -> None:
        app, t, clock = self.context.app, self.context.t, self.context.app.clock
        now = clock.now()
        self._header.set_title(t("Log a support session"))
        self.form.show_commitments(True)
        self._session = None
        self.form.fill({"day": now.date().isoformat(), "time": now.strftime("%H:%M"), "channel": self._channel})
        first, *others = (employer_id or "").split(",")
        self._subject = first or None
        self._dirty = False

        def job(task: Task) -> Started | None:
            if not first:
                return None
            found = [[one, app.employers.get(one).name] for one in others]
            return app.employers.get(first), app.contacts.of_employer(first, past=False), found

        self.context.jobs.read(self, job, self._show_employer, self._gone)
        self.opened()

    def _show_employer(self, found: Started | None) -> None:
        if found is None:
            return
        record, people, others = found
        if self._subject != record.id or not self._opened_as.startswith(NEW) or self.form.employers.tokens():
            return
        main = [person for person in people if any(role.is_primary for role in person.roles)][:1]
        self.form.suggest(
            {
                "employers": [[record.id, record.name], *others],
                "contacts": [[person.id, person.name] for person in main],
                "language": str(record.values["language"] or ""),
            }
        )
        self.form.quick.read_again()  # one may have begun to type
        if not self._dirty:
            self.opened()

    def _show_session(self, record: SessionRecord) -> None:
        if record.id != self._opened_as:
            return
        self._session = record.id
        self.commands_changed.emit()
        moment = from_utc_text(str(record.values["happened_at"])).astimezone(self.context.app.clock.now().tzinfo)
        values = {name: value for name, value in record.values.items() if value is not None}
        values["day"], values["time"] = moment.date().isoformat(), moment.strftime("%H:%M")
        self.form.show_commitments(False)
        self.form.fill(
            {
                **values,
                "employers": record.employers,
                "contacts": record.contacts,
                "topics": record.topics,
                "barriers": record.barriers,
            }
        )
        self._dirty = False

    def _show_draft(self, asked: str, draft: DraftRow | None) -> None:
        if asked != self._opened_as:
            return
        if draft is None:
            self._start(None)
            return
        t = self.context.t
        self._draft, self._subject = draft.id, draft.subject_id
        self._session = draft.content.get("session_id") or None
        self.commands_changed.emit()
        self._header.set_title(t("Support session") if self._session else t("Log a support session"))
        self.form.show_commitments(self._session is None)
        self.form.fill(draft.content, draft.id)
        kept = self.context.formats.moment(draft.updated_at)
        self._kept.setText(t("Draft of {when}", when=kept))
        self._dirty = False

    def _to_line(self) -> None:
        """The quick line of the session that is being logged, or of a new one."""
        if self._session is not None:
            self.open_record(NEW)
        self.opened()

    def _entered(self) -> None:
        """Enter in the quick line: on to what is not clear; with nothing left, to the button that saves."""
        if self.form.quick.pending():
            self.form.quick.when_read(self._entered)
        elif not self.form.go_on():
            self._save.setFocus(Qt.FocusReason.OtherFocusReason)

    def _draft_wanted(self) -> None:
        """The timer is kept in the draft, so there must be one."""
        if self._draft is None:
            self._draft = new_id()
        self.form.timer.draft = self._draft

    def _typed(self) -> None:
        self._dirty = True
        self._pause.start()

    def _keep(self) -> None:
        self._pause.stop()
        self._dirty = False
        drafts, draft_id, subject = self.context.app.drafts, self._draft, self._subject
        content = {**self.form.values(), "session_id": self._session or ""}
        if draft_id is None:
            draft_id = self._draft = new_id()
            self.form.timer.draft = draft_id

        def job(task: Task) -> str:
            return drafts.keep(KIND, content, draft_id=draft_id, subject_id=subject)

        self.context.jobs.draft(self, job, self._say_kept, self.context.operations.tell)

    def _say_kept(self, draft_id: str) -> None:
        if draft_id == self._draft:
            self._kept.setText(self.context.t("Draft kept"))

    def _command(self) -> LogSupportSession:
        from talented_desk.services.sessions import Commitment, LogSupportSession

        values = self.form.values()
        minutes = {name: field.minutes() or 0 for name, field in self.form.minutes.items()}
        now = self.context.app.clock.now()
        at = ""
        if values["day"]:
            naive = datetime.fromisoformat(f"{values['day']}T{values['time'] or '12:00'}")
            at = utc_text(naive.replace(tzinfo=now.tzinfo))

        def commitments(name: str) -> tuple[Commitment, ...]:
            return tuple(Commitment(what, day or None) for what, day in values[name])

        names = ("channel", "language", "outcome", "subject", "narrative")
        return LogSupportSession(
            {"happened_at": at, **{name: values[name] for name in names}, **minutes},
            tuple(token.id for token in self.form.employers.tokens()),
            tuple(token.id for token in self.form.contacts.tokens()),
            tuple(values["topics"]),
            tuple(values["barriers"]),
            commitments("we_promise"),
            commitments("they_promise"),
            commitments("follow_ups"),
            self._draft,
        )

    def _saved(self, session_id: str) -> None:
        self._save.setEnabled(True)
        self._channel = str(self.form.channel.currentData() or "phone")
        employers = self.form.employers.tokens()
        self._pause.stop()
        self._forget()
        self.open_record(session_id)  # the way back leads to what was saved, not to a form to save once more
        if len(employers) == 1:
            self.context.navigate("employer", employers[0].id)
        else:
            self.context.navigate("sessions", None)

    def _refused(self, error: DeskError) -> bool:
        self._save.setEnabled(True)
        t = self.context.t
        if isinstance(error, Invalid):
            self._say_problems({name: one.describe(t) for name, one in error.problems.items()})
        else:
            self._say_problems({"": error.describe(t)})
        return True

    def _say_problems(self, problems: Mapping[str, str]) -> None:
        rest = self.form.show_problems(problems)
        self._rest.setText(" ".join(rest))
        self._rest.setVisible(bool(rest))

    def _leave(self) -> None:
        kept = self._draft is not None or self._dirty
        self.leaving()
        self._opened_as = ""
        self.context.navigate("sessions", None)
        if kept:
            self.context.notices.toast(self.context.t("The draft is kept. You find it above the list of sessions."))

    def discard(self) -> None:
        """A draft that is not wanted; it can be called back with a click as long as the toast stands."""
        t = self.context.t
        self._pause.stop()
        self._forget()
        self.open_record(NEW)  # for whoever comes back
        self.context.navigate("sessions", None)
        self.context.notices.toast(t("The draft was discarded."))

    def _forget(self) -> None:
        """After whatever of it is still being kept."""
        drafts, draft_id = self.context.app.drafts, self._draft
        self.form.timer.settle()
        self._dirty, self._draft, self._opened_as = False, None, ""
        if draft_id is not None:
            self.context.jobs.draft(self, lambda task: drafts.discard(draft_id), lambda _: None)

    def _gone(self, error: BaseException) -> None:
        self.context.operations.tell(error)
        self.context.navigate("sessions", None)
