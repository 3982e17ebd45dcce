"""Pictures of what the officer saw, one a step, for a person to look at. `TALENTED_DESK_FILM=FOLDER` asks for them."""

from __future__ import annotations

import os
from pathlib import Path

from PySide6.QtCore import QPoint
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QApplication, QWidget

from talented_desk.bootstrap import Application
from ui.tour import settled

VARIABLE = "TALENTED_DESK_FILM"


class Film:
    """`frame` writes NN-name.png of the window with the dialogs and menus that lie over it."""

    def __init__(self, app: Application, window: QWidget, language: str) -> None:
        self._app, self._window = app, window
        self._folder = Path(os.environ[VARIABLE]) / language if os.environ.get(VARIABLE) else None
        self.names: list[str] = []

    def frame(self, name: str) -> None:
        """Let the screen come to rest, as a person would before the next key; picture it if pictures are wanted."""
        self.names.append(name)
        settled(self._app, 120)
        if self._folder is None:
            return
        self._folder.mkdir(parents=True, exist_ok=True)
        picture = self._window.grab()
        painter = QPainter(picture)
        for over in (QApplication.activeModalWidget(), QApplication.activePopupWidget()):
            if over is not None and over is not self._window:
                corner = over.mapToGlobal(QPoint(0, 0)) - self._window.mapToGlobal(QPoint(0, 0))
                painter.drawPixmap(corner, over.grab())
        painter.end()
        assert picture.save(str(self._folder / f"{len(self.names):02d}-{name}.png"))
