"""A link that takes its time, and counts what crosses it: TCP to a port of this machine, each way delayed."""

from __future__ import annotations

import asyncio
import threading
from typing import Final

BLOCK: Final = 1 << 16


class Link:
    """Reached at `port` on localhost; `delay`: seconds each way."""

    def __init__(self, to: int, delay: float) -> None:
        self.up = self.down = 0
        """Bytes that crossed, as they are on the wire."""
        self._to, self._delay = to, delay
        self._loop = asyncio.new_event_loop()
        self._tasks: set[asyncio.Task[None]] = set()
        self._ends: list[asyncio.StreamWriter] = []
        ready = threading.Event()
        self._thread = threading.Thread(target=self._run, args=(ready,), daemon=True)
        self._thread.start()
        ready.wait()

    def _run(self, ready: threading.Event) -> None:
        asyncio.set_event_loop(self._loop)
        server = self._loop.run_until_complete(asyncio.start_server(self._joined, "127.0.0.1", 0))
        self.port = int(server.sockets[0].getsockname()[1])
        ready.set()
        self._loop.run_forever()
        server.close()
        for end in self._ends:  # or the server waits for who is gone
            end.transport.abort()
        for task in self._tasks:
            task.cancel()
        self._loop.run_until_complete(asyncio.gather(*self._tasks, return_exceptions=True))
        self._loop.close()

    async def _joined(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, back = await asyncio.open_connection("127.0.0.1", self._to)
        self._ends += (writer, back)
        for task in (self._carry(reader, back, "up"), self._carry(there, writer, "down")):
            made = self._loop.create_task(task)
            self._tasks.add(made)
            made.add_done_callback(self._tasks.discard)

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, way: str) -> None:
        try:
            while block := await reader.read(BLOCK):
                setattr(self, way, getattr(self, way) + len(block))
                self._loop.call_later(self._delay, writer.write, block)
        finally:
            self._loop.call_later(self._delay, writer.close)

    def close(self) -> None:
        """Let nothing through any more."""
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
