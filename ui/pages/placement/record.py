"""A placement with everything that its page shows, read at once off the interface's thread."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from talented_desk.domain.text import Value

if TYPE_CHECKING:
    from talented_desk.bootstrap import Application
    from talented_desk.packages.model import Gap
    from talented_desk.services.contacts import ContactRow
    from talented_desk.services.employers import EmployerRecord, WorksiteRow
    from talented_desk.services.institutions import InstitutionRow
    from talented_desk.services.packages import PackageRow
    from talented_desk.services.placements import PlacementRecord


@dataclass(frozen=True, slots=True)
class PlacementView:
    """The placement, what it refers to, what may be chosen for it, and its packages, newest first."""

    placement: PlacementRecord
    employer: EmployerRecord
    worksite: WorksiteRow | None
    people: tuple[ContactRow, ...]
    supervisor: ContactRow | None
    institutions: tuple[InstitutionRow, ...]
    institution: InstitutionRow | None
    gaps: tuple[Gap, ...]
    packages: tuple[PackageRow, ...]
    outdated: frozenset[str]
    """Packages that would print otherwise if they were made now."""

    def value(self, owner: str, name: str) -> Value:
        """A field of the placement or of one of the records it refers to; None where there is no such record."""
        if owner == "placement":
            return self.placement.values[name]
        if owner == "employer":
            return self.employer.values[name]
        if owner == "supervisor":
            return self.supervisor.values[name] if self.supervisor is not None else None
        holder = self.worksite if owner == "worksite" else self.institution
        found: Value = getattr(holder, name) if holder is not None else None
        return found

    def record_id(self, owner: str) -> str:
        """The id of the record that a group of facts belongs to; empty where there is none."""
        ids = {
            "placement": self.placement.id,
            "employer": self.employer.id,
            "worksite": self.worksite.id if self.worksite is not None else "",
            "supervisor": self.supervisor.id if self.supervisor is not None else "",
            "institution": self.institution.id if self.institution is not None else "",
        }
        return ids[owner]


def load(app: Application, placement_id: str) -> PlacementView:
    """Read the placement and what belongs to its page. Raises `NotFound`."""
    placement = app.placements.get(placement_id)
    values = placement.values
    employer = app.employers.get(str(values["employer_id"]))
    people = app.contacts.of_employer(employer.id)
    institutions = app.institutions.all()
    supervisor = None
    if values["supervisor_id"]:
        known = [person for person in people if person.id == values["supervisor_id"]]
        supervisor = known[0] if known else app.contacts.get(str(values["supervisor_id"]))
        people = people if known else (*people, supervisor)
    return PlacementView(
        placement=placement,
        employer=employer,
        worksite=next((site for site in employer.worksites if site.id == values["worksite_id"]), None),
        people=people,
        supervisor=supervisor,
        institutions=institutions,
        institution=next((one for one in institutions if one.id == values["institution_id"]), None),
        gaps=app.packages.gaps(placement_id),
        packages=app.packages.of_placement(placement_id),
        outdated=app.packages.outdated(placement_id),
    )
