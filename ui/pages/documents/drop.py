"""Files and mails dropped on a page, or pasted: what they are, and the ground that shows where they fall."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from PySide6.QtCore import QBuffer, QEvent, QIODevice, QMimeData, QObject, QRect, Qt, QTimer, Signal
from PySide6.QtGui import (
    QCursor,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QFontMetrics,
    QImage,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QWidget

from talented_desk.compat import override
from ui.theme.theme import Theme

MAIL: Final = "message/rfc822"


@dataclass(frozen=True, slots=True)
class Handed:
    """What was dropped or pasted: files by path, pieces with a name and bytes, and addresses that are no files here."""

    paths: tuple[Path, ...] = ()
    pieces: tuple[tuple[str, bytes], ...] = ()
    foreign: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.paths or self.pieces or self.foreign)


def welcome(mime: QMimeData) -> bool:
    """Whether there is something in it that could be a document."""
    return mime.hasUrls() or mime.hasFormat(MAIL) or mime.hasImage()


def handed(mime: QMimeData, mail_name: str, picture_name: str) -> Handed:
    """Take out what can be kept. Pieces without a name of their own get these, with their endings."""
    local = tuple(Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile())
    foreign = tuple(url.toDisplayString() for url in mime.urls() if not url.isLocalFile())
    if local:
        return Handed(local, (), foreign)
    if mime.hasFormat(MAIL):
        return Handed((), ((f"{mail_name}.eml", bytes(mime.data(MAIL).data())),), ())
    picture = mime.imageData() if mime.hasImage() else None
    if isinstance(picture, QImage) and not picture.isNull():
        buffer = QBuffer()
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        picture.save(buffer, "PNG")  # type: ignore[call-overload]
        return Handed((), ((f"{picture_name}.png", bytes(buffer.data().data())),), ())
    return Handed((), (), foreign)


class DropVeil(QWidget):
    """Lies over the page while something is dragged across it, and takes what falls."""

    fallen = Signal(object)
    """The QMimeData; to be read at once."""

    def __init__(self, theme: Theme, page: QWidget) -> None:
        super().__init__(page)
        self._theme, self._page = theme, page
        self._words = ""
        self.setAcceptDrops(True)
        self.setObjectName("drop-veil")
        self.hide()

    def lie_over(self, words: str) -> None:
        """Cover the page and say what would happen."""
        self._words = words
        self.setAccessibleName(words)
        self.setGeometry(self._page.rect())
        self.raise_()
        self.show()

    @override
    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        _accept(event)

    @override
    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        _accept(event)

    @override
    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self.hide()

    @override
    def dropEvent(self, event: QDropEvent) -> None:
        _accept(event)
        self.fallen.emit(event.mimeData())
        self.hide()  # not before: the window system takes back what is dragged from who is not there

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        theme, px = self._theme, self._theme.px
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground = theme.colour("bg")
        ground.setAlpha(225)
        painter.fillRect(self.rect(), ground)
        frame = self.rect().adjusted(px(16), px(16), -px(16), -px(16))
        pen = QPen(theme.colour("accent"), px(2), Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.setBrush(theme.colour("soft"))
        painter.drawRoundedRect(frame, px(6), px(6))
        icon = theme.pixmap("paperclip", "accent", 36, self.devicePixelRatioF())
        centre = frame.center()
        painter.drawPixmap(centre.x() - px(18), centre.y() - px(46), icon)
        painter.setFont(theme.font("heading", strong=True))
        painter.setPen(theme.colour("text"))
        room = QRect(frame.left() + px(24), centre.y() + px(4), frame.width() - px(48), px(90))
        words = QFontMetrics(painter.font()).elidedText(self._words, Qt.TextElideMode.ElideRight, room.width() * 2)
        flags = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap
        painter.drawText(room, int(flags), words)


class DropGround(QObject):
    """Makes a whole page a place to drop on. `words` says what would happen; empty while nothing can be dropped."""

    def __init__(self, theme: Theme, page: QWidget, words: Callable[[], str]) -> None:
        super().__init__(page)
        self._page, self._words = page, words
        self.veil = DropVeil(theme, page)
        page.setAcceptDrops(True)
        page.installEventFilter(self)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind in (QEvent.Type.DragEnter, QEvent.Type.DragMove) and isinstance(event, QDragMoveEvent):
            words = self._words()
            if words and welcome(event.mimeData()):
                _accept(event)
                self.veil.lie_over(words)
                return True
        elif kind == QEvent.Type.Drop and isinstance(event, QDropEvent) and self._words():
            # dropped so fast that the veil had not come to lie yet
            self.veil.dropEvent(event)
            return True
        elif kind == QEvent.Type.DragLeave:
            # mostly because the veil now lies under the pointer; else the drag went out again at the edge
            QTimer.singleShot(0, self.veil, self._look_whether_gone)
        elif kind in (QEvent.Type.Hide, QEvent.Type.Resize):
            self.veil.hide()
        return super().eventFilter(watched, event)

    def _look_whether_gone(self) -> None:
        if not self._page.rect().contains(self._page.mapFromGlobal(QCursor.pos())):
            self.veil.hide()


def _accept(event: QDropEvent) -> None:
    """A document is copied: what moves would be deleted where it came from."""
    if welcome(event.mimeData()):
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
    else:
        event.ignore()
