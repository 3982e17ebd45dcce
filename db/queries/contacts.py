"""People of an employer and their roles."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import Connection, bindparam, text

from db.search.documents import BY_NAME, KINDS
from db.types import Value


def people(connection: Connection, employer_id: str) -> list[Mapping[str, Value]]:
    """Contacts with a role at the employer, present before past, primary first, then by name."""
    statement = text(
        "SELECT c.* FROM contact c JOIN (SELECT contact_id, min(ended_on IS NOT NULL) AS past, "
        "max(is_primary) AS main FROM contact_role WHERE employer_id = :id GROUP BY contact_id) r "
        f"ON r.contact_id = c.id LEFT JOIN sort_key k ON k.doc = c.n * {KINDS} + {BY_NAME['contact'].code} "
        "ORDER BY r.past, r.main DESC, k.key, c.family_name, c.given_name, c.n"
    )
    return [dict(found) for found in connection.execute(statement, {"id": employer_id}).mappings()]


def roles(
    connection: Connection, *, employer_id: str | None = None, contact_ids: Sequence[str] | None = None
) -> list[Mapping[str, Value]]:
    """Roles at an employer, or of these contacts, with the names of employer and worksite."""
    base = (
        "SELECT r.*, coalesce(nullif(e.trade_name, ''), e.legal_name) AS employer, w.name AS worksite_name, "
        "w.street AS worksite_street, w.city AS worksite_city FROM contact_role r "
        "JOIN employer e ON e.id = r.employer_id LEFT JOIN worksite w ON w.id = r.worksite_id WHERE "
    )
    order = " ORDER BY r.ended_on IS NOT NULL, r.is_primary DESC, r.n"
    if employer_id is not None:
        found = connection.execute(text(base + "r.employer_id = :id" + order), {"id": employer_id})
    else:
        statement = text(base + "r.contact_id IN :ids" + order).bindparams(bindparam("ids", expanding=True))
        found = connection.execute(statement, {"ids": list(contact_ids or ())})
    return [dict(values) for values in found.mappings()]
