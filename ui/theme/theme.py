"""The look in force: tokens, sizes and icons, switched live for the whole program."""

from __future__ import annotations

import atexit
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp

from PySide6.QtCore import QObject, QSize, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QIcon, QPixmap
from PySide6.QtWidgets import QApplication

from ui.theme.fonts import font
from ui.theme.icons import IconPainter, drawing
from ui.theme.metrics import Metrics, TextSize
from ui.theme.palette import palette
from ui.theme.style import style_sheet
from ui.theme.tokens import Tokens, load


class Theme(QObject):
    """Passed to widgets that draw by themselves; they listen to `changed`."""

    changed = Signal()

    def __init__(
        self,
        name: str = "light",
        scale: int = 100,
        density: str = "comfortable",
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.tokens: Tokens = load(name)
        self.metrics = Metrics(scale, density)
        self._icons = IconPainter()
        self._colours: dict[str, QColor] = {}
        self._fonts: dict[tuple[TextSize, bool, bool], QFont] = {}
        self._measures: dict[tuple[TextSize, bool, bool], QFontMetrics] = {}
        self._pictures = Path(mkdtemp(prefix="talented-desk-"))
        atexit.register(rmtree, self._pictures, ignore_errors=True)

    def use(self, name: str, scale: int, density: str) -> None:
        """Switch, and restyle everything that is open."""
        if (name, scale, density) == (self.tokens.name, self.metrics.scale, self.metrics.density):
            return
        self.tokens = load(name)
        self.metrics = Metrics(scale, density)
        self._icons.clear()
        self._colours.clear()
        self._fonts.clear()
        self._measures.clear()
        self.apply()
        self.changed.emit()

    def apply(self) -> None:
        """Give the application this palette, font and style sheet."""
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.setPalette(palette(self.tokens))
            application.setFont(font(self.metrics))
            application.setStyleSheet(style_sheet(self.tokens, self.metrics, self._arrow()))

    def _arrow(self) -> str:
        # style sheets take pictures from files only
        path = self._pictures / f"arrow-{self.tokens.name}.svg"
        path.write_text(drawing("chevron-down").replace("currentColor", self.tokens.muted), "utf-8")
        return path.as_posix()

    def px(self, pixels: float) -> int:
        """Pixels at the present text size."""
        return self.metrics.px(pixels)

    def colour(self, role: str) -> QColor:
        """The colour of a token."""
        known = self._colours.get(role)
        if known is None:
            known = self._colours[role] = QColor(str(getattr(self.tokens, role)))
        return QColor(known)  # the caller's own: some make it fainter

    def font(self, size: TextSize = "body", *, strong: bool = False, tabular: bool = False) -> QFont:
        """One of the program's fonts."""
        key = (size, strong, tabular)
        known = self._fonts.get(key)
        if known is None:
            known = self._fonts[key] = font(self.metrics, size, strong=strong, tabular=tabular)
        return QFont(known)

    def metrics_of(self, size: TextSize = "body", *, strong: bool = False, tabular: bool = False) -> QFontMetrics:
        """The measures of one of the program's fonts."""
        key = (size, strong, tabular)
        known = self._measures.get(key)
        if known is None:
            known = self._measures[key] = QFontMetrics(self.font(size, strong=strong, tabular=tabular))
        return known

    def icon(self, name: str, role: str = "text", size: float = 16) -> QIcon:
        """An icon in the colour of a token; `size` at 100 %."""
        disabled = str(self.tokens.control)
        return self._icons.icon(name, str(getattr(self.tokens, role)), self.px(size), disabled)

    def pixmap(self, name: str, role: str = "text", size: float = 16, ratio: float = 1.0) -> QPixmap:
        """An icon as a picture, for those who paint."""
        return self._icons.pixmap(name, str(getattr(self.tokens, role)), self.px(size), ratio)

    def icon_size(self, size: float = 16) -> QSize:
        return QSize(self.px(size), self.px(size))
