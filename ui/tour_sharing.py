"""The sights of sharing: joining step by step, and a desk that shares, with its tabs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QDialog, QWidget

from talented_desk.events import SharingChanged
from talented_desk.jobs import Progress
from talented_desk.services.demo.shared import as_if_shared, colleague_works
from talented_desk.sync.connect import NothingAnswers
from ui.pages.sharing.join import JoinDialog
from ui.pages.sharing.page import TABS, SharingPage

if TYPE_CHECKING:
    from talented_desk.bootstrap import Application
    from ui.main_window import MainWindow

Rest = Callable[["Application"], None]
Sight = tuple[str, tuple[QWidget, ...]]


def shared(app: Application, window: MainWindow, rest: Rest, dialogs: Callable[[], list[QDialog]]) -> Iterator[Sight]:
    """Names and widgets of these sights, each settled. The last of a tour: what it writes stays."""
    window.navigate("sharing")
    rest(app)
    page = window.shell.stack.page()
    if not isinstance(page, SharingPage):
        return
    page.join()
    for dialog in dialogs():
        if isinstance(dialog, JoinDialog):
            for step, show in (
                ("invitation", dialog.ask),
                ("connection", partial(dialog.check, NothingAnswers(host="crm.example.org", port=5432))),
                ("joining", dialog.confirm),
            ):
                show()
                rest(app)
                yield f"dialog-join-{step}", (window, dialog)
            dialog.reject()
    employers = app.employers.ids(app.employers.row_numbers(limit=4))
    if not app.sharing.state().conflicts:
        as_if_shared(app.database, app.clock, employers[:3])
        colleague_works(app.database, employers)
    window.sharing.joined = True
    for name, _, _ in TABS:
        window.navigate("sharing", name)
        app.events.publish(SharingChanged("idle"))
        rest(app)
        yield f"sharing-{name}", (window,)
    for phase, note in (("busy", "Sending what is only here"), ("away", "")):
        progress = Progress(3000, 10_000, note) if note else None
        app.events.publish(SharingChanged(phase, progress))
        rest(app)
        yield f"sharing-{phase}", (window,)
    window.sharing.left()
    rest(app)
