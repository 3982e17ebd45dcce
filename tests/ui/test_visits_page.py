"""Visits in the window: planned, captured by hand, gone on with after a crash, reviewed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox, QLabel, QLineEdit, QPlainTextEdit, QPushButton

from talented_desk.bootstrap import Application
from talented_desk.clock import FixedClock, utc_text
from talented_desk.domain import visits as rules
from talented_desk.services.sessions import LogSupportSession
from talented_desk.services.visits import CaptureVisit
from tests.ui.helpers import find, open_window, press, wait
from ui.dialogs.paper import PaperDialog
from ui.main_window import MainWindow
from ui.pages.visit.page import VisitPage
from ui.pages.visits.page import VisitsPage
from ui.pages.visits.planning import PlanDialog
from ui.widgets.inputs import DateField
from ui.widgets.signature import SignaturePad
from ui.widgets.touch import FINGER, targets


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
    wait(lambda: all(one.isVisible() for one in targets(found.form)))
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
    assert find(again, QPlainTextEdit, "visit-notes").textCursor().atEnd()
    notice = rules.notice()
    read = [one.text() for one in again.form.findChildren(QLabel)]
    assert notice.text("text", "fr") in read and notice.text("text", "en") not in read
    tick(again.form, "Dana Roy read it and accepts")
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
    QTest.keyClicks(page(window).review.follow_ups.first_field(), "invite them in May")
    came = "We promised: send the SWPP sheet"
    wait(lambda: came in [one.text() for one in page(window).review.findChildren(QLabel)])
    press(window, "review-save")
    wait(lambda: desk.visits.get(visit).state == "reviewed")
    assert desk.visits.get(visit).minutes_travel == 35
    assert [one.subject for one in desk.tasks.open(employer_id=acme)] == ["invite them in May"]
    for _ in range(2):
        desk.journal.undo()
    assert desk.visits.get(visit).state == "planned"


def test_a_visit_on_a_clock_that_was_ahead_asks_for_its_day(
    window: MainWindow, desk: Application, acme: str, clock: FixedClock
) -> None:
    (visit,) = desk.visits.plan([acme], {"planned_on": "2026-11-23", "kind": "first"})
    clock.advance(days=3)
    values = {"happened_at": utc_text(clock.now()), "channel": "visit", "minutes_direct": "40"}
    desk.visits.capture(CaptureVisit(visit, LogSupportSession(values, ())))
    clock.advance(days=-3)
    window.navigate("visits")
    wait(lambda: page(window).review.isVisible())
    assert "still to come" in find(page(window), QLabel, "review-doubt").text()
    day = find(page(window), DateField, "review-day")
    assert day.isVisible() and day.day() == date(2026, 11, 23)
    press(window, "review-save")
    wait(lambda: desk.visits.get(visit).state == "reviewed")
    assert desk.visits.get(visit).happened_at.startswith("2026-11-23")


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


def test_every_target_of_the_capture_is_as_large_as_a_finger(window: MainWindow, desk: Application, acme: str) -> None:
    (visit,) = desk.visits.plan([acme], {"planned_on": "2026-11-23", "kind": "first"})
    window.navigate("visit", visit)
    at = capturing(window)
    tick(at.form, "Dana Roy")
    QTest.keyClicks(at.form.we_promise.first_field(), "send the SWPP sheet")  # a second line comes
    wait(lambda: sum(one.isVisible() for one in targets(at)) > 24)
    found = [one for one in targets(at) if one.isVisible()]
    wanted = at.context.theme.px(FINGER)
    small = {(type(one).__name__, one.accessibleName(), one.height()) for one in found if one.height() < wanted}
    assert not small
    assert not [one.text() for one in found if isinstance(one, QPushButton) and one.width() < wanted]
    assert find(at, SignaturePad, "visit-signature").height() >= 2 * wanted


def test_three_keys_take_one_through_a_visit(window: MainWindow, desk: Application, acme: str) -> None:
    """Tab, the space bar and Enter: who was there, what was looked at, the notice, Done."""
    (visit,) = desk.visits.plan([acme], {"planned_on": "2026-11-23", "kind": "first"})
    wait(lambda: len(page(window).trips.lines()) == 1)
    wait(lambda: page(window).trips.hasFocus())
    QTest.keyClick(page(window).trips, Qt.Key.Key_Return)
    at = capturing(window)
    assert [one for one in at.form.findChildren(QCheckBox) if one.text() == "Dana Roy"] == [window.focusWidget()]
    assert window.shell.navigation.collapsed()
    wanted = {"Dana Roy", "What the employer needs was asked", "Dana Roy read it and accepts"}
    for _ in range(80):
        QApplication.processEvents()
        here = window.focusWidget()
        assert here is not None
        if isinstance(here, QCheckBox) and here.text() in wanted:
            QTest.keyClick(here, Qt.Key.Key_Space)
            wanted.discard(here.text())
        elif here.objectName() == "visit-done" and not wanted:
            QTest.keyClick(here, Qt.Key.Key_Return)
            break
        else:
            QTest.keyClick(here, Qt.Key.Key_Tab)
    wait(lambda: desk.visits.get(visit).state == "done")
    row = desk.visits.get(visit)
    assert row.items == "needs" and row.notice
    wait(lambda: window.shell.stack.page() is not at)
    assert not window.shell.navigation.collapsed()


def test_a_day_that_is_being_typed_is_kept_too(window: MainWindow, desk: Application, acme: str) -> None:
    (visit,) = desk.visits.plan([acme], {"planned_on": "2026-11-23", "kind": "first"})
    window.navigate("visit", visit)
    at = capturing(window)
    QTest.keyClicks(at.form.we_promise.first_field(), "send the SWPP sheet")
    day = at.form.we_promise.order()[1]
    assert isinstance(day, DateField)
    day.setFocus()
    QTest.keyClicks(day, "Friday")
    wait(lambda: any(one.content["we_promise"] for one in desk.drafts.all("visit")))
    wait(lambda: desk.drafts.all("visit")[0].content["we_promise"] == [["send the SWPP sheet", "2026-11-27"]])
    assert day.text() == "Friday"  # nothing jumps while one types


def test_planning_leaves_the_focus_on_the_trip(window: MainWindow, desk: Application, acme: str) -> None:
    """Not on the Undo of the message, where Enter would take the plan back."""
    window.hub.action("visit.plan").trigger()
    wait(lambda: QApplication.activeModalWidget() is not None)
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, PlanDialog)
    for _ in range(2):
        focus = dialog.focusWidget()
        assert focus is not None
        QTest.keyClick(focus, Qt.Key.Key_Tab)
    box = dialog.focusWidget()
    assert isinstance(box, QLineEdit) and box.parent() is dialog.form.field("employers")
    QTest.keyClicks(box, "acme")
    wait(lambda: bool(dialog._field.suggestions()))
    QTest.keyClick(box, Qt.Key.Key_Return)
    QTest.keyClick(box, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    wait(lambda: len(page(window).trips.lines()) == 1)
    wait(lambda: window.focusWidget() is page(window).trips)
