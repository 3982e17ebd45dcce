"""What the engine asks of the other side. `postgres.py` is the real one; tests put faults between."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from db.sharing.incoming import Header, LogEntry, SharedRow
from db.sharing.outgoing import Answer, Row

PROTOCOL = 1


@dataclass(frozen=True, slots=True)
class Hello:
    """How things stand on the other side."""

    head: int
    """How far the log is."""
    epoch: str
    schema_version: str
    last: str
    """The newest operation that it has of this copy; empty if none."""
    officer_id: str
    milliseconds: int
    """Its clock, since 1970."""


class Transport(Protocol):
    """The shared database as a device reaches it. Each call is one transaction there; any may fail with `Unreachable`,
    also after it took effect."""

    def hello(self, replica: str) -> Hello: ...

    def push(self, replica: str, payload: str) -> Answer: ...

    def log(self, replica: str, after: int, limit: int) -> list[LogEntry]:
        """Others' changes after a place in the log, in order."""
        ...

    def headers(self, replica: str, numbers: Sequence[int]) -> dict[int, Header]: ...

    def rows(self, replica: str, rows: Sequence[Row]) -> list[SharedRow]: ...
