"""Post-secondary institutions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select

from db.base import table_of
from db.models import Institution
from db.types import Value, Values
from talented_desk.domain import institutions as rules
from talented_desk.i18n import N_
from talented_desk.services.base import Service, row


@dataclass(frozen=True, slots=True)
class InstitutionRow:
    """An institution with its coordinator."""

    id: str
    name: str
    name_fr: str
    short_name: str
    city: str
    website: str
    coordinator_name: str
    coordinator_email: str
    coordinator_phone: str
    notes: str


class Institutions(Service):
    """The institutions that placements belong to."""

    def ensure_starter_rows(self) -> None:
        """Add the starter institutions that were never there; edited or deleted ones stay as they are."""
        table = table_of(Institution)
        with self.database.read() as connection:
            known = set(connection.execute(select(table.c.id)).scalars())
            known |= set(
                connection.exec_driver_sql(
                    "SELECT DISTINCT row_id FROM change WHERE table_id = ? AND op = 'D'", (Institution.table_number,)
                ).scalars()
            )
        missing = {row_id: values for row_id, values in rules.starter_institutions().items() if row_id not in known}
        if missing:
            with self.database.write(N_("Add starter institutions"), kind="system") as write:
                for row_id, values in missing.items():
                    write.insert(Institution, values, row_id)

    def all(self) -> tuple[InstitutionRow, ...]:
        """Every institution, by name."""
        table = table_of(Institution)
        with self.database.read() as connection:
            found = connection.execute(select(table).order_by(table.c.name)).mappings()
            return tuple(_institution(dict(values)) for values in found)

    def get(self, institution_id: str) -> InstitutionRow:
        """One institution. Raises `NotFound`."""
        with self.database.read() as connection:
            return _institution(row(connection, Institution, institution_id))

    def edit(self, institution_id: str, values: Values) -> None:
        """Change fields. Raises `Invalid`, `NotFound`."""
        checked = rules.clean_institution(values)
        with self.database.write(N_("Edit institution"), subject=self.get(institution_id).name) as write:
            write.update(Institution, institution_id, checked)

    def add(self, values: Values) -> str:
        """Add an institution; returns its id. Raises `Invalid`."""
        checked = rules.clean_institution(values, new=True)
        with self.database.write(N_("Add institution"), subject=str(checked["name"])) as write:
            return write.insert(Institution, checked)


def _institution(values: Mapping[str, Value]) -> InstitutionRow:
    return InstitutionRow(
        **{name: values[name] for name in InstitutionRow.__dataclass_fields__}  # type: ignore[arg-type]
    )
