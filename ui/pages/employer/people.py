"""People at an employer: their roles and how to reach them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QWidget

from talented_desk.domain import codes
from talented_desk.jobs import Task
from ui.context import UiContext
from ui.dialogs.form_dialog import FormDialog
from ui.likely.watch import Likely
from ui.merging.menu import merge_menu
from ui.operations.runner import Operation
from ui.pages.documents.dialog import show_documents
from ui.pages.employer.cards import CardList, Tone, card
from ui.pages.employer.consent import ConsentDialog, consent_pill
from ui.widgets.basics import column

if TYPE_CHECKING:
    from talented_desk.domain.consent import Standing
    from talented_desk.services.contacts import ContactRow, RoleRow

Found = tuple[tuple["ContactRow", ...], Mapping[str, "Standing"]]
PERSON: Final = ("given_name", "family_name", "email", "phone", "mobile", "language", "pronouns", "notes")
WATCHED: Final = ("given_name", "family_name", "email", "phone")
ROLE: Final = ("role", "title", "is_primary", "started_on", "ended_on")


def add_contact(
    context: UiContext,
    parent: QWidget,
    employer_id: str,
    name: str = "",
    done: Callable[[str], None] = lambda made: None,
) -> FormDialog:
    """Ask for a person at this employer, whose name may be known already; `done` gets the id."""
    t, contacts = context.t, context.app.contacts
    given, _, family = name.partition(" ")
    dialog = FormDialog(context, t("Add a contact"), t("Add"), parent)
    dialog.text("given_name", given)
    dialog.text("family_name", family, required=True)
    dialog.text("title")
    dialog.choice("role", (("", "–"), *codes.load("contact_roles").choices(t.language)))
    dialog.text("email")
    dialog.text("phone", hint=t("Ten digits; an extension as x12"))
    dialog.choice("language", (("", "–"), *codes.load("languages").choices(t.language)))

    def job(values: Mapping[str, str], task: Task) -> object:
        role = {name: value for name, value in values.items() if name in ROLE}
        person = {name: value for name, value in values.items() if name not in ROLE}
        return contacts.add(person, employer_id, role)

    dialog.on_save(job, t("Contact added"), lambda made: done(str(made)))
    dialog.fit()
    Likely(dialog, "contact", WATCHED, done, employer_id)
    dialog.open()
    return dialog


class PeopleTab(QWidget):
    """Contacts with a role at the employer, the main one first, past ones last."""

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context, self._employer = context, ""
        self._people: tuple[ContactRow, ...] = ()
        t = context.t
        self._list = CardList(
            context,
            t("Add a contact"),
            "users",
            t("Nobody is known at this employer yet. Add the person you talk to."),
            self.add,
        )
        self._list.add_button.setObjectName("add-contact")
        column(self).addWidget(self._list)

    def show_record(self, employer_id: str) -> None:
        """Show this employer's people."""
        self._employer = employer_id
        app = self.context.app

        def job(task: Task) -> Found:
            people = app.contacts.of_employer(employer_id)
            return people, app.consents.standings([person.id for person in people])

        self.context.jobs.read(self, job, self._show)

    def add(self) -> None:
        """Ask for a new person."""
        add_contact(self.context, self.window(), self._employer)

    def _show(self, found: Found) -> None:
        people, standings = found
        self._people = people
        if not self._list.editing():
            self._list.show_cards([self._card(one, one.roles[0], standings.get(one.id)) for one in people])

    def _card(self, person: ContactRow, role: RoleRow, standing: Standing | None) -> QWidget:
        t = self.context.t
        pills: list[str | tuple[str, Tone]] = (
            [codes.load("contact_roles").label(role.role, t.language)] if role.role else []
        )
        if role.is_primary:
            pills.insert(0, t("Main contact"))
        if role.ended_on:
            pills.append(t("Until {day}", day=self.context.formats.date(role.ended_on)))
        if standing is not None:
            pills.append(consent_pill(standing, t, self.context.formats))
        values: dict[str, object] = {**person.values, **{name: getattr(role, name) for name in ROLE}}
        values["is_primary"] = int(role.is_primary)

        def save(name: str, value: str) -> Callable[[Task], None]:
            contacts = self.context.app.contacts

            def job(task: Task) -> None:
                if name in ROLE:
                    contacts.set_role(person.id, role.employer_id, {name: value}, role.id)
                else:
                    contacts.edit(person.id, {name: value})

            return job

        return card(
            self.context,
            person.name,
            pills,
            values,
            (*ROLE, *PERSON),
            save,
            [
                (t("Consent of {name} to e-mail", name=person.name), "mail", lambda: self._consent(person)),
                (t("Documents of {name}", name=person.name), "paperclip", lambda: self._documents(person)),
                *self._merges(person),
                (t("Delete {name}", name=person.name), "trash-2", lambda: self._delete(person)),
            ],
        )

    def _merges(self, person: ContactRow) -> list[tuple[str, str, Callable[[], object]]]:
        others = [(one.id, one.name) for one in self._people if one.id != person.id]
        if not others:
            return []
        words = self.context.t("Merge {name} with…", name=person.name)
        return [(words, "merge", lambda: merge_menu(self.context, self, "contact", person.id, others))]

    def _documents(self, person: ContactRow) -> None:
        show_documents(self.context, "contact", person.id, person.name, self)

    def _consent(self, person: ContactRow) -> None:
        dialog = ConsentDialog(self.context, person.id, person.name, person.email, self.window())
        dialog.open()

    def _delete(self, person: ContactRow) -> None:
        t, contacts = self.context.t, self.context.app.contacts

        def job(task: Task) -> None:
            contacts.delete(person.id)

        self.context.operations.run(self, Operation(t("Deleting"), job, said=t("{name} was deleted", name=person.name)))
