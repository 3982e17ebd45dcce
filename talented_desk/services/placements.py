"""Placements in their first form: a student at an employer's worksite for a term."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from db.base import table_of
from db.models import Placement
from db.queries import placements as queries
from db.queries.placements import PlacementRow as PlacementRow
from db.types import Value, Values
from talented_desk.domain import placements as rules
from talented_desk.domain.text import Needed
from talented_desk.errors import DeskError, Invalid
from talented_desk.i18n import N_
from talented_desk.services.base import Service, row
from talented_desk.services.bulk import PREVIEWED, ChangedRow, ChangePreview, RefusedRow
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

    def preview(self, placement_ids: Sequence[str], field: str, value: Value, limit: int = PREVIEWED) -> ChangePreview:
        """What giving `field` this value would change, row by row; nothing is written.

        A placement that cannot take it (such as an end before its start) is refused, with the reason; the others can
        be changed all the same. Raises `Invalid` where the value itself is wrong.
        """
        after = self._one(field, value)
        changed: list[ChangedRow] = []
        refused: list[RefusedRow] = []
        found = self._whole(placement_ids)
        for placement_id, before in found.items():
            if before[field] == after:
                continue
            name = f"{before['student_name']} · {before['title']}"
            try:
                self._taken(before, {field: after})
            except Invalid as invalid:
                refused.append(RefusedRow(placement_id, name, next(iter(invalid.problems.values()))))
            else:
                changed.append(ChangedRow(placement_id, name, before[field], after))
        unchanged = len(found) - len(changed) - len(refused)
        return ChangePreview(tuple(one.id for one in changed), tuple(changed[:limit]), unchanged, tuple(refused))

    def edit_many(self, placement_ids: Sequence[str], field: str, value: Value) -> None:
        """Give a field of several placements this value in one operation, or of none. Raises `Invalid`."""
        after = self._one(field, value)
        found = self._whole(placement_ids)
        taken = {one: self._taken(before, {field: after}) for one, before in found.items()}
        with self.database.write(N_("Edit several placements"), subject=str(len(found))) as write:
            for placement_id, values in taken.items():
                write.update(Placement, placement_id, values)

    def delete_many(self, placement_ids: Sequence[str]) -> None:
        """Remove several placements with their packages in one operation."""
        with self.database.write(N_("Delete several placements"), subject=str(len(placement_ids))) as write:
            for placement_id in placement_ids:
                write.delete(Placement, placement_id)

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

    def _one(self, field: str, value: Value) -> Value:
        """The value as it is kept, whatever placement gets it. Raises `Invalid`."""
        if field in REFERENCES:
            with self.database.read() as connection:
                problems = gone(connection, Placement, {field: value or None})
            if problems:
                raise Invalid(problems)
            return value or None
        if field in rules.NEEDED and not str(value or "").strip():
            raise Invalid({field: Needed()})
        return rules.clean_placement({field: value}, self.today())[field]

    def _taken(self, before: Mapping[str, Value], values: Values) -> Values:
        """The values if the placement can take them beside its own. Raises `Invalid`."""
        own = {name: value for name, value in before.items() if name not in (*REFERENCES, "n", "id", "rev")}
        rules.clean_placement({**own, **{k: v for k, v in values.items() if k in own}}, self.today(), new=True)
        return values

    def _whole(self, placement_ids: Sequence[str]) -> dict[str, Mapping[str, Value]]:
        table = table_of(Placement)
        found: dict[str, Mapping[str, Value]] = {}
        with self.database.read() as connection:
            for start in range(0, len(placement_ids), 500):
                some = placement_ids[start : start + 500]
                rows = connection.execute(select(table).where(table.c.id.in_(some))).mappings()
                found |= {str(one["id"]): dict(one) for one in rows}
        return {one: found[one] for one in placement_ids if one in found}

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
