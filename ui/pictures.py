"""Pictures of every page, for the guide, for reviewers and for machines without a display."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QCoreApplication, QElapsedTimer, QEventLoop, QTimer
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

from ui.app import make_window, qt_application
from ui.shell import known_pages
from ui.widgets.tabs import Tabs

if TYPE_CHECKING:
    from talented_desk.bootstrap import Application
    from talented_desk.packages.preview import PageImage
    from ui.main_window import MainWindow

QUIET: Final = 250
"""Milliseconds without work after which a page counts as settled."""
LONGEST: Final = 8000
Taken = Callable[[Path], None]


@dataclass(frozen=True, slots=True)
class Look:
    """How the window looks in one series of pictures."""

    language: str
    theme: str
    width: int
    height: int
    scale: int

    @property
    def suffix(self) -> str:
        """What tells the series apart in a file's name."""
        size = "" if (self.width, self.height, self.scale) == (1366, 768, 100) else f"-{self.width}x{self.height}"
        return f"{self.language}-{self.theme}{size}" + ("" if self.scale == 100 else f"-{self.scale}")


def take(app: Application, folder: Path, looks: Sequence[Look], taken: Taken | None = None) -> list[Path]:
    """Save every page, and every tab of a record's page, in each look; returns the files.

    The settings of the workspace are put back at the end.
    """
    folder.mkdir(parents=True, exist_ok=True)
    application = qt_application()
    before = {key: app.settings[key] for key in ("language", "theme", "scale")}
    files: list[Path] = []
    for look in looks:
        for key, value in (("language", look.language), ("theme", look.theme), ("scale", look.scale)):
            app.settings.set(key, value)
        window, _ = make_window(application, app)
        window.start()
        window.resize(look.width, look.height)
        window.show()
        _settle(app)
        for name, widget in _views(app, window):
            target = folder / f"{name}-{look.suffix}.png"
            widget.grab().save(str(target))
            files.append(target)
            if taken is not None:
                taken(target)
        window.close()
        window.deleteLater()
        _settle(app)
    for key, value in before.items():
        app.settings.set(key, value)
    return files


def save_page(image: PageImage, target: Path) -> None:
    """One page of a PDF as a PNG file."""
    picture = QImage(image.data, image.width, image.height, image.stride, QImage.Format.Format_RGB32)
    picture.save(str(target))


def _views(app: Application, window: MainWindow) -> Iterator[tuple[str, QWidget]]:
    for spec in known_pages():
        record = _record(app, spec.id)
        if spec.under and record is None:
            continue
        window.navigate(spec.id, record)
        _settle(app)
        tabs = next((tabs for tabs in window.findChildren(Tabs) if tabs.isVisible()), None)
        if tabs is None or not spec.under:
            yield spec.id, window
            continue
        for name in tabs.names():
            tabs.show_tab(name)
            _settle(app)
            yield f"{spec.id}-{name}", window


def _record(app: Application, page: str) -> str | None:
    """A record that shows what the page can do."""
    placements = app.placements.all()
    if page == "employer" and placements:
        return max(placements, key=lambda row: row.packages).employer_id
    if page == "placement" and placements:
        return max(placements, key=lambda row: row.packages).id
    if page == "session":
        recent = app.sessions.recent(1)
        return recent[0].id if recent else "new:"
    return None


def _settle(app: Application) -> None:
    """Let jobs end and their results be painted: until nothing has been running for a moment."""
    loop, clock, calm = QEventLoop(), QElapsedTimer(), QElapsedTimer()
    clock.start()
    calm.start()
    poll = QTimer()

    def look() -> None:
        if app.jobs.busy():
            calm.restart()
        if calm.elapsed() >= QUIET or clock.elapsed() >= LONGEST:
            loop.quit()

    poll.timeout.connect(look)
    poll.start(20)
    loop.exec()
    QCoreApplication.sendPostedEvents()
