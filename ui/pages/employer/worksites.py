"""Worksites of an employer: address, workers' compensation, insurance and safety."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QWidget

from talented_desk.domain import codes
from talented_desk.jobs import Task
from ui.context import UiContext
from ui.dialogs.form_dialog import FormDialog
from ui.merging.menu import merge_menu
from ui.operations.runner import Operation
from ui.pages.employer.cards import CardList, card
from ui.widgets.basics import column

if TYPE_CHECKING:
    from talented_desk.services.employers import EmployerRecord, WorksiteRow

FIELDS: Final = (
    "name",
    "street",
    "city",
    "province",
    "postal_code",
    "phone",
    "wcb_account",
    "insurance_provider",
    "insurance_expires",
    "safety_contact",
    "safety_notes",
    "notes",
)


class WorksitesTab(QWidget):
    """Places where students would work."""

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context, self._employer = context, ""
        self._sites: tuple[WorksiteRow, ...] = ()
        t = context.t
        self._list = CardList(
            context,
            t("Add a worksite"),
            "map-pin",
            t("No worksite yet. A package needs the place where the student works."),
            self.add,
        )
        self._list.add_button.setObjectName("add-worksite")
        column(self).addWidget(self._list)

    def show_record(self, record: EmployerRecord) -> None:
        """Show this employer's worksites."""
        self._employer, self._sites = record.id, record.worksites
        if not self._list.editing():
            self._list.show_cards([self._card(site) for site in record.worksites])

    def add(self) -> None:
        """Ask for a new worksite."""
        t = self.context.t
        dialog = FormDialog(self.context, t("Add a worksite"), t("Add"), self.window())
        dialog.text("name", hint=t("Such as Head office, or leave it empty"))
        dialog.text("street")
        dialog.text("city")
        dialog.choice("province", (("", "–"), *codes.load("provinces").choices(t.language)), "AB")
        dialog.text("postal_code")
        dialog.text("phone")
        employers, employer_id = self.context.app.employers, self._employer

        def job(values: Mapping[str, str], task: Task) -> object:
            return employers.add_worksite(employer_id, values)

        dialog.on_save(job, t("Worksite added"))
        dialog.fit()
        dialog.open()

    def _card(self, site: WorksiteRow) -> QWidget:
        t, employers = self.context.t, self.context.app.employers

        def save(name: str, value: str) -> Callable[[Task], None]:
            def job(task: Task) -> None:
                employers.edit_worksite(site.id, {name: value})

            return job

        pills = []
        today = self.context.today().isoformat()
        if site.insurance_expires and site.insurance_expires < today:
            pills.append(t("Insurance expired"))
        values = {name: getattr(site, name) for name in FIELDS}
        return card(
            self.context,
            site.label or t("Worksite"),
            pills,
            values,
            FIELDS,
            save,
            [*self._merges(site), (t("Delete {name}", name=site.label), "trash-2", lambda: self._delete(site))],
        )

    def _merges(self, site: WorksiteRow) -> list[tuple[str, str, Callable[[], object]]]:
        others = [(one.id, one.label) for one in self._sites if one.id != site.id]
        if not others:
            return []
        words = self.context.t("Merge {name} with…", name=site.label)
        return [(words, "merge", lambda: merge_menu(self.context, self, "worksite", site.id, others))]

    def _delete(self, site: WorksiteRow) -> None:
        t, employers = self.context.t, self.context.app.employers

        def job(task: Task) -> None:
            employers.delete_worksite(site.id)

        self.context.operations.run(self, Operation(t("Deleting"), job, said=t("Worksite deleted")))
