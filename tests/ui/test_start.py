"""From nothing to the window: passphrase, refusals, the window itself."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QObject, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QLineEdit, QPushButton

from db.errors import DatabaseInUse
from talented_desk.bootstrap import Application, open_application
from talented_desk.clock import FixedClock
from talented_desk.i18n import Translator
from talented_desk.paths import WorkspacePaths
from talented_desk.security.keys import PassphraseWrong
from tests.ui.helpers import find
from ui.dialogs.passphrase import PassphraseDialog
from ui.dialogs.welcome import WelcomeDialog
from ui.main_window import MainWindow
from ui.qt import speak
from ui.start import start
from ui.theme.theme import Theme


class Hand(QObject):
    """Acts on the next dialog or window as a person would, while the program waits for it."""

    def __init__(self, *acts: Callable[[], bool]) -> None:
        super().__init__()
        self._acts = list(acts)
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._act)
        self._timer.start(20)

    def _act(self) -> None:
        if self._acts and self._acts[0]():
            self._acts.pop(0)
        if not self._acts:
            self._timer.stop()


def dialog() -> QDialog | None:
    found = QApplication.activeModalWidget()
    return found if isinstance(found, QDialog) else None


def press_return(field: QLineEdit) -> None:
    QTest.keyClick(field, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)


def type_passphrase(text: str, again: str | None = None) -> Callable[[], bool]:
    def act() -> bool:
        shown = dialog()
        if not isinstance(shown, PassphraseDialog):
            return False
        find(shown, QLineEdit, "field-passphrase").setText(text)
        if again is not None:
            find(shown, QLineEdit, "field-again").setText(again)
        press_return(find(shown, QLineEdit, "field-passphrase"))
        return True

    return act


def close_window() -> bool:
    for widget in QApplication.topLevelWidgets():
        if isinstance(widget, MainWindow) and widget.isVisible():
            widget.close()
            QApplication.exit(0)
            return True
    return False


def opener(desk: Application, tries: list[str]) -> Callable[[Callable[[bool], str]], Application]:
    def open_it(ask: Callable[[bool], str]) -> Application:
        tries.append(ask(False))
        if tries[-1] != "right":
            raise PassphraseWrong()
        return desk

    return open_it


def test_a_wrong_passphrase_is_asked_again_and_the_right_one_opens(
    application: QApplication, desk: Application, t: Translator
) -> None:
    tries: list[str] = []
    hand = Hand(type_passphrase("wrong"), type_passphrase("right"), close_window)
    assert start(opener(desk, tries), t) == 0
    assert tries == ["wrong", "right"]
    hand.deleteLater()


def test_leaving_the_passphrase_ends_the_program(application: QApplication, t: Translator) -> None:
    def leave() -> bool:
        shown = dialog()
        if shown is not None:
            shown.reject()
        return shown is not None

    def open_it(ask: Callable[[bool], str]) -> Application:
        ask(False)
        raise AssertionError("left")

    hand = Hand(leave)
    assert start(open_it, t) == 0
    hand.deleteLater()


def test_a_refusal_is_told_in_a_sentence(application: QApplication, t: Translator) -> None:
    said: list[str] = []

    def read() -> bool:
        shown = dialog()
        if shown is not None:
            said.extend(label.text() for label in shown.findChildren(QLabel))
            shown.accept()
        return shown is not None

    def open_it(ask: Callable[[bool], str]) -> Application:
        raise DatabaseInUse(path="desk.db")

    hand = Hand(read)
    assert start(open_it, t) == 1
    assert any("already open" in text for text in said)
    hand.deleteLater()


def test_a_new_passphrase_is_long_enough_and_typed_twice_alike(
    application: QApplication, theme: Theme, t: Translator
) -> None:
    shown = PassphraseDialog(theme, t, new=True)
    one, two = find(shown, QLineEdit, "field-passphrase"), find(shown, QLineEdit, "field-again")

    def says(words: str) -> bool:
        return any(words in label.text() for label in shown.findChildren(QLabel))

    one.setText("short")
    press_return(one)
    assert says("at least")
    one.setText("a quiet place by the river")
    two.setText("a quiet plaice by the river")
    press_return(two)
    assert says("The two are not the same.")
    two.setText("a quiet place by the river")
    press_return(two)
    assert shown.result() == QDialog.DialogCode.Accepted
    shown.deleteLater()


def test_the_first_start_asks_who_is_there(
    application: QApplication, tmp_path: Path, clock: FixedClock, monkeypatch: pytest.MonkeyPatch, t: Translator
) -> None:
    passphrase = tmp_path / "passphrase"
    passphrase.write_text("a quiet place by the river", "utf-8")
    monkeypatch.setenv("TALENTED_DESK_PASSPHRASE_FILE", str(passphrase))

    def welcome() -> bool:
        shown = dialog()
        if not isinstance(shown, WelcomeDialog):
            return False
        find(shown, QLineEdit, "field-name").setText("Maya Boucher")
        find(shown, QPushButton, "welcome-begin").click()
        return True

    hand = Hand(welcome, close_window)
    paths = WorkspacePaths(tmp_path / "new")
    assert start(lambda ask: open_application(paths, ask=ask, clock=clock), t) == 0
    with open_application(paths, clock=clock) as again:
        officer = again.officers.me()
        assert officer is not None and officer.name == "Maya Boucher"
    hand.deleteLater()


def test_the_first_start_speaks_the_language_of_the_computer(application: QApplication, tmp_path: Path) -> None:
    said: list[str] = []

    def leave() -> bool:
        shown = dialog()
        if shown is not None:
            said.extend(label.text() for label in shown.findChildren(QLabel))
            shown.reject()
        return shown is not None

    paths = WorkspacePaths(tmp_path / "new")
    paths.make()
    for words in ("Protégez votre espace de travail", "Unlock your workspace"):
        hand = Hand(leave)
        assert start(asking(new=not paths.database.exists()), Translator("fr"), paths) == 0
        assert words in said
        paths.database.touch()  # from now on the settings tell; they say English
        hand.deleteLater()
    speak(application, "en")


def asking(*, new: bool) -> Callable[[Callable[[bool], str]], Application]:
    def open_it(ask: Callable[[bool], str]) -> Application:
        raise AssertionError(ask(new))

    return open_it


def test_a_frame_is_painted_before_the_database_is_imported(tmp_path: Path) -> None:
    """In a program of its own: this one has imported everything already."""
    script = (
        "import sys\n"
        "from pathlib import Path\n"
        "from PySide6.QtWidgets import QApplication\n"
        "from talented_desk.errors import Cancelled\n"
        "from talented_desk.i18n import Translator\n"
        "from talented_desk.paths import WorkspacePaths\n"
        "from ui.opening import OpeningWindow\n"
        "from ui.start import start\n"
        "painted = []\n"
        "paint = OpeningWindow.paintEvent\n"
        "def watched(self, event):\n"
        "    paint(self, event)\n"
        "    painted.append('sqlalchemy' in sys.modules)\n"
        "OpeningWindow.paintEvent = watched\n"
        "def opener(ask):\n"
        "    assert any(isinstance(w, OpeningWindow) and w.isVisible() for w in QApplication.topLevelWidgets())\n"
        "    raise Cancelled()\n"
        "assert start(opener, Translator('en'), WorkspacePaths(Path(sys.argv[1]))) == 0\n"
        "assert painted and not any(painted), painted\n"
    )
    ended = subprocess.run([sys.executable, "-c", script, str(tmp_path)], check=False, capture_output=True, text=True)
    assert ended.returncode == 0, ended.stderr


def test_the_file_dialog_speaks_french_whole(application: QApplication) -> None:
    speak(application, "fr")
    said = [QCoreApplication.translate("QFileDialog", words) for words in ("Look in:", "Files of type:", "File &name:")]
    speak(application, "en")
    assert said[:2] == ["Chercher dans\u00a0:", "Fichiers de type\u00a0:"]
    assert said[2].startswith("&Nom")
