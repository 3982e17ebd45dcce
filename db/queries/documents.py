"""Lists of documents, and what the reader of their words has still to do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from sqlalchemy import Connection, bindparam, text

Words = Literal["", "waiting", "none", "read"]
"""What is known of a document's words: empty for types that have none to read."""

OWNERS: Final = {
    "employer": "employer_id",
    "contact": "contact_id",
    "session": "session_id",
    "placement": "placement_id",
    "institution": "institution_id",
}
"""The records that documents can be put on, and the column that names each."""


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """A document of a record. `owner` and `owner_id` say which one; `where` is what that record is called.

    `size` is in bytes, `added_at` UTC text, `expires_on` an ISO day; `words` see `Words`.
    """

    id: str
    owner: str
    owner_id: str
    where: str
    kind: str
    name: str
    mime: str
    sha256: str
    size: int
    added_at: str
    expires_on: str | None
    notes: str
    officer: str
    words: Words


WHERE: Final = (
    "coalesce((SELECT coalesce(nullif(e.trade_name, ''), e.legal_name) FROM employer e WHERE e.id = a.employer_id), "
    "(SELECT trim(c.given_name || ' ' || c.family_name) FROM contact c WHERE c.id = a.contact_id), "
    "(SELECT coalesce(nullif(s.subject, ''), substr(s.happened_at, 1, 10)) FROM support_session s "
    "WHERE s.id = a.session_id), "
    "(SELECT p.student_name FROM placement p WHERE p.id = a.placement_id), "
    "(SELECT i.name FROM institution i WHERE i.id = a.institution_id), '')"
)
OWNER: Final = (
    "CASE WHEN a.employer_id IS NOT NULL THEN 'employer' WHEN a.contact_id IS NOT NULL THEN 'contact' "
    "WHEN a.session_id IS NOT NULL THEN 'session' WHEN a.placement_id IS NOT NULL THEN 'placement' "
    "ELSE 'institution' END"
)
OWNER_ID: Final = "coalesce(a.employer_id, a.contact_id, a.session_id, a.placement_id, a.institution_id)"
EMPLOYER: Final = (
    "coalesce(a.employer_id, (SELECT p.employer_id FROM placement p WHERE p.id = a.placement_id), "
    "(SELECT x.employer_id FROM session_employer x WHERE x.session_id = a.session_id ORDER BY x.n LIMIT 1), "
    "(SELECT x.employer_id FROM contact_role x WHERE x.contact_id = a.contact_id "
    "ORDER BY x.ended_on IS NOT NULL, x.n LIMIT 1))"
)
"""The employer that shows the document `a`; NULL for an institution's."""
_SELECT: Final = (
    f"SELECT a.id, {OWNER}, {OWNER_ID}, {WHERE}, a.kind, a.name, a.mime, a.sha256, a.size, a.added_at, a.expires_on, "
    "a.notes, coalesce(o.name, ''), CASE WHEN a.mime NOT IN :readable THEN '' ELSE "
    "coalesce((SELECT CASE x.text WHEN '' THEN 'none' ELSE 'read' END FROM content_text x "
    "WHERE x.sha256 = a.sha256), 'waiting') END "
    "FROM attachment a LEFT JOIN officer o ON o.id = a.officer_id "
)
RELATED: Final = {
    "employer": (
        "a.employer_id = :id OR a.placement_id IN (SELECT p.id FROM placement p WHERE p.employer_id = :id) "
        "OR a.session_id IN (SELECT x.session_id FROM session_employer x WHERE x.employer_id = :id) "
        "OR a.contact_id IN (SELECT r.contact_id FROM contact_role r WHERE r.employer_id = :id)"
    )
}
"""What else a record shows: an employer the documents of its people, sessions and placements."""


def of_record(
    connection: Connection, owner: str, record_id: str, readable: frozenset[str], *, own: bool = False
) -> list[DocumentRow]:
    """The documents of a record, newest first; with `own` only those put on itself."""
    mine = f"a.{OWNERS[owner]} = :id"
    condition = mine if own else RELATED.get(owner, mine)
    return _rows(connection, f"WHERE {condition} ORDER BY a.added_at DESC, a.n DESC", readable, id=record_id)


def one(connection: Connection, document_id: str, readable: frozenset[str]) -> DocumentRow | None:
    """A document by its id."""
    return next(iter(_rows(connection, "WHERE a.id = :id", readable, id=document_id)), None)


def expiring(connection: Connection, until: str, readable: frozenset[str]) -> list[DocumentRow]:
    """Documents whose last day is `until` (ISO) or before, the earliest first."""
    return _rows(connection, "WHERE a.expires_on <= :until ORDER BY a.expires_on, a.n", readable, until=until)


def known(connection: Connection, owner: str, record_id: str, sha256: str) -> str | None:
    """What the record calls the document with these bytes; None if it has none."""
    statement = text(f"SELECT a.name FROM attachment a WHERE a.{OWNERS[owner]} = :id AND a.sha256 = :sha")
    found = connection.execute(statement, {"id": record_id, "sha": sha256}).scalar()
    return None if found is None else str(found)


def data(connection: Connection, sha256: str) -> bytes | None:
    """The bytes of this hash, if this device holds them."""
    found = connection.execute(text("SELECT data FROM content WHERE sha256 = :sha"), {"sha": sha256}).scalar()
    return None if found is None else bytes(found)


def unread(connection: Connection, readable: frozenset[str], limit: int = 100) -> list[tuple[str, str]]:
    """(hash, type) of contents on this device whose words were not read out yet."""
    statement = text(
        "SELECT a.sha256, min(a.mime) FROM attachment a WHERE a.mime IN :readable "
        "AND NOT EXISTS (SELECT 1 FROM content_text x WHERE x.sha256 = a.sha256) "
        "AND EXISTS (SELECT 1 FROM content c WHERE c.sha256 = a.sha256) "
        "GROUP BY a.sha256 ORDER BY min(a.n) LIMIT :limit"
    ).bindparams(bindparam("readable", expanding=True))
    found = connection.execute(statement, {"readable": sorted(readable), "limit": limit})
    return [(str(sha), str(mime)) for sha, mime in found]


def _rows(connection: Connection, condition: str, readable: frozenset[str], **values: str) -> list[DocumentRow]:
    statement = text(_SELECT + condition).bindparams(bindparam("readable", expanding=True))
    return [DocumentRow(*row) for row in connection.execute(statement, {"readable": sorted(readable), **values})]
