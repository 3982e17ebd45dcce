"""Lists of placements."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, text


@dataclass(frozen=True, slots=True)
class PlacementRow:
    """One line of the list, with the names behind its references."""

    id: str
    student_name: str
    title: str
    employer_id: str
    employer: str
    institution: str
    wil_type: str
    starts_on: str
    ends_on: str
    state: str
    packages: int


def rows(
    connection: Connection,
    *,
    placement_id: str | None = None,
    employer_id: str | None = None,
    state: str | None = None,
) -> list[PlacementRow]:
    """Placements, the latest start first."""
    statement = text(
        "SELECT p.id, p.student_name, p.title, p.employer_id, coalesce(nullif(e.trade_name, ''), e.legal_name), "
        "coalesce(nullif(i.short_name, ''), i.name, ''), p.wil_type, p.starts_on, p.ends_on, p.state, "
        "(SELECT count(*) FROM package k WHERE k.placement_id = p.id) FROM placement p "
        "JOIN employer e ON e.id = p.employer_id LEFT JOIN institution i ON i.id = p.institution_id "
        "WHERE (:id IS NULL OR p.id = :id) AND (:employer IS NULL OR p.employer_id = :employer) "
        "AND (:state IS NULL OR p.state = :state) ORDER BY p.starts_on DESC, p.n DESC"
    )
    found = connection.execute(statement, {"id": placement_id, "employer": employer_id, "state": state})
    return [PlacementRow(*values) for values in found]
