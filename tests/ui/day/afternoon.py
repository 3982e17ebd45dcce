"""The board, a change of several employers taken back, a document, a package, the report."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData, QUrl
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QLabel

from talented_desk.domain import codes
from talented_desk.services.documents import Owner
from tests.services.test_documents import pdf
from tests.ui.day.conftest import Day
from tests.ui.day.keys import dialog, focused, popup
from tests.ui.helpers import find, wait
from tests.ui.test_documents import drop
from ui.pages.documents.viewer import Viewer
from ui.pages.employer.page import EmployerPage
from ui.pages.employers.bulk_edit import BulkEditDialog
from ui.pages.employers.page import EmployersPage
from ui.pages.pipeline.lane import Lane
from ui.pages.pipeline.moving import Criteria
from ui.pages.placement.package import PackageTab
from ui.pages.reports.page import ReportsPage
from ui.widgets.table import DataTable


def board(day: Day) -> None:
    """A card carried on, then lost to a barrier, which has to be named."""
    keys = day.keys
    keys.press("Ctrl+3")
    wait(lambda: day.page() == "pipeline" and focused() == "lane-contacted")
    first = find(day.window, Lane, "lane-contacted").lines()[0]
    strip = find(day.window, Criteria, "criteria")
    wait(lambda: len(strip.findChildren(QLabel)) > 1)
    day.film.frame("board")
    keys.press("Shift+Right")
    wait(lambda: focused() == "lane-met" and _stage(day, first.id) == "met")
    day.film.frame("board-moved")
    keys.press("M")
    wait(lambda: popup() is not None)
    day.film.frame("board-stages")
    keys.press("6")
    wait(lambda: dialog() is not None)
    day.film.frame("board-lost")
    wait(lambda: focused() == "field-lost_reason")
    keys.press("Ctrl+Return")  # without a reason
    asked = dialog()
    assert asked is not None
    wait(lambda: any(one.isVisible() and one.property("role") == "problem" for one in asked.findChildren(QLabel)))
    assert _stage(day, first.id) == "met"
    keys.press("Down")
    told = [one for one in asked.findChildren(QLabel) if one.property("role") == "problem" and one.isVisible()]
    assert told == []
    keys.press("Tab")
    wait(lambda: focused() == "field-note")
    keys.type(day.words.lost_note)
    day.film.frame("board-reason")
    keys.press("Ctrl+Return")
    wait(lambda: dialog() is None and _stage(day, first.id) == "lost")
    wait(lambda: focused() == "lane-lost")
    assert [card.id for card in find(day.window, Lane, "lane-lost").selected()] == [first.id]
    day.film.frame("board-lost-moved")


def bulk(day: Day) -> None:
    """Filtered by a chip, three chosen, their language changed after a look at what changes, and taken back."""
    keys, app = day.keys, day.app
    keys.press("Ctrl+2")
    wait(lambda: day.page() == "employers")
    page = day.window.shell.stack.page()
    assert isinstance(page, EmployersPage)
    wait(lambda: page.table.hasFocus() and page.model.rowCount() == 48)
    keys.press("Ctrl+F")
    keys.tab_to("filter-stage")
    keys.press("Return")
    wait(lambda: popup() is not None)
    day.film.frame("chip")
    at = [code for code, _ in codes.load("pipeline_stages").choices(app.settings.text("language"))].index("hosting")
    keys.press(*["Down"] * (at + 2), "Return")
    wait(lambda: page.model.rowCount() == app.pipeline.counts()["hosting"])
    keys.tab_to("employers", 8)
    keys.press("Home", "Shift+Down", "Shift+Down")
    numbers = page.table.selected_ids()
    ids = app.employers.ids(numbers)
    assert len(ids) == 3
    before = [app.employers.get(one).values["city"] for one in ids]
    day.film.frame("selected")
    keys.press("Ctrl+Shift+E")
    wait(lambda: isinstance(dialog(), BulkEditDialog))
    asked = dialog()
    assert isinstance(asked, BulkEditDialog)
    wait(lambda: focused() == "bulk-field")
    while asked.field.currentData() != "city":
        keys.press("Down")
    keys.press("Tab")
    keys.type("Okotoks")
    wait(lambda: asked.preview is not None and asked.list.rowCount() == 3)
    assert [asked.list.model().index(row, 2).data() for row in range(3)] == ["Okotoks"] * 3
    day.film.frame("bulk-preview")
    keys.press("Ctrl+Return")
    wait(lambda: dialog() is None)
    assert [app.employers.get(one).values["city"] for one in ids] == ["Okotoks"] * 3
    day.film.frame("bulk-done")
    wait(lambda: day.window.hub.action("edit.undo").isEnabled())
    keys.press("Ctrl+Z")
    wait(lambda: [app.employers.get(one).values["city"] for one in ids] == before)
    day.film.frame("bulk-undone")
    keys.press("Escape")
    wait(lambda: page.model.rowCount() == 48)
    wait(page.table.hasFocus)


def document(day: Day) -> None:
    """Copied in the file manager, pasted on the record, dated, found in its list and looked at; another dropped."""
    keys, app = day.keys, day.app
    page = day.window.shell.stack.page()
    assert isinstance(page, EmployersPage)
    keys.press("Return")
    wait(lambda: day.page() == "employer")
    record = day.window.shell.stack.page()
    assert isinstance(record, EmployerPage)
    wait(lambda: record._documents.adding.owner is not None)
    owner = record._documents.adding.owner
    assert isinstance(owner, Owner)
    count = len(app.documents.of(owner))
    QGuiApplication.clipboard().setMimeData(_files(day, "COI 2027.pdf", "Certificate of Insurance"))
    keys.press("Ctrl+V")
    wait(lambda: dialog() is not None and focused() == "field-expires_on")
    QGuiApplication.clipboard().clear()
    assert len(app.documents.of(owner)) == count + 1
    keys.type("2027-03-31")
    day.film.frame("document-pasted")
    keys.press("Ctrl+Return")
    wait(lambda: dialog() is None)
    assert [one.expires_on for one in app.documents.of(owner) if one.name == "COI 2027.pdf"] == ["2027-03-31"]
    drop(record, _files(day, "Notes.pdf", "Nothing that runs out"))  # what needs a pointer; Ctrl+V does the same
    wait(lambda: len(app.documents.of(owner)) == count + 2)
    while record._tabs.current() != "documents":
        keys.press("Ctrl+PgDown")
    wait(lambda: focused() == "tab-documents")
    table = find(record, DataTable, "documents")
    wait(lambda: table.model().rowCount() == count + 2)
    keys.press("Down")
    wait(lambda: focused() == "documents")
    day.film.frame("documents")
    keys.press("Home", "Return")
    viewer = next(one for one in record.findChildren(Viewer) if one.isVisible())
    wait(lambda: viewer.pdf.page_count() > 0)
    day.film.frame("document-shown")
    keys.press("Escape")
    wait(lambda: table.isVisible() and table.hasFocus())
    keys.press("Escape")
    wait(lambda: day.page() == "employers")


def package(day: Day) -> None:
    """The package of a placement: made, kept, in sight."""
    keys, app = day.keys, day.app
    keys.press("Ctrl+5")
    wait(lambda: day.page() == "placements")
    wait(lambda: isinstance(QApplication.focusWidget(), DataTable))
    table = QApplication.focusWidget()
    assert isinstance(table, DataTable)
    wait(lambda: table.model().rowCount() > 9)
    keys.press("Down", "Return")
    wait(lambda: day.page() == "placement")
    wait(lambda: day.window.hub.action("package.generate").isEnabled())
    page = day.window.shell.stack.page()
    assert page is not None
    placement_id = str(page.record_id())
    kept = len(app.packages.of_placement(placement_id))
    day.film.frame("placement")
    keys.press("Ctrl+G")
    wait(lambda: len(app.packages.of_placement(placement_id)) == kept + 1, 20000)
    tab = page.findChild(PackageTab)
    assert isinstance(tab, PackageTab)
    wait(lambda: tab.shown() is not None and tab.preview().page_count() > 4)
    wait(lambda: focused() == "tab-package")
    day.film.frame("package")


def report(day: Day) -> None:
    """The quarter in figures, its print preview, and back."""
    keys = day.keys
    keys.press("Ctrl+7")
    page = day.window.shell.stack.page()
    assert isinstance(page, ReportsPage)
    wait(lambda: page.report is not None)
    wait(lambda: focused().startswith("figure-"))
    day.film.frame("report")
    keys.press("Return")
    wait(lambda: day.page() == "employers")
    day.film.frame("report-behind")
    keys.press("Alt+Left")
    wait(lambda: day.page() == "reports")
    wait(lambda: day.window.hub.action("report.preview").isEnabled())


def _stage(day: Day, employer_id: str) -> object:
    return day.app.employers.get(employer_id).values["stage"]


def _files(day: Day, name: str, words: str) -> QMimeData:
    path = Path(day.folder / name)
    path.write_bytes(pdf(words))
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path))])
    return mime
