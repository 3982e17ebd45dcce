"""Pages as they will print, on a grey ground, with thumbnails; fed with pictures, knows nothing of PDF."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QImage, QKeyEvent, QPainter, QPaintEvent, QPen, QPixmap, QWheelEvent
from PySide6.QtWidgets import QScrollArea, QWidget

from talented_desk.compat import override
from talented_desk.i18n import Translator
from ui.theme.theme import Theme
from ui.widgets.basics import Button, column, hairline, label, line
from ui.widgets.thumbnails import Thumbnails

NARROW = 400
"""Pixels at 100 % under which the pages in small give way."""
WIDEST = 1.3
"""How much larger than paper, at 100 %, pages are shown on a wide screen until one asks for the whole width."""
ZOOM_STEPS = (0.25, 0.5, 0.75, 1.0, 1.25, 1.5, 2.0, 3.0)


@dataclass(frozen=True, slots=True)
class PageImage:
    """One page as pixels: RGBA bytes, `width * height * 4` long, drawn at `dpi`."""

    width: int
    height: int
    rgba: bytes
    dpi: float = 96.0

    def image(self) -> QImage:
        """A copy that Qt owns."""
        return QImage(self.rgba, self.width, self.height, self.width * 4, QImage.Format.Format_RGBA8888).copy()


class _Sheets(QWidget):
    """The pages under each other. Paints only those that can be seen."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self.pages: list[tuple[QPixmap, QSize]] = []
        self.zoom = 1.0
        self.places: list[QRect] = []

    def lay_out(self, room: int) -> None:
        """Find the place of each page in a column of this width."""
        gap = self._theme.px(16)
        widest = max((round(size.width() * self.zoom) for _, size in self.pages), default=0)
        width = max(room, widest + 2 * gap)
        top = gap
        self.places = []
        for _, size in self.pages:
            scaled = QSize(round(size.width() * self.zoom), round(size.height() * self.zoom))
            self.places.append(QRect((width - scaled.width()) // 2, top, scaled.width(), scaled.height()))
            top += scaled.height() + gap
        self.resize(width, top)
        self.update()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(event.rect(), self._theme.colour("surface"))
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        # a page that has just come has no place until the next layout
        for place, (pixmap, _) in zip(self.places, self.pages, strict=False):
            if place.intersects(event.rect()):
                painter.drawPixmap(place, pixmap)
                painter.setPen(QPen(self._theme.colour("line"), 1))
                painter.drawRect(place.adjusted(-1, -1, 0, 0))


class PdfView(QWidget):
    """Thumbnails left, pages right, zoom above. `page_changed` carries the number of the page in sight, from 0."""

    page_changed = Signal(int)

    def __init__(self, theme: Theme, t: Translator, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self.t = theme, t
        self._fit = True
        self._widest = WIDEST * theme.px(100) / 100
        self._current = -1
        self._sheets = _Sheets(theme, self)
        self._area = QScrollArea()
        self._area.setAccessibleName(t("Pages"))
        self._area.setWidget(self._sheets)
        self._area.verticalScrollBar().valueChanged.connect(self._scrolled)
        self._thumbs = Thumbnails(theme, t("Pages in small"))
        self._thumbs.currentRowChanged.connect(self.go_to)
        self._where = label("", "muted")
        self._percent = label("", "muted")
        bar = line(spacing=theme.px(4))
        bar.setContentsMargins(theme.px(12), theme.px(4), theme.px(12), theme.px(4))
        bar.addWidget(self._where)
        bar.addStretch(1)
        for text, icon, action in (
            (t("Smaller"), "zoom-out", self.zoom_out),
            (t("Larger"), "zoom-in", self.zoom_in),
            (t("Whole width"), "maximize", self.fit_width),
        ):
            button = Button(theme, text, icon, "quiet", bare=True)
            button.clicked.connect(action)
            bar.addWidget(button)
        bar.addWidget(self._percent)
        pages = column()
        pages.addLayout(bar)
        pages.addWidget(hairline())
        pages.addWidget(self._area, 1)
        row = line(self)
        row.addWidget(self._thumbs)
        self._edge = hairline(vertical=True)
        row.addWidget(self._edge)
        row.addLayout(pages, 1)
        self._relayout = QTimer(self)
        self._relayout.setSingleShot(True)
        self._relayout.setInterval(0)
        self._relayout.timeout.connect(self._lay_out)

    def show_pages(self, pages: Sequence[PageImage]) -> None:
        """These pages from the first on; the place stays if the document is only a new version."""
        kept = self._area.verticalScrollBar().value()
        self._sheets.pages.clear()
        self._thumbs.blockSignals(True)
        self._thumbs.clear()
        for page in pages:
            self._append(page)
        self._thumbs.blockSignals(False)
        self._lay_out()
        self._area.verticalScrollBar().setValue(kept)
        self._scrolled()

    def add_page(self, page: PageImage) -> None:
        """One more page at the end, as it is drawn."""
        self._append(page)
        self._relayout.start()

    def pages_area(self) -> QWidget:
        """Where the keys for scrolling go."""
        return self._area

    def page_count(self) -> int:
        return len(self._sheets.pages)

    def current_page(self) -> int:
        """The page in sight, from 0; -1 when there is none."""
        return self._current

    def zoom(self) -> float:
        """1.0 shows the paper at its own size."""
        return self._sheets.zoom

    def set_zoom(self, zoom: float) -> None:
        """Show the paper at this size."""
        self._fit = False
        self._apply(zoom)

    def zoom_in(self) -> None:
        self.set_zoom(next((step for step in ZOOM_STEPS if step > self.zoom() + 0.01), ZOOM_STEPS[-1]))

    def zoom_out(self) -> None:
        self.set_zoom(next((step for step in reversed(ZOOM_STEPS) if step < self.zoom() - 0.01), ZOOM_STEPS[0]))

    def fit_width(self) -> None:
        """As wide as there is room, now and when the window changes."""
        self._fit, self._widest = True, ZOOM_STEPS[-1]
        self._lay_out()

    def go_to(self, page: int) -> None:
        """Bring the head of a page, counted from 0, into sight."""
        if 0 <= page < len(self._sheets.places):
            self._area.verticalScrollBar().setValue(self._sheets.places[page].top() - self._theme.px(12))

    @override
    def resizeEvent(self, event: object) -> None:
        super().resizeEvent(event)  # type: ignore[arg-type]
        roomy = self.width() >= self._theme.px(NARROW)
        self._thumbs.setVisible(roomy)  # in a narrow place the page itself needs the room
        self._edge.setVisible(roomy)
        self._relayout.start()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier and key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.zoom_in()
        elif event.modifiers() & Qt.KeyboardModifier.ControlModifier and key == Qt.Key.Key_Minus:
            self.zoom_out()
        elif event.modifiers() & Qt.KeyboardModifier.ControlModifier and key == Qt.Key.Key_0:
            self.fit_width()
        elif key == Qt.Key.Key_PageDown:
            self.go_to(min(self._current + 1, self.page_count() - 1))
        elif key == Qt.Key.Key_PageUp:
            self.go_to(max(self._current - 1, 0))
        else:
            super().keyPressEvent(event)

    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom_in() if event.angleDelta().y() > 0 else self.zoom_out()
            event.accept()
        else:
            super().wheelEvent(event)

    def _append(self, page: PageImage) -> None:
        pixmap = QPixmap.fromImage(page.image())
        size = QSize(round(page.width * 96 / page.dpi), round(page.height * 96 / page.dpi))
        self._sheets.pages.append((pixmap, size))
        self._thumbs.add(pixmap, self.t("Page {number}", number=len(self._sheets.pages)))

    def _apply(self, zoom: float) -> None:
        keep = self._current
        self._sheets.zoom = zoom
        self._sheets.lay_out(self._area.width() - 2 * self._area.frameWidth())
        if self._sheets.height() > self._area.height():  # the bar beside them takes its room
            self._sheets.lay_out(self._room())
        self._percent.setText(f"{round(zoom * 100)}\u00a0%")
        if keep > 0:
            self.go_to(keep)
        self._scrolled()

    def _lay_out(self) -> None:
        if self._fit and self._sheets.pages:
            widest = max(size.width() for _, size in self._sheets.pages)
            room = self._room() - 2 * self._theme.px(16)
            self._sheets.zoom = max(0.1, min(self._widest, room / widest))
        self._apply(self._sheets.zoom)

    def _room(self) -> int:
        """Pixels for pages beside the bar that a document of more than a screen will need; it comes only later."""
        return self._area.width() - 2 * self._area.frameWidth() - self._area.verticalScrollBar().sizeHint().width()

    def _scrolled(self) -> None:
        middle = self._area.verticalScrollBar().value() + self._area.viewport().height() // 3
        current = next((n for n, place in enumerate(self._sheets.places) if place.bottom() >= middle), -1)
        count = len(self._sheets.places)
        current = count - 1 if current < 0 else current
        self._where.setText(self.t("Page {number} of {count}", number=current + 1, count=count) if count else "")
        if current != self._current:
            self._current = current
            self._thumbs.blockSignals(True)
            self._thumbs.setCurrentRow(current)
            self._thumbs.blockSignals(False)
            self.page_changed.emit(current)
