"""The QApplication and its language, with nothing else of the program."""

from __future__ import annotations

import sys

from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator
from PySide6.QtWidgets import QApplication

from ui.theme.fonts import load_fonts
from ui.theme.icons import program_icon


def qt_application() -> QApplication:
    """The one QApplication, made and named if need be."""
    existing = QApplication.instance()
    if isinstance(existing, QApplication):
        return existing
    application = QApplication([sys.argv[0]])
    application.setApplicationName("talented-desk")
    application.setApplicationDisplayName("Talented Desk")
    application.setDesktopFileName("talented-desk")
    application.setWindowIcon(program_icon())  # the desktop entry names it only where the program is installed
    load_fonts()
    return application


def speak(application: QApplication, language: str) -> None:
    """Qt's own words (dialogs, context menus) in this language, and the locale of its calendars."""
    QLocale.setDefault(QLocale(f"{language}_CA"))
    translator = QTranslator(application)
    if translator.load(f"qtbase_{language}", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        application.installTranslator(translator)
