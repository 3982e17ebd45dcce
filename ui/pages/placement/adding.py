"""Add a worksite or a supervisor from where one is missed: a short form, then it is chosen."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtWidgets import QWidget

from talented_desk.domain import codes
from talented_desk.jobs import Task
from ui.context import UiContext
from ui.dialogs.form_dialog import FormDialog
from ui.likely.watch import Likely
from ui.pages.employer.people import WATCHED


def add_worksite(context: UiContext, parent: QWidget, employer_id: str, done: Callable[[str], None]) -> FormDialog:
    """Ask for a worksite of this employer; `done` gets its id."""
    t, employers = context.t, context.app.employers
    dialog = FormDialog(context, t("Add a worksite"), t("Add"), parent)
    dialog.text("name", hint=t("Such as Head office, or leave it empty"))
    dialog.text("street")
    dialog.text("city")
    dialog.choice("province", (("", "–"), *codes.load("provinces").choices(t.language)), "AB")
    dialog.text("postal_code")
    dialog.text("phone", hint=t("Ten digits; an extension as x12"))
    dialog.text("wcb_account")
    dialog.text("safety_contact")

    def job(values: Mapping[str, str], task: Task) -> object:
        return employers.add_worksite(employer_id, dict(values))

    dialog.on_save(job, t("Worksite added"), lambda made: done(str(made)))
    return _open(dialog)


def add_supervisor(context: UiContext, parent: QWidget, employer_id: str, done: Callable[[str], None]) -> FormDialog:
    """Ask for a person who supervises at this employer; `done` gets the id."""
    t, contacts = context.t, context.app.contacts
    dialog = FormDialog(context, t("Add a supervisor"), t("Add"), parent)
    dialog.text("given_name")
    dialog.text("family_name", required=True)
    dialog.text("title", title=t("Job title"))
    dialog.text("email")
    dialog.text("phone", hint=t("Ten digits; an extension as x12"))

    def job(values: Mapping[str, str], task: Task) -> object:
        person = {name: value for name, value in values.items() if name != "title"}
        return contacts.add(person, employer_id, {"role": "supervisor", "title": values["title"]})

    dialog.on_save(job, t("Contact added"), lambda made: done(str(made)))
    _open(dialog)
    Likely(dialog, "contact", WATCHED, done, employer_id, {"role": "supervisor"})
    return dialog


def _open(dialog: FormDialog) -> FormDialog:
    dialog.finished.connect(dialog.deleteLater)
    dialog.fit()
    dialog.open()
    return dialog
