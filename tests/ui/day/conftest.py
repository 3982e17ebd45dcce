"""The officer's desk in the morning, in one language."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from talented_desk.bootstrap import Application
from talented_desk.clock import FixedClock
from talented_desk.paths import WorkspacePaths
from tests.ui.day.film import Film
from tests.ui.day.keys import Keys
from tests.ui.day.words import WORDS, Words
from tests.ui.demo_desk import copy_of
from ui.app import make_window
from ui.main_window import MainWindow


@dataclass(frozen=True, slots=True)
class Day:
    """What the steps of the day share."""

    app: Application
    window: MainWindow
    keys: Keys
    film: Film
    words: Words
    folder: Path

    def page(self) -> str:
        """The page in sight."""
        return self.window.shell.stack.page_id()

    def passes(self, seconds: int) -> None:
        """Time goes by while the computer is awake."""
        clock, timer = self.app.clock, self.window.timer
        assert isinstance(clock, FixedClock)
        for _ in range(seconds // 30):
            clock.advance(seconds=30)
            timer._steady = partial(float, timer._steady() + 30)
            timer.tick()


@pytest.fixture
def day(
    application: QApplication, demo_model: WorkspacePaths, tmp_path: Path, request: pytest.FixtureRequest
) -> Iterator[Day]:
    """A window on a copy of the demo workspace, opened as the program opens it."""
    language: str = request.param
    with copy_of(demo_model, tmp_path) as desk:
        desk.settings.set("language", language)
        window, crashes = make_window(application, desk)
        window.start()
        window.resize(1366, 768)
        window.show()
        window.activateWindow()
        assert QTest.qWaitForWindowActive(window)
        yield Day(desk, window, Keys(), Film(desk, window, language), WORDS[language], tmp_path)
        window.close()
        desk.jobs.close()
        window.deleteLater()
        crashes.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
