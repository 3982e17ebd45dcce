"""The list of employers in the order of any column, quick at a million rows.

What has no value comes last, whichever way one sorts; equal ones stand in an order that does not change. A narrow
index over the list's columns (`ix_employer_list`) is read instead of the whole table.
"""

from __future__ import annotations

import json
from array import array
from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import Connection, text

from db import search
from db.queries.employer_filter import EmployerFilter, where
from db.search.documents import BY_NAME, KINDS
from db.search.folding import fold
from talented_desk.domain import codes

PLAIN: Final = {
    "headcount": "e.headcount",
    "naics": "e.naics",
    "since": "e.stage_since",
    "phone": "e.phone",
    "email": "e.email",
    "website": "e.website",
    "legal_name": "e.legal_name COLLATE NOCASE",
}
"""Columns of the employer that sort by their own value."""
RANKED: Final = ("stage", "city", "owner", "language")
"""Columns of few values, that sort by what people read: the pipeline's order, words without accents."""
_SHARED: Final = (
    "SELECT employer_id AS i, sum(m / k + (place < m % k)) AS v FROM (SELECT x.employer_id, "
    "s.minutes_direct + s.minutes_preparation + s.minutes_travel + s.minutes_follow_up AS m, "
    "count(*) OVER (PARTITION BY x.session_id) AS k, "
    "row_number() OVER (PARTITION BY x.session_id ORDER BY x.employer_id) - 1 AS place "
    "FROM session_employer x JOIN support_session s ON s.id = x.session_id) GROUP BY employer_id"
)
GATHERED: Final = {
    "last": "SELECT x.employer_id AS i, max(s.happened_at) AS v FROM session_employer x "
    "JOIN support_session s ON s.id = x.session_id GROUP BY x.employer_id",
    "sessions": "SELECT employer_id AS i, count(*) AS v FROM session_employer GROUP BY employer_id",
    "minutes": _SHARED,
    "next": "SELECT employer_id AS i, min(due_on) AS v FROM task WHERE done_at IS NULL AND due_on IS NOT NULL "
    "AND employer_id IS NOT NULL GROUP BY employer_id",
    "tags": "SELECT x.employer_id AS i, min(g.label COLLATE NOCASE) COLLATE NOCASE AS v FROM employer_tag x "
    "JOIN tag g ON g.id = x.tag_id GROUP BY x.employer_id",
    "placements": "SELECT employer_id AS i, count(*) AS v FROM placement WHERE state <> 'cancelled' GROUP BY 1",
}
"""Columns made of other records: employer `i` to value `v`, for those that have one."""
SORTS: Final = ("name", *PLAIN, *RANKED, *GATHERED)
_CODE: Final = BY_NAME["employer"].code
_MOST_CITIES: Final = 5000
_MANY: Final = 50_000
"""So many are quicker picked out of everybody in order than sorted by themselves."""


def row_numbers(
    connection: Connection, chosen: EmployerFilter, sort: str = "name", descending: bool = False, limit: int = -1
) -> array[int]:
    """Row numbers in order, or the first `limit`; `sort` is one of `SORTS`."""
    condition, values = where(chosen)
    read = _Reader(connection, condition, values, "DESC" if descending else "ASC", limit)
    if sort == "name":
        return read.by_name(wide=_wide(chosen))
    if sort in PLAIN:
        return read.by_value(PLAIN[sort])
    if sort in GATHERED:
        return read.gathered(GATHERED[sort])
    column, ranks = _ranks(connection, sort)
    return read.ranked(column, ranks[::-1] if descending else ranks)


def _wide(chosen: EmployerFilter) -> bool:
    """Whether the filter leaves so many that their first ones are soon met in the order of names."""
    narrow = chosen.tag_id or chosen.import_id or chosen.last or chosen.overdue or chosen.placed
    return not narrow and chosen.rows is None


class _Reader:
    """One query in one order."""

    def __init__(
        self, connection: Connection, condition: str, values: Mapping[str, Any], direction: str, limit: int
    ) -> None:
        self._connection, self._condition, self._values = connection, condition, dict(values)
        self._direction, self._limit = direction, limit

    def _run(self, statement: str, limit: int | None = None, **more: Any) -> array[int]:
        wanted = self._limit if limit is None else limit
        found = self._connection.execute(text(f"{statement} LIMIT :limit"), {**self._values, "limit": wanted, **more})
        return array("q", (row[0] for row in found))

    def by_name(self, *, wide: bool) -> array[int]:
        """In the order of their sort keys. Not every employer has one until all is indexed; those come first."""
        condition, way = self._condition, self._direction
        keys = f"(SELECT doc, key FROM sort_key WHERE doc % {KINDS} = {_CODE}) k"
        indexed = search.complete(self._connection)
        if indexed and condition == "1":
            return self._run(f"SELECT k.doc / {KINDS} FROM {keys} ORDER BY k.key {way}, k.doc {way}")
        if indexed and wide and self._limit >= 0:
            return self._run(
                f"SELECT e.n FROM {keys} CROSS JOIN employer e ON e.n = k.doc / {KINDS} "
                f"WHERE {condition} ORDER BY k.key {way}, k.doc {way}"
            )
        if indexed and self._limit < 0:
            left = self._run(f"SELECT e.n FROM employer e WHERE {condition}")
            if len(left) > _MANY:
                everybody = _Reader(self._connection, "1", {}, way, -1).by_name(wide=True)
                kept = frozenset(left)
                return array("q", (n for n in everybody if n in kept))
        return self._run(
            f"SELECT e.n FROM employer e LEFT JOIN sort_key k ON k.doc = e.n * {KINDS} + {_CODE} "
            f"WHERE {condition} ORDER BY k.key {way}, e.n {way}"
        )

    def by_value(self, column: str) -> array[int]:
        """In the order of a column of their own."""
        bare = column.partition(" ")[0]
        empty = f"({bare} IS NULL OR {bare} = '')"
        found = self._run(
            f"SELECT e.n FROM employer e WHERE {self._condition} AND NOT {empty} "
            f"ORDER BY {column} {self._direction}, e.n"
        )
        return self._with(found, f"SELECT e.n FROM employer e WHERE {self._condition} AND {empty} ORDER BY e.n")

    def gathered(self, source: str) -> array[int]:
        """In the order of what other records say of them."""
        found = self._run(
            f"SELECT e.n FROM ({source}) q JOIN employer e ON e.id = q.i WHERE {self._condition} "
            f"ORDER BY q.v {self._direction}, e.n"
        )
        rest = f"SELECT e.n FROM employer e WHERE {self._condition} AND e.id NOT IN (SELECT i FROM ({source}))"
        return self._with(found, f"{rest} ORDER BY e.n")

    def ranked(self, column: str, ranks: list[str]) -> array[int]:
        """In the order of a few values, each looked up; those that have none of them last."""
        # CROSS JOIN never changes places in SQLite, so that the values come in their order without a sort
        found = self._run(
            f"SELECT e.n FROM json_each(:ranks) r CROSS JOIN employer e ON {column} = r.value WHERE {self._condition}",
            ranks=_array(ranks),
        )
        others = f"({column} IS NULL OR {column} NOT IN (SELECT value FROM json_each(:ranks)))"
        rest = (
            f"SELECT e.n FROM employer e WHERE {self._condition} AND {others} "
            f"ORDER BY coalesce({column}, '') = '', {column}, e.n"
        )
        return self._with(found, rest, ranks=_array(ranks))

    def _with(self, found: array[int], rest: str, **more: Any) -> array[int]:
        if self._limit < 0 or len(found) < self._limit:
            left = -1 if self._limit < 0 else self._limit - len(found)
            found.extend(self._run(rest, left, **more))
        return found


def _array(values: list[str]) -> str:
    return json.dumps(values)


def _ranks(connection: Connection, sort: str) -> tuple[str, list[str]]:
    """The column behind a ranked sort, and its values in their order."""
    if sort == "stage":
        return "e.stage", [entry.code for entry in codes.load("pipeline_stages").entries]
    if sort == "language":
        return "e.language", [entry.code for entry in codes.load("languages").entries]
    if sort == "owner":
        found = connection.execute(text("SELECT id, name FROM officer")).all()
        return "e.owner_id", [str(row[0]) for row in sorted(found, key=lambda row: (fold(row[1]), row[0]))]
    hop = text(  # from each city to the next one, instead of through all employers
        "WITH RECURSIVE c(v) AS (SELECT min(city) FROM employer WHERE city > '' UNION ALL "
        "SELECT (SELECT min(city) FROM employer WHERE city > c.v) FROM c WHERE c.v IS NOT NULL) "
        "SELECT v FROM c WHERE v IS NOT NULL LIMIT :limit"
    )
    cities = [str(city) for city in connection.execute(hop, {"limit": _MOST_CITIES}).scalars()]
    return "e.city", sorted(cities, key=lambda city: (fold(city), city))
