"""The table of rights as it is here, and what one officer may do by it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection


@dataclass(frozen=True, slots=True)
class RightRow:
    """What a role may do with one kind of thing (`db.shared.rights.ENTITIES`)."""

    role: str
    entity: str
    see: bool
    write: bool
    export: bool


def table(connection: Connection) -> list[RightRow]:
    """All of it; empty where nothing is shared: everybody may do everything then."""
    found = connection.exec_driver_sql(
        "SELECT role, entity, see, write, export FROM access_right ORDER BY role, entity"
    )
    return [RightRow(str(role), str(entity), *(bool(one) for one in rest)) for role, entity, *rest in found]


def of_officer(connection: Connection, officer_id: str) -> dict[str, RightRow]:
    """What an officer may do, by entity; empty: everything."""
    role = connection.exec_driver_sql("SELECT role FROM officer WHERE id = ?", (officer_id,)).scalar()
    return {one.entity: one for one in table(connection) if one.role == (role or "liaison_officer")}
