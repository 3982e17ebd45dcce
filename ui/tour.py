"""A walk through every page, tab, step and dialog of the window, for pictures and for tests that look at all of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QCoreApplication, QElapsedTimer, QEventLoop, QObject, QTimer
from PySide6.QtWidgets import QAbstractButton, QApplication, QDialog, QWidget

from talented_desk.i18n import Translator
from ui.actions.catalogue import ACTIONS
from ui.app import dress
from ui.dialogs.passphrase import PassphraseDialog
from ui.dialogs.welcome import WelcomeDialog
from ui.navigation import PAGES
from ui.pages.documents.place import at_document
from ui.pages.imports.page import ImportPage
from ui.pages.past.dialog import PastDialog
from ui.pages.session.page import SessionPage
from ui.tour_likely import likely
from ui.tour_merging import mergers
from ui.tour_quality import findings
from ui.tour_refusals import before_the_window, refusals
from ui.tour_sharing import shared
from ui.widgets.table import DataTable
from ui.widgets.tabs import Tabs

if TYPE_CHECKING:
    from talented_desk.bootstrap import Application
    from ui.main_window import MainWindow

QUIET: Final = 250
"""Milliseconds without work after which a page counts as settled."""
LONGEST: Final = 8000
BEAT: Final = 20
OPENING: Final = (
    ".new",
    "go.palette",
    "help.guide",
    "help.shortcuts",
    "list.save",
    "list.columns",
    "list.change",
)
"""Actions of the catalogue that open something."""
BUTTONS: Final = (
    ("employer", "people", "add-contact"),
    ("employer", "people", "card-mail"),
    ("employer", "people", "card-paperclip"),
    ("employer", "worksites", "add-worksite"),
    ("employer", "work", "add-opportunity"),
    ("employer", "timeline", "add-task"),
)
"""Page, tab and button of the dialogs that no action of the catalogue opens."""
LIST: Final = "Name;City;Province;Postal code;Phone;Employees\n" + "".join(
    f"{name};{city};AB;{code};{phone};{count}\n"
    for name, city, code, phone, count in (
        ("Prairie Robotics Ltd.", "Calgary", "T2P 1J9", "403 555 0100", "54"),
        ("Prairie Robotics Limited", "Calgary", "T2P 1J9", "403 555 0100", "55"),
        ("Boulangerie de la Rivière inc.", "Edmonton", "T5J 0N3", "780 555 0143", "7"),
        ("Bow Glass & Mirror", "Canmore", "T1W 1A1", "call the office", "many"),
        ("", "Banff", "T1L 1A1", "403 555 0177", "3"),
    )
)
"""A small list with what lists have: a match, a look-alike, values that cannot be read, a row without a name."""


QUICK: Final = {
    "en": "call 12 min {name} re WCB, promised SWPP sheet by Fri, call again on Mon, liked the guide",
    "fr": "appel 12 min {name} au sujet du financement, promis la fiche d’ici vendredi, très contente du guide",
}
"""Lines as officers type them."""


TRIP: Final = {"planned_on": "2027-01-15", "kind": "first"}
"""A day far enough from every day on which the tour is made."""


OF_RECORDS: Final = frozenset({"employer", "session", "placement", "visit"})
"""Pages that show nothing without a record."""


@dataclass(frozen=True, slots=True)
class Stop:
    """One sight: its name, and what is to be looked at, the lowest first."""

    name: str
    widgets: tuple[QWidget, ...]


def tour(
    app: Application, window: MainWindow, folder: Path, settle: Callable[[Application], None] | None = None
) -> Iterator[Stop]:
    """Every sight of a shown window, each settled. `folder` takes the list that is imported on the way."""
    rest = settle or settled
    yield from _pages(app, window, rest)
    yield from _filled(app, window, folder, rest)
    yield from _documents(app, window, rest)
    yield from _past(app, window, rest)
    yield from chain(_catalogue(app, window, rest), _buttons(app, window, rest))
    for name, widgets in chain(
        likely(app, window, rest, open_dialogs),
        mergers(app, window, rest, open_dialogs),
        findings(app, window, rest, open_dialogs),
        refusals(app, window, folder, rest, open_dialogs),
        shared(app, window, rest, open_dialogs),
    ):
        yield Stop(name, widgets)
    yield from _first_start(app, rest)


def _pages(app: Application, window: MainWindow, rest: Callable[[Application], None]) -> Iterator[Stop]:
    for spec in PAGES:
        record = _record(app, spec.id)
        if spec.id in OF_RECORDS and record is None:
            continue
        window.navigate(spec.id, record)
        rest(app)
        tabs = next((tabs for tabs in window.findChildren(Tabs) if tabs.isVisible()), None)
        if tabs is None:
            yield Stop(spec.id, (window,))
            continue
        for name in tabs.names():
            tabs.show_tab(name)
            rest(app)
            yield Stop(f"{spec.id}-{name}", (window,))
        tabs.show_tab(tabs.names()[0])


def _filled(app: Application, window: MainWindow, folder: Path, rest: Callable[[Application], None]) -> Iterator[Stop]:
    """Pages in the middle of work: several rows chosen, a list being imported."""
    for name in ("placements", "employers"):
        window.navigate(name)
        rest(app)
        page = window.shell.stack.page()
        table = next((table for table in (page or window).findChildren(DataTable) if table.isVisible()), None)
        if table is None:
            continue
        table.setFocus()
        table.selectAll()
        rest(app)
        yield Stop(f"{name}-selected", (window,))
        window.hub.run("list.change")
        rest(app)
        yield Stop(f"{name}-selected-change", (window, *open_dialogs()))
        _close(app, rest)
        table.clearSelection()
        if name == "employers":
            window.hub.run("visit.plan")
            rest(app)
            yield Stop("employers-plan-visits", (window, *open_dialogs()))
            _close(app, rest)
    yield from _quick_line(app, window, rest)
    window.navigate("import")
    rest(app)
    page = window.shell.stack.page()
    if isinstance(page, ImportPage):
        path = folder / "employers.csv"
        path.write_text(LIST, "utf-8")
        page.open_file(path)
        rest(app)
        yield Stop("import-look", (window,))
        page.go_on()
        rest(app)
        yield Stop("import-preview", (window,))
        page.start_over()
        rest(app)


def _quick_line(app: Application, window: MainWindow, rest: Callable[[Application], None]) -> Iterator[Stop]:
    """A session read from one line, its timer running; nothing of it is kept."""
    window.hub.run("session.quick")
    rest(app)
    page = window.shell.stack.page()
    if not isinstance(page, SessionPage):
        return
    recent = app.sessions.recent(1)
    name = recent[0].employers.partition(",")[0] if recent else "Prairie Robotics"
    line = QUICK["fr" if window.t.language == "fr" else "en"].format(name=name)
    page.form.quick.type_line(line)
    page.form.timer.go_or_pause()
    rest(app)
    yield Stop("session-quick", (window,))
    page.discard()
    window.shell.toast.hide()
    rest(app)


def _documents(app: Application, window: MainWindow, rest: Callable[[Application], None]) -> Iterator[Stop]:
    """The documents of a record that has some: the list, one of each type looked at, and what is asked of one."""
    from talented_desk.services.documents import Owner

    owner = next((paper.owner_id for paper in app.documents.expiring("9999-12-31") if paper.owner == "employer"), None)
    if owner is None:
        return
    kinds = {row.mime: row.id for row in app.documents.of(Owner("employer", owner))}
    for mime, document_id in sorted(kinds.items()):
        window.navigate("employer", at_document(owner, document_id))
        rest(app)
        yield Stop(f"employer-document-{mime.partition('/')[2]}", (window,))
    window.navigate("employer", at_document(owner, next(iter(kinds.values()))))
    rest(app)
    change = next(
        (b for b in window.findChildren(QAbstractButton, "button-change") if b.isVisible() and b.isEnabled()), None
    )
    if change is not None:
        change.click()
        rest(app)
        yield Stop("dialog-document-change", (window, *open_dialogs()))
        _close(app, rest)


def _past(app: Application, window: MainWindow, rest: Callable[[Application], None]) -> Iterator[Stop]:
    """A record as it was, and the bin with something in it; what was deleted for it is restored."""
    employer = _record(app, "employer")
    if employer is None:
        return
    window.navigate("employer", employer)
    rest(app)
    window.hub.run("record.past")
    rest(app)
    for dialog in open_dialogs():
        if isinstance(dialog, PastDialog):
            dialog.go_to(0)
            rest(app)
            yield Stop("employer-past", (window, dialog))
    _close(app, rest)
    app.employers.delete([employer])
    rest(app)
    window.navigate("bin")
    rest(app)
    yield Stop("bin-filled", (window,))
    app.journal.undo()
    rest(app)


def _catalogue(app: Application, window: MainWindow, rest: Callable[[Application], None]) -> Iterator[Stop]:
    """What the catalogue's actions open, over the page where one would ask for it."""
    for spec in ACTIONS:
        if not spec.id.endswith(OPENING):
            continue
        if page := spec.page or ("employers" if spec.id.startswith("list.") else ""):
            window.navigate(page)
            rest(app)
        window.activateWindow()  # the dialog before had the keyboard
        window.hub.run(spec.id)
        rest(app)
        yield Stop(f"action-{spec.id.replace('.', '-')}", (window, *open_dialogs()))
        _close(app, rest)


def _buttons(app: Application, window: MainWindow, rest: Callable[[Application], None]) -> Iterator[Stop]:
    """The dialogs that buttons on a record's page open."""
    for page_id, tab, name in BUTTONS:
        window.navigate(page_id, _record(app, page_id))
        rest(app)
        page = window.shell.stack.page()
        tabs = next((tabs for tabs in window.findChildren(Tabs) if tabs.isVisible()), None)
        if tabs is not None:
            tabs.show_tab(tab)
            rest(app)
        buttons = (page or window).findChildren(QAbstractButton, name)
        button = next((button for button in buttons if button.isVisible()), None)
        if button is None:
            continue
        button.click()
        rest(app)
        yield Stop(f"dialog-{name}", (window, *open_dialogs()))
        _close(app, rest)


def _first_start(app: Application, rest: Callable[[Application], None]) -> Iterator[Stop]:
    """The dialogs that come before there is a window."""
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    theme, t = dress(application, app), Translator(app.settings.text("language"))
    dialogs: tuple[tuple[str, QDialog], ...] = (
        ("welcome", WelcomeDialog(theme, t)),
        ("passphrase-new", PassphraseDialog(theme, t, new=True)),
        ("passphrase", PassphraseDialog(theme, t, new=False)),
        *before_the_window(theme, t),
    )
    for name, dialog in dialogs:
        dialog.show()
        rest(app)
        yield Stop(name, (dialog,))
        dialog.close()
        dialog.deleteLater()


def open_dialogs() -> list[QDialog]:
    """The dialogs in sight."""
    return [widget for widget in QApplication.topLevelWidgets() if isinstance(widget, QDialog) and widget.isVisible()]


def _close(app: Application, rest: Callable[[Application], None]) -> None:
    for dialog in open_dialogs():
        dialog.reject()
    rest(app)


def _record(app: Application, page: str) -> str | None:
    """A record that shows what the page can do: one with work going on, if there is one."""
    if page == "visit":
        planned = next((row.id for row in app.visits.all(everybody=True) if row.state == "planned"), None)
        return planned or next(iter(app.visits.plan(app.employers.ids(app.employers.row_numbers(limit=2)), TRIP)), None)
    if page == "session":
        recent = app.sessions.recent(1)
        return recent[0].id if recent else "new:"
    placements = app.placements.all()
    if not placements:
        return None
    if page == "placement":
        return max(placements, key=lambda row: (row.packages, row.state == "active")).id
    if page == "employer":
        waiting = Counter(task.employer_id for task in app.tasks.open())
        return max(placements, key=lambda row: (waiting[row.employer_id], row.packages)).employer_id
    return None


def settled(app: Application, quiet: int = QUIET) -> None:
    """Let jobs end and their results be painted: until nothing has been running for a moment."""
    loop, clock, beat = QEventLoop(), QElapsedTimer(), QElapsedTimer()
    clock.start()
    beat.start()
    poll, calm = QTimer(loop), 0

    def look() -> None:
        nonlocal calm
        late = beat.restart() > 3 * BEAT  # the interface itself was at work
        calm = 0 if late or app.jobs.busy() else calm + 1
        if calm * BEAT >= quiet or clock.elapsed() >= LONGEST:
            loop.quit()

    poll.timeout.connect(look)
    poll.start(BEAT)
    loop.exec()
    poll.stop()
    QCoreApplication.sendPostedEvents()


def inside(widget: QWidget, ancestor: QObject) -> bool:
    """Whether the widget is this one or lies in it."""
    found: QObject | None = widget
    while found is not None and found is not ancestor:
        found = found.parent()
    return found is not None
