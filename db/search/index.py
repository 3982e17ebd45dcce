"""Keeping the index up to date: the journal is its queue.

The number of the last journal entry that was indexed stands in `note`; each batch moves it in the same transaction
as the index, so that a crash neither loses nor doubles anything.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, text

from db.journal import table_number
from db.search import terms
from db.search.documents import BY_NAME, DOCUMENTS, KINDS, PARTS, Kind
from db.search.folding import fold

POSITION = "search_position"
BATCH = 50_000
"""Journal entries a transaction."""


def prepare(connection: Connection) -> None:
    """Make the index's tables where they are missing."""
    connection.exec_driver_sql(
        "CREATE VIRTUAL TABLE IF NOT EXISTS search_fts USING fts5(name, other, notes, content='', "
        "contentless_delete=1, detail=column, prefix='1 2 3', tokenize='unicode61 remove_diacritics 2')"
    )
    terms.prepare(connection)


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
    for kind in DOCUMENTS:
        connection.execute(
            text(
                f"INSERT OR IGNORE INTO temp.search_todo (doc, fresh) SELECT row_n * {KINDS} + {kind.code}, "
                "min(op = 'I') FROM change WHERE n > :low AND n <= :high AND table_id = :t GROUP BY row_n"
            ),
            {**span, "t": table_number(kind.table)},
        )
    for part in PARTS:
        kind, at = BY_NAME[part.kind], part.field
        entries = "FROM change c WHERE c.n > :low AND c.n <= :high AND c.table_id = :t"
        connection.execute(
            text(
                f"INSERT OR IGNORE INTO temp.search_todo (doc, fresh) SELECT p.n * {KINDS} + {kind.code}, 0 "
                f"FROM {kind.table} p WHERE p.id IN ("
                f"SELECT json_extract(c.after, '$[{at - 1}]') {entries} AND c.op = 'I' UNION "
                f"SELECT json_extract(c.before, '$[{at - 1}]') {entries} AND c.op = 'D' UNION "
                f"SELECT json_extract(c.before, '$.{at}') {entries} AND c.op = 'U' UNION "
                f"SELECT x.{part.column} FROM {part.table} x WHERE x.n IN (SELECT c.row_n {entries} AND c.op = 'U'))"
            ),
            {**span, "t": table_number(part.table)},
        )
    connection.execute(
        text(
            f"INSERT OR IGNORE INTO temp.search_todo (doc, fresh) SELECT e.n * {KINDS} + 1, 0 FROM employer e "
            "JOIN employer_tag x ON x.employer_id = e.id JOIN tag g ON g.id = x.tag_id WHERE g.n IN "
            "(SELECT row_n FROM change WHERE n > :low AND n <= :high AND table_id = :t AND op = 'U')"
        ),
        {**span, "t": table_number("tag")},
    )


def _write(connection: Connection) -> None:
    connection.exec_driver_sql(
        "DELETE FROM search_fts WHERE rowid IN (SELECT doc FROM temp.search_todo WHERE fresh = 0)"
    )
    for kind in DOCUMENTS:
        chosen = f"FROM temp.search_todo t CROSS JOIN {kind.table} r WHERE r.n = t.doc / {KINDS} "
        chosen += f"AND t.doc % {KINDS} = {kind.code}"
        select = kind.select.format(number="t.doc")
        connection.exec_driver_sql(f"INSERT INTO search_fts (rowid, name, other, notes) {select} {chosen}")
        if kind.sort_key:
            _names(connection, kind, chosen)


def _names(connection: Connection, kind: Kind, chosen: str) -> None:
    """Set the sort keys of the touched records and remember the words of their names."""
    rows = connection.exec_driver_sql(f"SELECT r.n, {kind.sort_key}, r.sort_key {chosen}").all()
    changed: list[tuple[Any, ...]] = []
    texts: list[str] = []
    for number, name, present in rows:
        key = fold(name)
        texts.append(key)
        if key != present:
            changed.append((key, number))
    if changed:
        connection.exec_driver_sql(f"UPDATE {kind.table} SET sort_key = ? WHERE n = ?", changed)
    terms.remember(connection, texts)


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
