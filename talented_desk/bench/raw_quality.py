"""The raw limit of data quality: each kind of record read once by bare SQL that counts by owner, on the same file."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any, Final

import sqlcipher3.dbapi2 as sqlcipher

_PRAGMAS: Final = ("cipher_log_level = NONE", "temp_store = MEMORY", "query_only = ON", "cache_size = -16384")
_PHONE: Final = "NOT GLOB '[2-9][0-9][0-9] [2-9][0-9][0-9] [0-9][0-9][0-9][0-9]'"
_MAIL: Final = "NOT LIKE '%_@_%._%'"
_AT: Final = (
    "LEFT JOIN contact_role r ON r.n = (SELECT z.n FROM contact_role z WHERE z.contact_id = c.id "
    "ORDER BY z.is_primary DESC, z.n LIMIT 1) LEFT JOIN employer e ON e.id = r.employer_id"
)
COUNTS: Final = (
    "SELECT owner_id, sum(owner_id IS NULL), sum(naics = ''), sum(headcount IS NULL), "
    "sum(headcount IS NOT NULL AND headcount_date IS NULL), "
    "sum(NOT EXISTS (SELECT 1 FROM contact_role z WHERE z.employer_id = employer.id AND z.ended_on IS NULL)), "
    f"sum(phone <> '' AND phone {_PHONE}), sum(email <> '' AND email {_MAIL}), "
    "sum(website <> '' AND website NOT GLOB 'http*://*.*'), sum(business_number <> ''), "
    "sum(legal_name = upper(legal_name) OR city <> '' AND city = upper(city)), "
    "sum(legal_name LIKE '%  %' OR legal_name GLOB '* ' OR legal_name GLOB ' *') FROM employer GROUP BY 1",
    "SELECT e.owner_id, sum(c.given_name = '' AND c.family_name = ''), sum(c.language = ''), "
    "sum(c.phone = '' AND c.mobile = '' AND c.email = ''), "
    f"sum(c.phone <> '' AND c.phone {_PHONE}), sum(c.email <> '' AND c.email {_MAIL}), "
    "sum(c.family_name <> '' AND c.family_name = upper(c.family_name)), "
    "sum(c.family_name LIKE '%  %' OR c.family_name GLOB '* ' OR c.family_name GLOB ' *') "
    f"FROM contact c {_AT} GROUP BY 1",
    f"SELECT e.owner_id, sum(w.phone <> '' AND w.phone {_PHONE}), "
    "sum(w.postal_code <> '' AND w.postal_code NOT GLOB '[A-Z][0-9][A-Z] [0-9][A-Z][0-9]'), "
    "sum(w.province = 'AB' AND w.postal_code NOT GLOB 'T*'), sum(w.insurance_expires < '2026-01-01'), "
    "sum(w.street <> '' AND w.street = upper(w.street)) "
    "FROM worksite w JOIN employer e ON e.id = w.employer_id GROUP BY 1",
)


def connect(path: Path, key: bytes) -> Any:
    """A reader under the pragmas of the program's readers."""
    connection = sqlcipher.connect(str(path), isolation_level=None, check_same_thread=False)
    connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")
    return connection


def count(connection: Any) -> float:
    """The milliseconds of all counts."""
    started = time.perf_counter()
    for statement in COUNTS:
        connection.execute(statement).fetchall()
    return (time.perf_counter() - started) * 1000


def page(connection: Any) -> float:
    """The milliseconds of the first two hundred employers in capitals."""
    started = time.perf_counter()
    connection.execute(
        "SELECT n, id, legal_name, city, owner_id FROM employer WHERE legal_name = upper(legal_name) "
        "ORDER BY n LIMIT 200"
    ).fetchall()
    return (time.perf_counter() - started) * 1000
