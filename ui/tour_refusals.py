"""The sights that come when something is missing, refused or broken, and those that a step further shows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QAbstractButton, QComboBox, QDialog, QLineEdit, QWidget

from talented_desk.i18n import Translator
from talented_desk.security.keys import KeyMissing, PassphraseWrong
from ui.dialogs.form_dialog import FormDialog
from ui.dialogs.passphrase import PassphraseDialog
from ui.dialogs.refusal import RefusalDialog
from ui.dialogs.welcome import WelcomeDialog
from ui.errors import CrashDialog, report
from ui.pages.imports.page import ImportPage
from ui.pages.placement.form import NewPlacement
from ui.pages.reports.page import ReportsPage
from ui.pages.session.page import SessionPage
from ui.theme.theme import Theme

if TYPE_CHECKING:
    from talented_desk.bootstrap import Application
    from ui.main_window import MainWindow

Rest = Callable[["Application"], None]
Sight = tuple[str, tuple[QWidget, ...]]
NOWHERE: Final = "zzzz qqqq"
"""What no list holds."""


def refusals(
    app: Application, window: MainWindow, folder: Path, rest: Rest, dialogs: Callable[[], list[QDialog]]
) -> Iterator[Sight]:
    """Names and widgets of these sights, each settled. `folder` holds the list that is imported and taken back."""
    yield from _added_to_a_placement(app, window, rest, dialogs)
    yield from _refused_forms(app, window, rest, dialogs)
    yield from _nothing_found(app, window, rest)
    yield from _report(app, window, rest)
    yield from _imported(app, window, folder, rest)
    yield from _broken(app, window, rest)


def before_the_window(theme: Theme, t: Translator) -> Iterator[tuple[str, QDialog]]:
    """The first dialogs when something was not right. Each is shown by whoever looks."""
    welcome = WelcomeDialog(theme, t)
    _press(welcome, "welcome-begin")
    yield "welcome-refused", welcome
    yield "passphrase-wrong", PassphraseDialog(theme, t, new=False, problem=PassphraseWrong().describe(t))
    short = PassphraseDialog(theme, t, new=True)
    for field in short.findChildren(QLineEdit):
        field.setText("short")
    short.take()
    yield "passphrase-short", short
    path = Path("/srv/secretariat/liaison/talented-desk/workspace/desk.db")
    yield "refusal", RefusalDialog(theme, t, KeyMissing(path=path).describe(t))


def _added_to_a_placement(
    app: Application, window: MainWindow, rest: Rest, dialogs: Callable[[], list[QDialog]]
) -> Iterator[Sight]:
    placements = app.placements.all()
    for name in ("worksite", "supervisor") if placements else ():
        window.navigate("placement", placements[0].id)
        rest(app)
        if _press(window, "tab-facts") and _press(window, f"{name}-action"):
            rest(app)
            yield f"dialog-placement-{name}", (window, *dialogs())
            _close(app, window, rest, dialogs)


def _refused_forms(
    app: Application, window: MainWindow, rest: Rest, dialogs: Callable[[], list[QDialog]]
) -> Iterator[Sight]:
    window.navigate("session", "new:")
    rest(app)
    page = window.shell.stack.page()
    if isinstance(page, SessionPage):
        page.save()
        rest(app)
        yield "session-refused", (window,)
        page.discard()
        rest(app)
    window.navigate("placement", "new:")
    rest(app)
    form = next((form for form in window.findChildren(NewPlacement) if form.isVisible()), None)
    if form is not None:
        form.save()
        rest(app)
        yield "placement-new-refused", (window,)
    window.navigate("institutions")
    rest(app)
    window.hub.run("institution.new")
    rest(app)
    for dialog in dialogs():
        if isinstance(dialog, FormDialog):
            dialog.save()
    rest(app)
    yield "institution-new-refused", (window, *dialogs())
    _close(app, window, rest, dialogs)


def _nothing_found(app: Application, window: MainWindow, rest: Rest) -> Iterator[Sight]:
    window.navigate("placements")
    rest(app)
    search = window.findChild(QLineEdit, "find-placements")
    if search is not None:
        search.setText(NOWHERE)
        rest(app)
        rest(app)
        yield "placements-none", (window,)
        search.clear()
        rest(app)


def _report(app: Application, window: MainWindow, rest: Rest) -> Iterator[Sight]:
    window.navigate("reports")
    rest(app)
    page = window.shell.stack.page()
    if not isinstance(page, ReportsPage):
        return
    page.preview()
    rest(app)
    yield "reports-preview", (window,)
    page.escape()
    named, first = page.findChild(QComboBox, "report-period"), page.findChild(QLineEdit, "report-first")
    if named is None or first is None:
        return
    named.setCurrentIndex(named.count() - 1)
    rest(app)
    yield "reports-days", (window,)
    first.setText("")
    first.editingFinished.emit()
    rest(app)
    yield "reports-refused", (window,)
    named.setCurrentIndex(0)
    rest(app)


def _imported(app: Application, window: MainWindow, folder: Path, rest: Rest) -> Iterator[Sight]:
    """A list that is imported, and taken back again: this is the last that the walk writes."""
    window.navigate("import")
    rest(app)
    page, path = window.shell.stack.page(), folder / "employers.csv"
    if not isinstance(page, ImportPage) or not path.exists():
        return
    page.open_file(path)
    rest(app)
    for _ in range(2):  # the dry run, then the import
        page.go_on()
        rest(app)
    yield "import-done", (window,)
    _press(page, "take-back-import")
    rest(app)
    window.shell.toast.hide()
    page.start_over()
    rest(app)
    yield "import-earlier", (window,)


def _broken(app: Application, window: MainWindow, rest: Rest) -> Iterator[Sight]:
    try:
        {}["nobody expected this"]  # type: ignore[index]
    except KeyError as error:
        dialog = CrashDialog(window.context.theme, window.t, report(error), window)
    dialog.open()
    rest(app)
    yield "crash", (window, dialog)
    dialog.accept()
    rest(app)


def _press(within: QWidget, name: str) -> bool:
    """Click the button of this name that can be seen, or any while nothing is shown yet."""
    buttons = within.findChildren(QAbstractButton, name)
    button = next((one for one in buttons if one.isVisible() or not within.isVisible()), None)
    if button is None or not button.isEnabled():
        return False
    button.click()
    return True


def _close(app: Application, window: MainWindow, rest: Rest, dialogs: Callable[[], list[QDialog]]) -> None:
    for dialog in dialogs():
        dialog.reject()
    window.activateWindow()
    rest(app)
