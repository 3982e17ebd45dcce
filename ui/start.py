"""From the command to the window: unlock the workspace, ask who is there, say in words what stands in the way."""

from __future__ import annotations

import gc
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QDialog

from talented_desk.errors import Cancelled, DeskError
from talented_desk.events import EventBus
from talented_desk.i18n import Translator
from talented_desk.paths import WorkspacePaths
from talented_desk.settings import Settings
from ui.opening import OpeningWindow
from ui.qt import qt_application, speak
from ui.state import UiState
from ui.theme.desk_style import DeskStyle
from ui.theme.theme import Theme

if TYPE_CHECKING:
    from talented_desk.bootstrap import Application
    from talented_desk.security.keys import AskPassphrase

Opener = Callable[["AskPassphrase"], "Application"]


def start(opener: Opener, t: Translator, paths: WorkspacePaths | None = None) -> int:
    """Open the workspace and show the window; returns the exit code. A refusal is told in a dialog.

    With `paths`, a frame is painted before anything slow is imported; `opener` should import what it needs itself.
    """
    gc.disable()  # a start makes much that stays; looking through it again and again took a twentieth of it
    application = qt_application()
    settings = Settings(paths.settings, EventBus()) if paths is not None else None
    if settings is None:
        theme = Theme(parent=application)
    else:
        theme = Theme(settings.text("theme"), settings.number("scale"), parent=application)
    application.setStyle(DeskStyle(theme))
    theme.apply()
    speak(application, t.language)
    opening = None
    if paths is not None and settings is not None:
        if paths.database.exists():  # before that nobody has chosen: the computer's own language
            t = Translator(settings.text("language"))
        words = t("Opening your work…")
        state = UiState(paths.root / "window.json")
        opening = OpeningWindow(theme, state, words, collapsed=settings.flag("navigation_collapsed"))
        opening.show()
        application.processEvents()
    try:
        return _open(opener, theme, t, opening)
    finally:
        gc.enable()
        if opening is not None:
            opening.deleteLater()


def _open(opener: Opener, theme: Theme, t: Translator, opening: OpeningWindow | None) -> int:
    try:
        app = _unlocked(opener, theme, t)
    except Cancelled:
        return 0
    except DeskError as error:
        from ui.dialogs.refusal import RefusalDialog

        dialog = RefusalDialog(theme, t, error.describe(t))
        dialog.exec()
        dialog.deleteLater()
        return 1
    with app:
        _tell_erased(app, theme, t)
        if app.officers.me() is None and not _welcome(app, theme, t):
            return 0
        from ui.app import run

        code = run(app, opening.close if opening is not None else None)
        if app.is_revoked():
            app.erase()
            _tell_erased(app, theme, Translator(app.settings.text("language")))
        return code


def _tell_erased(app: Application, theme: Theme, t: Translator) -> None:
    """Once, after what this computer held was erased."""
    from talented_desk.sync import erase

    at = erase.erased_at(app.paths.root)
    if not at:
        return
    from talented_desk.formats import Formats
    from ui.dialogs.refusal import RefusalDialog

    words = t(
        "The administrator withdrew this computer’s access to the shared database. What Talented Desk kept here was "
        "erased on {moment}, with its keys; what had been shared is safe in the shared database.",
        moment=Formats(t.language).moment(at),
    )
    dialog = RefusalDialog(theme, t, words, t("This computer’s access was withdrawn"))
    dialog.exec()
    dialog.deleteLater()
    erase.told(app.paths.root)


def _unlocked(opener: Opener, theme: Theme, t: Translator) -> Application:
    problem = ""

    def ask(new: bool) -> str:
        from ui.dialogs.passphrase import PassphraseDialog

        dialog = PassphraseDialog(theme, t, new=new, problem=problem)
        try:
            if dialog.exec() != QDialog.DialogCode.Accepted:
                raise Cancelled()
            return dialog.passphrase
        finally:
            dialog.deleteLater()

    from talented_desk.security.keys import PassphraseShort, PassphraseWrong

    while True:
        try:
            return opener(ask)
        except (PassphraseWrong, PassphraseShort) as error:
            problem = error.describe(t)


def _welcome(app: Application, theme: Theme, t: Translator) -> bool:
    from ui.dialogs.welcome import WelcomeDialog

    dialog = WelcomeDialog(theme, t)
    accepted = dialog.exec() == QDialog.DialogCode.Accepted
    values = dict(dialog.values())
    dialog.deleteLater()
    if not accepted:
        return False
    app.settings.set("language", values["language"])
    app.officers.add(values.pop("name"), **values)
    return True


def when_usable(told: Callable[[], object]) -> None:
    """Call back once the first page shows what it has to show; for measuring."""
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication, QListView

    poll = QTimer(QApplication.instance())

    def look() -> None:
        views = (view for window in QApplication.topLevelWidgets() for view in window.findChildren(QListView))
        if any(view.isVisible() and view.model() is not None and view.model().rowCount() for view in views):
            told()

    poll.timeout.connect(look)
    poll.start(1)
