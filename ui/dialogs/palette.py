"""The palette (Ctrl+K): one box that runs commands and finds records, results while typing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QEvent, QObject, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QDialog,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyleOptionViewItem,
    QWidget,
)

from talented_desk.compat import override
from talented_desk.i18n import Translator
from talented_desk.jobs import Running
from ui.actions.catalogue import GROUPS
from ui.actions.hub import ActionHub
from ui.context import Found, Search
from ui.jobs import JobBridge
from ui.theme.theme import Theme
from ui.widgets.basics import column, hairline, label
from ui.widgets.line_list import LINE, Index, LinePainter


@dataclass(frozen=True, slots=True)
class PaletteLine:
    """One line of the list: a command or a record."""

    icon: str
    title: str
    under: str
    key: str
    action_id: str = ""
    found: Found | None = None


def fits(typed: str, text: str) -> int:
    """How well what was typed fits a text: 0 not at all; more for starts of words and closeness."""
    wanted, words = fold(typed).split(), fold(text).split()
    score = 0
    for part in wanted:
        if any(word.startswith(part) for word in words):
            score += 3 + (words[0].startswith(part) if words else 0)
        elif part in " ".join(words):
            score += 1
        else:
            return 0
    return score or 1


def fold(text: str) -> str:
    """Without accents and case."""
    from unicodedata import combining, normalize

    return "".join(c for c in normalize("NFKD", text.casefold()) if not combining(c))


class _Lines(LinePainter):
    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(200, self.theme.px(38))

    @override
    def draw(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        shown: PaletteLine = index.data(LINE)
        theme, px = self.theme, self.theme.px
        rect: QRect = option.rect.adjusted(px(6), 1, -px(6), -1)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        if selected:
            painter.setBrush(theme.colour("selection"))
            painter.drawRoundedRect(rect, px(6), px(6))
        strong, faint = ("on_selection", "on_selection") if selected else ("text", "muted")
        icon = theme.pixmap(shown.icon, faint, 16, option.widget.devicePixelRatioF())
        painter.drawPixmap(rect.left() + px(10), rect.center().y() - px(8) + 1, icon)
        inner = rect.adjusted(px(36), 0, -px(12), 0)
        small = theme.font("small")
        painter.setFont(small)
        painter.setPen(theme.colour(faint))
        side = shown.key or shown.under
        width = min(QFontMetrics(small).horizontalAdvance(side) + px(4), inner.width() // 2)
        painter.drawText(
            inner,
            Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter,
            QFontMetrics(small).elidedText(side, Qt.TextElideMode.ElideRight, width),
        )
        painter.setFont(theme.font())
        self.elided(painter, inner, shown.title, strong, inner.width() - width - px(12))


class Palette(QDialog):
    """Closes when something is chosen, on Esc, or when one clicks elsewhere."""

    record_chosen = Signal(object)
    command_chosen = Signal(str)

    def __init__(
        self, theme: Theme, t: Translator, hub: ActionHub, jobs: JobBridge, search: Search, parent: QWidget
    ) -> None:
        super().__init__(parent, Qt.WindowType.Popup | Qt.WindowType.FramelessWindowHint)
        self.t = t
        self._theme, self._hub, self._jobs, self._search = theme, hub, jobs, search
        self._records: Sequence[Found] = ()
        self._room = 0
        self._running: Running[Any] | None = None
        self.setAccessibleName(t("Search or type a command"))
        self.setProperty("ground", "raised")
        self.setStyleSheet("QDialog { border: 1px solid palette(dark); }")
        self._box = QLineEdit()
        self._box.setProperty("bare", "true")
        self._box.setObjectName("palette-box")
        self._box.setPlaceholderText(t("Search or type a command"))
        self._box.setAccessibleName(t("Search or type a command"))
        self._box.setProperty("large", "true")
        self._box.textChanged.connect(self._typed)
        self._box.installEventFilter(self)
        self._list = QListWidget()
        self._list.setObjectName("palette-list")
        self._list.setAccessibleName(t("Results"))
        self._list.setItemDelegate(_Lines(theme, self._list))
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.itemClicked.connect(self._take)
        self._nothing = label(t("Nothing found. Try fewer letters or another spelling."), "muted")
        self._nothing.setContentsMargins(theme.px(16), theme.px(8), theme.px(16), theme.px(12))
        self._nothing.hide()
        head = column()
        head.setContentsMargins(theme.px(12), 0, theme.px(12), 0)
        head.addWidget(self._box)
        box = column(self)
        box.setContentsMargins(1, 1, 1, theme.px(6))
        box.addLayout(head)
        box.addWidget(hairline())
        box.addSpacing(theme.px(4))
        box.addWidget(self._list, 1)
        box.addWidget(self._nothing)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(0)  # what is typed at once is searched once; a search that is overtaken ends
        self._pause.timeout.connect(self._look)
        self._show()
        self._look()

    def open_over(self, window: QWidget) -> None:
        """Show it at the top of this window, the box ready."""
        width = min(self._theme.px(640), window.width() - self._theme.px(32))
        self._room = min(self._theme.px(460), window.height() - self._theme.px(80))
        corner = window.mapToGlobal(window.rect().topLeft())
        self.setGeometry(corner.x() + (window.width() - width) // 2, corner.y() + self._theme.px(48), width, self._room)
        self._fit()
        self.show()
        self._box.setFocus()

    def lines(self) -> list[PaletteLine]:
        """What is offered now."""
        return [self._list.item(row).data(LINE) for row in range(self._list.count())]

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._box and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()), 0)
            if step and self._list.count():
                self._list.setCurrentRow((self._list.currentRow() + step) % self._list.count())
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                if self._list.currentItem() is not None:
                    self._take(self._list.currentItem())
                return True
        return super().eventFilter(watched, event)

    def _typed(self) -> None:
        self._show()
        self._pause.start()

    def _look(self) -> None:
        typed, search = self._box.text().strip(), self._search
        if self._running is not None:
            self._running.cancel()
        self._running = self._jobs.read(self, lambda task: search(typed, task), self._bring(typed))

    def _bring(self, typed: str) -> Callable[[Sequence[Found]], None]:
        def bring(found: Sequence[Found]) -> None:
            if self._box.text().strip() == typed:
                self._records = found
                self._show()

        return bring

    def _show(self) -> None:
        typed = self._box.text().strip()
        commands: list[tuple[int, PaletteLine]] = []
        for spec in self._hub.specs:
            action = self._hub.action(spec.id)
            if not action.isEnabled() or spec.id == "go.palette":
                continue
            group = self.t(GROUPS[spec.group])
            score = fits(typed, f"{action.text()} {group}") if typed else 1
            if score:
                key = action.shortcut().toString()
                commands.append((score, PaletteLine(spec.icon or "command", action.text(), group, key, spec.id)))
        commands.sort(key=lambda pair: -pair[0])
        records = [PaletteLine(f.icon, f.title, f.under, "", found=f) for f in self._records]
        keep = self._list.currentRow()
        self._list.clear()
        best = [line for score, line in commands if not typed or score >= 3]
        rest = [line for score, line in commands if typed and score < 3]
        # with nothing typed: what was touched last, then what can be done
        ordered = (*best[:5], *records, *rest[:5]) if typed else (*records[:6], *best)
        for shown in ordered:
            item = QListWidgetItem(self._list)
            item.setData(LINE, shown)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{shown.title}, {shown.under}")
        self._list.setCurrentRow(max(0, min(keep, self._list.count() - 1)) if keep > 0 and not typed else 0)
        self._nothing.setVisible(not self._list.count())
        self._list.setVisible(bool(self._list.count()))
        self._fit()

    def _fit(self) -> None:
        """As tall as what is offered, at most as the room."""
        if self._room:
            px = self._theme.px
            lines = px(38) * self._list.count() + px(4) if self._list.count() else px(40)
            self.resize(self.width(), min(self._room, px(48) + lines + px(14)))

    def _take(self, item: QListWidgetItem) -> None:
        chosen: PaletteLine = item.data(LINE)
        self.close()
        if chosen.found is not None:
            self.record_chosen.emit(chosen.found)
        else:
            self.command_chosen.emit(chosen.action_id)
