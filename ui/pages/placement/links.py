"""A line that one can press: words that wrap, an icon before them, a second line under them."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QLabel, QPushButton, QSizePolicy, QWidget

from talented_desk.compat import override
from ui.theme.theme import Theme
from ui.widgets.basics import Icon, column, label, line, mark


class LinkRow(QPushButton):
    """A button as wide as its column and as high as its words; `under` is smaller and quiet."""

    def __init__(
        self,
        theme: Theme,
        text: str,
        under: str = "",
        icon: str = "",
        role: str = "muted",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setProperty("kind", "quiet")
        self.setProperty("bare", "true")
        self.setAccessibleName(f"{text}. {under}" if under else text)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        row = line(self, spacing=theme.px(8))
        edge = theme.px(6)
        row.setContentsMargins(edge, edge, edge, edge)
        self._icon, self._role = Icon(theme, icon or "circle", role, 14), role
        self._name = icon
        row.addWidget(_passing(self._icon), 0, Qt.AlignmentFlag.AlignTop)
        if not icon:
            self._icon.hide()
        words = column(spacing=theme.px(1))
        self._text = _passing(label(text, wrap=True))
        words.addWidget(self._text)
        if under:
            words.addWidget(_passing(label(under, "small", wrap=True)))
        row.addLayout(words, 1)

    def text(self) -> str:
        return self.accessibleName()

    def set_current(self, current: bool) -> None:
        """Mark it as the one that is shown, in weight as well as for screen readers."""
        mark(self._text, "role", "strong" if current else "")
        for words in self.findChildren(QLabel):
            mark(words, "tone", "selected" if current else "")
        if self._name:
            self._icon.show_icon(self._name, "on_selection" if current else self._role)
        self.setCheckable(current)
        self.setChecked(current)

    @override
    def sizeHint(self) -> QSize:
        layout = self.layout()
        return layout.sizeHint() if layout is not None else super().sizeHint()

    @override
    def minimumSizeHint(self) -> QSize:
        layout = self.layout()
        return layout.minimumSize() if layout is not None else super().minimumSizeHint()


def _passing(widget: QWidget) -> QWidget:
    """The press is the button's, not its words'."""
    widget.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
    return widget
