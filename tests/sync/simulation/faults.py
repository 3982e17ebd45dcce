"""A network that loses, repeats and delays, between the real engine and the real server; and machines that go off."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from random import Random
from typing import Any, TypeVar

from db.sharing.incoming import Header, Inbox, LogEntry, Past, Rows, SharedRow
from db.sharing.outgoing import Answer, Row
from db.sharing.rights import Rights, Seen
from talented_desk.sync.errors import Unreachable
from talented_desk.sync.transport import Copy, Hello, Transport

T = TypeVar("T")


class PowerCut(Exception):
    """The machine went off in the middle of what it did."""


class FaultyTransport:
    """Passes calls on, now and then not, or twice, or with somebody typing meanwhile.

    `slowly`: a transaction of this device's connection; `others_look`: others take what there is.
    """

    def __init__(
        self,
        inner: Transport,
        random: Random,
        meanwhile: Callable[[], None],
        slowly: Callable[[], AbstractContextManager[object]],
        others_look: Callable[[], None],
    ) -> None:
        self.inner = inner
        self._random = random
        self._meanwhile = meanwhile
        self._slowly, self._others_look = slowly, others_look
        self.rate = 0.0

    def _through(self, call: Callable[[], T]) -> T:
        if self._random.random() < self.rate:
            raise Unreachable()
        if self._random.random() < self.rate * 2:
            self._meanwhile()
        result = call()
        if self._random.random() < self.rate / 2:
            call()  # what was repeated on the way
        if self._random.random() < self.rate:
            raise Unreachable()  # the answer was lost
        if self._random.random() < self.rate / 4:
            raise PowerCut
        if self._random.random() < self.rate * 2:
            self._meanwhile()
        return result

    def hello(self, replica: str) -> Hello:
        return self._through(lambda: self.inner.hello(replica))

    def push(self, copy: Copy, payload: str) -> Answer:
        return self._through(lambda: self._push(copy, payload))

    def _push(self, copy: Copy, payload: str) -> Answer:
        if self._random.random() >= self.rate * 2:
            return self.inner.push(copy, payload)
        with self._slowly():  # it has its place in the log, and is not committed yet
            answer = self.inner.push(copy, payload)
            self._others_look()
        return answer

    def log(self, copy: Copy, after: int, limit: int) -> list[LogEntry]:
        return self._through(lambda: self.inner.log(copy, after, limit))

    def headers(self, copy: Copy, numbers: Sequence[int]) -> dict[int, Header]:
        return self._through(lambda: self.inner.headers(copy, numbers))

    def rows(self, copy: Copy, rows: Sequence[Row]) -> list[SharedRow]:
        return self._through(lambda: self.inner.rows(copy, rows))

    def snapshot(self, replica: str) -> AbstractContextManager[tuple[Hello, Iterator[Rows]]]:
        return self._through(lambda: self.inner.snapshot(replica))

    def history(self, copy: Copy, before: int, limit: int) -> list[Past]:
        return self._through(lambda: self.inner.history(copy, before, limit))

    def rights(self, copy: Copy) -> Rights:
        return self._through(lambda: self.inner.rights(copy))

    def ids(self, copy: Copy, table: int) -> Seen:
        return self._through(lambda: self.inner.ids(copy, table))

    def contents_wanted(self, copy: Copy, hashes: Sequence[str]) -> dict[str, int]:
        return self._through(lambda: self.inner.contents_wanted(copy, hashes))

    def content_put(self, copy: Copy, sha256: str, size: int, number: int, data: bytes) -> bool:
        return self._through(lambda: self.inner.content_put(copy, sha256, size, number, data))

    def content_part(self, copy: Copy, sha256: str, number: int) -> bytes | None:
        return self._through(lambda: self.inner.content_part(copy, sha256, number))


class Fuse:
    """Counts statements while others' changes are written, and cuts the power at one of them."""

    def __init__(self) -> None:
        self.left = 0

    def inbox(self, *arguments: Any) -> Inbox:
        """An inbox that this fuse guards."""
        made = Inbox(*arguments)
        run = made._run

        def guarded(*statement: Any) -> Any:
            if self.left:
                self.left -= 1
                if not self.left:
                    raise PowerCut
            return run(*statement)

        made._run = guarded  # type: ignore[assignment]
        return made
