"""Opens the window on a workspace that is open already."""

from __future__ import annotations

import gc
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from talented_desk.i18n import Translator
from ui.errors import Crashes
from ui.main_window import MainWindow
from ui.qt import qt_application, speak
from ui.search import searcher
from ui.theme.desk_style import DeskStyle
from ui.theme.theme import Theme

if TYPE_CHECKING:
    from talented_desk.bootstrap import Application


SETTLED_AFTER: Final = 1500
"""Milliseconds after which what can wait is done: what the first page needs comes first."""


def dress(application: QApplication, app: Application) -> Theme:
    """Give the application its style and the theme of the settings."""
    settings = app.settings
    theme = Theme(settings.text("theme"), settings.number("scale"), settings.text("density"), application)
    application.setStyle(DeskStyle(theme))
    theme.apply()
    return theme


def make_window(application: QApplication, app: Application) -> tuple[MainWindow, Crashes]:
    """The window and what takes its crashes, not shown yet; for `run`, pictures and tests."""
    theme = dress(application, app)
    speak(application, Translator(app.settings.text("language")).language)
    window_crashes = Crashes(theme, Translator(app.settings.text("language")), application)
    window = MainWindow(app, theme, window_crashes, searcher(app))
    window_crashes.window = window
    return window, window_crashes


def run(app: Application, shown: Callable[[], object] | None = None) -> int:
    """Show the window until it is closed; returns the exit code. `shown` is called once it stands."""
    application = qt_application()
    window, crashes = make_window(application, app)
    crashes.install()
    window.start()
    window.show()
    window.activateWindow()  # where there is no window manager, nobody else does
    if shown is not None:
        shown()
    QTimer.singleShot(SETTLED_AFTER, window, lambda: _settle(app))
    code = application.exec()
    crashes.uninstall()
    app.jobs.close()  # nothing may arrive for a window that is gone
    window.deleteLater()
    return code


def _settle(app: Application) -> None:
    app.jobs.read(lambda task: app.search.warm())
    app.jobs.read(lambda task: app.words.start())  # documents whose words wait to be read
    gc.freeze()  # what the start made stays: nobody needs to look through it again
    gc.enable()
