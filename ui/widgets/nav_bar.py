"""The navigation: words with icons and counts that matter, collapsible to icons."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QSizePolicy, QWidget

from talented_desk.compat import override
from ui.theme.theme import Theme
from ui.widgets.basics import column, label


class NavItem(QAbstractButton):
    """One entry. The page in sight has a ground and a bar; the word stays in the tool tip when collapsed."""

    def __init__(self, theme: Theme, page_id: str, text: str, icon: str, shortcut: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.page_id = page_id
        self.count = 0
        self.collapsed = False
        self._theme, self._icon, self._shortcut = theme, icon, shortcut
        self.setText(text)
        self.setObjectName(f"nav-{page_id}")
        self.setCheckable(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self._name()
        theme.changed.connect(self.updateGeometry)

    def set_count(self, count: int) -> None:
        """How many things wait there; nothing is shown for none."""
        self.count = count
        self._name()
        self.update()

    def set_collapsed(self, collapsed: bool) -> None:
        """Only the icon."""
        self.collapsed = collapsed
        self._name()
        self.updateGeometry()
        self.update()

    @override
    def sizeHint(self) -> QSize:
        width = self._theme.px(44) if self.collapsed else self._theme.px(180)
        return QSize(width, self._theme.px(34))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        theme, px = self._theme, self._theme.px
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        inner = self.rect().adjusted(px(8), 1, -px(8), -1)
        on = self.isChecked()
        painter.setPen(Qt.PenStyle.NoPen)
        if on or self.underMouse():
            painter.setBrush(theme.colour("selection" if on else "surface_hover"))
            painter.drawRoundedRect(inner, px(6), px(6))
        role = "on_selection" if on else "text"
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.colour("accent" if not on else "on_selection"), 2))
            painter.drawRoundedRect(inner.adjusted(1, 1, -1, -1), px(6), px(6))
        icon = theme.pixmap(self._icon, role if on else "muted", 18, self.devicePixelRatioF())
        left = inner.left() + (px(10) if not self.collapsed else (inner.width() - px(18)) // 2)
        painter.drawPixmap(left, inner.center().y() - px(9) + 1, icon)
        if self.collapsed:
            if self.count:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(theme.colour("on_selection" if on else "accent"))
                painter.drawEllipse(inner.right() - px(10), inner.top() + px(4), px(7), px(7))
            return
        painter.setPen(theme.colour(role))
        words = QRect(left + px(28), inner.top(), inner.right() - left - px(36), inner.height())
        count = f"{self.count:n}" if self.count else ""
        painter.setFont(theme.font("small", tabular=True))
        room = QFontMetrics(painter.font()).horizontalAdvance(count)
        painter.setPen(theme.colour(role if on else "muted"))
        painter.drawText(words, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, count)
        painter.setFont(theme.font(strong=on))
        painter.setPen(theme.colour(role))
        text = QFontMetrics(painter.font()).elidedText(
            self.text(), Qt.TextElideMode.ElideRight, words.width() - room - px(6)
        )
        painter.drawText(words, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)

    def _name(self) -> None:
        self.setAccessibleName(f"{self.text()}, {self.count:n}" if self.count else self.text())
        tip = f"{self.text()}  {self._shortcut}".rstrip()
        self.setToolTip(tip if self.collapsed or self._shortcut else "")


class NavBar(QWidget):
    """The entries under each other; Up and Down move, Enter goes there."""

    chosen = Signal(str)

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._collapsed = False
        self._items: list[NavItem] = []
        self._group = QButtonGroup(self)
        self._group.idClicked.connect(self._clicked)
        self.setAccessibleName(name)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("ground", "surface")
        self._top = column(spacing=theme.px(2))
        self._foot = column(spacing=theme.px(2))
        box = column(self)
        box.setContentsMargins(0, 0, 0, theme.px(10))
        self._brand = label("", "strong")
        self._brand.setMinimumHeight(theme.px(46))
        self._brand.setContentsMargins(theme.px(18), 0, theme.px(8), 0)
        box.addWidget(self._brand)
        box.addLayout(self._top)
        box.addStretch(1)
        box.addLayout(self._foot)
        theme.changed.connect(self._resize)
        self._resize()

    def add(self, page_id: str, text: str, icon: str, shortcut: str = "", *, foot: bool = False) -> NavItem:
        """An entry at the end, or at the foot."""
        item = NavItem(self._theme, page_id, text, icon, shortcut, self)
        self._group.addButton(item, len(self._items))
        self._items.append(item)
        (self._foot if foot else self._top).addWidget(item)
        item.set_collapsed(self._collapsed)
        return item

    def items(self) -> list[NavItem]:
        return list(self._items)

    def show_page(self, page_id: str) -> None:
        """Mark the page in sight."""
        for item in self._items:
            if item.page_id == page_id:
                item.setChecked(True)

    def set_count(self, page_id: str, count: int) -> None:
        for item in self._items:
            if item.page_id == page_id:
                item.set_count(count)

    def collapsed(self) -> bool:
        return self._collapsed

    def set_collapsed(self, collapsed: bool) -> None:
        """Icons only, or icons and words."""
        self._collapsed = collapsed
        for item in self._items:
            item.set_collapsed(collapsed)
        self._resize()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()), 0)
        focused = next((at for at, item in enumerate(self._items) if item.hasFocus()), -1)
        if step and focused >= 0:
            self._items[(focused + step) % len(self._items)].setFocus(Qt.FocusReason.TabFocusReason)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and focused >= 0:
            self._items[focused].click()
        else:
            super().keyPressEvent(event)

    def _clicked(self, number: int) -> None:
        self.chosen.emit(self._items[number].page_id)

    def _resize(self) -> None:
        self._brand.setText("TD" if self._collapsed else "Talented Desk")
        self.setFixedWidth(self._theme.px(56 if self._collapsed else 208))
