"""Captures one visit: nothing but the form, the clock and Done. What is typed, ticked or drawn is kept at once."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFileDialog, QScrollArea, QWidget

from talented_desk.clock import utc_text
from talented_desk.compat import override
from talented_desk.domain import visits as rules
from talented_desk.errors import DeskError, Invalid
from talented_desk.ids import new_id
from talented_desk.jobs import Task
from ui.actions.hub import Command
from ui.context import UiContext
from ui.dialogs.paper import PaperDialog
from ui.navigation import Page
from ui.operations.runner import Operation
from ui.pages.visit.clock import VisitClock
from ui.pages.visit.form import CaptureForm
from ui.session_timer import clock_face
from ui.widgets.basics import Button, column, hairline, label, line
from ui.widgets.form import saves
from ui.widgets.header import PageHeader
from ui.widgets.touch import fit_for_fingers

if TYPE_CHECKING:
    from talented_desk.packages.visit_papers import LeaveBehind
    from talented_desk.services.contacts import ContactRow
    from talented_desk.services.drafts import DraftRow
    from talented_desk.services.visits import CaptureVisit, VisitRow

KIND: Final = "visit"
PAUSE: Final = 120
"""Milliseconds after a keystroke until the draft is written; leaving the page writes it at once."""
Opened = tuple["VisitRow", "tuple[ContactRow, ...]", "DraftRow | None"]


class VisitPage(Page):
    """`open_record` takes the id of a planned visit."""

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        theme, t = context.theme, context.t
        self._visit: VisitRow | None = None
        self._asked = ""
        self._draft = ""
        self._dirty = False
        self.clock = VisitClock(context.app.clock.now, self)
        self.clock.ticked.connect(self._tell_clock)
        self._header = PageHeader(theme, t("Visit"), t("More"))
        self._face = label("0:00", "title")
        self._face.setAccessibleName(t("Time counted"))
        self._pause = Button(theme, t("Pause"), "pause")
        self._pause.setObjectName("visit-pause")
        self._pause.clicked.connect(self._go_or_pause)
        self._header.add_beside(self._pause)
        fit_for_fingers(self._pause)
        self._header.add_beside(self._face)
        self.form = CaptureForm(context)
        self.form.edited.connect(self._typed)
        self.form.photo_wanted.connect(self._ask_photo)
        self._problems = label("", "problem", wrap=True)
        self._problems.hide()
        inside = QWidget()
        inside.setMaximumWidth(theme.px(760))
        box = column(inside, spacing=theme.px(8))
        box.setContentsMargins(theme.px(24), theme.px(8), theme.px(24), theme.px(24))
        box.addWidget(self._problems)
        box.addWidget(self.form)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(inside)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setAccessibleName(t("Visit"))
        self._area = area
        self._kept = label("", "small", wrap=True)
        self._done = Button(theme, t("Done"), "check", "primary")
        self._done.setObjectName("visit-done")
        self._done.setToolTip("Ctrl+Enter")
        self._done.clicked.connect(self.save)
        paper = Button(theme, t("Leave a sheet"), "file-text")
        paper.setObjectName("visit-paper")
        paper.setToolTip(t("What was agreed, as a PDF in the contact’s language"))
        paper.clicked.connect(self.leave_behind)
        leave = Button(theme, t("Close and go on later"))
        leave.clicked.connect(self._leave)
        foot = line(spacing=theme.px(8))
        foot.setContentsMargins(theme.px(24), theme.px(10), theme.px(24), theme.px(12))
        self.form.stand_between([self._pause], [self._done, paper, leave])
        for widget in (self._done, paper, leave):
            foot.addWidget(widget)
            fit_for_fingers(widget)
        foot.addWidget(self._kept, 1)
        head = column()
        head.setContentsMargins(theme.px(24), theme.px(20), theme.px(24), theme.px(8))
        head.addWidget(self._header)
        whole = column(self)
        whole.addLayout(head)
        whole.addWidget(hairline())
        whole.addWidget(area, 1)
        whole.addWidget(hairline())
        whole.addLayout(foot)
        self._beat = QTimer(self)
        self._beat.setSingleShot(True)
        self._beat.setInterval(PAUSE)
        self._beat.timeout.connect(self._keep)

    @override
    def open_record(self, record_id: str) -> None:
        if record_id == self._asked and self._visit is not None:
            return
        self.leaving()
        self._asked, self._visit, self._draft = record_id, None, ""
        app = self.context.app

        def job(task: Task) -> Opened:
            visit = app.visits.get(record_id)
            people = app.contacts.of_employer(visit.employer_id, past=False)
            draft = next((one for one in app.drafts.all(KIND) if one.subject_id == record_id), None)
            return visit, people, draft

        # behind the drafts that are being kept: this visit's may be one of them
        self.context.jobs.draft(self, job, partial(self._show, record_id), self._gone)

    @override
    def record_id(self) -> str | None:
        return self._asked or None

    @override
    def opened(self) -> None:
        if self._visit is not None:
            self.clock.start()  # it stood while the visit was closed
            self.form.begin()

    @override
    def commands(self) -> Mapping[str, Command]:
        if self._visit is None:
            return {}
        return {"session.timer": self._go_or_pause, "visit.paper": self.leave_behind}

    @override
    def leaving(self) -> None:
        if self._dirty or self.clock.running:
            self._keep()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if saves(event):
            self.save()
        else:
            super().keyPressEvent(event)

    def save(self) -> None:
        """Everything of the visit as one operation, then back to the trips."""
        visit, t, visits = self._visit, self.context.t, self.context.app.visits
        if visit is None:
            return
        if not self.form.read():
            self._say([t("Some fields could not be read; they are marked.")])
            return
        self._keep()
        self._beat.stop()
        signature = self.form.signature.png()
        make = partial(self._command, visit, self.form.values(), max(1, self.clock.look().minutes))

        def job(task: Task) -> str:
            papers = [visits.keep_bytes("signature", "signature.png", signature)] if signature else []
            return visits.capture(make(papers))

        self._done.setEnabled(False)
        self.context.operations.run(
            self,
            Operation(
                t("Saving the visit"),
                job,
                done=self._saved,
                said=t("Visit captured"),
                refused=self._refused,
                ended=lambda: self._done.setEnabled(True),
            ),
        )

    def leave_behind(self) -> None:
        """The sheet that stays with the employer, in the language of the first person who was there."""
        visit, app, t = self._visit, self.context.app, self.context.t
        if visit is None:
            return
        self.form.read()
        values, signature = self.form.values(), self.form.signature.png()
        names = {row_id: self.form.name_of(row_id) for row_id in values["contacts"]}
        language, day = self.form.spoken(), self.context.today().isoformat()

        def job(task: Task) -> bytes:
            from talented_desk.packages.visit_papers import leave_behind_pdf

            return leave_behind_pdf(self._sheet(language, day, values, names, signature), app.clock.now())

        def show(pdf: bytes) -> None:
            name = t("Visit {name}", name=visit.employer)
            PaperDialog(self.context, name, name, pdf, self.window()).open()

        self.context.jobs.read(self, job, show, self.context.operations.tell)

    # -- within -----------------------------------------------------------------------------------------------

    def _show(self, asked: str, found: Opened) -> None:
        visit, people, draft = found
        if asked != self._asked:
            return
        t = self.context.t
        if visit.state != rules.PLANNED:
            self.context.navigate("visits", None)
            return
        self._visit = visit
        self._header.set_title(visit.employer, visit.city)
        self._draft = draft.id if draft is not None else new_id()
        self.form.show_people(people)
        self.form.show_items(visit.kind)
        content = draft.content if draft is not None else {}
        self.form.fill(content)
        self.clock.load(content.get("clock") or {})
        self.clock.start()
        self._tell_clock()
        self._dirty = False
        self._say([])
        here = t("Everything is kept on this laptop, encrypted, as you type; it works without a network.")
        self._kept.setText(here)
        self._keep()
        self.form.begin()
        self.commands_changed.emit()

    def _gone(self, error: BaseException) -> None:
        self.context.operations.tell(error)
        self.context.navigate("visits", None)

    def _typed(self) -> None:
        if self._visit is not None:
            self._dirty = True
            self._beat.start()

    def _keep(self) -> None:
        self._beat.stop()
        visit, drafts, draft_id = self._visit, self.context.app.drafts, self._draft
        if visit is None or not draft_id:
            return
        self._dirty = False
        content = {**self.form.values(), "clock": self.clock.kept()}

        def job(task: Task) -> str:
            return drafts.keep(KIND, content, draft_id=draft_id, subject_id=visit.id)

        self.context.jobs.draft(self, job, lambda kept: None, self.context.operations.tell)

    def _go_or_pause(self) -> None:
        if self.clock.running:
            self.clock.pause()
        else:
            self.clock.start()
        self._tell_clock()
        self._keep()

    def _tell_clock(self) -> None:
        t = self.context.t
        self._face.setText(clock_face(self.clock.look()))
        self._pause.setText(t("Pause") if self.clock.running else t("Go on"))

    def _command(self, visit: VisitRow, values: dict[str, Any], minutes: int, papers: list[Any]) -> CaptureVisit:
        from talented_desk.services.sessions import Commitment, LogSupportSession
        from talented_desk.services.visits import CaptureVisit, Paper

        def commitments(name: str) -> tuple[Commitment, ...]:
            return tuple(Commitment(what, day or None) for what, day in values[name])

        session = LogSupportSession(
            {
                "happened_at": utc_text(self.context.app.clock.now()),
                "channel": rules.CHANNEL,
                "minutes_direct": minutes,
                "narrative": values["notes"],
            },
            (visit.employer_id,),
            tuple(values["contacts"]),
            we_promise=commitments("we_promise"),
            they_promise=commitments("they_promise"),
            follow_ups=commitments("follow_ups"),
            draft_id=self._draft,
        )
        name = self.form.name_of(values["accepted_by"])
        t = self.context.t
        signed = t("{notice}: read and accepted by {name} on site, signed", notice=rules.notice().code, name=name)
        plain = t("{notice}: read and accepted by {name} on site", notice=rules.notice().code, name=name)
        return CaptureVisit(
            visit.id,
            session,
            tuple(values["items"]),
            values["accepted_by"],
            (signed if papers else plain) if name else "",
            (*papers, *(Paper(**photo) for photo in values["photos"])),
            {"title": values["opportunity"], "wil_type": values["wil_type"]} if values["opportunity"].strip() else {},
        )

    def _sheet(
        self, language: str, day: str, values: dict[str, Any], names: Mapping[str, str], signature: bytes
    ) -> LeaveBehind:
        from talented_desk.packages.visit_papers import LeaveBehind

        assert self._visit is not None
        me = self.context.app.officers.me()
        accepted = names.get(values["accepted_by"], "")
        return LeaveBehind(
            language,
            self._visit.employer,
            day,
            tuple(names.values()),
            tuple((what, due) for what, due in values["we_promise"]),
            tuple((what, due) for what, due in values["they_promise"]),
            tuple((what, due) for what, due in values["follow_ups"]),
            "",
            me.name if me is not None else "",
            me.email if me is not None else "",
            me.phone if me is not None else "",
            rules.notice().text("text", language) if accepted else "",
            accepted,
            signature if accepted else b"",
        )

    def _saved(self, session_id: str) -> None:
        self.clock.pause()
        drafts, draft_id = self.context.app.drafts, self._draft
        self._visit, self._asked, self._draft, self._dirty = None, "", "", False
        # behind what was still being kept when the visit was saved
        self.context.jobs.draft(self, lambda task: drafts.discard(draft_id), lambda nothing: None)
        self.context.navigate("visits", None)

    def _refused(self, error: DeskError) -> bool:
        problems = error.problems.values() if isinstance(error, Invalid) else (error,)
        self._say([problem.describe(self.context.t) for problem in problems])
        return True

    def _say(self, sentences: list[str]) -> None:
        self._problems.setText(" ".join(sentences))
        self._problems.setVisible(bool(sentences))
        if sentences:
            self._area.verticalScrollBar().setValue(0)

    def _leave(self) -> None:
        self.clock.pause()
        self.context.navigate("visits", None)

    def _ask_photo(self) -> None:
        chosen, _ = QFileDialog.getOpenFileNames(self, self.context.t("Add a picture or a file…"))
        for name in chosen:
            self.add_file(Path(name))

    def add_file(self, path: Path) -> None:
        """Take a picture or a file in at once: it is on the disk before the visit is over."""
        visits, t = self.context.app.visits, self.context.t

        def job(task: Task) -> dict[str, Any]:
            from dataclasses import asdict

            from talented_desk.services import document_files

            piece = document_files.read(path, task.progress)
            return asdict(visits.keep_bytes("photo", piece.name, piece.data))

        self.context.operations.run(self, Operation(t("Reading the file"), job, done=self.form.add_photo, undo=False))
