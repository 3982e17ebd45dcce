"""A network that loses, repeats and delays, between the real engine and the real server."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random
from typing import TypeVar

from db.sharing.incoming import Header, LogEntry, SharedRow
from db.sharing.outgoing import Answer, Row
from talented_desk.sync.transport import Hello, Transport

T = TypeVar("T")


class NetworkLost(Exception):
    """The call failed: before it took effect there, or after."""


class FaultyTransport:
    """Passes calls on, now and then not, or twice, or with somebody typing meanwhile."""

    def __init__(self, inner: Transport, random: Random, meanwhile: Callable[[], None]) -> None:
        self._inner = inner
        self._random = random
        self._meanwhile = meanwhile
        self.rate = 0.0

    def _through(self, call: Callable[[], T]) -> T:
        if self._random.random() < self.rate:
            raise NetworkLost("before")
        if self._random.random() < self.rate * 2:
            self._meanwhile()
        result = call()
        if self._random.random() < self.rate / 2:
            call()  # what was repeated on the way
        if self._random.random() < self.rate:
            raise NetworkLost("after")
        if self._random.random() < self.rate * 2:
            self._meanwhile()
        return result

    def hello(self, replica: str) -> Hello:
        return self._through(lambda: self._inner.hello(replica))

    def push(self, replica: str, payload: str) -> Answer:
        return self._through(lambda: self._inner.push(replica, payload))

    def log(self, replica: str, after: int, limit: int) -> list[LogEntry]:
        return self._through(lambda: self._inner.log(replica, after, limit))

    def headers(self, replica: str, numbers: Sequence[int]) -> dict[int, Header]:
        return self._through(lambda: self._inner.headers(replica, numbers))

    def rows(self, replica: str, rows: Sequence[Row]) -> list[SharedRow]:
        return self._through(lambda: self._inner.rows(replica, rows))
