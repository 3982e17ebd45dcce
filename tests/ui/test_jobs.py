"""Work off the interface's thread comes back to it, or is dropped when nobody waits any more."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QObject
from PySide6.QtWidgets import QApplication

from talented_desk.errors import Cancelled
from talented_desk.events import DataChanged, EventBus, LanguageChanged
from talented_desk.jobs import JobRunner, Progress, Task
from tests.ui.helpers import wait
from ui.bridge import EventBridge
from ui.jobs import JobBridge


class Lanes:
    """A runner with its bridge, and an owner for the jobs."""

    def __init__(self) -> None:
        self.runner = JobRunner()
        self.bridge = JobBridge(self.runner)
        self.owner = QObject()
        self.unhandled: list[object] = []
        self.bridge.unhandled.connect(self.unhandled.append)

    @contextmanager
    def held(self) -> Iterator[threading.Event]:
        """The writer waits until the event is set (it is at the end)."""
        gate = threading.Event()
        self.bridge.write(self.bridge, lambda task: gate.wait(5), lambda _: None)
        try:
            yield gate
        finally:
            gate.set()


@pytest.fixture
def lanes(application: QApplication) -> Iterator[Lanes]:
    made = Lanes()
    yield made
    made.runner.close()
    made.bridge.deleteLater()
    made.owner.deleteLater()


def test_jobs_run_elsewhere_and_their_results_come_here(lanes: Lanes) -> None:
    here = threading.get_ident()
    worked: list[int] = []
    came: list[tuple[str, int]] = []

    def job(task: Task) -> str:
        worked.append(threading.get_ident())
        return "ready"

    lanes.bridge.read(lanes.owner, job, lambda words: came.append((words, threading.get_ident())))
    lanes.bridge.write(lanes.owner, job, lambda words: came.append((words, threading.get_ident())))
    wait(lambda: len(came) == 2)
    assert came == [("ready", here)] * 2
    assert here not in worked


def test_writes_come_in_order_one_at_a_time(lanes: Lanes) -> None:
    order: list[int] = []
    with lanes.held():
        for number in range(20):
            lanes.bridge.write(lanes.owner, lambda task, number=number: number, order.append)  # type: ignore[misc]
    wait(lambda: len(order) == 20)
    assert order == list(range(20))


def test_progress_arrives_before_the_result(lanes: Lanes) -> None:
    heard: list[object] = []

    def job(task: Task) -> str:
        task.progress(1, 2, "Half")
        task.progress(2, 2)
        return "ready"

    lanes.bridge.read(lanes.owner, job, heard.append, progress=heard.append)
    wait(lambda: len(heard) == 3)
    assert heard == [Progress(1, 2, "Half"), Progress(2, 2), "ready"]


def test_what_arrives_for_an_owner_that_is_gone_is_dropped(lanes: Lanes) -> None:
    heard: list[object] = []
    with lanes.held():
        lanes.bridge.write(lanes.owner, lambda task: "saved", heard.append, progress=heard.append)
        lanes.owner.deleteLater()
        QCoreApplication.sendPostedEvents(lanes.owner, QEvent.Type.DeferredDelete.value)
        lanes.owner = QObject()
    ended: list[object] = []
    lanes.bridge.write(lanes.owner, lambda task: "after", ended.append)
    wait(lambda: ended == ["after"])
    assert heard == []


def test_a_failure_goes_to_whoever_asked_or_else_to_everybody(lanes: Lanes) -> None:
    told: list[BaseException] = []

    def job(task: Task) -> None:
        raise OSError("gone")

    lanes.bridge.read(lanes.owner, job, lambda _: None, told.append)
    lanes.bridge.read(lanes.owner, job, lambda _: None)
    wait(lambda: len(told) == 1 and len(lanes.unhandled) == 1)
    assert isinstance(told[0], OSError) and isinstance(lanes.unhandled[0], OSError)


def test_a_job_cancelled_while_it_runs_says_so_and_one_that_waited_is_silent(lanes: Lanes) -> None:
    told: list[object] = []
    started, go = threading.Event(), threading.Event()

    def job(task: Task) -> None:
        started.set()
        go.wait(5)
        task.check()

    running = lanes.bridge.write(lanes.owner, job, told.append, told.append)
    waiting = lanes.bridge.write(lanes.owner, lambda task: told.append("ran"), told.append, told.append)
    started.wait(5)
    waiting.cancel()
    running.cancel()
    go.set()
    wait(lambda: len(told) == 1)
    assert isinstance(told[0], Cancelled)
    wait(lambda: not lanes.runner.busy())
    assert len(told) == 1 and lanes.unhandled == []


def test_closing_lets_waiting_writes_end(application: QApplication) -> None:
    runner = JobRunner()
    written: list[str] = []
    gate = threading.Event()
    runner.write(lambda task: gate.wait(5))
    runner.write(lambda task: written.append("a draft"))
    threading.Timer(0.05, gate.set).start()
    runner.close()
    assert written == ["a draft"]


def test_events_of_any_thread_become_signals_of_this_one(application: QApplication) -> None:
    bus = EventBus()
    bridge = EventBridge(bus)
    here = threading.get_ident()
    heard: list[tuple[object, int]] = []
    bridge.data_changed.connect(lambda event: heard.append((event, threading.get_ident())))
    bridge.language_changed.connect(lambda event: heard.append((event, threading.get_ident())))
    data, language = DataChanged(frozenset({"employer"}), frozenset({"1"})), LanguageChanged("fr")

    def publish() -> None:
        bus.publish(data)
        bus.publish(language)

    thread = threading.Thread(target=publish)
    thread.start()
    thread.join()
    wait(lambda: len(heard) == 2)
    assert heard == [(data, here), (language, here)]
    bridge.close()
    bus.publish(data)
    QCoreApplication.processEvents()
    assert len(heard) == 2
    bridge.deleteLater()
