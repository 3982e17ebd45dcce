"""The sights of a merge: two records side by side, and a merge about to be taken apart. Nothing of it is kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QDialog, QWidget

from ui.merging.dialog import merge
from ui.merging.partner import ask_partner
from ui.merging.unmerge import take_apart

if TYPE_CHECKING:
    from talented_desk.bootstrap import Application
    from ui.main_window import MainWindow

Rest = Callable[["Application"], None]
Sight = tuple[str, tuple[QWidget, ...]]


def mergers(app: Application, window: MainWindow, rest: Rest, dialogs: Callable[[], list[QDialog]]) -> Iterator[Sight]:
    """Names and widgets of these sights, each settled."""
    from talented_desk.services.merging import Pair

    ids = app.employers.ids(app.employers.row_numbers(limit=2))
    if len(ids) < 2:
        return
    yield from _queue(app, window, rest, ids[0])
    window.navigate("employers")
    ask_partner(window.context, ids[0], app.employers.get(ids[0]).name, window)
    yield from _look(app, window, rest, dialogs, "dialog-merge-with")
    pair = Pair("employer", ids[0], ids[1])
    merge(window.context, pair, window)
    yield from _look(app, window, rest, dialogs, "dialog-merge")
    operation = app.merging.merge(pair)
    app.employers.add_worksite(ids[0], {"name": "Annex"})
    take_apart(window.context, operation, window)
    yield from _look(app, window, rest, dialogs, "dialog-unmerge")
    for _ in range(2):
        app.journal.undo()
    rest(app)


def _queue(app: Application, window: MainWindow, rest: Rest, employer_id: str) -> Iterator[Sight]:
    """The queue of duplicates with a pair in it."""
    twin = app.employers.get(employer_id).values
    app.employers.add({name: twin[name] for name in ("legal_name", "phone", "city", "website")})
    app.duplicates.scan()
    window.navigate("duplicates")
    rest(app)
    yield "duplicates-found", (window,)
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
