"""What the engine asks of the other side. `postgres.py` is the real one; tests put faults between."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

from db.sharing.incoming import Header, LogEntry, Past, Rows, SharedRow
from db.sharing.outgoing import Answer, Row
from db.sharing.rights import Rights, Seen

PROTOCOL = 1


@dataclass(frozen=True, slots=True)
class Copy:
    """The copy of the database that calls, and the newest operation that the other side has of it (empty: none)."""

    replica: str
    last: str


@dataclass(frozen=True, slots=True)
class Hello:
    """How things stand on the other side."""

    head: int
    """How far the log is."""
    epoch: str
    """Another after the shared database was restored; what it was before that stands in it."""
    schema_version: str
    last: str
    """The newest operation that it has of this copy; empty if none."""
    officer_id: str
    milliseconds: int
    """Its clock, since 1970."""
    rights: str
    """Another word than before: what the officer may do has changed."""


class Transport(Protocol):
    """The shared database as a device reaches it. Each call is one transaction there.

    Any may raise `Unreachable`, also after it took effect, `NotAdmitted`, `TooMuch` and `Forked`; all but `hello`
    and `rights` also `RightsMoved`: these are to be asked for first.
    """

    def hello(self, replica: str) -> Hello:
        """Raises `ProgramTooOld` and `RevokedBy` too."""
        ...

    def push(self, copy: Copy, payload: str) -> Answer:
        """Send a batch. Raises `NotTaken`: nothing of it was."""
        ...

    def log(self, copy: Copy, after: int, limit: int) -> list[LogEntry]:
        """Others' changes after a place in the log, in order."""
        ...

    def headers(self, copy: Copy, numbers: Sequence[int]) -> dict[int, Header]:
        """Operations by their number in the log."""
        ...

    def rows(self, copy: Copy, rows: Sequence[Row]) -> list[SharedRow]:
        """Rows as they are now."""
        ...

    def snapshot(self, replica: str) -> AbstractContextManager[tuple[Hello, Iterator[Rows]]]:
        """How things stand, and all rows at that moment: table's number, ids with fields as JSON, parents first."""
        ...

    def history(self, copy: Copy, before: int, limit: int) -> list[Past]:
        """Changes before a place in the log, whoever made them, the newest first."""
        ...

    def rights(self, copy: Copy) -> Rights:
        """What the officer may do."""
        ...

    def ids(self, copy: Copy, table: int) -> Seen:
        """The rows of a table that the officer sees."""
        ...

    def contents_wanted(self, copy: Copy, hashes: Sequence[str]) -> dict[str, int]:
        """Of these bytes those that are not there whole, and how many parts are."""
        ...

    def content_put(self, copy: Copy, sha256: str, size: int, number: int, data: bytes) -> bool:
        """Send the next part; True: all of it is there."""
        ...

    def content_part(self, copy: Copy, sha256: str, number: int) -> bytes | None:
        """A part; None: there is none."""
        ...
