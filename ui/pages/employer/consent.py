"""Consent to be e-mailed, on a person: where it stands, what was recorded, and how to record or withdraw it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from talented_desk.domain import codes
from talented_desk.formats import Formats
from talented_desk.i18n import Translator
from talented_desk.jobs import Task
from ui.context import UiContext
from ui.dialogs.form_dialog import FormDialog
from ui.operations.runner import Operation
from ui.pages.employer.cards import Tone
from ui.widgets.basics import Button, column, label, line

if TYPE_CHECKING:
    from talented_desk.domain.consent import Standing
    from talented_desk.services.consents import ConsentRow


def consent_pill(standing: Standing, t: Translator, formats: Formats) -> tuple[str, Tone]:
    """Where a person stands, in a few words and a tone."""
    until = formats.date(standing.expires_on) if standing.expires_on else ""
    if standing.state == "express" or (standing.state == "implied" and not until):
        return t("May be e-mailed"), "ok"
    if standing.state in ("implied", "expiring"):
        return t("May be e-mailed until {day}", day=until), "ok" if standing.state == "implied" else "warn"
    if standing.state == "expired":
        return t("Consent ended {day}", day=until), "warn"
    if standing.state == "withdrawn":
        return t("Does not want e-mail"), "bad"
    return t("No consent to e-mail"), "plain"


class ConsentDialog(FormDialog):
    """A new consent with its proof; above it what was recorded before, and the way to withdraw all."""

    def __init__(self, context: UiContext, contact_id: str, name: str, email: str, parent: QWidget) -> None:
        t = context.t
        super().__init__(context, t("May {name} be e-mailed?", name=name), t("Record it"), parent)
        self._contact, self._name = contact_id, name
        self._earlier = QWidget()
        self._rows = column(self._earlier, spacing=context.theme.px(6))
        self.add_above(self._earlier)
        self.choice("basis", codes.load("consent_bases").choices(t.language), "express")
        self.date("given_on", context.today().isoformat(), past=True)
        self.paragraph("proof")
        self.text("email", email, hint=t("Empty: any address of this person"))
        consents = context.app.consents

        def job(values: Mapping[str, str], task: Task) -> object:
            return consents.add(contact_id, values)

        self.on_save(job, t("Consent recorded"))
        self.fit()
        context.jobs.read(self, lambda task: consents.of_contact(contact_id), self._show)

    def _show(self, found: tuple[ConsentRow, ...]) -> None:
        t, theme, formats = self.context.t, self.context.theme, self.context.formats
        for row in found:
            basis = codes.load("consent_bases").label(row.basis, t.language)
            if row.withdrawn_on:
                state = t("withdrawn {day}", day=formats.date(row.withdrawn_on))
            elif row.expires_on:
                state = t("until {day}", day=formats.date(row.expires_on))
            else:
                state = t("until withdrawn")
            head = " · ".join((basis, t("since {day}", day=formats.date(row.given_on)), state))
            self._rows.addWidget(label(head, wrap=True))
            if row.proof:
                self._rows.addWidget(label(row.proof, "small", wrap=True))
        foot = line()
        withdraw = Button(theme, t("Wants no more e-mail"), "x", "quiet")
        withdraw.setObjectName("withdraw-consent")
        withdraw.setAutoDefault(False)
        withdraw.clicked.connect(self._withdraw)
        foot.addWidget(withdraw)
        foot.addStretch(1)
        self._rows.addLayout(foot)
        self.fit()

    def _withdraw(self) -> None:
        t, consents, contact = self.context.t, self.context.app.consents, self._contact

        def job(task: Task) -> None:
            consents.withdraw(contact)

        said = t("{name} gets no more e-mail", name=self._name)
        self.context.operations.run(self, Operation(t("Saving"), job, done=lambda _: self.accept(), said=said))
