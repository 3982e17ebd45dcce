"""From the command to the window: unlock the workspace, ask who is there, say in words what stands in the way."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QDialog, QMessageBox

from talented_desk.errors import Cancelled, DeskError
from talented_desk.i18n import Translator
from talented_desk.security.keys import AskPassphrase, PassphraseShort, PassphraseWrong
from ui.app import qt_application, run, speak
from ui.dialogs.passphrase import PassphraseDialog
from ui.dialogs.welcome import WelcomeDialog
from ui.theme.desk_style import DeskStyle
from ui.theme.theme import Theme

if TYPE_CHECKING:
    from talented_desk.bootstrap import Application

Opener = Callable[[AskPassphrase], "Application"]


def start(opener: Opener, t: Translator) -> int:
    """Open the workspace and show the window; returns the exit code. A refusal is told in a dialog."""
    application = qt_application()
    theme = Theme(parent=application)
    application.setStyle(DeskStyle(theme))
    theme.apply()
    speak(application, t.language)
    try:
        app = _unlocked(opener, theme, t)
    except Cancelled:
        return 0
    except DeskError as error:
        box = QMessageBox(QMessageBox.Icon.Warning, "Talented Desk", error.describe(t))
        box.exec()
        return 1
    with app:
        if app.officers.me() is None and not _welcome(app, theme, t):
            return 0
        return run(app)


def _unlocked(opener: Opener, theme: Theme, t: Translator) -> Application:
    problem = ""

    def ask(new: bool) -> str:
        dialog = PassphraseDialog(theme, t, new=new, problem=problem)
        try:
            if dialog.exec() != QDialog.DialogCode.Accepted:
                raise Cancelled()
            return dialog.passphrase
        finally:
            dialog.deleteLater()

    while True:
        try:
            return opener(ask)
        except (PassphraseWrong, PassphraseShort) as error:
            problem = error.describe(t)


def _welcome(app: Application, theme: Theme, t: Translator) -> bool:
    dialog = WelcomeDialog(theme, t)
    accepted = dialog.exec() == QDialog.DialogCode.Accepted
    values = dict(dialog.values())
    dialog.deleteLater()
    if not accepted:
        return False
    app.settings.set("language", values["language"])
    app.officers.add(values.pop("name"), **values)
    return True
