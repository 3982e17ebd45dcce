"""What tests of widgets share: waiting without sleeping, and showing a widget that goes away again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

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
    assert condition(), "waited in vain"


@contextmanager
def shown(widget: W, width: int = 800, height: int = 600) -> Iterator[W]:
    """The widget on the (offscreen) screen, destroyed at the end."""
    widget.resize(width, height)
    widget.show()
    assert QTest.qWaitForWindowExposed(widget)
    try:
        yield widget
    finally:
        widget.close()
        widget.deleteLater()
        QCoreApplication.sendPostedEvents(widget, QEvent.Type.DeferredDelete.value)
