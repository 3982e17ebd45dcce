"""The sights of data quality: what a rule finds, the field that mends it, all before and after. Nothing is kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QDialog, QWidget

from ui.pages.quality.page import QualityPage

if TYPE_CHECKING:
    from talented_desk.bootstrap import Application
    from ui.main_window import MainWindow

Rest = Callable[["Application"], None]
Sight = tuple[str, tuple[QWidget, ...]]
NAME = "L'AUBERGE DE L'ÉTOILE ET DES TROIS RIVIÈRES DU NORD DE L'ALBERTA (1987) LTÉE"


def findings(app: Application, window: MainWindow, rest: Rest, dialogs: Callable[[], list[QDialog]]) -> Iterator[Sight]:
    """Names and widgets of these sights, each settled."""
    app.employers.add({"legal_name": NAME, "city": "CALGARY"})
    window.navigate("quality")
    rest(app)
    page = window.shell.stack.page()
    if isinstance(page, QualityPage):
        page.rules.select("employer_capitals")
        rest(app)
        yield "quality-capitals", (window,)
        page.mend()
        yield from _look(app, window, rest, dialogs, "dialog-quality-field")
        page.mend_all()
        yield from _look(app, window, rest, dialogs, "dialog-quality-mend-all")
    app.journal.undo()
    rest(app)


def _look(
    app: Application, window: MainWindow, rest: Rest, dialogs: Callable[[], list[QDialog]], name: str
) -> Iterator[Sight]:
    rest(app)
    yield name, (window, *dialogs())
    for dialog in dialogs():
        dialog.reject()
    rest(app)
