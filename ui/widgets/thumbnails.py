"""The pages of a document in small: the one in sight has a frame, not a tint over the paper."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from talented_desk.compat import override
from ui.theme.theme import Theme


class Thumbnails(QListWidget):
    """`add` appends a page; rows are page numbers from 0."""

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setFlow(QListWidget.Flow.TopToBottom)
        self.setWrapping(False)
        self.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setIconSize(QSize(theme.px(92), theme.px(120)))
        self.setFixedWidth(theme.px(136))
        self.setItemDelegate(_Painter(theme, self))

    def add(self, page: QPixmap, spoken: str) -> None:
        """One more page, drawn at twice its size for sharp screens."""
        small = page.scaled(
            self.iconSize() * 2, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
        )
        item = QListWidgetItem(QIcon(small), str(self.count() + 1), self)
        item.setData(Qt.ItemDataRole.UserRole, small)
        item.setData(Qt.ItemDataRole.AccessibleTextRole, spoken)


class _Painter(QStyledItemDelegate):
    def __init__(self, theme: Theme, view: Thumbnails) -> None:
        super().__init__(view)
        self._theme, self._view = theme, view

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        px, small = self._theme.px, index.data(Qt.ItemDataRole.UserRole)
        height = small.height() // 2 if isinstance(small, QPixmap) else self._view.iconSize().height()
        return QSize(self._view.iconSize().width(), px(12) + height + px(22))

    @override
    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        theme, px, small = self._theme, self._theme.px, index.data(Qt.ItemDataRole.UserRole)
        if not isinstance(small, QPixmap):
            return
        size, rect = small.size() / 2, QRect(option.rect)
        place = QRect(rect.topLeft() + QPoint((rect.width() - size.width()) // 2, px(12)), size)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawPixmap(place, small)
        painter.setPen(QPen(theme.colour("line"), 1))
        painter.drawRect(place.adjusted(-1, -1, 0, 0))
        if chosen:
            width = px(2) if self._view.hasFocus() else max(1, px(1))
            painter.setPen(QPen(theme.colour("accent"), width, j=Qt.PenJoinStyle.MiterJoin))
            painter.drawRect(place.adjusted(-px(3), -px(3), px(2), px(2)))
        painter.setPen(theme.colour("text" if chosen else "muted"))
        painter.setFont(theme.font("small", strong=chosen))
        under = QRect(rect.left(), place.bottom() + px(3), rect.width(), px(18))
        painter.drawText(under, Qt.AlignmentFlag.AlignCenter, str(index.data()))
        painter.restore()
