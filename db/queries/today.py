"""What an officer has to look at today: one SELECT a kind of thing, each already narrowed to what matters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, text

NAME = "coalesce(nullif(e.trade_name, ''), e.legal_name, '')"
_MINE = "(:officer IS NULL OR {column} = :officer)"
_AWAKE = "({alias}.snoozed_until IS NULL OR {alias}.snoozed_until <= :today)"


@dataclass(frozen=True, slots=True)
class Due:
    """One thing to look at. `on` is an ISO day or empty; `extra` depends on the kind (time, stage, basis, code)."""

    kind: str
    id: str
    title: str
    on: str
    employer_id: str
    employer: str
    contact: str
    extra: str
    officer_id: str


_PERSON = "trim(coalesce(c.given_name, '') || ' ' || coalesce(c.family_name, ''))"


def _select(kind: str, title: str, on: str, extra: str, officer: str, source: str, where: str, row: str) -> str:
    return (
        f"SELECT '{kind}', {row}.id, {title}, coalesce({on}, ''), coalesce(e.id, ''), {NAME}, {_PERSON}, "
        f"{extra}, coalesce({officer}, '') FROM {source} WHERE {where} AND {_MINE.format(column=officer)}"
    )


_DATED = (
    _select(
        "task",
        "t.subject",
        "t.due_on",
        "coalesce(t.due_time, '')",
        "t.officer_id",
        "task t LEFT JOIN employer e ON e.id = t.employer_id LEFT JOIN contact c ON c.id = t.contact_id",
        f"t.done_at IS NULL AND (t.due_on IS NULL OR t.due_on <= :until) AND {_AWAKE.format(alias='t')}",
        "t",
    ),
    _select(
        "promise",
        "p.subject",
        "p.due_on",
        "p.direction",
        "p.officer_id",
        "promise p JOIN employer e ON e.id = p.employer_id LEFT JOIN contact c ON c.id = p.contact_id",
        f"p.kept_at IS NULL AND (p.due_on IS NULL OR p.due_on <= :until) AND {_AWAKE.format(alias='p')}",
        "p",
    ),
    _select(
        "insurance",
        "w.insurance_provider",
        "w.insurance_expires",
        "coalesce(nullif(w.name, ''), w.city)",
        "e.owner_id",
        "worksite w JOIN employer e ON e.id = w.employer_id LEFT JOIN contact c ON 0",
        "w.insurance_expires BETWEEN :gone AND :ahead",
        "w",
    ),
    _select(
        "check",
        "k.item",
        "k.expires_on",
        "k.status",
        "e.owner_id",
        "employer_check k JOIN employer e ON e.id = k.employer_id LEFT JOIN contact c ON 0",
        "k.expires_on BETWEEN :gone AND :ahead",
        "k",
    ),
    _select(
        "document",
        "a.name",
        "a.expires_on",
        "a.kind",
        "coalesce(e.owner_id, a.officer_id)",
        "attachment a LEFT JOIN placement pl ON pl.id = a.placement_id "
        "LEFT JOIN employer e ON e.id = coalesce(a.employer_id, pl.employer_id) "
        "LEFT JOIN contact c ON c.id = a.contact_id",
        "a.expires_on BETWEEN :gone AND :ahead",
        "a",
    ),
)


def dated(connection: Connection, officer_id: str | None, days: Mapping[str, str]) -> list[Due]:
    """Open tasks and promises up to `until`, and what expires between `gone` and `ahead`; by day, undated last.

    `days` names `today`, `until`, `gone` and `ahead` as ISO days. `officer_id` None means everybody's.
    """
    statement = text(f"SELECT * FROM ({' UNION ALL '.join(_DATED)}) ORDER BY 4 = '', 4, 8 = '', 8, 2")
    return [Due(*row) for row in connection.execute(statement, {"officer": officer_id, **days})]


def quiet(
    connection: Connection,
    officer_id: str | None,
    today: str,
    limits: Mapping[str, str],
    bands: Mapping[str, tuple[int, int | None]],
    lost: frozenset[str],
    limit: int,
) -> tuple[int, list[Due]]:
    """Employers whose last session lies before the limit of their size: how many, and those quiet for longest.

    `limits` maps each size band and `unknown` to a day, `bands` each band to its least and most paid employees.
    `lost` are stages in which silence is expected.
    """
    cases = " ".join(
        f"WHEN e.headcount >= {low}"
        + (f" AND e.headcount <= {high}" if high is not None else "")
        + f" THEN '{limits[band]}'"
        for band, (low, high) in bands.items()
    )
    stages = ", ".join(f"'{stage}'" for stage in sorted(lost)) or "''"
    source = (
        "FROM (SELECT x.employer_id, max(s.happened_at) AS last FROM session_employer x "
        "JOIN support_session s ON s.id = x.session_id GROUP BY x.employer_id) q "
        "JOIN employer e ON e.id = q.employer_id "
        f"WHERE q.last < CASE {cases} ELSE '{limits['unknown']}' END "
        f"AND e.stage NOT IN ({stages}) AND {_AWAKE.format(alias='e')} AND {_MINE.format(column='e.owner_id')}"
    )
    values = {"officer": officer_id, "today": today}
    count = int(connection.execute(text(f"SELECT count(*) {source}"), values).scalar_one())
    statement = text(
        f"SELECT 'quiet', e.id, '', q.last, e.id, {NAME}, '', e.stage, coalesce(e.owner_id, '') {source} "
        "ORDER BY q.last, e.id LIMIT :limit"
    )
    found = connection.execute(statement, {**values, "limit": limit})
    return count, [Due(*row) for row in found]


def consents(connection: Connection, officer_id: str | None, since: Mapping[str, tuple[str, str]]) -> list[Due]:
    """Consents still in force whose day of giving lies in the window of their basis; `on` is that day.

    `since` maps a basis that runs out to the first and last day of giving that matters.
    """
    if not since:
        return []
    windows = " OR ".join(
        f"(k.basis = '{basis}' AND k.given_on BETWEEN '{a}' AND '{b}')" for basis, (a, b) in since.items()
    )
    role = "FROM contact_role r {} WHERE r.contact_id = c.id ORDER BY r.is_primary DESC, r.n LIMIT 1"
    first = f"(SELECT r.employer_id {role.format('')})"
    owner = f"(SELECT h.owner_id {role.format('JOIN employer h ON h.id = r.employer_id')})"
    statement = text(
        f"SELECT 'consent', k.id, k.email, k.given_on, coalesce(e.id, ''), {NAME}, {_PERSON}, k.basis, "
        f"coalesce({owner}, k.officer_id, '') FROM email_consent k JOIN contact c ON c.id = k.contact_id "
        f"LEFT JOIN employer e ON e.id = {first} WHERE k.withdrawn_on IS NULL AND ({windows}) "
        "AND NOT EXISTS (SELECT 1 FROM email_consent later WHERE later.contact_id = k.contact_id "
        "AND (later.given_on > k.given_on OR later.withdrawn_on >= k.given_on)) "
        f"AND {_MINE.format(column=f'coalesce({owner}, k.officer_id)')} ORDER BY k.given_on"
    )
    return [Due(*row) for row in connection.execute(statement, {"officer": officer_id})]
