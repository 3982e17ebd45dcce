"""Fields of the form that the kit lacks: a figure read in either habit, a choice that the wheel leaves alone."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QComboBox, QWidget

from talented_desk.compat import override
from talented_desk.domain.text import Value
from talented_desk.formats import Formats
from talented_desk.i18n import Translator
from ui.pages.placement import fields
from ui.widgets.inputs import ReadingField


class FigureField(ReadingField):
    """Hours or money, typed as `37.5` or `37,5`; `value` is what is stored."""

    def __init__(self, t: Translator, formats: Formats, name: str, parent: QWidget | None = None) -> None:
        super().__init__(t, parent)
        self._formats, self._name = formats, name
        self._value: Value = None

    def value(self) -> Value:
        """Hundredths or cents as last read, None when empty."""
        return self._value

    @override
    def _take(self, text: str) -> None:
        self._value = fields.read(self._name, text, self._formats)
        self.setText(fields.typed_form(self._name, self._value, self._formats))


class Choice(QComboBox):
    """A choice of (code, words). In a form that scrolls, the wheel must not change what it passes over."""

    def __init__(self, offered: Sequence[tuple[str, str]] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(12)
        self.offer(offered)

    def offer(self, offered: Sequence[tuple[str, str]]) -> None:
        """Offer these; what was chosen stays if it is among them."""
        chosen = self.code()
        self.clear()
        for code, words in offered:
            self.addItem(words, code)
        self.choose(chosen)

    def code(self) -> str:
        """The code that is chosen."""
        return str(self.currentData() or "")

    def choose(self, code: str) -> None:
        """Choose this code, or the first choice if it is not offered."""
        self.setCurrentIndex(max(0, self.findData(code)))

    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()
