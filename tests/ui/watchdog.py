"""Fails the test in which the interface's thread was kept busy for too long at one go.

A turn of the event loop (or one key, one click, one step to a page that a test makes itself) is measured by the
processor time that this thread used, not by the clock on the wall: on a machine with other work it is the same.
A second thread looks at what the first is doing, so that a long turn can be told by its stack.
"""

from __future__ import annotations

import faulthandler
import gc
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from tempfile import TemporaryFile
from typing import Any, Final

from PySide6.QtCore import QAbstractEventDispatcher, QCoreApplication, QEventLoop
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog

from ui.main_window import MainWindow
from ui.page_stack import PageStack
from ui.pages.placement.form import NewPlacement
from ui.pages.session.form import SessionForm
from ui.widgets.tabs import Tabs

LIMIT: Final = 0.100
"""Seconds of this thread that one turn may take on the trial machine."""
FIRST: Final = 0.300
"""The allowance of the first building of the window, of a page or of a form: its modules are imported, its widgets
made, styled and laid out, once. It happens at a click, where the eye expects something new; nothing typed waits."""
REFERENCE: Final = 0.0041
"""Seconds that `_work` takes there; elsewhere the limit grows with it, so that a slow machine gives no alarm."""
LOOK: Final = 0.01
LOOPS: Final = (
    (QEventLoop, "exec"),
    (QDialog, "exec"),
    (QCoreApplication, "processEvents"),
    (QTest, "qWait"),
    (QTest, "qWaitForWindowActive"),
    (QTest, "qWaitForWindowExposed"),
)
SETTLING: Final = 0.5
"""Seconds of this thread after a building began in which its allowance holds."""
FIRST_TIMES: Final = (
    (PageStack, "_build"),
    (Tabs, "show_tab"),
    (NewPlacement, "__init__"),
    (SessionForm, "__init__"),
    (MainWindow, "_build"),
)
"""From one of these on the allowance holds for a moment."""
STEPS: Final = ((QTest, "keyClick"), (QTest, "mouseClick"), (MainWindow, "navigate"))


@dataclass(slots=True)
class Block:
    """One turn that took too long."""

    seconds: float
    limit: float
    stacks: list[str]

    def describe(self) -> str:
        """What the thread was doing, as seen most often."""
        seen = Counter(self.stacks).most_common(1)
        stack = seen[0][0] if seen else "Nobody saw what it did: no Python code, or in bursts."
        return f"the interface was busy for {self.seconds * 1000:.0f} ms (limit {self.limit * 1000:.0f} ms) in\n{stack}"


@dataclass(slots=True, weakref_slot=True, eq=False)
class Watchdog:
    """Measures the turns of the thread that made it. `watching` guards one test; `allowed` widens the limit."""

    blocks: list[Block] = field(default_factory=list)
    _began: float | None = None
    _garbage: float = 0.0
    _garbage_began: float = 0.0
    _stacks: list[str] = field(default_factory=list)
    _thread: int = field(default_factory=threading.get_ident)
    _stop: threading.Event = field(default_factory=threading.Event)
    _allowed: float = LIMIT
    _first: float = -1.0

    @contextmanager
    def watching(self) -> Iterator[None]:
        """From here to the end, each turn counts."""
        self.blocks.clear()
        self._began, self._allowed, self._first = None, LIMIT, -1.0
        self._stop.clear()
        eye = threading.Thread(target=self._look, name="watchdog", daemon=True)
        gc.callbacks.append(self._collected)
        eye.start()
        try:
            yield
        finally:
            self._began = None
            self._stop.set()
            eye.join()
            gc.callbacks.remove(self._collected)

    @contextmanager
    def allowed(self, seconds: float, why: str) -> Iterator[None]:
        """One thing that may take longer; `why` says the reason to whoever reads the test."""
        assert why
        before, self._allowed = self._allowed, seconds
        try:
            yield
        finally:
            self.end()
            self._allowed = before

    def begin(self) -> None:
        """A turn begins; the one before it, if any, is over."""
        self.end()
        self._garbage = 0.0
        self._began = time.thread_time()

    def building(self) -> None:
        """Something is built for the first time; its contents and its first painting come in the turns after."""
        self._first = time.thread_time() + SETTLING

    def end(self) -> None:
        """The turn is over; remember it if it was too long."""
        if self._began is None or threading.get_ident() != self._thread:
            return
        took = time.thread_time() - self._began - self._garbage
        self._began = None
        stacks, self._stacks = self._stacks, []
        allowed = max(self._allowed, FIRST) if time.thread_time() - took < self._first else self._allowed
        if took > allowed:
            limit = allowed * slowness()
            if took > limit:
                self.blocks.append(Block(took, limit, stacks))

    def _collected(self, phase: str, info: dict[str, int]) -> None:
        # a whole test run leaves far more to look through than the program ever holds
        if threading.get_ident() != self._thread:
            return
        if phase == "start":
            self._garbage_began = time.thread_time()
        else:
            self._garbage += time.thread_time() - self._garbage_began

    def _look(self) -> None:
        clock = time.pthread_getcpuclockid(self._thread)
        while not self._stop.wait(LOOK):
            began = self._began
            long = began is not None and time.clock_gettime(clock) - began > LIMIT / 3
            if long and len(self._stacks) < 50:
                self._stacks.append(_stack(self._thread))


def _stack(thread: int) -> str:
    """What the thread is doing, innermost first. Frames of a running thread are not safe to touch from Python."""
    with TemporaryFile("w+", encoding="utf-8") as file:
        faulthandler.dump_traceback(file, all_threads=True)
        file.seek(0)
        parts = file.read().split("\n\n")
    mark = f"{thread:016x}"
    return "\n".join(next((part for part in parts if mark in part.splitlines()[0]), "").splitlines()[1:15])


def slowness() -> float:
    """How much slower than the trial machine this one is just now, at least 1."""
    return max(1.0, min(_work() for _ in range(3)) / REFERENCE)


def _work() -> float:
    began = time.thread_time()
    table: dict[str, int] = {}
    for number in range(20_000):
        key = f"{number % 997}:{number % 13}"
        table[key] = table.get(key, 0) + number
    return time.thread_time() - began


def install(dog: Watchdog) -> Callable[[], None]:
    """Let the event loop and the steps of tests tell their turns; returns what takes it back."""
    dispatcher = QAbstractEventDispatcher.instance()
    assert dispatcher is not None
    dispatcher.awake.connect(dog.begin)
    dispatcher.aboutToBlock.connect(dog.begin)  # one of Qt's dispatchers works before it says that it woke
    depth = 0

    def told(call: Callable[..., Any], *, loop: bool) -> Callable[..., Any]:
        def step(*arguments: Any, **named: Any) -> Any:
            nonlocal depth
            outer = depth
            dog.end() if loop else dog.begin()
            depth += 1
            try:
                return call(*arguments, **named)
            finally:
                depth = outer
                dog.begin() if outer else dog.end()  # code of the interface goes on, or code of the test

        return step

    before: list[tuple[type, str, Any]] = []
    for kinds, loop in ((LOOPS, True), (STEPS, False)):
        for kind, name in kinds:
            before.append((kind, name, kind.__dict__.get(name)))
            made = told(getattr(kind, name), loop=loop)
            static = kind in (QTest, QCoreApplication)
            setattr(kind, name, staticmethod(made) if static else made)

    def noted(call: Callable[..., Any]) -> Callable[..., Any]:
        def build(*arguments: Any, **named: Any) -> Any:
            dog.building()
            return call(*arguments, **named)

        return build

    for built, name in FIRST_TIMES:
        before.append((built, name, built.__dict__[name]))
        setattr(built, name, noted(getattr(built, name)))

    def take_back() -> None:
        dispatcher.awake.disconnect(dog.begin)
        dispatcher.aboutToBlock.disconnect(dog.begin)
        for kind, name, old in before:
            if old is None:
                delattr(kind, name)
            else:
                setattr(kind, name, old)

    return take_back
