"""Asks at the first start who is at this desk: their name signs every change and letter."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtWidgets import QComboBox, QLineEdit

from talented_desk.i18n import LANGUAGES, Translator
from ui.dialogs.snug import SnugDialog
from ui.theme.theme import Theme
from ui.widgets.basics import Button, column, label, line
from ui.widgets.form import FormColumn


class WelcomeDialog(SnugDialog):
    """`values` holds name, e-mail, organization and language once the dialog was accepted."""

    def __init__(self, theme: Theme, t: Translator) -> None:
        super().__init__(theme.px(440))
        self.t = t
        self.setWindowTitle("Talented Desk")
        box = column(self, spacing=theme.px(8))
        edge = theme.px(24)
        box.setContentsMargins(edge, edge, edge, edge)
        box.addWidget(label(t("Welcome to Talented Desk"), "title"))
        box.addWidget(
            label(t("Who is at this desk? Your name signs what you log and the letters you send."), "muted", wrap=True)
        )
        box.addSpacing(theme.px(8))
        self._form = FormColumn(theme, t("required"))
        self._form.accepted.connect(self._take)
        self._name = self._line("name", t("Your name"), required=True)
        self._email = self._line("email", t("E-mail"))
        self._organization = self._line("organization", t("Organization"))
        self._language = QComboBox()
        for code, words in LANGUAGES.items():
            self._language.addItem(words, code)
        self._language.setCurrentIndex(self._language.findData(t.language))
        self._form.add("language", t("Language"), self._language)
        box.addWidget(self._form)
        box.addSpacing(theme.px(16))
        row = line(spacing=theme.px(8))
        row.addStretch(1)
        go = Button(theme, t("Begin"), kind="primary")
        go.setObjectName("welcome-begin")
        go.setDefault(True)
        go.clicked.connect(self._take)
        row.addWidget(go)
        box.addLayout(row)
        box.addStretch(1)
        self.fit_height()

    def values(self) -> Mapping[str, str]:
        """What was entered."""
        return {
            "name": self._name.text().strip(),
            "email": self._email.text().strip(),
            "organization": self._organization.text().strip(),
            "language": str(self._language.currentData()),
        }

    def _line(self, name: str, words: str, *, required: bool = False) -> QLineEdit:
        field = QLineEdit()
        field.setObjectName(f"field-{name}")
        self._form.add(name, words, field, required=required)
        return field

    def _take(self) -> None:
        if self._name.text().strip():
            self.accept()
        else:
            self._form.show_problems({"name": self.t("A name is needed.")})
            self.fit_height()
