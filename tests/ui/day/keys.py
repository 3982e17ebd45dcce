"""The hands of an officer who has only a keyboard: every key goes to whatever has the focus, as the system sends it."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QCoreApplication, QEvent, QKeyCombination, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMainWindow, QWidget

from tests.ui.helpers import wait


class Keys:
    """`press` takes shortcuts as they are written (`Ctrl+J`, `Down`), `type` takes words. Both count the strokes."""

    def __init__(self) -> None:
        self.strokes = 0

    def press(self, *chords: str) -> None:
        """One after the other. Fails when no window has the keyboard: an officer would be lost there too."""
        for chord in chords:
            combination = _first(QKeySequence(chord))
            self.strokes += 1
            QTest.keyClick(_target(), combination.key(), combination.keyboardModifiers())

    def type(self, text: str) -> None:
        """Letters of any language, into the field that has the focus."""
        for letter in text:
            self.strokes += 1
            for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                event = QKeyEvent(kind, 0, Qt.KeyboardModifier.NoModifier, letter)
                QCoreApplication.sendEvent(_target(), event)

    def tab_to(self, name: str, most: int = 12, back: bool = False) -> None:
        """Tab until the widget with this object name has the focus; fails when that takes too many strokes."""
        passed = [focused()]
        for _ in range(most):
            if focused() == name:
                return
            self.press("Shift+Tab" if back else "Tab")
            passed.append(focused())
        assert focused() == name, f"{name} is not in reach: {passed}"


def focused() -> str:
    """The object name of what has the keyboard, or its kind where it has no name."""
    if QGuiApplication.focusWindow() is None:
        _manage()
    widget = QApplication.focusWidget()
    return (widget.objectName() or type(widget).__name__) if widget is not None else ""


def popup() -> QWidget | None:
    """The menu that is open."""
    return QApplication.activePopupWidget()


def dialog() -> QWidget | None:
    """The dialog that asks something."""
    return QApplication.activeModalWidget()


def _first(sequence: Any) -> QKeyCombination:
    """PySide's own description does not know that a sequence can be indexed."""
    found = sequence[0]
    assert isinstance(found, QKeyCombination)
    return found


def _target() -> QWidget:
    """Where the system would send a key: into the open menu, or else to what has the focus in the active window."""
    if (menu := QApplication.activePopupWidget()) is not None:
        return menu
    if QGuiApplication.focusWindow() is None:
        _manage()
    wait(lambda: QApplication.activeWindow() is not None)
    window: QWidget | None = QApplication.activeWindow()
    focus: QWidget | None = QApplication.focusWidget()
    target = focus if focus is not None else window
    assert target is not None
    return target


def _manage() -> None:
    """Offscreen there is no window manager to give the keyboard back when a menu or a dialog has closed."""
    shown = [widget for widget in QApplication.topLevelWidgets() if isinstance(widget, QMainWindow)]
    (QApplication.activeModalWidget() or next(widget for widget in shown if widget.isVisible())).activateWindow()
