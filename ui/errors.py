"""Bugs, told honestly: the whole report is shown before anything is done with it, once for each kind."""

from __future__ import annotations

import logging
import platform
import sys
import threading
import traceback
from pathlib import Path
from types import TracebackType

import shiboken6
from PySide6.QtCore import QObject, Qt, Signal, qVersion
from PySide6.QtGui import QFont, QFontDatabase, QGuiApplication
from PySide6.QtWidgets import QDialog, QFileDialog, QPlainTextEdit, QWidget

from talented_desk import __version__
from talented_desk.i18n import Translator
from talented_desk.logs import described
from ui.theme.theme import Theme
from ui.widgets.basics import Button, column, label, line

log = logging.getLogger(__name__)


def report(error: BaseException) -> str:
    """What happened and where, without values: frames, not variables; not what the exception says, for it may quote."""
    frames = [
        f"{_short(frame.filename)}:{frame.lineno} in {frame.name}"
        for frame in traceback.extract_tb(error.__traceback__)
    ]
    return "\n".join(
        [
            f"Talented Desk {__version__}",
            f"Python {platform.python_version()}, Qt {qVersion()}, {platform.system()} {platform.release()}",
            "",
            *frames,
            described(error),
        ]
    )


def kind(error: BaseException) -> str:
    """Two crashes of one kind have the same type and the same last frame."""
    frames = traceback.extract_tb(error.__traceback__)
    where = f"{_short(frames[-1].filename)}:{frames[-1].name}" if frames else ""
    return f"{type(error).__qualname__} {where}"


def _short(path: str) -> str:
    parts = Path(path).parts
    for root in ("talented_desk", "ui", "db", "resources", "site-packages"):
        if root in parts:
            return "/".join(parts[len(parts) - 1 - parts[::-1].index(root) :])
    return Path(path).name


class CrashDialog(QDialog):
    """The whole report, to be copied or saved; nothing is sent anywhere."""

    def __init__(self, theme: Theme, t: Translator, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.t = t
        self.text = text
        self.setWindowTitle(t("Something went wrong"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box = column(self, spacing=theme.px(12))
        box.setContentsMargins(theme.px(24), theme.px(20), theme.px(24), theme.px(20))
        box.addWidget(label(t("Something went wrong in the program"), "title"))
        words = t(
            "This is a mistake in Talented Desk, not yours. Everything saved before is safe. Below is the whole "
            "report; it holds no names and no values. You can give it to those who look after the program."
        )
        box.addWidget(label(words, wrap=True))
        area = QPlainTextEdit(text)
        area.setReadOnly(True)
        area.setAccessibleName(t("Report"))
        fixed = QFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        fixed.setPointSizeF(theme.font("small").pointSizeF())
        area.setFont(fixed)
        area.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        box.addWidget(area, 1)
        row = line(spacing=theme.px(8))
        for name, words, icon, action in (
            ("crash-copy", t("Copy"), "copy", self.copy),
            ("crash-save", t("Save as a file"), "save", self.save),
        ):
            button = Button(theme, words, icon)
            button.setObjectName(name)
            button.clicked.connect(action)
            row.addWidget(button)
        row.addStretch(1)
        close = Button(theme, t("Go on working"), "", "primary")
        close.clicked.connect(self.accept)
        row.addWidget(close)
        box.addLayout(row)
        room = parent.window().size() if parent is not None else self.screen().availableSize()
        self.resize(min(theme.px(680), room.width()), min(theme.px(440), room.height()))

    def copy(self) -> None:
        """Put the report on the clipboard."""
        QGuiApplication.clipboard().setText(self.text)

    def save(self) -> None:
        """Ask where, and write it there."""
        name, _ = QFileDialog.getSaveFileName(self, self.t("Save as a file"), "talented-desk-report.txt")
        if name:
            Path(name).write_text(self.text, "utf-8")


class Crashes(QObject):
    """Takes exceptions that nobody expected, from any thread, and shows each kind once."""

    happened = Signal(object)

    def __init__(self, theme: Theme, t: Translator, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme, self.t = theme, t
        self._asked: set[str] = set()
        self._dialogs: list[CrashDialog] = []
        self.window: QWidget | None = None
        self._previous = (sys.excepthook, threading.excepthook)
        self.happened.connect(self.show, Qt.ConnectionType.QueuedConnection)

    def install(self) -> None:
        """From now on nothing ends in silence on a terminal that nobody sees."""
        sys.excepthook = self._hook
        threading.excepthook = self._thread_hook

    def uninstall(self) -> None:
        """Put the hooks back, before the objects go."""
        sys.excepthook, threading.excepthook = self._previous

    def show(self, error: object) -> CrashDialog | None:
        """Show the report, unless this kind was shown before in this run."""
        if not isinstance(error, BaseException):
            return None
        log.error("unexpected: %s", report(error))
        if kind(error) in self._asked:
            return None
        self._asked.add(kind(error))
        dialog = CrashDialog(self._theme, self.t, report(error), self.window)
        # before there is a window nobody else holds it
        self._dialogs = [*(one for one in self._dialogs if shiboken6.isValid(one)), dialog]
        dialog.open()
        return dialog

    def _hook(self, type_: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(type_, KeyboardInterrupt):
            self._previous[0](type_, error, trace)
        else:
            self.happened.emit(error.with_traceback(trace))

    def _thread_hook(self, args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None:
            self.happened.emit(args.exc_value)
