"""The smallest pieces of the kit: labels, buttons, lines and icons that follow the theme."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Final, Literal, TypeVar

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from talented_desk.compat import override
from ui.theme.theme import Theme

Role = Literal["title", "heading", "strong", "muted", "small", "caption", "ok", "warn", "bad", "problem", "key", ""]
Kind = Literal["primary", "plain", "quiet", "link", "chip", "tab"]
_KEYPAD: Final = Qt.KeyboardModifier.KeypadModifier


def mark(widget: QWidget, name: str, value: object) -> None:
    """Set a property that the style sheet looks at, and restyle the widget."""
    if widget.property(name) == value:
        return
    widget.setProperty(name, value)
    widget.style().unpolish(widget)
    widget.style().polish(widget)


def label(text: str = "", role: Role = "", *, wrap: bool = False, select: bool = False) -> QLabel:
    """Words on the page. Always plain text, so that nobody's name is read as markup."""
    result = QLabel(text)
    result.setTextFormat(Qt.TextFormat.PlainText)
    if role:
        result.setProperty("role", role)
    if wrap:
        result.setWordWrap(True)
        result.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
    if select:
        result.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return result


def put_in_order(widgets: Sequence[QWidget]) -> None:
    """Tab goes through these one after the other, whenever each was made."""
    for before, after in pairwise(widgets):
        QWidget.setTabOrder(before, after)


class ElidedLabel(QLabel):
    """One line of words that gives way with `…` instead of widening its neighbours; whole in the tool tip."""

    def __init__(self, text: str = "", role: Role = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        if role:
            self.setProperty("role", role)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.setMinimumWidth(24)
        self._whole = ""
        self.set_whole(text)

    def set_whole(self, text: str) -> None:
        """The text, however long."""
        self._whole = text
        self.setAccessibleName(text)
        self._fit()

    def whole(self) -> str:
        return self._whole

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        shown = self.fontMetrics().elidedText(
            self._whole.replace("\n", " "), Qt.TextElideMode.ElideRight, max(self.width(), 24)
        )
        if shown != self.text():
            self.setText(shown)
        self.setToolTip(self._whole if shown != self._whole else "")


class Button(QPushButton):
    """A button with an icon that follows the theme. With `text` shown only to screen readers if `bare`."""

    def __init__(
        self,
        theme: Theme,
        text: str,
        icon: str = "",
        kind: Kind = "plain",
        *,
        bare: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme, self._icon, self._kind, self._bare = theme, icon, kind, bare
        self.setProperty("kind", kind)
        self.setAccessibleName(text)
        if bare:
            self.setProperty("bare", "true")
            self.setToolTip(text)
        else:
            self.setText(text)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._follow()
        theme.changed.connect(self._follow)

    @override
    def setText(self, text: str) -> None:
        # Qt puts the icon right against the words
        super().setText(f"\u2009{text}" if self._icon and self._kind != "chip" else text)

    @override
    def sizeHint(self) -> QSize:
        """With room for the heavier words of the tab that is chosen: Qt reckons with the lighter ones."""
        hint = super().sizeHint()
        if self._kind == "tab":
            plain, strong = (self._theme.metrics_of(strong=strong) for strong in (False, True))
            hint.setWidth(hint.width() + strong.horizontalAdvance(self.text()) - plain.horizontalAdvance(self.text()))
        return hint

    def set_bare(self, bare: bool) -> None:
        """Show the icon alone where there is no room for the words; they stay in the tool tip."""
        if bare == self._bare or not self._icon:
            return
        self._bare = bare
        mark(self, "bare", "true" if bare else "false")
        super().setText("" if bare else f"\u2009{self.accessibleName()}")
        if bare:
            self.setToolTip(self.toolTip() or self.accessibleName())
        else:
            self.setMinimumWidth(0)
            self.setMaximumWidth(16777215)
        self._follow()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        # Qt's own take only the space bar outside of dialogs
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers() & ~_KEYPAD:
            self.click()
        else:
            super().keyPressEvent(event)

    def set_icon(self, icon: str) -> None:
        """Show another icon."""
        self._icon = icon
        self._follow()

    def _follow(self) -> None:
        if self._icon:
            role = {"primary": "on_accent", "link": "accent"}.get(self._kind, "text")
            self.setIcon(self._theme.icon(self._icon, role))
            self.setIconSize(self._theme.icon_size())
        if self._bare:
            self.setFixedWidth(self._theme.px(30))


class Icon(QLabel):
    """An icon in the colour of a token, beside words that say the same."""

    def __init__(
        self, theme: Theme, name: str, role: str = "muted", size: float = 16, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme, self._name, self._role, self._size = theme, name, role, size
        self._follow()
        theme.changed.connect(self._follow)

    def show_icon(self, name: str, role: str) -> None:
        """Change the icon and its colour."""
        self._name, self._role = name, role
        self._follow()

    def _follow(self) -> None:
        if self._name:
            ratio = self.devicePixelRatioF()
            self.setPixmap(self._theme.pixmap(self._name, self._role, self._size, ratio))
        self.setFixedSize(self._theme.icon_size(self._size))


class Pill(QLabel):
    """A word with a ground: a state or a kind. The word says it; the colour only helps."""

    def __init__(
        self,
        text: str,
        tone: Literal["plain", "accent", "ok", "warn", "bad"] = "plain",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("pill", tone)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)


def hairline(*, vertical: bool = False) -> QFrame:
    """A thin line between two things."""
    line = QFrame()
    line.setProperty("hairline", "vertical" if vertical else "true")
    return line


def column(parent: QWidget | None = None, *, margins: int = 0, spacing: int = 0) -> QVBoxLayout:
    """A layout from top to bottom."""
    return _plain(QVBoxLayout(parent) if parent is not None else QVBoxLayout(), margins, spacing)


def line(parent: QWidget | None = None, *, margins: int = 0, spacing: int = 0) -> QHBoxLayout:
    """A layout from left to right."""
    return _plain(QHBoxLayout(parent) if parent is not None else QHBoxLayout(), margins, spacing)


_Box = TypeVar("_Box", bound=QBoxLayout)


def _plain(layout: _Box, margins: int, spacing: int) -> _Box:
    layout.setContentsMargins(margins, margins, margins, margins)
    layout.setSpacing(spacing)
    return layout


def clear(layout: QBoxLayout) -> None:
    """Take everything out of a layout and delete the widgets."""
    while (item := layout.takeAt(0)) is not None:
        if (widget := item.widget()) is not None:
            widget.hide()
            widget.deleteLater()
        elif isinstance(inner := item.layout(), QBoxLayout):
            clear(inner)
