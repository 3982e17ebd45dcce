"""Joining a shared database in three steps: the invitation, the connection tried out, joining."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QLabel, QPlainTextEdit, QWidget

from talented_desk.errors import DeskError
from talented_desk.i18n import N_
from talented_desk.jobs import Task
from ui.context import UiContext
from ui.dialogs.snug import SnugDialog
from ui.widgets.basics import Button, Icon, column, hairline, label, line, mark

if TYPE_CHECKING:
    from talented_desk.sync.membership import Found

STEPS: Final = (N_("1. The invitation"), N_("2. The connection"), N_("3. Joining"))
CHECKS: Final = (
    (N_("The server’s name is known"), ("HostUnknown",)),
    (N_("The server answers"), ("NothingAnswers", "NotReached", "TooManyConnections", "Unreachable")),
    (
        N_("The connection is encrypted, to the right server"),
        ("NotEncrypted", "CertificateUnknown", "OtherName"),
    ),
    (N_("The invitation is good"), ("PasswordWrong", "NoSuchDatabase", "InvitationRunOut")),
    (N_("This computer may come in"), ("Revoked", "NotAdmitted")),
    (N_("The server is new enough"), ("ServerTooOld", "SharedTooOld", "ProgramTooOld")),
)
"""What is tried out, in this order, and the names of the errors that say it failed."""


class NotRead(DeskError):
    message = N_("The file {path} could not be read: {reason}")


class JoinDialog(SnugDialog):
    """`joined` when this computer has joined; Esc leaves, and nothing was changed before the last step."""

    joined = Signal()

    def __init__(self, context: UiContext, parent: QWidget) -> None:
        super().__init__(min(context.theme.px(560), parent.width() - context.theme.px(40)))
        self.setParent(parent, Qt.WindowType.Dialog)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(True)
        self.context = context
        theme, t = context.theme, context.t
        self.setWindowTitle(t("Join the shared database"))
        self._step = 0
        self._busy = False
        self._steps = [label(t(words), "muted") for words in STEPS]
        head = line(spacing=theme.px(16))
        for words in self._steps:
            head.addWidget(words)
        head.addStretch(1)
        self._text = QPlainTextEdit()
        self._text.setObjectName("invitation")
        self._text.setAccessibleName(t("Invitation"))
        self._text.setPlaceholderText("talented-desk-invitation:…")
        self._text.setTabChangesFocus(True)
        self._text.setFixedHeight(theme.px(110))
        self._text.textChanged.connect(self._typed)
        self._pages = (self._invitation(), self._connection(), self._joining())
        self._fault = label("", "problem", wrap=True)
        self._fault.setObjectName("join-fault")
        self._back = Button(theme, t("Back"))
        self._back.clicked.connect(self._go_back)
        self._next = Button(theme, t("Next"), kind="primary")
        self._next.setObjectName("join-next")
        self._next.setDefault(True)
        self._next.clicked.connect(self._go_on)
        cancel = Button(theme, t("Cancel"))
        cancel.setAutoDefault(False)
        cancel.clicked.connect(self.reject)
        self._cancel = cancel
        foot = line(spacing=theme.px(8))
        foot.addStretch(1)
        for button in (cancel, self._back, self._next):
            foot.addWidget(button)
        box = column(self, spacing=theme.px(12))
        edge = theme.px(24)
        box.setContentsMargins(edge, theme.px(20), edge, theme.px(16))
        box.addWidget(label(t("Join the shared database"), "title", wrap=True))
        box.addLayout(head)
        box.addWidget(hairline())
        for page in self._pages:
            box.addWidget(page)
        box.addWidget(self._fault)
        box.addStretch(1)
        box.addLayout(foot)
        self.ask()

    def invite(self, text: str) -> None:
        """Put an invitation in."""
        self._text.setPlainText(text)

    # -- the steps --------------------------------------------------------------------------------------------

    def ask(self) -> None:
        """The first step: the invitation."""
        self._at(0, self.context.t("Next"))
        self._typed()
        self._text.setFocus()

    def check(self, failed: DeskError | None, found: Found | None = None) -> None:
        """The second: the checks, of which all hold (`found`), or one failed; else they are under way."""
        t = self.context.t
        name = type(failed).__name__
        stop = next((at for at, (_, names) in enumerate(CHECKS) if name in names), 0)
        for at, (icon, words) in enumerate(self._checks):
            if found is not None or (failed is not None and at < stop):
                icon.show_icon("circle-check", "ok")
            elif failed is not None and at == stop:
                icon.show_icon("circle-x", "bad")
            else:
                icon.show_icon("circle", "muted")
            mark(words, "role", "strong" if failed is not None and at == stop else "")
        told = found and t(
            "Reached: {database} on {host}, PostgreSQL {version}, encrypted and certified",
            database=found.place.database,
            host=found.place.host,
            version=found.version,
        )
        self._reached.setText(told or "")
        self._reached.setVisible(bool(told))
        self._at(1, t("Next") if found else t("Try again"), failed)
        self._next.setEnabled(failed is not None or found is not None)
        self._next.setFocus()

    def confirm(self) -> None:
        """The third: what joining means."""
        self._at(2, self.context.t("Join"))
        self._next.setEnabled(True)
        self._next.setFocus()

    def _invitation(self) -> QWidget:
        theme, t = self.context.theme, self.context.t
        page = QWidget()
        box = column(page, spacing=theme.px(8))
        words = t("The administrator sent you an invitation, a long line of letters or a file. Put it here.")
        box.addWidget(label(words, wrap=True))
        box.addWidget(self._text)
        file = Button(theme, t("Open a file…"), "folder-open")
        file.setAutoDefault(False)
        file.clicked.connect(self._open_file)
        row = line()
        row.addWidget(file)
        row.addStretch(1)
        box.addLayout(row)
        return page

    def _connection(self) -> QWidget:
        theme, t = self.context.theme, self.context.t
        page = QWidget()
        box = column(page, spacing=theme.px(8))
        self._checks: list[tuple[Icon, QLabel]] = []
        for said, _ in CHECKS:
            icon, words = Icon(theme, "circle", "muted", 18), label(t(said), wrap=True)
            self._checks.append((icon, words))
            row = line(spacing=theme.px(8))
            row.addWidget(icon, 0, Qt.AlignmentFlag.AlignTop)
            row.addWidget(words, 1)
            box.addLayout(row)
        self._reached = label("", "muted", wrap=True)
        box.addWidget(self._reached)
        return page

    def _joining(self) -> QWidget:
        t = self.context.t
        page = QWidget()
        box = column(page, spacing=self.context.theme.px(8))
        for words in (
            t("From now on what you save is shared with your colleagues, and what they save comes here."),
            t(
                "Without a network you go on as before: changes wait on this computer, encrypted, and are shared when "
                "the network is back."
            ),
            t("What is on this computer already is shared too. You can leave at any time."),
        ):
            box.addWidget(label(words, wrap=True))
        return page

    # -- within -----------------------------------------------------------------------------------------------

    def _at(self, step: int, on: str, fault: DeskError | None = None) -> None:
        self._step = step
        for at, (page, words) in enumerate(zip(self._pages, self._steps, strict=True)):
            page.setVisible(at == step)
            mark(words, "role", "strong" if at == step else "muted")
        self._back.setVisible(step > 0)
        self._next.setText(on)
        self._tell(fault)

    def _tell(self, fault: DeskError | None) -> None:
        self._fault.setText(fault.describe(self.context.t) if fault is not None else "")
        self._fault.setVisible(fault is not None)
        self.fit_height()

    def _typed(self) -> None:
        if self._step == 0:
            self._tell(None)
            self._next.setEnabled(bool(self._text.toPlainText().strip()))

    def _open_file(self) -> None:
        t = self.context.t
        name, _ = QFileDialog.getOpenFileName(self, t("Open a file…"), str(Path.home()), t("All files") + " (*)")
        if name:
            try:
                self.invite(Path(name).read_bytes()[:100_000].decode("utf-8", "replace"))
            except OSError as error:
                self._tell(NotRead(path=name, reason=error.strerror or str(error)))

    def _go_back(self) -> None:
        if not self._busy:
            self.check(None) if self._step == 2 else self.ask()
            if self._step == 1:
                self._try_out()

    def _go_on(self) -> None:
        if self._busy:
            return
        if self._step == 0:
            self._read()
        elif self._step == 1:
            self.confirm() if self._found is not None else self._try_out()
        else:
            self._join()

    _found: Found | None = None

    def _read(self) -> None:
        from talented_desk.sync.connect import invitation

        try:
            invitation(self._text.toPlainText())
        except DeskError as error:
            self._tell(error)
            return
        self._try_out()

    def _try_out(self) -> None:
        text, member = self._text.toPlainText(), self.context.app.membership
        self._found = None
        self.check(None)
        self._work(True)

        def done(found: Found) -> None:
            self._work(False)
            self._found = found
            self.check(None, found)

        def failed(error: BaseException) -> None:
            self._work(False)
            if isinstance(error, DeskError):
                self.check(error)
            else:
                self.context.operations.tell(error)

        self.context.jobs.read(self, lambda task: member.try_out(text), done, failed)

    def _join(self) -> None:
        text, member = self._text.toPlainText(), self.context.app.membership
        self._work(True)

        def job(task: Task) -> None:
            member.join(text)

        def done(_: None) -> None:
            self.joined.emit()
            self.accept()
            self.context.notices.toast(self.context.t("This computer has joined. The first sync is under way."))

        def failed(error: BaseException) -> None:
            self._work(False)
            if isinstance(error, DeskError):
                self._tell(error)
            else:
                self.context.operations.tell(error)

        self.context.jobs.write(self, job, done, failed)

    def _work(self, busy: bool) -> None:
        self._busy = busy
        self._next.setEnabled(not busy)
        self._back.setEnabled(not busy)
