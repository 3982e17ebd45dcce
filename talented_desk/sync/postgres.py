"""The shared database over a PostgreSQL connection."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager

import psycopg
from psycopg import errors, sql

from db.sharing.incoming import Header, LogEntry, Past, Rows, SharedRow
from db.sharing.outgoing import Answer, Row
from db.sharing.rights import Rights, Seen
from talented_desk.sync.errors import (
    Forked,
    NotAdmitted,
    NotTaken,
    ProgramTooOld,
    RevokedBy,
    RightsMoved,
    TooMuch,
    Unreachable,
)
from talented_desk.sync.transport import PROTOCOL, Copy, Hello

FORKED = "TD001"
TOO_MUCH = "TD004"
AT_ONCE = 1_000_000
"""Bytes of a table that are taken apart and written together."""
RIGHTS_MOVED = "TD005"


class PostgresTransport:
    """Calls the functions of schema `api`. The connection stays open between calls and commits by itself."""

    def __init__(self, connection: psycopg.Connection, check: Callable[[], None] = lambda: None) -> None:
        """`check` is called after each answer, and may raise: to the caller that is an answer that was lost."""
        self._connection = connection
        self._check = check
        connection.autocommit = True

    def hello(self, replica: str) -> Hello:
        """See `Transport`."""
        with self._told():
            ((said,),) = self._connection.execute("SELECT api.hello(%s, %s)", (replica, PROTOCOL)).fetchall()
        if "fault" in said:
            raise _fault(*said["fault"])
        if "revoked" in said:
            raise RevokedBy(said["epoch"])
        if "invited" in said:
            raise NotAdmitted()
        if said["protocol"] != PROTOCOL:
            raise ProgramTooOld()
        return Hello(
            said["head"],
            said["epoch"],
            said["schema"],
            said["last"] or "",
            said["officer"],
            said["time"],
            said["rights"],
        )

    def push(self, copy: Copy, payload: str) -> Answer:
        """See `Transport`."""
        with self._told():
            ((said,),) = self._connection.execute(
                "SELECT api.push(%s, %s, %s::jsonb)", (copy.replica, copy.last or None, payload)
            ).fetchall()
        if "fault" in said:
            raise _fault(*said["fault"])
        return Answer(
            said["head"],
            tuple((int(table), str(row_id)) for table, row_id in said["rows"]),
            tuple((c, (int(t), str(r)), reason, detail) for c, t, r, reason, detail in said["refused"]),
        )

    def log(self, copy: Copy, after: int, limit: int) -> list[LogEntry]:
        """See `Transport`."""
        with self._told():
            found = self._connection.execute(
                "SELECT * FROM api.log(%s, %s, %s, %s)", (copy.replica, copy.last or None, after, limit)
            ).fetchall()
        return [
            LogEntry(seq, changeset, table, str(row), op, values) for seq, changeset, table, row, op, values in found
        ]

    def headers(self, copy: Copy, numbers: Sequence[int]) -> dict[int, Header]:
        """See `Transport`."""
        with self._told():
            found = self._connection.execute(
                "SELECT * FROM api.headers(%s, %s, %s)", (copy.replica, copy.last or None, list(numbers))
            ).fetchall()
        return {
            n: Header(
                id=str(changeset),
                replica=str(by),
                officer_id=str(officer),
                operation=operation,
                subject=subject,
                kind=kind,
                target_id=None if target is None else str(target),
                hlc=hlc,
                at=at,
                schema_version=version,
            )
            for n, changeset, by, officer, operation, subject, kind, target, hlc, at, version in found
        }

    def rows(self, copy: Copy, rows: Sequence[Row]) -> list[SharedRow]:
        """See `Transport`."""
        with self._told():
            found = self._connection.execute(
                "SELECT * FROM api.rows(%s, %s, %s::jsonb)", (copy.replica, copy.last or None, json.dumps(list(rows)))
            ).fetchall()
        return [SharedRow(head, table, str(row), changeset, values) for head, table, row, changeset, values in found]

    @contextmanager
    def snapshot(self, replica: str) -> Iterator[tuple[Hello, Iterator[Rows]]]:
        """See `Transport`."""
        with self._told(), self._connection.transaction():
            self._connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            hello = self.hello(replica)
            tables = self._connection.execute(
                "SELECT * FROM api.tables(%s, %s)", (replica, hello.last or None)
            ).fetchall()
            yield hello, self._rows(Copy(replica, hello.last), [int(number) for (number,) in tables])

    def _rows(self, copy: Copy, tables: Sequence[int]) -> Iterator[Rows]:
        for number in tables:
            statement = sql.SQL("COPY (SELECT * FROM api.snapshot({}, {}, {}::smallint)) TO STDOUT").format(
                sql.Literal(copy.replica), sql.Literal(copy.last or None), sql.Literal(number)
            )
            with self._connection.cursor() as cursor, cursor.copy(statement) as out:
                for text in _lines(out):
                    yield number, [(one[:36], one[37:].replace("\\\\", "\\")) for one in text]

    def history(self, copy: Copy, before: int, limit: int) -> list[Past]:
        """See `Transport`."""
        with self._told():
            found = self._connection.execute(
                "SELECT * FROM api.history(%s, %s, %s, %s)", (copy.replica, copy.last or None, before, limit)
            ).fetchall()
        return [
            Past(seq, changeset, table, str(row), op, was, now) for seq, changeset, table, row, op, was, now in found
        ]

    def rights(self, copy: Copy) -> Rights:
        """See `Transport`."""
        with self._told():
            ((said,),) = self._connection.execute(
                "SELECT api.rights(%s, %s)", (copy.replica, copy.last or None)
            ).fetchall()
        tables = {int(number): (str(mark), bool(written)) for number, (mark, written) in said["tables"].items()}
        return Rights(
            said["revision"],
            said["role"],
            {number: mark for number, (mark, _) in tables.items()},
            frozenset(number for number, (_, written) in tables.items() if written),
        )

    def ids(self, copy: Copy, table: int) -> Seen:
        """See `Transport`."""
        with self._told():
            found = self._connection.execute(
                "SELECT * FROM api.ids(%s, %s, %s::smallint)", (copy.replica, copy.last or None, table)
            ).fetchall()
        return Seen(
            frozenset(str(row) for row, gone in found if not gone), frozenset(str(row) for row, gone in found if gone)
        )

    def set_right(self, copy: Copy, role: str, entity: str, *, see: bool, write: bool, export: bool) -> None:
        """Give a role a right, or take it: an administrator may. Raises `NotAdmitted`, `NotTaken`."""
        with self._told():
            ((said,),) = self._connection.execute(
                "SELECT api.set_right(%s, %s, %s, %s, %s, %s, %s)",
                (copy.replica, copy.last or None, role, entity, see, write, export),
            ).fetchall()
        if "fault" in said:
            raise _fault(*said["fault"])

    def contents_wanted(self, copy: Copy, hashes: Sequence[str]) -> dict[str, int]:
        """See `Transport`."""
        with self._told():
            found = self._connection.execute(
                "SELECT * FROM api.contents_wanted(%s, %s, %s)", (copy.replica, copy.last or None, list(hashes))
            ).fetchall()
        return {str(sha): int(parts) for sha, parts in found}

    def content_put(self, copy: Copy, sha256: str, size: int, number: int, data: bytes) -> bool:
        """See `Transport`."""
        with self._told():
            ((whole,),) = self._connection.execute(
                "SELECT api.content_put(%s, %s, %s, %s, %s, %b)",
                (copy.replica, copy.last or None, sha256, size, number, data),
            ).fetchall()
        return bool(whole)

    def content_part(self, copy: Copy, sha256: str, number: int) -> bytes | None:
        """See `Transport`."""
        with self._told():
            ((data,),) = self._connection.execute(
                "SELECT api.content_part(%s, %s, %s, %s)",
                (copy.replica, copy.last or None, sha256, number),
                binary=True,
            ).fetchall()
        return None if data is None else bytes(data)

    @contextmanager
    def _told(self) -> Iterator[None]:
        """What the server's errors mean to a sync."""
        try:
            yield
        except (errors.DataError, errors.IntegrityError) as error:
            raise NotTaken(str(error)) from error
        except errors.OperationalError as error:
            raise Unreachable() from error
        except psycopg.DatabaseError as error:
            if error.sqlstate in (FORKED, TOO_MUCH, RIGHTS_MOVED, errors.InsufficientPrivilege.sqlstate):
                raise _fault(error.sqlstate, str(error)) from error
            raise
        self._check()


def _lines(blocks: Iterable[bytes | bytearray | memoryview]) -> Iterator[list[str]]:
    """The lines of a COPY, many at once: the server sends each by itself."""
    kept: list[bytes] = []
    size = 0
    for block in blocks:
        kept.append(bytes(block))
        size += len(block)
        if size >= AT_ONCE:
            *lines, rest = b"".join(kept).split(b"\n")
            yield [line.decode() for line in lines]
            kept, size = [rest], len(rest)
    *lines, _ = b"".join(kept).split(b"\n")
    if lines:
        yield [line.decode() for line in lines]


def _fault(code: str | None, why: str) -> Exception:
    """What the shared database said in words of its own, by its code."""
    if code == FORKED:
        return Forked()
    if code == RIGHTS_MOVED:
        return RightsMoved()
    if code == TOO_MUCH:
        return TooMuch()
    if code == errors.InsufficientPrivilege.sqlstate:
        return NotAdmitted()
    return NotTaken(why)
