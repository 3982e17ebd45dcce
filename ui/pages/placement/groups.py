"""The facts of a placement's page by group, and where each thing that a package lacks is mended."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from talented_desk.i18n import N_

if TYPE_CHECKING:
    from ui.pages.placement.record import PlacementView


@dataclass(frozen=True, slots=True)
class Group:
    """Facts under one heading. `facts` are `owner.field`; those of another owner change for all its placements."""

    id: str
    title: str
    facts: tuple[str, ...]
    note: str = ""
    """Said while there is a record of the other owner."""


def _facts(owner: str, *names: str) -> tuple[str, ...]:
    return tuple(f"{owner}.{name}" for name in names)


WORK: Final = Group(
    "work",
    N_("Work"),
    _facts(
        "placement",
        "title",
        "state",
        "wil_type",
        "starts_on",
        "ends_on",
        "hours_per_week",
        "pay_basis",
        "pay_rate_cents",
        "pay_unit",
        "unpaid_basis",
        "wcb_basis",
        "work_mode",
        "description",
    ),
)
STUDENT: Final = Group(
    "student", N_("Student"), _facts("placement", "student_name", "student_email", "student_phone", "program")
)
INSTITUTION: Final = Group(
    "institution",
    N_("Institution"),
    (
        *_facts("placement", "institution_id", "faculty_supervisor"),
        *_facts("institution", "coordinator_name", "coordinator_email", "coordinator_phone"),
    ),
    N_("The coordinator belongs to the institution: a change is one for all its placements."),
)
WORKSITE: Final = Group(
    "worksite",
    N_("Worksite"),
    (
        *_facts("placement", "worksite_id"),
        *_facts(
            "worksite",
            "street",
            "city",
            "province",
            "postal_code",
            "phone",
            "wcb_account",
            "insurance_expires",
            "safety_contact",
            "safety_notes",
        ),
    ),
    N_("These facts belong to the worksite: a change is one for all placements there."),
)
SUPERVISOR: Final = Group(
    "supervisor",
    N_("Supervisor"),
    (*_facts("placement", "supervisor_id"), *_facts("supervisor", "phone", "email")),
)
EMPLOYER: Final = Group("employer", N_("Employer"), _facts("employer", "legal_name", "business_number"))

LEFT: Final = (WORK, STUDENT)
RIGHT: Final = (WORKSITE, SUPERVISOR, INSTITUTION, EMPLOYER)

_MENDED: Final = {
    "placement.start": "placement.starts_on",
    "placement.end": "placement.ends_on",
    "placement.weekly_minutes": "placement.hours_per_week",
    "placement.total_minutes": "placement.hours_per_week",
    "placement.rate_cents": "placement.pay_rate_cents",
    "student.name": "placement.student_name",
    "student.email": "placement.student_email",
    "student.phone": "placement.student_phone",
    "student.program": "placement.program",
    "institution.name": "placement.institution_id",
    "institution.coordinator.name": "institution.coordinator_name",
    "institution.coordinator.email": "institution.coordinator_email",
    "institution.coordinator.phone": "institution.coordinator_phone",
    "institution.faculty_supervisor.name": "placement.faculty_supervisor",
    "supervisor.name": "placement.supervisor_id",
    "worksite.address_lines": "worksite.street",
    "worksite.insurance_expiry": "worksite.insurance_expires",
    "worksite.wcb_basis": "placement.wcb_basis",
}
_CHOSEN_BY: Final = {
    "worksite": "placement.worksite_id",
    "supervisor": "placement.supervisor_id",
    "institution": "placement.institution_id",
}


def mended_at(gap: str, view: PlacementView) -> str:
    """The fact of this page that fills a gap; empty if it is mended on another page (the officer: Settings)."""
    fact = _MENDED.get(gap, gap)
    owner = fact.partition(".")[0]
    if owner in _CHOSEN_BY and not view.record_id(owner):
        return _CHOSEN_BY[owner]
    return "" if owner == "officer" else fact
