"""Pictures of every page, for the guide, for reviewers and for machines without a display."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from PySide6.QtCore import QMessageLogContext, QPoint, QRect, Qt, QtMsgType, qInstallMessageHandler
from PySide6.QtGui import QImage, QPainter, QPixmap

from talented_desk.errors import DeskError
from talented_desk.i18n import N_
from ui.app import make_window
from ui.qt import qt_application
from ui.tour import Stop, settled, tour

if TYPE_CHECKING:
    from talented_desk.bootstrap import Application
    from talented_desk.packages.preview import PageImage

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
    within = TemporaryDirectory(prefix="talented-desk-pictures-", ignore_cleanup_errors=True)
    scratch = Path(within.name)
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
            settled(app)
            for stop in tour(app, window, scratch):
                target = folder / f"{stop.name}-{look.suffix}.png"
                if not _composed(stop).save(str(target)):
                    raise PictureNotWritten(path=target)
                files.append(target)
                if taken is not None:
                    taken(target)
            window.close()
            window.deleteLater()
            settled(app)
    finally:
        qInstallMessageHandler(loud)
        within.cleanup()
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


def _composed(stop: Stop) -> QPixmap:
    """The window with what lies over it."""
    window, *dialogs = stop.widgets
    picture = window.grab()
    if not dialogs:
        return picture
    painter = QPainter(picture)
    for dialog in dialogs:
        corner = dialog.mapToGlobal(QPoint()) - window.mapToGlobal(QPoint())
        if dialog.parent() is not None and not dialog.windowFlags() & Qt.WindowType.FramelessWindowHint:
            corner = window.rect().center() - dialog.rect().center()  # where a window manager puts it
        painter.drawPixmap(corner, dialog.grab())
        painter.setPen(dialog.palette().mid().color())  # the frame that a window manager gives it
        painter.drawRect(QRect(corner, dialog.size()).adjusted(0, 0, -1, -1))
    painter.end()
    return picture
