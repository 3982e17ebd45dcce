"""References between records, checked before a write: a vanished record is a sentence, not a crash."""

from __future__ import annotations

from sqlalchemy import Connection, select

from db.base import Record, table_of
from db.models import Worksite
from db.types import Values
from talented_desk.errors import DeskError
from talented_desk.i18n import N_


class EmployerNeeded(DeskError):
    message = N_("Choose the employer.")


class ReferenceGone(DeskError):
    message = N_("This record is not there any more. Choose another one, or restore it from History.")


class WorksiteElsewhere(DeskError):
    message = N_("This worksite belongs to another employer. Choose one of this employer's worksites.")


def problems(connection: Connection, model: type[Record], values: Values) -> dict[str, DeskError]:
    """A problem for each reference in `values` to a record that is not there, or to another employer's worksite."""
    found: dict[str, DeskError] = {}
    for column in table_of(model).columns:
        wanted = values.get(column.name)
        for key in column.foreign_keys if wanted else ():
            if connection.execute(select(key.column).where(key.column == wanted)).first() is None:
                found[column.name] = ReferenceGone()
    employer_id, worksite_id = values.get("employer_id"), values.get("worksite_id")
    if employer_id and worksite_id and not found.keys() & {"employer_id", "worksite_id"}:
        table = table_of(Worksite)
        owner = connection.execute(select(table.c.employer_id).where(table.c.id == worksite_id)).scalar_one()
        if owner != employer_id:
            found["worksite_id"] = WorksiteElsewhere()
    return found
