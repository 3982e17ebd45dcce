"""What is wrong with a sight: controls without a name, out of the keyboard's reach or too small, texts cut off."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from PySide6.QtCore import QModelIndex, QObject, QPoint, QRect, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QApplication,
    QCheckBox,
    QComboBox,
    QDialog,
    QHeaderView,
    QLabel,
    QLineEdit,
    QListView,
    QPlainTextEdit,
    QRadioButton,
    QScrollBar,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionComboBox,
    QTableView,
    QTextEdit,
    QWidget,
)

from ui.theme.metrics import TARGET
from ui.widgets.basics import ElidedLabel
from ui.widgets.nav_bar import NavItem

CONTROLS: Final = (QAbstractButton, QLineEdit, QComboBox, QPlainTextEdit, QTextEdit, QAbstractItemView)
BREAKS: Final = "[ \n\t\u200b/-]"
"""Where Qt breaks a line."""
SLACK: Final = 1
"""Pixels that rounding may take."""


def problems(window: QWidget) -> list[str]:
    """Everything that is wrong in a window or a dialog as it stands, one line each."""
    seen = [widget for widget in window.findChildren(QWidget) if widget.isVisible() and widget.window() is window]
    found = [line for widget in seen if is_control(widget) for line in _control(widget)]
    under = window.parentWidget()
    if isinstance(window, QDialog) and under is not None:
        room = under.window().size()
        if window.width() > room.width() or window.height() > room.height():
            found.append(f"larger than the window under it: {describe(window)}, {window.size().toTuple()}")
    found += [line for widget in seen for line in _cut(widget)]
    return found


def unreached(window: QWidget) -> list[str]:
    """The enabled controls that Tab never comes to. Takes the focus once round."""
    wanted = {
        widget: widget
        for widget in window.findChildren(QWidget)
        if is_control(widget) and widget.isVisible() and widget.isEnabled() and widget.window() is window
    }
    reached: list[QWidget] = []
    here = QApplication.focusWidget() or window
    for _ in range(4 * len(wanted) + 20):
        QTest.keyClick(here, Qt.Key.Key_Tab)
        after = QApplication.focusWidget()
        if after is here and len(wanted) > 1:
            return [f"Tab does not leave {describe(here)}"]
        if after is None or after in reached:
            break
        reached.append(after)
        here = after
    groups = {_together(button) for button in reached if _exclusive(button)}
    return [
        f"Tab never comes to {describe(widget)}"
        for widget in wanted
        if widget not in reached and not (_exclusive(widget) and _together(widget) in groups)
    ]


def is_control(widget: QWidget) -> bool:
    """Whether a person uses it by itself: no part of a bigger control, and no bystander such as a header."""
    if isinstance(widget, (QHeaderView, QScrollBar)) or widget.focusPolicy() == Qt.FocusPolicy.NoFocus:
        return False
    if widget.parent() is not None and isinstance(widget.parent(), (QComboBox, QLineEdit)):
        return False
    if widget.focusProxy() is not None:
        return False
    return isinstance(widget, CONTROLS) or bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)


def describe(widget: QWidget) -> str:
    """The widget in words a maintainer finds it by."""
    own = widget.objectName() or widget.accessibleName() or getattr(widget, "text", lambda: "")()
    parents: list[str] = []
    parent: QObject | None = widget.parent()
    while parent is not None and len(parents) < 3:
        name = type(parent).__name__
        if name not in ("QWidget", "QStackedWidget", "QFrame", "QScrollArea"):
            parents.append(f"{name} {parent.objectName()}".strip())
        parent = parent.parent()
    return f"{type(widget).__name__} “{own}” in {' < '.join(parents)}"


def _exclusive(widget: QWidget) -> bool:
    return isinstance(widget, QAbstractButton) and (widget.autoExclusive() or widget.group() is not None)


def _together(widget: QWidget) -> QObject | None:
    """What holds the buttons of which one is on: their group, or the widget around them."""
    group = widget.group() if isinstance(widget, QAbstractButton) else None
    return group if group is not None else widget.parentWidget()


def _control(widget: QWidget) -> Iterator[str]:
    words = widget.text() if isinstance(widget, QAbstractButton) else ""
    if not (widget.accessibleName() or words.strip()):
        yield f"without a name: {describe(widget)}"
    if not widget.focusPolicy() & Qt.FocusPolicy.TabFocus and not _exclusive(widget):
        yield f"no place in the tab order: {describe(widget)}"
    if min(widget.width(), widget.height()) < TARGET:
        yield f"too small ({widget.width()}×{widget.height()}): {describe(widget)}"


def _cut(widget: QWidget) -> Iterator[str]:
    if isinstance(widget, (QLabel, QAbstractButton, QLineEdit, QComboBox)) and (gap := _outside(widget)):
        yield f"reaches {gap} px out of sight: {describe(widget)}"
    if isinstance(widget, ElidedLabel):
        if widget.text() != widget.whole() and widget.toolTip() != widget.whole():
            yield f"an ellipsis without the text: {describe(widget)}"
    elif isinstance(widget, QLabel):
        yield from _label(widget)
    elif isinstance(widget, NavItem):
        if widget.text() not in widget.toolTip():
            yield f"without its words in the tool tip: {describe(widget)}"
    elif isinstance(widget, (QCheckBox, QRadioButton)) or (isinstance(widget, QAbstractButton) and widget.text()):
        wanted = widget.sizeHint()
        if widget.sizePolicy().hasHeightForWidth():
            return  # its words are labels of their own
        if wanted.width() > widget.width() + SLACK or wanted.height() > widget.height() + SLACK:
            yield f"cut, wants {wanted.width()}×{wanted.height()}, has {_size(widget)}: {describe(widget)}"
    elif isinstance(widget, QComboBox):
        yield from _combo(widget)
    elif isinstance(widget, QLineEdit):
        room = widget.width() - 2 * 9 - (24 if widget.actions() else 0)
        wide = widget.fontMetrics().horizontalAdvance(widget.placeholderText())
        if not widget.text() and wide > room and widget.placeholderText() not in widget.toolTip():
            yield f"hint of {wide} px in {room}: {describe(widget)}"
    elif isinstance(widget, QHeaderView):
        yield from _header(widget)
    elif isinstance(widget, QTableView):
        yield from _cells(widget)
    elif isinstance(widget, QListView):
        yield from _items(widget)


def _label(widget: QLabel) -> Iterator[str]:
    text, inner = widget.text(), widget.contentsRect()
    if not text:
        return
    if widget.wordWrap():
        longest = max((widget.fontMetrics().horizontalAdvance(word) for word in re.split(BREAKS, text)), default=0)
        if longest > inner.width() + SLACK:
            yield f"a word of {longest} px in {inner.width()}: {describe(widget)}"
        need = widget.heightForWidth(widget.width())
        if need > widget.height() + SLACK:
            yield f"cut, {need} px of words in {widget.height()}: {describe(widget)}"
        return
    need_width, need_height = widget.sizeHint().width(), widget.fontMetrics().height()
    if need_width > widget.width() + SLACK and text not in widget.toolTip():
        yield f"cut, {need_width} px of words in {widget.width()}: {describe(widget)}"
    if need_height > widget.height() + SLACK:
        yield f"cut, {need_height} px high in {widget.height()}: {describe(widget)}"


def _combo(widget: QComboBox) -> Iterator[str]:
    option = QStyleOptionComboBox()
    widget.initStyleOption(option)
    room: QRect = widget.style().subControlRect(
        QStyle.ComplexControl.CC_ComboBox, option, QStyle.SubControl.SC_ComboBoxEditField, widget
    )
    wide = widget.fontMetrics().horizontalAdvance(widget.currentText())
    if wide > room.width() + SLACK and widget.currentText() not in widget.toolTip():
        yield f"cut, {wide} px of words in {room.width()}: {describe(widget)} “{widget.currentText()}”"


def _header(header: QHeaderView) -> Iterator[str]:
    model = header.model()
    if header.orientation() != Qt.Orientation.Horizontal or model is None:
        return
    for at in range(header.count()):
        if header.isSectionHidden(at):
            continue
        text = str(model.headerData(at, Qt.Orientation.Horizontal) or "")
        wanted = header.sectionSizeFromContents(at).width()
        if wanted > header.sectionSize(at) + SLACK:
            yield f"head cut, wants {wanted}, has {header.sectionSize(at)}: “{text}” in {describe(header)}"


def _cells(table: QTableView) -> Iterator[str]:
    model, metrics, heads = table.model(), QFontMetrics(table.font()), table.horizontalHeader()
    first = max(0, table.rowAt(2))
    for row in range(first, min(model.rowCount(), first + 12)):
        for at in range(model.columnCount()):
            if table.isColumnHidden(at):
                continue
            index = model.index(row, at)
            text, tip = str(index.data() or ""), str(index.data(Qt.ItemDataRole.ToolTipRole) or "")
            if metrics.horizontalAdvance(text) > heads.sectionSize(at) - 22 and text not in tip:
                yield f"a cell cut without the text in its tool tip, column {at}: {describe(table)}"


def _items(view: QListView) -> Iterator[str]:
    model = view.model()
    for row in range(min(model.rowCount(), 12)):
        index: QModelIndex = model.index(row, 0)
        text, tip = str(index.data() or ""), str(index.data(Qt.ItemDataRole.ToolTipRole) or "")
        room = view.visualRect(index).width()
        if tip and type(view.itemDelegate()) is not QStyledItemDelegate:
            continue  # painted by hand, in parts
        if QFontMetrics(view.font()).horizontalAdvance(text) > room and text not in tip and not view.wordWrap():
            yield f"an item cut without the text in its tool tip: {describe(view)} “{text[:30]}”"


def _outside(widget: QWidget) -> int:
    """How far the widget reaches out of what can be seen, or scrolled to."""
    here: QWidget | None = widget.parentWidget()
    below = widget
    while here is not None:
        place = QRect(below.mapTo(here, QPoint()) if below is not widget else widget.pos(), widget.size())
        if below is not widget:
            place = QRect(widget.mapTo(here, QPoint()), widget.size())
        area = here.parentWidget()
        if isinstance(area, QAbstractScrollArea) and here is area.viewport():
            sideways = area.horizontalScrollBar().maximum() > 0 or isinstance(area, QAbstractItemView)
            if not sideways and (gap := max(-place.left(), place.right() - here.rect().right())) > SLACK:
                return gap
            return 0  # what is below can be scrolled to
        room = here.rect()
        gap = max(-place.left(), place.right() - room.right(), -place.top(), place.bottom() - room.bottom())
        if gap > SLACK:
            return gap
        if here.isWindow():
            return 0
        below, here = here, here.parentWidget()
    return 0


def _size(widget: QWidget) -> str:
    return f"{widget.width()}×{widget.height()}"


def merged(found: Sequence[tuple[str, str]]) -> list[str]:
    """One line for each problem, with the sights where it was seen; `found` has (sight, problem)."""
    places: dict[str, list[str]] = {}
    for sight, line in found:
        places.setdefault(line, []).append(sight)
    return [f"{line}  [{', '.join(dict.fromkeys(sights))}]" for line, sights in places.items()]
