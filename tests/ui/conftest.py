"""Real widgets, offscreen. What a user or a maintainer would notice fails the test: Qt's log lines, widgets
and timers left behind, exceptions inside slots."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Iterator
from types import TracebackType

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QCoreApplication, QEvent, QLocale, QMessageLogContext, QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import QApplication, QWidget

from talented_desk.i18n import Translator
from talented_desk.paths import WorkspacePaths
from tests.ui.demo_desk import make_model
from tests.ui.watchdog import Watchdog, install
from ui.theme.desk_style import DeskStyle
from ui.theme.fonts import load_fonts
from ui.theme.theme import Theme

_lines: list[str] = []


def _take(kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
    if not message.startswith("This plugin does not support"):  # the offscreen platform speaking of itself
        _lines.append(f"{kind.name}: {message}")


@pytest.fixture(scope="session")
def application() -> Iterator[QApplication]:
    qInstallMessageHandler(_take)
    existing = QApplication.instance()
    application = existing if isinstance(existing, QApplication) else QApplication(["talented-desk"])
    application.setQuitOnLastWindowClosed(False)
    load_fonts()
    yield application
    qInstallMessageHandler(None)


@pytest.fixture(scope="session")
def theme(application: QApplication) -> Theme:
    theme = Theme(parent=application)
    application.setStyle(DeskStyle(theme))
    theme.apply()
    return theme


@pytest.fixture
def t() -> Translator:
    return Translator("en")


@pytest.fixture(scope="session")
def dog(application: QApplication) -> Iterator[Watchdog]:
    """What measures how long the interface's thread is busy at one go."""
    watchdog = Watchdog()
    take_back = install(watchdog)
    yield watchdog
    take_back()


@pytest.fixture
def never_blocked(dog: Watchdog) -> Iterator[Watchdog]:
    """Fails the test in which the interface's thread was busy for over 100 ms at one go."""
    with dog.watching():
        yield dog
    assert not dog.blocks, "\n".join(block.describe() for block in dog.blocks)


@pytest.fixture(autouse=bool(os.environ.get("TALENTED_DESK_WATCHDOG")))
def watched(never_blocked: Watchdog) -> None:
    """With `TALENTED_DESK_WATCHDOG=1` every test of the interface is measured."""


@pytest.fixture(autouse=True)
def watch(application: QApplication) -> Iterator[None]:
    """Fails the test that made Qt complain, raised inside a slot, or left a window behind."""
    raised: list[BaseException] = []

    def hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        raised.append(error.with_traceback(trace))

    previous, sys.excepthook = sys.excepthook, hook
    before = {id(widget) for widget in QApplication.topLevelWidgets()}
    locale = QLocale()
    _lines.clear()
    yield
    gc.collect()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    sys.excepthook = previous
    QLocale.setDefault(locale)
    left = [widget for widget in QApplication.topLevelWidgets() if id(widget) not in before]
    left = [widget for widget in left if not _harmless(widget)]
    if raised:
        raise raised[0]
    assert not _lines, "Qt wrote: " + "; ".join(_lines)
    names = [f"{type(widget).__name__} {widget.objectName()}" for widget in left]
    for widget in left:
        widget.deleteLater()
    assert not names, "left behind: " + ", ".join(names)


def _harmless(widget: QWidget) -> bool:
    """Qt keeps one label for all tool tips."""
    return type(widget).__name__ in ("QTipLabel",) or widget.objectName() == "qtooltip_label"


@pytest.fixture(scope="session")
def demo_model(tmp_path_factory: pytest.TempPathFactory) -> WorkspacePaths:
    """The demo workspace of a fixed day; tests take copies of it."""
    return make_model(tmp_path_factory.mktemp("demo"))
