"""What the tests of placements and institutions share: a real workspace, a context on it, notices that remember."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget

from talented_desk.bootstrap import Application
from talented_desk.formats import Formats
from talented_desk.i18n import Translator
from talented_desk.jobs import Progress, Running
from ui.actions.hub import ActionHub
from ui.bridge import EventBridge
from ui.context import UiContext
from ui.jobs import JobBridge
from ui.operations.runner import Operations
from ui.search import searcher
from ui.state import UiState
from ui.theme.theme import Theme


@dataclass
class Told:
    """Notices as the window would show them."""

    toasts: list[str] = field(default_factory=list)
    banners: list[str] = field(default_factory=list)
    crashes: list[object] = field(default_factory=list)

    def toast(self, sentence: str, *, undo: bool = False, back: Callable[[], object] | None = None) -> None:
        self.toasts.append(sentence)

    def banner(self, sentence: str, tone: str = "bad") -> None:
        self.banners.append(sentence)

    def busy(self, sentence: str, running: Running[Any] | None) -> None:
        pass

    def progress(self, progress: Progress) -> None:
        pass


@dataclass
class Desk:
    """A context with what it wrote to and where it went."""

    context: UiContext
    told: Told
    went: list[tuple[str, str | None]]
    owner: QObject

    def close(self) -> None:
        self.context.events.close()
        self.owner.deleteLater()


def make_desk(app: Application, theme: Theme, folder: Path, language: str = "en") -> Desk:
    """A context on a real application; `navigate` is noted."""
    owner, told = QObject(), Told()
    went: list[tuple[str, str | None]] = []
    t = Translator(language)
    jobs, events = JobBridge(app.jobs, owner), EventBridge(app.events, owner)
    operations = Operations(jobs, told, t, owner)
    operations.crashed.connect(told.crashes.append)
    jobs.unhandled.connect(told.crashes.append)

    def navigate(page: str, record_id: str | None) -> None:
        went.append((page, record_id))

    def parent() -> QWidget | None:
        return None

    context = UiContext(
        app=app,
        t=t,
        formats=Formats(language),
        theme=theme,
        jobs=jobs,
        events=events,
        notices=told,
        operations=operations,
        navigate=navigate,
        dialog_parent=parent,
        actions=ActionHub(theme, t, owner),
        state=UiState(folder / "window.json"),
        search=searcher(app),
    )
    return Desk(context, told, went, owner)


BAKERY = "Boulangerie Lœuf & fils ltée"


def add_employer(app: Application, name: str = BAKERY, *, language: str = "") -> str:
    """An employer with one worksite."""
    return app.employers.add(
        {"legal_name": name, "language": language},
        {"street": "12, rue Principale", "city": "Calgary", "province": "AB", "postal_code": "T2P 1J9"},
    )


def type_text(field: QWidget, text: str) -> None:
    """Type any letters, also those that QTest's own typing has no key for."""
    for letter in text:
        event = QKeyEvent(QEvent.Type.KeyPress, 0, Qt.KeyboardModifier.NoModifier, letter)
        QApplication.sendEvent(field, event)


def add_placement(app: Application, employer_id: str, **values: Any) -> str:
    """A placement with what is needed and no more."""
    return app.placements.add(
        {
            "employer_id": employer_id,
            "student_name": "Zoé Tremblay",
            "title": "Aide-boulangère",
            "starts_on": "2026-09-08",
            "ends_on": "2026-12-18",
            **values,
        }
    )
