"""The watchdog barks at what is long, by its name, and only at that."""

from __future__ import annotations

import threading
import time

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from tests.ui.helpers import wait
from tests.ui.watchdog import LIMIT, Watchdog


def spin(seconds: float) -> None:
    end = time.thread_time() + seconds
    while time.thread_time() < end:
        pass


def in_a_turn(work: object) -> None:
    done: list[bool] = []

    def turn() -> None:
        assert callable(work)
        work()
        done.append(True)

    QTimer.singleShot(0, turn)
    wait(lambda: bool(done))


def test_it_names_what_held_the_interface_up(application: QApplication, never_blocked: Watchdog) -> None:
    in_a_turn(lambda: spin(LIMIT * 6))
    (block,) = never_blocked.blocks
    assert block.seconds > LIMIT
    assert "in spin" in block.describe()
    never_blocked.blocks.clear()


def test_short_turns_and_waiting_are_no_block(application: QApplication, never_blocked: Watchdog) -> None:
    for _ in range(12):
        in_a_turn(lambda: spin(LIMIT / 10))
    in_a_turn(lambda: threading.Event().wait(LIMIT * 2))
    assert never_blocked.blocks == []


def test_work_of_the_test_itself_is_no_block(application: QApplication, never_blocked: Watchdog) -> None:
    in_a_turn(lambda: None)
    spin(LIMIT * 3)
    in_a_turn(lambda: None)
    assert never_blocked.blocks == []
