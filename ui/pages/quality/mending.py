"""The way from a finding to the field that mends it: a small form with the focus in that field, or the page for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtWidgets import QWidget

from talented_desk.domain import codes
from talented_desk.domain.quality import BY_CODE
from talented_desk.domain.quality_forms import formed
from talented_desk.errors import NotFound
from talented_desk.i18n import N_
from talented_desk.jobs import Task
from ui import labels
from ui.context import UiContext
from ui.dialogs.form_dialog import FormDialog
from ui.pages.employer.consent import ConsentDialog
from ui.pages.employer.people import add_contact
from ui.pages.quality.words import title_of

if TYPE_CHECKING:
    from talented_desk.bootstrap import Application
    from talented_desk.services.quality import Finding

FIELDS: Final[Mapping[tuple[str, str], tuple[str, ...]]] = {
    ("employer", "owner_id"): ("owner_id",),
    ("employer", "naics"): ("naics",),
    ("employer", "headcount"): ("headcount", "headcount_date", "headcount_source"),
    ("employer", "headcount_date"): ("headcount", "headcount_date", "headcount_source"),
    ("employer", "phone"): ("phone", "email"),
    ("employer", "email"): ("phone", "email"),
    ("employer", "website"): ("website",),
    ("employer", "business_number"): ("business_number",),
    ("employer", "legal_name"): ("legal_name", "trade_name", "city"),
    ("contact", "family_name"): ("given_name", "family_name"),
    ("contact", "phone"): ("phone", "mobile", "email"),
    ("contact", "email"): ("phone", "mobile", "email"),
    ("contact", "language"): ("language",),
    ("worksite", "street"): ("street", "city"),
    ("worksite", "phone"): ("phone",),
    ("worksite", "postal_code"): ("street", "city", "province", "postal_code"),
    ("worksite", "insurance_expires"): ("insurance_provider", "insurance_expires"),
    ("placement", "state"): ("starts_on", "ends_on", "state"),
    ("placement", "ends_on"): ("starts_on", "ends_on", "state"),
    ("placement", "institution_id"): ("institution_id",),
    ("placement", "worksite_id"): ("worksite_id",),
    ("opportunity", "status"): ("deadline", "status"),
    ("opportunity", "ends_on"): ("starts_on", "ends_on"),
    ("employer_check", "expires_on"): ("status", "checked_on", "expires_on", "evidence"),
    ("employer_check", "checked_on"): ("status", "checked_on", "expires_on", "evidence"),
}
"""What is asked on the way to a field, in the order of the form."""
_CODED: Final = {**labels.CODE_LISTS, "status": "opportunity_statuses"}
_HINTS: Final = {
    "phone": N_("Ten digits; an extension as x12"),
    "naics": N_("Two to six digits; two say the sector"),
    "postal_code": N_("Such as T2P 1J9"),
}


@dataclass(frozen=True, slots=True)
class Known:
    """A record as it is, what its references may be, and how it is saved."""

    values: Mapping[str, Any]
    choices: Mapping[str, tuple[tuple[str, str], ...]]
    save: Callable[[Mapping[str, str]], object]


def mend(context: UiContext, finding: Finding, owner: QWidget) -> None:
    """Go to what mends it; where that is a form, it opens on the field."""
    app, one = context.app, BY_CODE[finding.rule]
    if one.table == "support_session":
        context.navigate("session", finding.id)
    elif one.field == "session":
        context.navigate("session", f"new:{finding.employer_id}")
    elif one.field == "contact":
        add_contact(context, owner.window(), finding.id)
    elif one.field == "task":
        _ask_task(context, finding, owner)
    elif one.table == "email_consent":
        _read(
            context,
            owner,
            lambda task: app.contacts.get(finding.contact_id),
            lambda person: _consent(context, person, owner),
        )
    else:
        _read(context, owner, lambda task: _known(app, finding), lambda known: _ask(context, finding, known, owner))


def open_record(context: UiContext, finding: Finding) -> None:
    """The whole record, for whoever wants to see more."""
    table = BY_CODE[finding.rule].table
    if table == "placement":
        context.navigate("placement", finding.id)
    elif table == "support_session":
        context.navigate("session", finding.id)
    elif finding.employer_id:
        context.navigate("employer", finding.employer_id)


def _read(context: UiContext, owner: QWidget, job: Callable[[Task], Any], show: Callable[[Any], None]) -> None:
    def failed(error: BaseException) -> None:
        if not isinstance(error, NotFound):  # deleted meanwhile: the list will say so
            context.operations.tell(error)

    context.jobs.read(owner, job, show, failed)


def _consent(context: UiContext, person: Any, owner: QWidget) -> None:
    ConsentDialog(context, person.id, person.name, person.email, owner.window()).open()


def _known(app: Application, finding: Finding) -> Known:
    one, row_id = BY_CODE[finding.rule], finding.id
    if one.table == "employer":
        officers = tuple((officer.id, officer.name) for officer in app.officers.all() if officer.active)
        return Known(
            app.employers.get(row_id).values, {"owner_id": officers}, lambda new: app.employers.edit(row_id, new)
        )
    if one.table == "contact":
        return Known(app.contacts.get(row_id).values, {}, lambda new: app.contacts.edit(row_id, new))
    if one.table == "worksite":
        site = app.employers.worksite(row_id)
        names = {name for names in FIELDS.values() for name in names}
        values = {name: getattr(site, name) for name in names if hasattr(site, name)}
        return Known(values, {}, lambda new: app.employers.edit_worksite(row_id, new))
    if one.table == "placement":
        sites = tuple((site.id, site.label) for site in app.employers.get(finding.employer_id).worksites)
        schools = tuple((school.id, school.name) for school in app.institutions.all())
        choices = {"worksite_id": sites, "institution_id": schools}
        return Known(app.placements.get(row_id).values, choices, lambda new: app.placements.edit(row_id, new))
    if one.table == "opportunity":
        return Known(app.opportunities.get(row_id).values, {}, lambda new: app.opportunities.edit(row_id, new))
    check = next((row for row in app.employers.get(finding.employer_id).checks if row.id == row_id), None)
    if check is None:
        raise NotFound()
    values = {name: getattr(check, name) for name in ("status", "checked_on", "expires_on", "evidence")}
    return Known(values, {}, lambda new: app.employers.set_check(finding.employer_id, check.item, {**values, **new}))


def _ask(context: UiContext, finding: Finding, known: Known, owner: QWidget) -> None:
    t, one = context.t, BY_CODE[finding.rule]
    dialog = FormDialog(context, title_of(finding, t, context.formats), t("Save"), owner.window())
    names = FIELDS[one.table, one.field]
    shown = {name: _field(dialog, name, known, t.language, one.table) for name in names}

    def job(values: Mapping[str, str], task: Task) -> object:
        # what was not touched is not sent: another field's old slip must not stand in the way
        changed = {name: value for name, value in values.items() if value != shown[name]}
        return known.save(changed) if changed else None

    dialog.on_save(job, t("{name} was saved", name=title_of(finding, t, context.formats)))
    dialog.fit()
    dialog.open()
    dialog.form.field(_wanted(finding)).setFocus()


def _wanted(finding: Finding) -> str:
    """The field to begin in: of several, the first that cannot be read."""
    one = BY_CODE[finding.rule]
    if finding.rule.endswith("phone_bad"):
        numbers = zip(finding.fields, finding.seen, strict=True)
        return next((field for field, number in numbers if formed("phone", number) is None), one.field)
    return one.field


def _field(dialog: FormDialog, name: str, known: Known, language: str, table: str) -> str:
    """Add one field; returns its value as the form will give it back if nobody touches it."""
    t = dialog.context.t
    value = "" if known.values.get(name) is None else str(known.values[name])
    if name in known.choices:
        dialog.choice(name, (("", "–"), *known.choices[name]), value)
    elif name == "evidence":
        dialog.paragraph(name, value)
    elif name in _CODED:
        list_id = "check_statuses" if (table, name) == ("employer_check", "status") else _CODED[name]
        offered = codes.load(list_id).choices(language)
        empty = (("", "–"),) if not value or name in ("language", "province", "headcount_source") else ()
        dialog.choice(name, (*empty, *offered), value)
    elif name.endswith(("_on", "_date", "_expires")) or name == "deadline":
        dialog.date(name, value, past=name in ("headcount_date", "checked_on"))
    else:
        dialog.text(name, value, hint=t(_HINTS[name]) if name in _HINTS else "")
    return dialog.values()[name]


def _ask_task(context: UiContext, finding: Finding, owner: QWidget) -> None:
    t, tasks = context.t, context.app.tasks
    dialog = FormDialog(context, t("Add a task"), t("Add"), owner.window())
    dialog.text("subject", finding.title, required=True)
    dialog.date("due_on", context.today().isoformat())
    dialog.paragraph("notes")

    def job(values: Mapping[str, str], task: Task) -> object:
        return tasks.add({**values, "employer_id": finding.employer_id})

    dialog.on_save(job, t("Task added"))
    dialog.fit()
    dialog.open()
