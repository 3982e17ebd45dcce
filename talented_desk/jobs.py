"""Work off the interface's thread: a lane for writes, one for drafts, several for reads. Free of Qt.

A job is a function that takes a `Task`; it reports progress with `task.progress(done, total, note)` and
calls `task.check()` where it may stop. `ui.jobs` brings results back to the interface's thread.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from talented_desk.errors import Cancelled

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a job is. `total` is 0 while unknown; `note` is a translatable text of what is being done."""

    done: int
    total: int
    note: str = ""

    @property
    def fraction(self) -> float | None:
        """Between 0 and 1, or None while the total is unknown."""
        return min(1.0, self.done / self.total) if self.total > 0 else None


class Task:
    """A running job as the job sees it: where to report, whether to stop."""

    def __init__(self, report: Callable[[Progress], None] | None = None) -> None:
        self._report = report
        self._cancelled = threading.Event()

    def cancel(self) -> None:
        """Ask the job to stop at its next check."""
        self._cancelled.set()

    @property
    def cancelled(self) -> bool:
        return self._cancelled.is_set()

    def check(self) -> None:
        """Raise `Cancelled` if the person asked to stop."""
        if self._cancelled.is_set():
            raise Cancelled()

    def progress(self, done: int, total: int = 0, note: str = "") -> None:
        """Report progress and stop here if asked to."""
        self.check()
        if self._report is not None:
            self._report(Progress(done, total, note))


@dataclass(frozen=True, slots=True)
class Running(Generic[T]):
    """A submitted job: its task (to cancel) and its future (to wait for, off the interface's thread)."""

    task: Task
    future: Future[T]

    def cancel(self) -> None:
        self.task.cancel()
        self.future.cancel()


class JobRunner:
    """Three lanes: `write` runs one job at a time in order, `draft` too but waits for no write, `read` runs a few side
    by side."""

    def __init__(self, readers: int = 3) -> None:
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="writer")
        self._drafts = ThreadPoolExecutor(1, thread_name_prefix="drafts")
        self._readers = ThreadPoolExecutor(readers, thread_name_prefix="reader")
        self._running: set[Future[Any]] = set()
        self._lock = threading.Lock()

    def write(self, job: Callable[[Task], T], report: Callable[[Progress], None] | None = None) -> Running[T]:
        """Run on the single writer thread, after all earlier writes."""
        return self._submit(self._writer, job, report)

    def draft(self, job: Callable[[Task], T]) -> Running[T]:
        """Run on the thread for drafts, after all earlier ones, beside whatever is being written."""
        return self._submit(self._drafts, job, None)

    def read(self, job: Callable[[Task], T], report: Callable[[Progress], None] | None = None) -> Running[T]:
        """Run beside other work; the job must not write."""
        return self._submit(self._readers, job, report)

    def busy(self) -> bool:
        """Whether anything is running or waiting to run."""
        with self._lock:
            return bool(self._running)

    def close(self) -> None:
        """Let every write end, waiting ones too: a draft or a save may be among them. Reads not started are dropped."""
        self._readers.shutdown(wait=True, cancel_futures=True)
        self._drafts.shutdown(wait=True)
        self._writer.shutdown(wait=True)

    def _submit(
        self, lane: ThreadPoolExecutor, job: Callable[[Task], T], report: Callable[[Progress], None] | None
    ) -> Running[T]:
        task = Task(report)

        def run() -> T:
            task.check()
            return job(task)

        future = lane.submit(run)
        with self._lock:
            self._running.add(future)
        future.add_done_callback(self._ended)
        return Running(task, future)

    def _ended(self, future: Future[Any]) -> None:
        with self._lock:
            self._running.discard(future)
