"""Opens the window on a workspace that is open already."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator
from PySide6.QtWidgets import QApplication

from talented_desk.i18n import Translator
from ui.errors import Crashes
from ui.main_window import MainWindow
from ui.search import searcher
from ui.theme.desk_style import DeskStyle
from ui.theme.fonts import load_fonts
from ui.theme.theme import Theme

if TYPE_CHECKING:
    from talented_desk.bootstrap import Application


def qt_application() -> QApplication:
    """The one QApplication, made and named if need be."""
    existing = QApplication.instance()
    if isinstance(existing, QApplication):
        return existing
    application = QApplication([sys.argv[0]])
    application.setApplicationName("talented-desk")
    application.setApplicationDisplayName("Talented Desk")
    application.setDesktopFileName("talented-desk")
    load_fonts()
    return application


def dress(application: QApplication, app: Application) -> Theme:
    """Give the application its style and the theme of the settings."""
    settings = app.settings
    theme = Theme(settings.text("theme"), settings.number("scale"), settings.text("density"), application)
    application.setStyle(DeskStyle(theme))
    theme.apply()
    return theme


def speak(application: QApplication, language: str) -> None:
    """Qt's own words (dialogs, context menus) in this language, and the locale of its calendars."""
    QLocale.setDefault(QLocale(f"{language}_CA"))
    translator = QTranslator(application)
    if translator.load(f"qtbase_{language}", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        application.installTranslator(translator)


def make_window(application: QApplication, app: Application) -> tuple[MainWindow, Crashes]:
    """The window and what takes its crashes, not shown yet; for `run`, pictures and tests."""
    theme = dress(application, app)
    speak(application, app.settings.text("language"))
    window_crashes = Crashes(theme, Translator(app.settings.text("language")), application)
    window = MainWindow(app, theme, window_crashes, searcher(app))
    window_crashes.window = window
    return window, window_crashes


def run(app: Application) -> int:
    """Show the window until it is closed; returns the exit code."""
    application = qt_application()
    window, crashes = make_window(application, app)
    crashes.install()
    window.start()
    window.show()
    window.activateWindow()  # where there is no window manager, nobody else does
    code = application.exec()
    crashes.uninstall()
    app.jobs.close()  # nothing may arrive for a window that is gone
    window.deleteLater()
    return code
