"""Before there is a file: where to drop it or choose it, and what was imported earlier."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QWidget

from ui.context import UiContext
from ui.pages.imports.earlier import EarlierImports
from ui.pages.imports.kept import KeptList
from ui.pages.imports.scroll import ScrollStep
from ui.widgets.basics import Button, Icon, column, label, mark


class StartStep(ScrollStep):
    """`choose_wanted` asks for a file."""

    choose_wanted = Signal()

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(context.t("Choose a file, or take back an earlier import"), parent)
        theme, t = context.theme, context.t
        self._drop = QFrame()
        self._drop.setProperty("drop", "true")
        zone = column(self._drop, spacing=theme.px(8))
        edge = theme.px(28)
        zone.setContentsMargins(edge, edge, edge, edge)
        self.choose = Button(theme, t("Choose a file…"), "folder-open", "primary")
        self.choose.setObjectName("choose-file")
        self.choose.clicked.connect(self.choose_wanted)
        centre = Qt.AlignmentFlag.AlignHCenter
        zone.addWidget(Icon(theme, "file-input", "control", 32), 0, centre)
        lead = label(t("Drop a list of employers here"), "heading", wrap=True)
        more = label(
            t("CSV or a spreadsheet, in English or French. Nothing is changed before you have seen what will happen."),
            "muted",
            wrap=True,
        )
        for words in (lead, more):
            words.setAlignment(Qt.AlignmentFlag.AlignCenter)
            zone.addWidget(words)
        zone.addSpacing(theme.px(4))
        zone.addWidget(self.choose, 0, centre)
        self.kept = KeptList(context)
        self.earlier = EarlierImports(context)
        box = column(self.inside, spacing=theme.px(24))
        box.setContentsMargins(theme.px(24), theme.px(8), theme.px(24), theme.px(24))
        box.addWidget(self._drop)
        box.addWidget(self.kept)
        box.addWidget(self.earlier)
        box.addStretch(1)

    def show_dragging(self, over: bool) -> None:
        """A file is held over the page."""
        mark(self._drop, "drop", "ready" if over else "true")
