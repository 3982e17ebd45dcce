"""What a user's action tells: while it runs, when it is done, and why it was refused."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QObject
from PySide6.QtWidgets import QApplication

from talented_desk.errors import Cancelled, DeskError, Invalid
from talented_desk.i18n import Translator
from talented_desk.jobs import JobRunner, Progress, Running, Task
from tests.ui.helpers import wait
from ui.jobs import JobBridge
from ui.operations.runner import Operation, Operations


class Locked(DeskError):
    message = "The {thing} is locked."


@dataclass
class Said:
    """Everything that the window was asked to tell, in order."""

    lines: list[tuple[str, object]] = field(default_factory=list)

    def toast(self, sentence: str, *, undo: bool = False, back: Callable[[], object] | None = None) -> None:
        self.lines.append(("toast with undo" if undo else "toast", sentence))

    def banner(self, sentence: str, tone: str = "bad") -> None:
        self.lines.append((f"banner {tone}", sentence))

    def busy(self, sentence: str, running: Running[Any] | None) -> None:
        self.lines.append(("busy" if running is not None else "idle", sentence))

    def progress(self, progress: Progress) -> None:
        self.lines.append(("progress", progress.done))


@dataclass
class Bench:
    """A runner of operations, what it said, what crashed."""

    operations: Operations
    said: Said
    owner: QObject
    crashed: list[object]
    runner: JobRunner

    def run(self, operation: Operation[Any]) -> None:
        """Run and wait for the end."""
        self.operations.run(self.owner, operation)
        wait(lambda: ("idle", "") in self.said.lines)


@pytest.fixture
def bench(application: QApplication) -> Iterator[Bench]:
    runner, said = JobRunner(), Said()
    bridge = JobBridge(runner)
    operations = Operations(bridge, said, Translator("en"), bridge)
    crashed: list[object] = []
    operations.crashed.connect(crashed.append)
    made = Bench(operations, said, QObject(), crashed, runner)
    yield made
    runner.close()
    bridge.deleteLater()
    made.owner.deleteLater()


def test_what_was_done_is_told_with_undo_and_then_used(bench: Bench) -> None:
    def job(task: Task) -> int:
        task.progress(3, 4)
        return 7

    heard: list[int] = []
    bench.run(Operation("Saving", job, heard.append, said="Saved"))
    assert bench.said.lines == [("busy", "Saving"), ("progress", 3), ("idle", ""), ("toast with undo", "Saved")]
    assert heard == [7]


def test_what_cannot_be_taken_back_offers_no_undo(bench: Bench) -> None:
    bench.run(Operation("Printing", lambda task: None, said="Printed", undo=False))
    assert ("toast", "Printed") in bench.said.lines


def refuse(error: BaseException) -> Callable[[Task], None]:
    def job(task: Task) -> None:
        raise error

    return job


def test_a_refusal_goes_to_the_form_first(bench: Bench) -> None:
    shown: list[DeskError] = []

    def refused(error: DeskError) -> bool:
        shown.append(error)
        return isinstance(error, Invalid)

    bench.run(Operation("Saving", refuse(Invalid({"name": Locked(thing="name")})), refused=refused))
    assert [line for line in bench.said.lines if line[0].startswith("banner")] == []
    bench.said.lines.clear()
    bench.run(Operation("Saving", refuse(Locked(thing="file")), refused=refused))
    assert ("banner bad", "The file is locked.") in bench.said.lines
    assert len(shown) == 2 and bench.crashed == []


def test_cancelling_is_no_failure(bench: Bench) -> None:
    bench.run(Operation("Importing", refuse(Cancelled()), said="Imported"))
    assert bench.said.lines[-1] == ("toast", "Cancelled. Nothing was changed.")


def test_a_bug_is_not_a_sentence(bench: Bench) -> None:
    bench.run(Operation("Saving", refuse(ZeroDivisionError()), said="Saved"))
    assert isinstance(bench.crashed[0], ZeroDivisionError)
    assert bench.said.lines == [("busy", "Saving"), ("idle", "")]


@pytest.mark.parametrize("error", [None, Locked(thing="file"), Cancelled(), KeyError("x")])
def test_the_end_comes_whatever_happened(bench: Bench, error: BaseException | None) -> None:
    heard: list[str] = []
    job = refuse(error) if error is not None else lambda task: None
    bench.run(
        Operation(
            "Saving", job, lambda _: heard.append("done"), refused=lambda _: True, ended=lambda: heard.append("ended")
        )
    )
    assert heard == (["ended", "done"] if error is None else ["ended"])


def test_a_form_that_is_gone_is_not_called_but_the_person_is_told(bench: Bench) -> None:
    heard: list[str] = []
    bench.operations.run(
        bench.owner,
        Operation(
            "Saving", lambda task: None, lambda _: heard.append("done"), "Saved", ended=lambda: heard.append("x")
        ),
    )
    bench.owner.deleteLater()
    QCoreApplication.sendPostedEvents(bench.owner, QEvent.Type.DeferredDelete.value)
    wait(lambda: ("toast with undo", "Saved") in bench.said.lines)
    assert heard == []
    bench.owner = QObject()
