"""Placements in their first form: a student at an employer's worksite for a term."""

from __future__ import annotations

from dataclasses import dataclass

from db.models import Placement
from db.queries import placements as queries
from db.queries.placements import PlacementRow as PlacementRow
from db.types import Values
from talented_desk.domain import placements as rules
from talented_desk.errors import DeskError, Invalid
from talented_desk.i18n import N_
from talented_desk.services.base import Service, row
from talented_desk.services.references import EmployerNeeded as EmployerNeeded
from talented_desk.services.references import problems as gone

REFERENCES = ("employer_id", "opportunity_id", "worksite_id", "supervisor_id", "institution_id", "officer_id")


@dataclass(frozen=True, slots=True)
class PlacementRecord:
    """One placement whole. `values` holds the journalled fields by name; `warnings` are unusual, not refused."""

    id: str
    values: Values
    row: PlacementRow
    warnings: tuple[DeskError, ...]


class Placements(Service):
    """What one can do with placements."""

    def add(self, values: Values) -> str:
        """Add a placement (references by id, the rest as typed); returns its id. Raises `Invalid`."""
        checked = self._checked(values)
        mine = {"officer_id": self.database.identity.officer_id or None}
        with self.database.write(N_("Add placement"), subject=str(checked["student_name"])) as write:
            return write.insert(Placement, {**mine, **checked})

    def edit(self, placement_id: str, values: Values) -> None:
        """Change fields. Raises `Invalid`, `NotFound`."""
        with self.database.read() as connection:
            before = row(connection, Placement, placement_id)
        whole = {name: value for name, value in before.items() if name not in ("n", "id", "rev")} | dict(values)
        checked = self._checked(whole)
        with self.database.write(N_("Edit placement"), subject=str(before["student_name"])) as write:
            write.update(Placement, placement_id, {name: checked[name] for name in values})

    def delete(self, placement_id: str) -> None:
        """Remove a placement with its packages; undo brings them back."""
        with self.database.read() as connection:
            before = row(connection, Placement, placement_id)
        with self.database.write(N_("Delete placement"), subject=str(before["student_name"])) as write:
            write.delete(Placement, placement_id)

    def get(self, placement_id: str) -> PlacementRecord:
        """One placement whole. Raises `NotFound`."""
        with self.database.read() as connection:
            values = row(connection, Placement, placement_id)
            (line,) = queries.rows(connection, placement_id=placement_id)
        own = {name: value for name, value in values.items() if name not in ("n", "id", "rev")}
        return PlacementRecord(placement_id, own, line, rules.warnings(own))

    def all(self, *, employer_id: str | None = None, state: str | None = None) -> list[PlacementRow]:
        """Placements, the latest start first."""
        with self.database.read() as connection:
            return queries.rows(connection, employer_id=employer_id, state=state)

    def _checked(self, values: Values) -> Values:
        references = {name: values[name] or None for name in REFERENCES if name in values}
        problems: dict[str, DeskError] = {}
        checked: Values = {}
        try:
            rest = {name: value for name, value in values.items() if name not in references}
            checked = rules.clean_placement(rest, self.today(), new=True)
        except Invalid as invalid:
            problems |= invalid.problems
        with self.database.read() as connection:
            problems |= gone(connection, Placement, references)
        if not references.get("employer_id"):
            problems["employer_id"] = EmployerNeeded()
        if problems:
            raise Invalid(problems)
        return {**references, **checked}
