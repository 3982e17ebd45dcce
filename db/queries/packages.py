"""Lists of kept packages."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection, text

from db.types import Value


def kept(
    connection: Connection, *, package_id: str | None = None, placement_id: str | None = None
) -> list[Mapping[str, Value]]:
    """Packages with their officer's name, newest first."""
    statement = text(
        "SELECT k.id, k.placement_id, k.language, k.sha256, k.pages, k.documents, k.template_version, "
        "k.created_at, coalesce(o.name, '') AS officer FROM package k LEFT JOIN officer o ON o.id = k.officer_id "
        "WHERE (:package IS NULL OR k.id = :package) AND (:placement IS NULL OR k.placement_id = :placement) "
        "ORDER BY k.created_at DESC, k.n DESC"
    )
    found = connection.execute(statement, {"package": package_id, "placement": placement_id}).mappings()
    return [dict(values) for values in found]
