"""What the program says: toasts for what was done, banners for what needs a decision, empty states."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, Literal

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from talented_desk.compat import override
from ui.theme.theme import Theme
from ui.widgets.basics import Button, Icon, column, label, line, mark

Tone = Literal["info", "ok", "warn", "bad"]
_ICONS: Final[dict[str, str]] = {
    "info": "info",
    "ok": "circle-check",
    "warn": "triangle-alert",
    "bad": "circle-alert",
}
TOAST_MILLISECONDS: Final = 7000
FRESH_MILLISECONDS: Final = 1000
"""What was said so shortly before a page came belongs to the step that leads to it."""


class Toast(QFrame):
    """A line at the foot of the window saying what was done, with Undo; stays while the pointer is on it."""

    undo = Signal()

    def __init__(self, theme: Theme, undo_text: str, close_text: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme, self._window = theme, parent
        self.setProperty("toast", "true")
        self._words = label("")
        self._undo = Button(theme, undo_text, "", "quiet")
        self._undo.setObjectName("toast-undo")
        self._undo.clicked.connect(self._take_back)
        self._close = Button(theme, close_text, "", "quiet")
        self._close.clicked.connect(self.hide)
        row = line(self, spacing=theme.px(8))
        row.setContentsMargins(theme.px(16), theme.px(6), theme.px(8), theme.px(6))
        row.addWidget(self._words)
        row.addWidget(self._undo)
        row.addWidget(self._close)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(TOAST_MILLISECONDS)
        self._timer.timeout.connect(self.hide)
        parent.installEventFilter(self)
        self.hide()

    def say(self, sentence: str, *, undo: bool) -> None:
        """Show the sentence for some seconds, replacing the one before."""
        limit = 90
        self._words.setText(sentence if len(sentence) <= limit else sentence[: limit - 1] + "…")
        self._words.setToolTip(sentence)
        self._undo.setVisible(undo)
        self.setAccessibleName(sentence)
        self._place()
        self.show()
        self.raise_()
        self._timer.start()
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))

    def leave_room(self) -> None:
        """Another page comes: what was said about the one before has been read, and would cover this one's foot."""
        if self.isVisible() and self._timer.remainingTime() < TOAST_MILLISECONDS - FRESH_MILLISECONDS:
            self.hide()

    def text(self) -> str:
        return self._words.toolTip()

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return super().eventFilter(watched, event)

    @override
    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Enter:
            self._timer.stop()
        elif event.type() == QEvent.Type.Leave and self.isVisible():
            self._timer.start()
        return super().event(event)

    def _take_back(self) -> None:
        self.hide()
        self.undo.emit()

    def _place(self) -> None:
        self.adjustSize()
        room = self._window.rect()
        width = min(self.width(), room.width() - self._theme.px(32))
        self.setGeometry(
            (room.width() - width) // 2, room.height() - self.height() - self._theme.px(98), width, self.height()
        )


class Banner(QFrame):
    """Something that needs a decision, said where it matters, with what one can do about it."""

    closed = Signal()

    def __init__(self, theme: Theme, close_text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._icon = Icon(theme, "info", "accent")
        self._words = label("", wrap=True, select=True)
        self._buttons = line(spacing=theme.px(8))
        row = line(self, spacing=theme.px(10))
        row.setContentsMargins(theme.px(12), theme.px(8), theme.px(8), theme.px(8))
        row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._words, 1)
        row.addLayout(self._buttons)
        if close_text:
            close = Button(theme, close_text, "x", "quiet", bare=True)
            close.clicked.connect(self._shut)
            row.addWidget(close, 0, Qt.AlignmentFlag.AlignTop)
        self.hide()

    def say(self, sentence: str, tone: Tone = "info") -> None:
        """Show the sentence; the icon and the colour of the edge go with the tone."""
        mark(self, "banner", tone)
        self._icon.show_icon(_ICONS[tone], "accent" if tone == "info" else tone)
        self._words.setText(sentence)
        self.setAccessibleName(sentence)
        self.show()
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))

    def text(self) -> str:
        return self._words.text()

    def offer(self, text: str, action: Callable[[], object]) -> Button:
        """A button on the right that does something about it."""
        button = Button(self._theme, text)
        button.clicked.connect(action)
        self._buttons.addWidget(button)
        return button

    def _shut(self) -> None:
        self.hide()
        self.closed.emit()


class EmptyState(QScrollArea):
    """Nothing here yet: an icon, a sentence, and what to do next. In a low place it can be scrolled."""

    def __init__(self, theme: Theme, icon: str, sentence: str, more: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._icon = Icon(theme, icon, "control", 36)
        self._sentence = label(sentence, "heading", wrap=True)
        self._more = label(more, "muted", wrap=True)
        self._buttons = line(spacing=theme.px(8))
        inside = QWidget()
        self.setWidget(inside)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        box = column(inside, spacing=theme.px(10))
        box.addStretch(2)
        centre = Qt.AlignmentFlag.AlignHCenter
        box.addWidget(self._icon, 0, centre)
        for words in (self._sentence, self._more):
            words.setAlignment(Qt.AlignmentFlag.AlignCenter)
            words.setMinimumWidth(theme.px(200))
            words.setMaximumWidth(theme.px(440))
            # between stretches the words get the height of their own width; aligned, that of the whole row
            row = line()
            row.addStretch(1)
            row.addWidget(words, 1000)
            row.addStretch(1)
            box.addLayout(row)
        self._more.setVisible(bool(more))
        box.addSpacing(theme.px(6))
        box.addLayout(self._buttons)
        self._buttons.setAlignment(centre)
        box.addStretch(3)

    @override
    def sizeHint(self) -> QSize:
        inside = self.widget()
        return inside.sizeHint() if inside is not None else super().sizeHint()

    def say(self, icon: str, sentence: str, more: str = "") -> None:
        """Say something else, such as that a filter leaves nothing."""
        self._icon.show_icon(icon, "control")
        self._sentence.setText(sentence)
        self._more.setText(more)
        self._more.setVisible(bool(more))

    def text(self) -> str:
        return self._sentence.text()

    def offer(self, text: str, action: Callable[[], object], icon: str = "", *, primary: bool = False) -> Button:
        """A button under the sentence."""
        button = Button(self._theme, text, icon, "primary" if primary else "plain")
        button.clicked.connect(action)
        self._buttons.addWidget(button)
        return button
