"""Bugs reach the person from any thread, once for each kind, and the report can be kept."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QFileDialog, QPlainTextEdit

from talented_desk.i18n import Translator
from tests.ui.helpers import find, press, wait
from ui.errors import CrashDialog, Crashes
from ui.theme.theme import Theme


def dialogs() -> list[CrashDialog]:
    return [w for w in QApplication.topLevelWidgets() if isinstance(w, CrashDialog) and w.isVisible()]


@pytest.fixture
def crashes(theme: Theme) -> Iterator[Crashes]:
    made = Crashes(theme, Translator("en"))
    made.install()
    yield made
    made.uninstall()
    for dialog in dialogs():
        dialog.close()
    made.deleteLater()


def test_hooks_are_put_in_and_taken_out(theme: Theme) -> None:
    before = (sys.excepthook, threading.excepthook)
    made = Crashes(theme, Translator("en"))
    made.install()
    assert before not in ((sys.excepthook, before[1]), (before[0], threading.excepthook))
    made.uninstall()
    assert (sys.excepthook, threading.excepthook) == before
    made.deleteLater()


def test_a_bug_in_a_thread_is_shown(crashes: Crashes) -> None:
    def work() -> None:
        raise LookupError("Dana Whitford")

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    wait(lambda: len(dialogs()) == 1)
    assert "LookupError" in dialogs()[0].text
    assert "Dana" not in dialogs()[0].text


def test_each_kind_is_shown_once(crashes: Crashes) -> None:
    def fail(error: Exception) -> None:
        try:
            raise error
        except (KeyError, ValueError) as caught:
            sys.excepthook(type(caught), caught, caught.__traceback__)

    for error in (KeyError("a"), KeyError("b"), ValueError("c")):
        fail(error)
    wait(lambda: len(dialogs()) == 2)
    assert sorted("KeyError" in dialog.text for dialog in dialogs()) == [False, True]


def test_the_report_is_shown_whole_copied_and_saved(
    crashes: Crashes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialog = crashes.show(ValueError("403 555 0100"))
    assert dialog is not None
    assert find(dialog, QPlainTextEdit, "").toPlainText() == dialog.text
    press(dialog, "crash-copy")
    assert QApplication.clipboard().text() == dialog.text
    target = tmp_path / "report.txt"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
    press(dialog, "crash-save")
    assert target.read_text("utf-8") == dialog.text
    assert "0100" not in dialog.text


def test_interrupting_from_the_terminal_is_no_bug(theme: Theme, monkeypatch: pytest.MonkeyPatch) -> None:
    passed: list[object] = []
    monkeypatch.setattr(sys, "excepthook", lambda *about: passed.append(about[0]))
    made = Crashes(theme, Translator("en"))
    made.install()
    sys.excepthook(KeyboardInterrupt, KeyboardInterrupt(), None)
    assert passed == [KeyboardInterrupt]
    assert dialogs() == []
    made.uninstall()
    made.deleteLater()
