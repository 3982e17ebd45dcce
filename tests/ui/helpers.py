"""What tests of widgets share: waiting without sleeping, and showing a widget that goes away again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget

from talented_desk.bootstrap import Application
from ui.app import make_window
from ui.main_window import MainWindow

W = TypeVar("W", bound=QWidget)


def wait(condition: Callable[[], bool], timeout: int = 5000) -> None:
    """Let events run until the condition holds; fail after `timeout` milliseconds."""
    if condition():
        return
    loop = QEventLoop()
    poll, end = QTimer(loop), QTimer(loop)
    poll.timeout.connect(lambda: loop.quit() if condition() else None)
    end.timeout.connect(loop.quit)
    poll.start(5)
    end.start(timeout)
    loop.exec()
    poll.stop()
    end.stop()
    assert condition(), "waited in vain"


@contextmanager
def open_window(
    application: QApplication, desk: Application, page: str = "", width: int = 1366, height: int = 768
) -> Iterator[MainWindow]:
    """The program's window on this workspace, at this page, active; destroyed at the end."""
    window, crashes = make_window(application, desk)
    window.start(page)
    window.resize(width, height)
    window.show()
    assert QTest.qWaitForWindowActive(window)
    try:
        yield window
    finally:
        window.close()
        desk.jobs.close()
        window.deleteLater()
        crashes.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


@contextmanager
def shown(widget: W, width: int = 800, height: int = 600) -> Iterator[W]:
    """The widget on the (offscreen) screen, destroyed at the end."""
    widget.resize(width, height)
    widget.show()
    widget.activateWindow()
    assert QTest.qWaitForWindowActive(widget)
    try:
        yield widget
    finally:
        widget.close()
        widget.deleteLater()
        QCoreApplication.sendPostedEvents(widget, QEvent.Type.DeferredDelete.value)


def find(parent: QWidget, kind: type[W], name: str) -> W:
    """The child of this kind with this object name; fails when there is none."""
    found = parent.findChild(kind, name)
    assert isinstance(found, kind), f"no {kind.__name__} called {name}"
    return found


def press(parent: QWidget, name: str) -> None:
    """Click the button with this object name."""
    button = find(parent, QPushButton, name)
    assert button.isVisible() and button.isEnabled(), f"{name} cannot be pressed"
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
