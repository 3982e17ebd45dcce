"""Visits in the window: planned, captured by hand, gone on with after a crash, reviewed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox, QLabel, QLineEdit, QPlainTextEdit

from talented_desk.bootstrap import Application
from talented_desk.clock import FixedClock
from tests.ui.helpers import find, open_window, press, wait
from ui.dialogs.paper import PaperDialog
from ui.main_window import MainWindow
from ui.pages.visit.page import VisitPage
from ui.pages.visits.page import VisitsPage
from ui.widgets.inputs import ChoiceField
from ui.widgets.signature import SignaturePad


@pytest.fixture
def acme(desk: Application) -> str:
    acme = desk.employers.add({"legal_name": "Acme Foods Ltd."}, {"city": "Airdrie"})
    desk.contacts.add({"given_name": "Dana", "family_name": "Roy", "language": "fr"}, acme)
    return acme


@pytest.fixture
def window(application: QApplication, desk: Application, acme: str) -> Iterator[MainWindow]:
    with open_window(application, desk, "visits", 1366, 768) as made:
        yield made


def page(window: MainWindow) -> VisitsPage:
    found = window.shell.stack.page()
    assert isinstance(found, VisitsPage)
    return found


def capturing(window: MainWindow) -> VisitPage:
    wait(lambda: isinstance(window.shell.stack.page(), VisitPage))
    found = window.shell.stack.page()
    assert isinstance(found, VisitPage)
    wait(lambda: found._visit is not None)
    return found


def tick(form: object, words: str) -> None:
    box = next(one for one in form.findChildren(QCheckBox) if words in one.text())  # type: ignore[attr-defined]
    box.setFocus()
    QTest.keyClick(box, Qt.Key.Key_Space)
    assert box.isChecked()


def test_a_trip_is_planned_from_the_empty_page(window: MainWindow, desk: Application) -> None:
    window.hub.action("visit.plan").trigger()
    wait(lambda: QApplication.activeModalWidget() is not None)
    dialog = QApplication.activeModalWidget()
    assert dialog is not None
    press(dialog, "dialog-save")
    assert "Choose at least one employer." in [one.text() for one in dialog.findChildren(QLabel)]
    field = dialog._field  # type: ignore[attr-defined]
    box = field.findChild(QLineEdit)
    box.setFocus()
    QTest.keyClicks(box, "acme")
    wait(lambda: bool(field.suggestions()))
    QTest.keyClick(box, Qt.Key.Key_Return)
    QTest.keyClick(box, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    wait(lambda: len(desk.visits.all()) == 1)
    wait(lambda: len(page(window).trips.lines()) == 1)
    assert desk.visits.all()[0].planned_on == "2026-11-24"


def test_a_visit_is_captured_and_lives_through_a_dead_battery(
    window: MainWindow, desk: Application, acme: str, clock: FixedClock, tmp_path: Path
) -> None:
    (visit,) = desk.visits.plan([acme], {"planned_on": "2026-11-23", "kind": "first"})
    wait(lambda: len(page(window).trips.lines()) == 1)
    wait(lambda: "Airdrie" in " ".join(one.text() for one in page(window).brief.findChildren(QLabel)))
    press(window, "visit-start")
    at = capturing(window)
    clock.advance(minutes=12)
    tick(at.form, "Dana Roy")
    tick(at.form, "What the employer needs")
    notes = find(at, QPlainTextEdit, "visit-notes")
    QTest.keyClicks(notes, "Needs a helper in May.")
    what = at.form.we_promise.first_field()
    QTest.keyClicks(what, "send the SWPP sheet")
    pad = find(at, SignaturePad, "visit-signature")
    left, plain = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    QTest.mousePress(pad, left, plain, QPoint(40, 40))
    QTest.mouseMove(pad, QPoint(120, 70))
    QTest.mouseRelease(pad, left, plain, QPoint(120, 70))
    assert not pad.empty()
    picture = tmp_path / "lease.png"
    picture.write_bytes(pad.png())
    at.add_file(picture)
    wait(lambda: len(at.form.photos) == 1)
    wait(lambda: any(draft.content.get("strokes") for draft in desk.drafts.all("visit")))
    (kept,) = desk.drafts.all("visit")
    assert (kept.subject_id, kept.content["notes"]) == (visit, "Needs a helper in May.")

    at._dirty, at._visit, at._asked = False, None, ""  # the battery dies: nothing more is kept, nothing is said
    at.clock.pause()
    window.navigate("visits")
    wait(lambda: [line.mark for line in page(window).trips.lines()] == ["begun"])
    window.navigate("visit", visit)
    again = capturing(window)
    wait(lambda: find(again, QPlainTextEdit, "visit-notes").toPlainText() == "Needs a helper in May.")
    assert again.form.contacts() and again.form.photos and not again.form.signature.empty()
    accepted = find(again, ChoiceField, "visit-accepted")
    accepted.setFocus()
    QTest.keyClick(accepted, Qt.Key.Key_Down)
    press(again, "visit-paper")
    wait(lambda: isinstance(QApplication.activeModalWidget(), PaperDialog))
    paper = QApplication.activeModalWidget()
    assert isinstance(paper, PaperDialog)
    wait(lambda: paper.view.page_count() == 1)
    assert paper.pdf.startswith(b"%PDF") and b"fr-CA" in paper.pdf
    paper.accept()
    QTest.keyClick(again, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    wait(lambda: desk.visits.get(visit).state == "done")
    row = desk.visits.get(visit)
    assert row.minutes_direct >= 12 and row.items == "needs" and row.notice
    wait(lambda: desk.drafts.all("visit") == ())
    assert row.session_id is not None
    wait(lambda: window.shell.stack.page_id() == "visits")
    wait(lambda: page(window).review.isVisible())
    travel = find(page(window), QLineEdit, "review-minutes_travel")
    travel.setFocus()
    QTest.keyClicks(travel, "35")
    press(window, "review-save")
    wait(lambda: desk.visits.get(visit).state == "reviewed")
    assert desk.visits.get(visit).minutes_travel == 35
    for _ in range(2):
        desk.journal.undo()
    assert desk.visits.get(visit).state == "planned"


def test_what_cannot_be_saved_is_said_in_the_form(window: MainWindow, desk: Application, acme: str) -> None:
    (visit,) = desk.visits.plan([acme], {"planned_on": "2026-11-23", "kind": "first"})
    window.navigate("visit", visit)
    at = capturing(window)
    at.form.opportunity.setText("x" * 4000)
    at.save()
    problems = at._problems
    wait(lambda: problems.isVisible() and bool(problems.text()))
    assert desk.visits.get(visit).state == "planned"
    assert at.form.opportunity.text()
