"""The raw limit of the outreach report: the bare SQL for the same figures, on the same file, its rows fetched."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as sqlcipher

_PRAGMAS = ("cipher_log_level = NONE", "temp_store = MEMORY", "query_only = ON", "cache_size = -16384")
_SESSIONS = """
SELECT channel, officer_id, (substr(happened_at, 6, 2) + 2) / 3 AS quarter, count(*), sum(minutes_direct),
  sum(minutes_preparation), sum(minutes_travel), sum(minutes_follow_up)
FROM support_session WHERE happened_at >= ? AND happened_at < ? GROUP BY 1, 2, 3
"""
_EMPLOYERS = """
WITH m AS MATERIALIZED (
  SELECT s.n, x.employer_id, s.channel IN ('visit', 'meeting', 'video', 'event') AS met,
    count(*) OVER w AS k, row_number() OVER (w ORDER BY x.employer_id) AS r,
    s.minutes_direct AS a, s.minutes_preparation AS b, s.minutes_travel AS c, s.minutes_follow_up AS d
  FROM support_session s JOIN session_employer x ON x.session_id = s.id
  WHERE s.happened_at >= ? AND s.happened_at < ? WINDOW w AS (PARTITION BY s.n)),
g AS MATERIALIZED (
  SELECT m.n, m.employer_id, m.met, substr(e.naics, 1, 2) AS sector,
    CASE WHEN e.headcount IS NULL THEN -1 WHEN e.headcount >= 500 THEN 6 WHEN e.headcount >= 100 THEN 5
      WHEN e.headcount >= 50 THEN 4 WHEN e.headcount >= 20 THEN 3 WHEN e.headcount >= 5 THEN 2
      WHEN e.headcount >= 1 THEN 1 ELSE 0 END AS size,
    (a + k - r) / k AS a, (b + k - r) / k AS b, (c + k - r) / k AS c, (d + k - r) / k AS d
  FROM m JOIN employer e ON e.id = m.employer_id)
SELECT 1, size, count(DISTINCT n), sum(a), sum(b), sum(c), sum(d) FROM g GROUP BY size UNION ALL
SELECT 2, sector, count(DISTINCT n), sum(a), sum(b), sum(c), sum(d) FROM g GROUP BY sector UNION ALL
SELECT 3, size, count(*), sum(met), 0, 0, 0 FROM (SELECT size, max(met) AS met FROM g GROUP BY employer_id)
GROUP BY size
"""
_PLACEMENTS = "SELECT state, institution_id, count(*), sum(hours_per_week) FROM placement GROUP BY 1, 2"


def connect(path: Path, key: bytes) -> Any:
    """A reader under the pragmas of the program's readers."""
    connection = sqlcipher.connect(str(path), isolation_level=None, check_same_thread=False)
    connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")
    return connection


def count(connection: Any, since: str, until: str, expected: int) -> float:
    """The milliseconds that the figures take."""
    started = time.perf_counter()
    connection.execute("BEGIN")
    cells = connection.execute(_SESSIONS, (since, until)).fetchall()
    connection.execute(_EMPLOYERS, (since, until)).fetchall()
    connection.execute(_PLACEMENTS).fetchall()
    connection.execute("COMMIT")
    taken = time.perf_counter() - started
    assert sum(cell[3] for cell in cells) == expected
    return taken * 1000
