"""Several things in one field, each a chip with ✕: employers, contacts, topics. Typing offers what fits."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QListWidget, QListWidgetItem, QWidget

from talented_desk.compat import override
from ui.theme.theme import Theme
from ui.widgets.basics import Button, label, line, mark
from ui.widgets.flow import FlowLayout


@dataclass(frozen=True, slots=True)
class Token:
    """One thing that can be put into the field. `under` helps to tell two of the same name apart.

    `make` is called instead of putting it in: it leads to something that is not there yet.
    """

    id: str
    text: str
    under: str = ""
    make: Callable[[], None] | None = None


Offer = Callable[[str, Callable[[Sequence[Token]], None]], None]
"""Called with what was typed and with where to bring the suggestions, now or later."""


class _Chip(QFrame):
    removed = Signal(str)

    def __init__(self, theme: Theme, token: Token, remove_text: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.token = token
        self.setProperty("chip", "true")
        words = label(token.text if len(token.text) <= 48 else token.text[:47] + "…")
        words.setToolTip(token.text)
        row = line(self, spacing=0)
        row.setContentsMargins(theme.px(8), 0, 0, 0)
        row.addWidget(words)
        close = Button(theme, remove_text, "x", "quiet", bare=True)
        close.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # Backspace removes by keyboard
        close.clicked.connect(self._remove)
        row.addWidget(close)

    def _remove(self) -> None:
        self.removed.emit(self.token.id)


class TokenField(QFrame):
    """Chips and a place to type. Down and Enter take a suggestion, Backspace in the empty box takes the last away."""

    changed = Signal()

    def __init__(
        self,
        theme: Theme,
        hint: str,
        offer: Offer,
        remove_text: Callable[[str], str],
        *,
        single: bool = False,
        free: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme, self._offer, self._remove_text = theme, offer, remove_text
        self._single, self._free, self._hint = single, free, hint
        self._chips: list[_Chip] = []
        self._asked = ""
        self.setProperty("field", "true")
        self._flow = FlowLayout(self, theme.px(4), fill=True)
        edge = theme.px(3)
        self._flow.setContentsMargins(edge, edge, edge, edge)
        self._box = QLineEdit(self)
        self._box.setProperty("bare", "true")
        self._box.setPlaceholderText(hint)
        self._box.setMinimumWidth(theme.px(90))
        self._box.setAccessibleName(hint)
        self._box.textEdited.connect(self._typed)
        self._box.installEventFilter(self)
        self._flow.addWidget(self._box)
        self.setFocusProxy(self._box)
        self._list = QListWidget(self)
        self._list.setWindowFlags(Qt.WindowType.ToolTip)
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._list.itemClicked.connect(self._take_item)
        self._list.hide()
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(80)
        self._pause.timeout.connect(self._ask)

    def tokens(self) -> tuple[Token, ...]:
        """What is in the field, in order."""
        return tuple(chip.token for chip in self._chips)

    def set_tokens(self, tokens: Sequence[Token]) -> None:
        """Fill the field without telling."""
        for chip in list(self._chips):
            self._drop(chip)
        for token in tokens:
            self._put(token)
        self._rest()

    def add(self, token: Token) -> None:
        """Put one in, once; tells."""
        self._box.clear()
        self._list.hide()
        if any(chip.token.id == token.id for chip in self._chips):
            return
        if self._single:
            for chip in list(self._chips):
                self._drop(chip)
        self._put(token)
        self._rest()
        self.changed.emit()

    def remove(self, token_id: str) -> None:
        """Take one out; tells."""
        for chip in list(self._chips):
            if chip.token.id == token_id:
                self._drop(chip)
                self._rest()
                self.changed.emit()

    def typed(self) -> str:
        """What stands in the box and is no chip yet."""
        return self._box.text()

    def suggestions(self) -> list[str]:
        """The texts offered now."""
        if not self._list.isVisible():
            return []
        return [self._list.item(row).text() for row in range(self._list.count())]

    @override
    def setAccessibleName(self, name: str) -> None:
        super().setAccessibleName(name)
        self._box.setAccessibleName(name)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._box:
            if isinstance(event, QFocusEvent):
                mark(self, "active", "true" if event.gotFocus() else "false")
                if event.lostFocus():
                    self._list.hide()
            elif isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and self._key(event):
                return True
        return super().eventFilter(watched, event)

    def _key(self, event: QKeyEvent) -> bool:
        key = event.key()
        if key == Qt.Key.Key_Backspace and not self._box.text() and self._chips:
            self.remove(self._chips[-1].token.id)
            return True
        if not self._list.isVisible():
            if key == Qt.Key.Key_Down:
                self._ask()
                return True
            return self._take_free(key)
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            step = 1 if key == Qt.Key.Key_Down else -1
            self._list.setCurrentRow((self._list.currentRow() + step) % self._list.count())
            return True
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab) and self._list.currentItem() is not None:
            if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                return False
            self._take_item(self._list.currentItem())
            return True
        if key == Qt.Key.Key_Escape:
            self._list.hide()
            return True
        return False

    def _take_free(self, key: int) -> bool:
        text = self._box.text().strip(" ,;")
        if self._free and text and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Comma):
            self.add(Token(text, text))
            return True
        return False

    def _typed(self) -> None:
        self._pause.start()

    def _ask(self) -> None:
        self._asked = self._box.text().strip()
        asked = self._asked

        def bring(found: Sequence[Token]) -> None:
            if asked == self._asked:
                self._show(found)

        self._offer(asked, bring)

    def _show(self, found: Sequence[Token]) -> None:
        known = {chip.token.id for chip in self._chips}
        self._list.clear()
        for token in found:
            if token.id not in known:
                item = QListWidgetItem(f"{token.text}   {token.under}".rstrip(), self._list)
                item.setData(Qt.ItemDataRole.UserRole, token)
        if not self._list.count() or not self._box.hasFocus():
            self._list.hide()
            return
        if not self._free:
            self._list.setCurrentRow(0)
        rows = min(8, self._list.count())
        height = rows * max(self._theme.metrics.target, self._list.sizeHintForRow(0)) + self._theme.px(8)
        corner = self.mapToGlobal(self.rect().bottomLeft())
        self._list.setGeometry(corner.x(), corner.y() + 2, max(self.width(), self._theme.px(260)), height)
        self._list.show()

    def _take_item(self, item: QListWidgetItem) -> None:
        token: Token = item.data(Qt.ItemDataRole.UserRole)
        if token.make is None:
            self.add(token)
        else:
            self._box.clear()
            self._list.hide()
            token.make()

    def _put(self, token: Token) -> None:
        chip = _Chip(self._theme, token, self._remove_text(token.text), self)
        chip.removed.connect(self.remove)
        self._flow.addWidget(chip)
        self._flow.move_to(chip, len(self._chips))
        self._chips.append(chip)
        chip.show()

    def _drop(self, chip: _Chip) -> None:
        self._chips.remove(chip)
        self._flow.removeWidget(chip)
        chip.hide()
        chip.deleteLater()

    def _rest(self) -> None:
        self._box.setPlaceholderText("" if self._chips else self._hint)
        self.updateGeometry()
