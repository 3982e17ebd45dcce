"""Pictures of every page, for the guide, for reviewers and for machines without a display."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import (
    QCoreApplication,
    QElapsedTimer,
    QEventLoop,
    QMessageLogContext,
    QPoint,
    QRect,
    Qt,
    QTimer,
    QtMsgType,
    qInstallMessageHandler,
)
from PySide6.QtGui import QImage, QPainter, QPixmap
from PySide6.QtWidgets import QApplication, QDialog

from talented_desk.errors import DeskError
from talented_desk.i18n import N_, Translator
from ui.actions.catalogue import ACTIONS
from ui.app import dress, make_window
from ui.dialogs.passphrase import PassphraseDialog
from ui.dialogs.welcome import WelcomeDialog
from ui.qt import qt_application
from ui.shell import known_pages
from ui.widgets.tabs import Tabs

if TYPE_CHECKING:
    from talented_desk.bootstrap import Application
    from talented_desk.packages.preview import PageImage
    from ui.main_window import MainWindow

QUIET: Final = 250
"""Milliseconds without work after which a page counts as settled."""
LONGEST: Final = 8000
OPENING: Final = (".new", "go.palette", "help.shortcuts")
"""Actions of the catalogue that open something."""
Taken = Callable[[Path], None]


class PictureNotWritten(DeskError):
    message = N_("The picture {path} could not be written. Is there space, and may you write there?")


@dataclass(frozen=True, slots=True)
class Look:
    """How the window looks in one series of pictures."""

    language: str
    theme: str
    width: int
    height: int
    scale: int

    @property
    def suffix(self) -> str:
        """What tells the series apart in a file's name."""
        size = "" if (self.width, self.height, self.scale) == (1366, 768, 100) else f"-{self.width}x{self.height}"
        return f"{self.language}-{self.theme}{size}" + ("" if self.scale == 100 else f"-{self.scale}")


def take(app: Application, folder: Path, looks: Sequence[Look], taken: Taken | None = None) -> list[Path]:
    """Save every page, every tab of a record's page and every dialog, in each look; returns the files.

    The settings of the workspace are put back at the end.
    """
    folder.mkdir(parents=True, exist_ok=True)
    application = qt_application()
    before = {key: app.settings[key] for key in ("language", "theme", "scale")}
    files: list[Path] = []
    loud = qInstallMessageHandler(None)
    qInstallMessageHandler(lambda kind, context, message: _quieter(loud, kind, context, message))
    try:
        for look in looks:
            for key, value in (("language", look.language), ("theme", look.theme), ("scale", look.scale)):
                app.settings.set(key, value)
            window, _ = make_window(application, app)
            window.start()
            window.resize(look.width, look.height)
            window.show()
            _settle(app)
            for name, picture in chain(_views(app, window), _dialogs(app, window), _first_start(application, app)):
                target = folder / f"{name}-{look.suffix}.png"
                if not picture.save(str(target)):
                    raise PictureNotWritten(path=target)
                files.append(target)
                if taken is not None:
                    taken(target)
            window.close()
            window.deleteLater()
            _settle(app)
    finally:
        qInstallMessageHandler(loud)
        for key, value in before.items():
            app.settings.set(key, value)
    return files


def _quieter(
    others: Callable[[QtMsgType, QMessageLogContext, str], object] | None,
    kind: QtMsgType,
    context: QMessageLogContext,
    message: str,
) -> None:
    """Everything that Qt says but what the offscreen platform says of itself."""
    if message.startswith("This plugin does not support"):
        return
    if others is not None:
        others(kind, context, message)
    else:
        print(message, file=sys.stderr)


def save_page(image: PageImage, target: Path) -> None:
    """One page of a PDF as a PNG file."""
    picture = QImage(image.data, image.width, image.height, image.stride, QImage.Format.Format_RGB32)
    picture.save(str(target))


def _views(app: Application, window: MainWindow) -> Iterator[tuple[str, QPixmap]]:
    for spec in known_pages():
        record = _record(app, spec.id)
        if spec.under and record is None:
            continue
        window.navigate(spec.id, record)
        _settle(app)
        tabs = next((tabs for tabs in window.findChildren(Tabs) if tabs.isVisible()), None)
        if tabs is None or not spec.under:
            yield spec.id, window.grab()
            continue
        for name in tabs.names():
            tabs.show_tab(name)
            _settle(app)
            yield f"{spec.id}-{name}", window.grab()


def _dialogs(app: Application, window: MainWindow) -> Iterator[tuple[str, QPixmap]]:
    """What the catalogue's actions open, over the page where one would ask for it."""
    for spec in ACTIONS:
        if not spec.id.endswith(OPENING):
            continue
        if spec.page:
            window.navigate(spec.page)
            _settle(app)
        window.hub.run(spec.id)
        _settle(app)
        yield f"action-{spec.id.replace('.', '-')}", _composed(window)
        for dialog in _open_dialogs():
            dialog.reject()
        _settle(app)


def _composed(window: MainWindow) -> QPixmap:
    """The window with what lies over it."""
    picture = window.grab()
    painter = QPainter(picture)
    for dialog in _open_dialogs():
        corner = dialog.mapToGlobal(QPoint()) - window.mapToGlobal(QPoint())
        if dialog.parent() is not None and not dialog.windowFlags() & Qt.WindowType.FramelessWindowHint:
            corner = window.rect().center() - dialog.rect().center()  # where a window manager puts it
        painter.drawPixmap(corner, dialog.grab())
        painter.setPen(dialog.palette().mid().color())  # the frame that a window manager gives it
        painter.drawRect(QRect(corner, dialog.size()).adjusted(0, 0, -1, -1))
    painter.end()
    return picture


def _open_dialogs() -> list[QDialog]:
    return [widget for widget in QApplication.topLevelWidgets() if isinstance(widget, QDialog) and widget.isVisible()]


def _first_start(application: QApplication, app: Application) -> Iterator[tuple[str, QPixmap]]:
    """The dialogs that come before there is a window."""
    theme, t = dress(application, app), Translator(app.settings.text("language"))
    dialogs: tuple[tuple[str, QDialog], ...] = (
        ("welcome", WelcomeDialog(theme, t)),
        ("passphrase-new", PassphraseDialog(theme, t, new=True)),
        ("passphrase", PassphraseDialog(theme, t, new=False)),
    )
    for name, dialog in dialogs:
        dialog.ensurePolished()
        dialog.adjustSize()
        yield name, dialog.grab()
        dialog.deleteLater()


def _record(app: Application, page: str) -> str | None:
    """A record that shows what the page can do: one with work going on, if there is one."""
    if page == "session":
        recent = app.sessions.recent(1)
        return recent[0].id if recent else "new:"
    placements = app.placements.all()
    if not placements:
        return None
    if page == "placement":
        return max(placements, key=lambda row: (row.packages, row.state == "active")).id
    if page == "employer":
        waiting = Counter(task.employer_id for task in app.tasks.open())
        return max(placements, key=lambda row: (waiting[row.employer_id], row.packages)).employer_id
    return None


def _settle(app: Application) -> None:
    """Let jobs end and their results be painted: until nothing has been running for a moment."""
    loop, clock, calm = QEventLoop(), QElapsedTimer(), QElapsedTimer()
    clock.start()
    calm.start()
    poll = QTimer()

    def look() -> None:
        if app.jobs.busy():
            calm.restart()
        if calm.elapsed() >= QUIET or clock.elapsed() >= LONGEST:
            loop.quit()

    poll.timeout.connect(look)
    poll.start(20)
    loop.exec()
    QCoreApplication.sendPostedEvents()
