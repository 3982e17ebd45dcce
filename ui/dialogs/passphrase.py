"""Asks for the passphrase where the computer has no keyring; a new one is typed twice."""

from __future__ import annotations

from PySide6.QtWidgets import QLineEdit

from talented_desk.i18n import Translator
from talented_desk.security.keys import MINIMUM_PASSPHRASE
from ui.dialogs.snug import SnugDialog
from ui.theme.theme import Theme
from ui.widgets.basics import Button, column, label, line
from ui.widgets.form import FormColumn


class PassphraseDialog(SnugDialog):
    """`passphrase` holds what was entered once the dialog was accepted."""

    def __init__(self, theme: Theme, t: Translator, *, new: bool, problem: str = "") -> None:
        super().__init__(theme.px(440))
        self._new, self.t = new, t
        self.setWindowTitle("Talented Desk")
        title = t("Protect your workspace") if new else t("Unlock your workspace")
        more = (
            t(
                "Your work is kept encrypted. This computer has no keyring that could keep the key, so you choose a "
                "passphrase and enter it at each start. Without it nobody can read your work, not even you."
            )
            if new
            else t("Enter the passphrase that protects this workspace.")
        )
        box = column(self, spacing=theme.px(8))
        edge = theme.px(24)
        box.setContentsMargins(edge, edge, edge, edge)
        box.addWidget(label(title, "title"))
        box.addWidget(label(more, "muted", wrap=True))
        box.addSpacing(theme.px(8))
        self._form = FormColumn(theme, t("required"))
        self._form.accepted.connect(self.take)
        rule = t("At least {minimum} characters; a short sentence is good.", minimum=MINIMUM_PASSPHRASE) if new else ""
        self._one = self._field("passphrase", t("Passphrase"), rule)
        self._two = self._field("again", t("The same once more")) if new else None
        box.addWidget(self._form)
        box.addSpacing(theme.px(16))
        row = line(spacing=theme.px(8))
        row.addStretch(1)
        leave = Button(theme, t("Quit"))
        leave.setAutoDefault(False)
        leave.clicked.connect(self.reject)
        go = Button(theme, t("Protect") if new else t("Unlock"), kind="primary")
        go.setDefault(True)
        go.clicked.connect(self.take)
        row.addWidget(leave)
        row.addWidget(go)
        box.addLayout(row)
        box.addStretch(1)
        self._say("passphrase", problem)

    @property
    def passphrase(self) -> str:
        return self._one.text()

    def _field(self, name: str, words: str, hint: str = "") -> QLineEdit:
        field = QLineEdit()
        field.setEchoMode(QLineEdit.EchoMode.Password)
        field.setObjectName(f"field-{name}")
        self._form.add(name, words, field, hint=hint)
        return field

    def take(self) -> None:
        """Accept what was entered, or say what is wrong with it."""
        t = self.t
        if self._two is not None and len(self._one.text()) < MINIMUM_PASSPHRASE:
            words = t(
                "A passphrase needs at least {minimum} characters; a short sentence is good.",
                minimum=MINIMUM_PASSPHRASE,
            )
            self._say("passphrase", words)
        elif self._two is not None and self._one.text() != self._two.text():
            self._say("again", t("The two are not the same."))
        elif self._one.text():
            self.accept()

    def _say(self, field: str, words: str) -> None:
        self._form.show_problems({field: words} if words else {})
        self.fit_height()
