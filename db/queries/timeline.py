"""An employer's timeline: everything that happened with it, in one order."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, text

_PARTS = {
    "session": (
        "SELECT 'session' AS kind, s.id AS id, s.happened_at AS at, s.channel AS code, s.subject AS title, "
        "s.narrative AS body, s.minutes_direct + s.minutes_preparation + s.minutes_travel + s.minutes_follow_up "
        "AS number, coalesce(o.name, '') AS who, '' AS extra FROM session_employer x "
        "JOIN support_session s ON s.id = x.session_id LEFT JOIN officer o ON o.id = s.officer_id "
        "WHERE x.employer_id = :e"
    ),
    "task": (
        "SELECT 'task', t.id, t.done_at, 'done', t.subject, t.notes, 0, coalesce(o.name, ''), coalesce(t.due_on, '') "
        "FROM task t LEFT JOIN officer o ON o.id = t.officer_id WHERE t.employer_id = :e AND t.done_at IS NOT NULL"
    ),
    "promise": (
        "SELECT 'promise', p.id, p.kept_at, p.direction, p.subject, '', 0, coalesce(o.name, ''), "
        "coalesce(p.due_on, '') FROM promise p LEFT JOIN officer o ON o.id = p.officer_id "
        "WHERE p.employer_id = :e AND p.kept_at IS NOT NULL"
    ),
    "placement": (
        "SELECT 'placement', p.id, p.starts_on || 'T00:00:00.000Z', p.state, p.title, p.student_name, 0, '', p.ends_on "
        "FROM placement p WHERE p.employer_id = :e"
    ),
    "package": (
        "SELECT 'package', k.id, k.created_at, k.language, p.title, p.student_name, k.pages, coalesce(o.name, ''), "
        "k.sha256 FROM package k JOIN placement p ON p.id = k.placement_id "
        "LEFT JOIN officer o ON o.id = k.officer_id WHERE p.employer_id = :e"
    ),
    **{
        f"document_{owner}": (
            f"SELECT 'document', a.id, a.added_at, a.kind, a.name, {where}, a.size, coalesce(o.name, ''), "
            "coalesce(a.expires_on, '') FROM attachment a LEFT JOIN officer o ON o.id = a.officer_id "
            f"WHERE {condition}"
        )
        for owner, where, condition in (
            ("employer", "''", "a.employer_id = :e"),
            (
                "placement",
                "(SELECT p.student_name FROM placement p WHERE p.id = a.placement_id)",
                "a.placement_id IN (SELECT p.id FROM placement p WHERE p.employer_id = :e)",
            ),
            (
                "session",
                "(SELECT coalesce(nullif(s.subject, ''), substr(s.happened_at, 1, 10)) FROM support_session s "
                "WHERE s.id = a.session_id)",
                "a.session_id IN (SELECT x.session_id FROM session_employer x WHERE x.employer_id = :e)",
            ),
            (
                "contact",
                "(SELECT trim(c.given_name || ' ' || c.family_name) FROM contact c WHERE c.id = a.contact_id)",
                "a.contact_id IN (SELECT r.contact_id FROM contact_role r WHERE r.employer_id = :e)",
            ),
        )
    },
    "import": (
        "SELECT 'import', r.id, r.imported_at, '', r.file_name, '', count(*), '', '' FROM employer_fact f "
        "JOIN import_run r ON r.id = f.import_id WHERE f.employer_id = :e GROUP BY r.id"
    ),
    "stage": (
        "SELECT 'stage', m.id, m.entered_at, m.stage, '', m.note, 0, coalesce(o.name, ''), m.lost_reason "
        "FROM stage_change m LEFT JOIN officer o ON o.id = m.officer_id WHERE m.employer_id = :e"
    ),
}


@dataclass(frozen=True, slots=True)
class TimelineRow:
    """One entry. `kind` is session, task, promise, placement, package, document, import or stage.

    `at` is UTC text; `code` depends on the kind (channel, direction, state, language, stage, kind of document);
    `number` is minutes of a session, pages of a package, bytes of a document, lines of an import; `body` of a
    document is the placement, session or contact that it is on; `extra` is a due day, an end day, a day of expiry,
    a hash or a barrier.
    """

    kind: str
    id: str
    at: str
    code: str
    title: str
    body: str
    number: int
    who: str
    extra: str


def timeline(connection: Connection, employer_id: str, limit: int, before: tuple[str, str] | None) -> list[TimelineRow]:
    """Entries newest first, from (at, id) on."""
    union = " UNION ALL ".join(_PARTS.values())
    statement = text(
        f"SELECT * FROM ({union}) WHERE :at IS NULL OR (at, id) < (:at, :id) ORDER BY at DESC, id DESC LIMIT :limit"
    )
    at, last = before or (None, None)
    found = connection.execute(statement, {"e": employer_id, "at": at, "id": last, "limit": limit})
    return [TimelineRow(*values) for values in found]
