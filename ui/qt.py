"""The QApplication and its language, with nothing else of the program."""

from __future__ import annotations

import sys
from typing import Final

from PySide6.QtCore import QLibraryInfo, QLocale, QObject, QTranslator
from PySide6.QtWidgets import QApplication

from talented_desk.compat import override
from talented_desk.i18n import N_, Translator
from ui.theme.fonts import load_fonts
from ui.theme.icons import program_icon

LEFT_OUT: Final = {
    ("QFileDialog", "Look in:"): N_("Look in:"),
    ("QFileDialog", "Files of type:"): N_("Files of type:"),
}
"""Words of Qt that its own French leaves in English."""


class LeftOut(QTranslator):
    """Says what Qt's own translation leaves out."""

    def __init__(self, t: Translator, parent: QObject) -> None:
        super().__init__(parent)
        self._t = t

    @override
    def isEmpty(self) -> bool:
        return False

    @override
    def translate(self, context: str, source: str, disambiguation: str | None = None, n: int = -1) -> str | None:
        words = LEFT_OUT.get((context, source))
        return self._t(words) if words else None


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
    if language != "en":
        application.installTranslator(LeftOut(Translator(language), application))
