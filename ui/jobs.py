"""Brings the results of jobs back to the interface's thread.

A dispatcher owns the signal; the job's thread only emits it. What arrives for an owner that is gone is dropped.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import CancelledError, Future
from dataclasses import dataclass
from typing import Any, TypeVar

import shiboken6
from PySide6.QtCore import QObject, Qt, Signal, Slot

from talented_desk.errors import Cancelled
from talented_desk.jobs import JobRunner, Progress, Running, Task

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Delivery:
    owner: QObject
    call: Callable[[Any], None]
    value: object


class JobBridge(QObject):
    """Runs jobs for widgets and pages; every callback comes on the interface's thread.

    `failed` gets any exception but a cancel; without it the exception goes to `unhandled`.
    """

    unhandled = Signal(object)
    _arrived = Signal(object)

    def __init__(self, runner: JobRunner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._runner = runner
        self._arrived.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def read(
        self,
        owner: QObject,
        job: Callable[[Task], T],
        done: Callable[[T], None],
        failed: Callable[[BaseException], None] | None = None,
        progress: Callable[[Progress], None] | None = None,
    ) -> Running[T]:
        """Run beside other work; the job must not write."""
        return self._follow(self._runner.read(job, self._reporter(owner, progress)), owner, done, failed)

    def write(
        self,
        owner: QObject,
        job: Callable[[Task], T],
        done: Callable[[T], None],
        failed: Callable[[BaseException], None] | None = None,
        progress: Callable[[Progress], None] | None = None,
    ) -> Running[T]:
        """Run on the single writer thread, after all earlier writes."""
        return self._follow(self._runner.write(job, self._reporter(owner, progress)), owner, done, failed)

    def draft(
        self,
        owner: QObject,
        job: Callable[[Task], T],
        done: Callable[[T], None],
        failed: Callable[[BaseException], None] | None = None,
    ) -> Running[T]:
        """Keep or forget a draft, after all earlier ones; a long write does not hold it up."""
        return self._follow(self._runner.draft(job), owner, done, failed)

    def _reporter(
        self, owner: QObject, progress: Callable[[Progress], None] | None
    ) -> Callable[[Progress], None] | None:
        if progress is None:
            return None
        call, arrived = progress, self._arrived

        def report(value: Progress) -> None:
            arrived.emit(_Delivery(owner, call, value))

        return report

    def _follow(
        self,
        running: Running[T],
        owner: QObject,
        done: Callable[[T], None],
        failed: Callable[[BaseException], None] | None,
    ) -> Running[T]:
        arrived, unhandled = self._arrived, self.unhandled.emit

        def finished(future: Future[T]) -> None:
            try:
                value = future.result()
            except (CancelledError, Cancelled) as error:
                if failed is not None and not isinstance(error, CancelledError):
                    arrived.emit(_Delivery(owner, failed, error))
            except BaseException as error:  # noqa: BLE001 - told in the interface's thread
                arrived.emit(_Delivery(owner, failed or unhandled, error))
            else:
                arrived.emit(_Delivery(owner, done, value))

        running.future.add_done_callback(finished)
        return running

    @Slot(object)
    def _deliver(self, delivery: _Delivery) -> None:
        if shiboken6.isValid(delivery.owner):
            delivery.call(delivery.value)
