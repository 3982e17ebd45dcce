"""The sights of typing a record that is here already: candidates beside the form, one looked at, one used."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QDialog, QLineEdit, QWidget

from ui.pages.employers.new import NewEmployerDialog

if TYPE_CHECKING:
    from talented_desk.bootstrap import Application
    from ui.main_window import MainWindow

Rest = Callable[["Application"], None]
Sight = tuple[str, tuple[QWidget, ...]]


def likely(app: Application, window: MainWindow, rest: Rest, dialogs: Callable[[], list[QDialog]]) -> Iterator[Sight]:
    """Names and widgets of these sights, each settled; nothing is written."""
    ids = app.employers.ids(app.employers.row_numbers(limit=1))
    if not ids:
        return
    twin = app.employers.get(ids[0])
    window.navigate("employers")
    rest(app)
    window.activateWindow()
    window.hub.run("employer.new")
    rest(app)
    form = next((one for one in dialogs() if isinstance(one, NewEmployerDialog)), None)
    if form is None:
        return
    for name, words in (
        ("legal_name", str(twin.values["legal_name"])),
        ("phone", str(twin.values["phone"] or "403 555 0188")),
        ("website", "talented-example.ca"),
        ("city", str(twin.values["city"] or "")),
    ):
        field = form.form.field(name)
        assert isinstance(field, QLineEdit)
        field.setText(words)
    rest(app)
    yield "dialog-employer-likely", (window, form)
    form.likely.look(0)
    rest(app)
    yield "dialog-employer-likely-looked", (window, form)
    form.likely.back()
    form.likely.use(0)
    rest(app)
    yield "dialog-employer-use", (window, *dialogs())
    for dialog in reversed(dialogs()):
        dialog.reject()
    rest(app)
