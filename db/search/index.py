"""Keeping the index up to date: the journal is its queue.

The number of the last journal entry that was indexed stands in `note`; each batch moves it in the same transaction
as the index, so that a crash neither loses nor doubles anything.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from typing import Any

from sqlalchemy import Connection

from db.base import Base, fields
from db.journal import table_number
from db.search import terms
from db.search.documents import BY_NAME, DOCUMENTS, KINDS, PARTS, Kind, Part
from db.search.folding import fold

POSITION = "search_position"
BATCH = 100_000
"""Journal entries a transaction."""
_OPTIONS = {"pgsz": 4000, "hashsize": 1 << 25, "automerge": 8}
"""Leaves of about one page of the file; a batch is gathered in up to 32 MiB before it is written; single edits, each
a small piece of index, are merged by eights."""


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
    with _cursor(connection) as cursor:
        return _position(cursor) >= _newest(cursor)


def index_changes(connection: Connection, batch: int = BATCH) -> bool:
    """Index the next journal entries, at most `batch`; True while more are waiting."""
    with _cursor(connection) as cursor:
        position, newest = _position(cursor), _newest(cursor)
        if newest <= position:
            return False
        end = min(newest, position + batch)
        _collect(cursor, position, end)
        _write(cursor)
        _move(cursor, end)
        return end < newest


def search_again(connection: Connection, kind: str, numbers: Sequence[int]) -> None:
    """Index these records anew: something that is searched with them, and not journalled, has changed."""
    while index_changes(connection):  # what still waits would otherwise be indexed twice
        pass
    with _cursor(connection) as cursor:
        _todo(cursor)
        code = BY_NAME[kind].code
        cursor.executemany(
            "INSERT OR IGNORE INTO temp.search_todo (doc, fresh) VALUES (?, 0)", [(n * KINDS + code,) for n in numbers]
        )
        _write(cursor)


def rebuild(connection: Connection) -> None:
    """Make the whole index anew from the records, for repairs and as a check in tests."""
    with _cursor(connection) as cursor:
        cursor.execute("INSERT INTO search_fts (search_fts) VALUES ('delete-all')")
        cursor.execute("DELETE FROM sort_key")
        terms.clear(cursor)
        _todo(cursor)
        for kind in DOCUMENTS:
            cursor.execute(
                f"INSERT INTO temp.search_todo (doc, fresh) SELECT n * {KINDS} + {kind.code}, 1 FROM {kind.table}"
            )
        _write(cursor)
        _move(cursor, _newest(cursor))


def _collect(cursor: Any, position: int, end: int) -> None:
    """Fill the list of documents that the entries touched. `fresh` ones are not in the index yet."""
    _todo(cursor)
    span = {"low": position, "high": end}
    found = cursor.execute("SELECT DISTINCT table_id FROM change WHERE n > :low AND n <= :high", span)
    touched = {row[0] for row in found}
    queries = [(kind.table, _own(kind)) for kind in DOCUMENTS]
    queries += [(part.table, _owners(part)) for part in PARTS]
    for table, query in [*queries, ("tag", _TAGGED)]:
        if table_number(table) in touched:
            cursor.execute(query, {**span, "t": table_number(table)})


_ADD = "INSERT OR IGNORE INTO temp.search_todo (doc, fresh)"
_SPAN = "FROM change c WHERE c.n > :low AND c.n <= :high AND c.table_id = :t"
_TAGGED = (
    f"{_ADD} SELECT e.n * {KINDS} + {BY_NAME['employer'].code}, 0 FROM employer e "
    "JOIN employer_tag x ON x.employer_id = e.id JOIN tag g ON g.id = x.tag_id "
    f"WHERE g.n IN (SELECT c.row_n {_SPAN} AND c.op = 'U')"
)


@cache
def _own(kind: Kind) -> str:
    columns = fields(Base.metadata.tables[kind.table])
    keys = ", ".join(f"'{number}'" for number, column in enumerate(columns, 1) if column in kind.columns())
    heard = f"(c.op <> 'U' OR EXISTS (SELECT 1 FROM json_each(c.after) j WHERE j.key IN ({keys})))"
    return f"{_ADD} SELECT c.row_n * {KINDS} + {kind.code}, min(c.op = 'I') {_SPAN} AND {heard} GROUP BY c.row_n"


@cache
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


def _write(cursor: Any) -> None:
    """Take the documents on the list out of the index and put them in as they are now."""
    codes = {row[0] for row in cursor.execute(f"SELECT DISTINCT doc % {KINDS} FROM temp.search_todo")}
    cursor.execute("DELETE FROM search_fts WHERE rowid IN (SELECT doc FROM temp.search_todo WHERE fresh = 0)")
    for kind in DOCUMENTS:
        if kind.code in codes:
            select = kind.select.format(number="t.doc")
            cursor.execute(
                f"INSERT INTO search_fts (rowid, name, other) {select} FROM temp.search_todo t "
                f"CROSS JOIN {kind.table} r WHERE r.n = t.doc / {KINDS} AND t.doc % {KINDS} = {kind.code}"
            )
            if kind.sort_key:
                _names(cursor, kind)


def _names(cursor: Any, kind: Kind) -> None:
    """Set the sort keys of the touched records and remember the words of their names."""
    found = cursor.execute(
        f"SELECT t.doc, {kind.sort_key}, CASE t.fresh WHEN 0 THEN (SELECT k.key FROM sort_key k WHERE k.doc = t.doc) "
        f"END FROM temp.search_todo t LEFT JOIN {kind.table} r ON r.n = t.doc / {KINDS} "
        f"WHERE t.doc % {KINDS} = {kind.code}"
    )
    gone, changed = [], []
    for doc, name, present in found:
        if name is None:
            gone.append((doc,))
        elif (key := fold(name)) != present:
            changed.append((doc, key))
    if gone:
        cursor.executemany("DELETE FROM sort_key WHERE doc = ?", gone)
    if changed:
        cursor.executemany("INSERT OR REPLACE INTO sort_key (doc, key) VALUES (?, ?)", changed)
        terms.remember(cursor, (key for _, key in changed))


@contextmanager
def _cursor(connection: Connection) -> Iterator[Any]:
    """The driver's own cursor: an edit is indexed while somebody waits, a list in very many rows."""
    cursor = connection.connection.cursor()
    try:
        yield cursor
    finally:
        cursor.close()


def _todo(cursor: Any) -> None:
    cursor.execute("CREATE TEMP TABLE IF NOT EXISTS search_todo (doc INTEGER PRIMARY KEY, fresh INTEGER NOT NULL)")
    cursor.execute("DELETE FROM temp.search_todo")


def _newest(cursor: Any) -> int:
    return int(cursor.execute("SELECT coalesce(max(n), 0) FROM change").fetchone()[0])


def _position(cursor: Any) -> int:
    found = cursor.execute("SELECT value FROM note WHERE key = ?", (POSITION,)).fetchone()
    return int(found[0]) if found else 0


def _move(cursor: Any, end: int) -> None:
    cursor.execute(
        "INSERT INTO note (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        (POSITION, str(end)),
    )
