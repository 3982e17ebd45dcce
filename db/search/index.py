"""Keeping the index up to date: the journal is its queue.

The number of the last journal entry that was indexed stands in `note`; each batch moves it in the same transaction
as the index, so that a crash neither loses nor doubles anything.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, text

from db.journal import table_number
from db.search import terms
from db.search.documents import BY_NAME, DOCUMENTS, KINDS, PARTS, Kind, Part
from db.search.folding import fold

POSITION = "search_position"
BATCH = 100_000
"""Journal entries a transaction."""
_OPTIONS = {"pgsz": 4000, "hashsize": 1 << 25}
"""Leaves of about one page of the file; a batch is gathered in up to 32 MiB before it is written."""


def prepare(connection: Connection) -> None:
    """Make the index's tables where they are missing."""
    if not connection.exec_driver_sql("SELECT 1 FROM sqlite_master WHERE name = 'search_fts'").first():
        connection.exec_driver_sql(
            "CREATE VIRTUAL TABLE search_fts USING fts5(name, other, content='', contentless_delete=1, "
            "detail=column, prefix='1 2 3', tokenize='unicode61 remove_diacritics 2')"
        )
        for option, value in _OPTIONS.items():
            connection.exec_driver_sql("INSERT INTO search_fts (search_fts, rank) VALUES (?, ?)", (option, value))
    terms.prepare(connection)


def complete(connection: Connection) -> bool:
    """Whether everything that was written is in the index, sort keys included."""
    newest = connection.exec_driver_sql("SELECT coalesce(max(n), 0) FROM change").scalar_one()
    return _position(connection) >= int(newest)


def index_changes(connection: Connection, batch: int = BATCH) -> bool:
    """Index the next journal entries, at most `batch`; True while more are waiting."""
    position = _position(connection)
    newest = int(connection.exec_driver_sql("SELECT coalesce(max(n), 0) FROM change").scalar_one())
    if newest <= position:
        return False
    end = min(newest, position + batch)
    _collect(connection, position, end)
    _write(connection)
    _move(connection, end)
    return end < newest


def rebuild(connection: Connection) -> None:
    """Make the whole index anew from the records, for repairs and as a check in tests."""
    connection.exec_driver_sql("INSERT INTO search_fts (search_fts) VALUES ('delete-all')")
    connection.exec_driver_sql("DELETE FROM sort_key")
    terms.clear(connection)
    _todo(connection)
    for kind in DOCUMENTS:
        connection.exec_driver_sql(
            f"INSERT INTO temp.search_todo (doc, fresh) SELECT n * {KINDS} + {kind.code}, 1 FROM {kind.table}"
        )
    _write(connection)
    newest = connection.exec_driver_sql("SELECT coalesce(max(n), 0) FROM change").scalar_one()
    _move(connection, int(newest))


def _collect(connection: Connection, position: int, end: int) -> None:
    """Fill the list of documents that the entries touched. `fresh` ones are not in the index yet."""
    _todo(connection)
    span = {"low": position, "high": end}
    touched = set(
        connection.execute(text("SELECT DISTINCT table_id FROM change WHERE n > :low AND n <= :high"), span).scalars()
    )
    for kind in DOCUMENTS:
        number = table_number(kind.table)
        if number in touched:
            connection.execute(text(_own(kind)), {**span, "t": number})
    for part in PARTS:
        number = table_number(part.table)
        if number in touched:
            connection.execute(text(_owners(part)), {**span, "t": number})
    number = table_number("tag")
    if number in touched:
        connection.execute(text(_TAGGED), {**span, "t": number})


_ADD = "INSERT OR IGNORE INTO temp.search_todo (doc, fresh)"
_SPAN = "FROM change c WHERE c.n > :low AND c.n <= :high AND c.table_id = :t"
_TAGGED = (
    f"{_ADD} SELECT e.n * {KINDS} + {BY_NAME['employer'].code}, 0 FROM employer e "
    "JOIN employer_tag x ON x.employer_id = e.id JOIN tag g ON g.id = x.tag_id "
    f"WHERE g.n IN (SELECT c.row_n {_SPAN} AND c.op = 'U')"
)


def _own(kind: Kind) -> str:
    return f"{_ADD} SELECT c.row_n * {KINDS} + {kind.code}, min(c.op = 'I') {_SPAN} GROUP BY c.row_n"


def _owners(part: Part) -> str:
    """The records that these rows belong to, or belonged to before."""
    kind, at = BY_NAME[part.kind], part.field
    return (
        f"{_ADD} SELECT p.n * {KINDS} + {kind.code}, 0 FROM {kind.table} p WHERE p.id IN ("
        f"SELECT json_extract(c.after, '$[{at - 1}]') {_SPAN} AND c.op = 'I' UNION "
        f"SELECT json_extract(c.before, '$[{at - 1}]') {_SPAN} AND c.op = 'D' UNION "
        f"SELECT json_extract(c.before, '$.{at}') {_SPAN} AND c.op = 'U' UNION "
        f"SELECT x.{part.column} FROM {part.table} x WHERE x.n IN (SELECT c.row_n {_SPAN} AND c.op = 'U'))"
    )


def _write(connection: Connection) -> None:
    known = "SELECT doc FROM temp.search_todo WHERE fresh = 0"
    connection.exec_driver_sql(f"DELETE FROM search_fts WHERE rowid IN ({known})")
    connection.exec_driver_sql(f"DELETE FROM sort_key WHERE doc IN ({known})")
    for kind in DOCUMENTS:
        chosen = f"FROM temp.search_todo t CROSS JOIN {kind.table} r WHERE r.n = t.doc / {KINDS} "
        chosen += f"AND t.doc % {KINDS} = {kind.code}"
        select = kind.select.format(number="t.doc")
        connection.exec_driver_sql(f"INSERT INTO search_fts (rowid, name, other) {select} {chosen}")
        if kind.sort_key:
            _names(connection, kind, chosen)


def _names(connection: Connection, kind: Kind, chosen: str) -> None:
    """Set the sort keys of the touched records and remember the words of their names."""
    cursor: Any = connection.connection.cursor()  # rows as plain tuples: there may be very many
    try:
        rows = [(doc, fold(name)) for doc, name in cursor.execute(f"SELECT t.doc, {kind.sort_key} {chosen}")]
        cursor.executemany("INSERT INTO sort_key (doc, key) VALUES (?, ?)", rows)
    finally:
        cursor.close()
    terms.remember(connection, (key for _, key in rows))


def _todo(connection: Connection) -> None:
    connection.exec_driver_sql(
        "CREATE TEMP TABLE IF NOT EXISTS search_todo (doc INTEGER PRIMARY KEY, fresh INTEGER NOT NULL)"
    )
    connection.exec_driver_sql("DELETE FROM temp.search_todo")


def _position(connection: Connection) -> int:
    value = connection.execute(text("SELECT value FROM note WHERE key = :k"), {"k": POSITION}).scalar()
    return int(value) if value is not None else 0


def _move(connection: Connection, end: int) -> None:
    connection.execute(
        text("INSERT INTO note (key, value) VALUES (:k, :v) ON CONFLICT (key) DO UPDATE SET value = :v"),
        {"k": POSITION, "v": str(end)},
    )
