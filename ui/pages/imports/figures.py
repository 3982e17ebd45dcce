"""Large figures to click: each opens the rows behind it."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPushButton, QWidget

from talented_desk.compat import override
from ui.context import UiContext
from ui.pages.imports.flow import Flow
from ui.pages.imports.kinds import FIGURES
from ui.widgets.basics import column, label, mark
from ui.widgets.flow import FlowLayout


class FigureButton(QPushButton):
    """A number over its words; nothing to open while it is zero."""

    def __init__(self, context: UiContext, key: str, tone: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        theme, self.key, self._tone = context.theme, key, tone
        self._formats = context.formats
        self.setObjectName(f"figure-{key}")
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.setProperty("kind", "figure")
        self._number = label("0", "title")
        self._words = label("", "small")
        box = column(self, spacing=0)
        box.setContentsMargins(theme.px(12), theme.px(6), theme.px(12), theme.px(7))
        for part in (self._number, self._words):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            box.addWidget(part)
        self._least = theme.px(104)

    def show_count(self, count: int, words: str) -> None:
        """The number and what it counts."""
        self._number.setText(self._formats.number(count))
        self._words.setText(words)
        self.setAccessibleName(f"{self._formats.number(count)} {words}")
        self.setEnabled(count > 0)
        mark(self._number, "tone", self._tone if count else "none")
        self.updateGeometry()

    @override
    def sizeHint(self) -> QSize:
        inner = self.layout()
        hint = inner.sizeHint() if inner is not None else QSize()
        return QSize(max(hint.width(), self._least), hint.height())

    @override
    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()


class Figures(QWidget):
    """All figures; `chosen` carries the key of the one whose rows are wanted. Arrows move between them."""

    chosen = Signal(str)

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.t = context.t
        self._buttons: dict[str, FigureButton] = {}
        flow = FlowLayout(self, context.theme.px(8))
        flow.setContentsMargins(0, 0, 0, 0)
        for figure in FIGURES:
            button = FigureButton(context, figure.key, figure.tone)
            button.show_count(0, figure.words(self.t, 0))
            button.clicked.connect(self._clicked)
            flow.addWidget(button)
            self._buttons[figure.key] = button

    def show_flow(self, flow: Flow) -> None:
        """The figures of this preview."""
        for figure in FIGURES:
            listed = figure.listed(flow) if figure.listed is not None else 0
            count = figure.count(flow)
            self._buttons[figure.key].show_count(count, figure.words(self.t, count))
            self._buttons[figure.key].setEnabled(max(count, listed) > 0)
            self._buttons[figure.key].setVisible(max(count, listed) > 0 or figure.key in ("new", "auto", "doubt"))

    def select(self, key: str) -> None:
        """Mark the figure whose rows are shown."""
        if key in self._buttons:
            self._buttons[key].setChecked(True)

    def button(self, key: str) -> FigureButton:
        return self._buttons[key]

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()), 0)
        able = [button for button in self._buttons.values() if button.isEnabled() and not button.isHidden()]
        focused = self.focusWidget()
        if step and focused in able:
            button = able[(able.index(focused) + step) % len(able)]
            button.setFocus(Qt.FocusReason.TabFocusReason)
            button.click()
            return
        super().keyPressEvent(event)

    def _clicked(self) -> None:
        button = self.sender()
        if isinstance(button, FigureButton):
            self.chosen.emit(button.key)
