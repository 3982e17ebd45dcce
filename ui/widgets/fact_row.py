"""A fact that reads as text and is edited where it stands: click or F2, saved on leaving, Esc takes back."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QComboBox, QFrame, QLineEdit, QPlainTextEdit, QSizePolicy, QWidget

from talented_desk.compat import override
from ui.theme.theme import Theme
from ui.widgets.basics import column, label, line, mark

LONG_WORD: Final = 24
"""Letters from which a word may be wider than its column at large text."""


class FactRow(QFrame):
    """One named fact. `edited` carries the new raw value: text, or the code of a choice."""

    edited = Signal(str)

    def __init__(
        self,
        theme: Theme,
        name: str,
        *,
        choices: Sequence[tuple[str, str]] = (),
        long: bool = False,
        locked: bool = False,
        empty: str = "–",
        name_width: int = 150,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.name = name
        self._theme, self._choices, self._long, self._empty = theme, tuple(choices), long, empty
        self._locked = locked
        self._value = ""
        self._shown = ""
        self._editor: QLineEdit | QPlainTextEdit | QComboBox | None = None
        self.setProperty("fact", "true")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus if locked else Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self._name = label(name, "muted", wrap=True)
        self._name.setFixedWidth(theme.px(name_width))
        self._name.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self._text = label("", wrap=True)
        self._text.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self._problem = label("", "problem", wrap=True)
        self._problem.hide()
        self._body = column(spacing=theme.px(2))
        self._body.addWidget(self._text)
        self._body.addWidget(self._problem)
        row = line(self, spacing=theme.px(8))
        edge = theme.px(5)
        row.setContentsMargins(theme.px(8), edge, theme.px(8), edge)
        row.addWidget(self._name, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(self._body, 1)
        if not locked:
            self.setCursor(Qt.CursorShape.IBeamCursor if not choices else Qt.CursorShape.PointingHandCursor)
        self.show_value("")

    def show_value(self, value: str, shown: str | None = None) -> None:
        """The raw value, and the words that show it (for a code, its label; for a date, as one reads it)."""
        self._value = value
        self._shown = dict(self._choices).get(value, value) if shown is None else shown
        self._text.setText(breakable(self._shown) or self._empty)
        mark(self._text, "role", "" if self._shown else "muted")
        self.setAccessibleName(f"{self.name}: {self._shown or self._empty}")
        self._problem.hide()

    def set_choices(self, choices: Sequence[tuple[str, str]]) -> None:
        """Offer these from now on, before `show_value`: such as the worksites of another employer."""
        self._choices = tuple(choices)

    def value(self) -> str:
        return self._value

    def editor(self) -> QWidget | None:
        """The field that is open, if any."""
        return self._editor

    def start(self) -> None:
        """Open the field in place of the text."""
        if self._editor is not None or self._locked:
            return
        editor = self._make_editor()
        editor.setAccessibleName(self.name)
        editor.installEventFilter(self)
        self._editor = editor
        self._text.hide()
        self._body.insertWidget(0, editor)
        editor.show()
        QWidget.setTabOrder(self, editor)
        editor.setFocus(Qt.FocusReason.OtherFocusReason)

    def cancel(self) -> None:
        """Back to the text as it was."""
        self._problem.hide()
        self._close()

    def commit(self) -> None:
        """Take what was typed, and tell if it is new."""
        if self._editor is None:
            return
        typed = self._typed()
        self._close()
        if typed != self._value:
            self._text.setText(dict(self._choices).get(typed, typed) or self._empty)
            self.edited.emit(typed)

    def show_problem(self, sentence: str, typed: str) -> None:
        """What was typed could not be taken: keep it in the field and say why."""
        self.start()
        if isinstance(self._editor, QLineEdit):
            self._editor.setText(typed)
            mark(self._editor, "wrong", "true")
        elif isinstance(self._editor, QPlainTextEdit):
            self._editor.setPlainText(typed)
        self._problem.setText(sentence)
        self._problem.show()

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.start()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_F2, Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.start()
        else:
            super().keyPressEvent(event)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._editor:
            if isinstance(event, QFocusEvent) and event.type() == QEvent.Type.FocusOut:
                # a popup of the field itself (choices, context menu) is not leaving it
                if event.reason() != Qt.FocusReason.PopupFocusReason:
                    self.commit()
            elif isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
                return self._key(event)
            elif isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
                event.accept()  # as a shortcut it would leave the page; here it only ends the edit
        return super().eventFilter(watched, event)

    def _key(self, event: QKeyEvent) -> bool:
        if event.key() == Qt.Key.Key_Escape:
            self.cancel()
            self.setFocus()
            return True
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            newline = self._long and not event.modifiers() & Qt.KeyboardModifier.ControlModifier
            if not newline:
                self.commit()
                self.setFocus()
                return True
        return False

    def _make_editor(self) -> QLineEdit | QPlainTextEdit | QComboBox:
        if self._choices:
            box = QComboBox()
            for code, text in self._choices:
                box.addItem(text, code)
            box.setCurrentIndex(max(0, box.findData(self._value)))
            return box
        if self._long:
            area = QPlainTextEdit(self._value)
            area.setTabChangesFocus(True)
            area.setFixedHeight(self._theme.px(120))
            return area
        field = QLineEdit(self._value)
        field.selectAll()
        return field

    def _typed(self) -> str:
        if isinstance(self._editor, QComboBox):
            return str(self._editor.currentData())
        if isinstance(self._editor, QPlainTextEdit):
            return self._editor.toPlainText().strip()
        return self._editor.text().strip() if self._editor is not None else ""

    def _close(self) -> None:
        editor, self._editor = self._editor, None
        if editor is None:
            return
        editor.removeEventFilter(self)
        self._body.removeWidget(editor)
        editor.hide()
        editor.deleteLater()
        self._text.show()
        self._text.setText(breakable(self._shown) or self._empty)


def breakable(words: str) -> str:
    """A web address or the like may break after its points and strokes, where it would not fit."""
    if all(len(word) < LONG_WORD for word in words.split()):
        return words
    return re.sub(r"(?<=[./@_?&=-])(?=\w)", "\u200b", words)
