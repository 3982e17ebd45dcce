"""Saved lists, what their filters mean today, and what each choice of a filter would leave."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, Final

from db.models import SavedView
from db.queries import employers as employer_queries
from db.queries import import_apply as imports
from db.queries import views as queries
from db.queries.employer_filter import EmployerFilter
from talented_desk.domain import views as rules
from talented_desk.domain.views import LATEST, ME, NEW, STARTERS, Definition
from talented_desk.errors import Invalid
from talented_desk.i18n import N_
from talented_desk.jobs import Task
from talented_desk.services.base import Service, row

GROUPED: Final = (*queries.GROUPED, "headcount", "tag_id")
"""Filters whose choices are counted in one go."""


@dataclass(frozen=True, slots=True)
class View:
    """A list in the switcher. A starter's `name` is a source text, its id `starter:…`; it cannot be changed."""

    id: str
    name: str
    definition: Definition
    mine: bool = False
    starter: bool = False


class Views(Service):
    """What one can do with saved lists."""

    def of(self, page: str) -> tuple[View, ...]:
        """The starters, then everybody's and this officer's own lists of a page, in their order."""
        starters = tuple(
            View(f"starter:{one.id}", one.name, one.definition, starter=True) for one in STARTERS.get(page, ())
        )
        with self.database.read() as connection:
            found = queries.saved(connection, page, self.database.identity.officer_id)
        return starters + tuple(
            View(one.id, one.name, Definition.from_json(one.definition), bool(one.officer_id)) for one in found
        )

    def save(self, page: str, name: str, definition: Definition, *, everybody: bool = False) -> str:
        """Keep a list under a new name; returns its id. Raises `Invalid`."""
        cleaned = self._free(page, name)
        officer = self.database.identity.officer_id or None
        with self.database.write(N_("Save list"), subject=cleaned) as write:
            values = {
                "page": page,
                "name": cleaned,
                "definition": definition.to_json(),
                "officer_id": None if everybody else officer,
                "position": len(self.of(page)),
            }
            return write.insert(SavedView, values)

    def update(self, view_id: str, definition: Definition) -> None:
        """The saved list from now on shows this. Raises `NotFound`."""
        with self.database.write(N_("Update list"), subject=self._name(view_id)) as write:
            write.update(SavedView, view_id, {"definition": definition.to_json()})

    def rename(self, view_id: str, name: str, *, everybody: bool) -> None:
        """Another name, and whether it is everybody's. Raises `Invalid`, `NotFound`."""
        with self.database.read() as connection:
            before = row(connection, SavedView, view_id)
        cleaned = self._free(str(before["page"]), name, view_id)
        officer = None if everybody else (before["officer_id"] or self.database.identity.officer_id or None)
        with self.database.write(N_("Rename list"), subject=cleaned) as write:
            write.update(SavedView, view_id, {"name": cleaned, "officer_id": officer})

    def delete(self, view_id: str) -> None:
        """Remove a saved list; undo brings it back. Raises `NotFound`."""
        with self.database.write(N_("Delete list"), subject=self._name(view_id)) as write:
            write.delete(SavedView, view_id)

    def employer_filter(self, filters: Mapping[str, Any], rows: tuple[int, ...] | None = None) -> EmployerFilter:
        """What filters mean now and for this officer; `rows` narrows further, such as to the hits of a search."""
        values = rules.plain_filters(filters)
        if values.get("owner_id") == ME:
            values["owner_id"] = self.database.identity.officer_id or "-"
        if wanted := str(values.get("import_id", "")):
            values["import_new"] = wanted.startswith(NEW)
            run = wanted.removeprefix(NEW)
            values["import_id"] = (self._latest() or "-") if run == LATEST else run
        known = {one.name for one in fields(EmployerFilter)}
        chosen = EmployerFilter(**{name: value for name, value in values.items() if name in known})
        return replace(chosen, rows=rows, today=self.today().isoformat())

    def counts(
        self,
        filters: Mapping[str, Any],
        name: str,
        values: Sequence[Hashable] = (),
        rows: tuple[int, ...] | None = None,
        task: Task | None = None,
    ) -> dict[Hashable, int]:
        """How many employers each value of the filter `name` would leave, the other filters being in force.

        `values` are asked for one by one where a filter cannot be counted in one go.
        """
        others = {other: value for other, value in filters.items() if other != name}
        found: dict[Hashable, int] = {}
        if name in GROUPED:
            chosen = self.employer_filter(others, rows)
            with self.database.read() as connection:
                found = queries.counts(connection, chosen, name)
            if name == "owner_id":
                found[ME] = found.get(self.database.identity.officer_id, 0)
            return found
        for value in values:
            if task is not None:
                task.check()
            chosen = self.employer_filter({**others, name: value}, rows)
            with self.database.read() as connection:
                found[value] = employer_queries.count(connection, chosen)
        return found

    def _latest(self) -> str:
        with self.database.read() as connection:
            runs = imports.runs(connection, 1)
        return str(runs[0][0]) if runs else ""

    def _free(self, page: str, name: str, view_id: str = "") -> str:
        cleaned = rules.clean_name(name)
        if any(one.name.casefold() == cleaned.casefold() and one.id != view_id for one in self.of(page)):
            raise Invalid({"name": rules.ViewNameTaken(name=cleaned)})
        return cleaned

    def _name(self, view_id: str) -> str:
        with self.database.read() as connection:
            return str(row(connection, SavedView, view_id)["name"])
