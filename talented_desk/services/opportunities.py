"""Opportunities in their first form: what an employer offers."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select, text

from db.base import table_of
from db.models import Opportunity
from db.types import Values
from talented_desk.domain import opportunities as rules
from talented_desk.errors import DeskError, Invalid
from talented_desk.i18n import N_
from talented_desk.services.base import Service, row
from talented_desk.services.references import EmployerNeeded
from talented_desk.services.references import problems as gone

REFERENCES = ("employer_id", "worksite_id", "contact_id")


@dataclass(frozen=True, slots=True)
class OpportunityRow:
    """An opportunity. `values` holds the journalled fields by name, for edit in place."""

    id: str
    employer_id: str
    employer: str
    title: str
    status: str
    values: Values


class Opportunities(Service):
    """What one can do with opportunities."""

    def add(self, employer_id: str, values: Values) -> str:
        """Add an opportunity at an employer; returns its id. Raises `Invalid`."""
        checked = self.checked({**values, "employer_id": employer_id})
        with self.database.write(N_("Add opportunity"), subject=str(checked["title"])) as write:
            return write.insert(Opportunity, checked)

    def edit(self, opportunity_id: str, values: Values) -> None:
        """Change fields. Raises `Invalid`, `NotFound`."""
        before = self.get(opportunity_id)
        checked = self.checked({**before.values, **values})
        with self.database.write(N_("Edit opportunity"), subject=before.title) as write:
            write.update(Opportunity, opportunity_id, {name: checked[name] for name in values})

    def delete(self, opportunity_id: str) -> None:
        """Remove an opportunity; undo brings it back."""
        with self.database.write(N_("Delete opportunity"), subject=self.get(opportunity_id).title) as write:
            write.delete(Opportunity, opportunity_id)

    def get(self, opportunity_id: str) -> OpportunityRow:
        """One opportunity. Raises `NotFound`."""
        with self.database.read() as connection:
            values = row(connection, Opportunity, opportunity_id)
            employer = connection.execute(
                text("SELECT coalesce(nullif(trade_name, ''), legal_name) FROM employer WHERE id = :id"),
                {"id": values["employer_id"]},
            ).scalar_one()
        return _opportunity(values, str(employer))

    def of_employer(self, employer_id: str) -> tuple[OpportunityRow, ...]:
        """An employer's opportunities, newest first."""
        table = table_of(Opportunity)
        with self.database.read() as connection:
            found = connection.execute(
                select(table).where(table.c.employer_id == employer_id).order_by(table.c.n.desc())
            ).mappings()
            return tuple(_opportunity(dict(values), "") for values in found)

    def checked(self, values: Values) -> Values:
        references = {name: values[name] or None for name in REFERENCES if name in values}
        problems: dict[str, DeskError] = {}
        checked: Values = {}
        try:
            rest = {name: value for name, value in values.items() if name not in references}
            checked = rules.clean_opportunity(rest, self.today(), new=True)
        except Invalid as invalid:
            problems |= invalid.problems
        with self.database.read() as connection:
            problems |= gone(connection, Opportunity, references)
        if not references.get("employer_id"):
            problems["employer_id"] = EmployerNeeded()
        if problems:
            raise Invalid(problems)
        return {**references, **checked}


def _opportunity(values: Values, employer: str) -> OpportunityRow:
    own = {name: value for name, value in values.items() if name not in ("n", "id", "rev")}
    return OpportunityRow(
        str(values["id"]), str(values["employer_id"]), employer, str(values["title"]), str(values["status"]), own
    )
