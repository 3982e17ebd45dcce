"""The hand of `tests.safety.visit_offline`: captures a visit by key and mouse in the window until it is killed."""

from __future__ import annotations

import json
import os
import random
import socket
import sys
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox, QLabel, QLineEdit, QPlainTextEdit

from talented_desk.bootstrap import Application, open_application
from talented_desk.paths import WorkspacePaths
from tests.safety.kill9 import FixedKeyring
from tests.ui.helpers import find, press, wait
from ui.app import make_window
from ui.dialogs.paper import PaperDialog
from ui.main_window import MainWindow
from ui.pages.visit.page import VisitPage
from ui.pages.visits.page import VisitsPage
from ui.qt import qt_application
from ui.widgets.signature import SignaturePad

WORDS: Final = ("Wants", "deux", "stagiaires", "in May,", "four days", "par semaine;", "needs a", "superviseure.")
PROMISES: Final = ("send the SWPP sheet", "appeler lundi", "name a supervisor")
PATIENCE: Final = 30_000
"""Milliseconds: the machine may be busy."""


def say(word: str, what: object = None) -> None:
    """Tell the parent; one write, so that a line is in the pipe whole or not at all."""
    rest = "" if what is None else " " + json.dumps(what, ensure_ascii=False)
    os.write(1, f"{word}{rest}\n".encode())


def watch_network() -> None:
    """Tell of each connection to another machine that is tried."""

    def heard(event: str, arguments: tuple[Any, ...]) -> None:
        if event == "socket.connect" and isinstance(arguments[1], tuple):
            say("network", str(arguments[1]))
        elif event == "socket.getaddrinfo":
            say("network", str(arguments[0]))

    sys.addaudithook(heard)


def has_network() -> bool:
    """Whether there is any interface but the loopback."""
    return any(name != "lo" for _, name in socket.if_nameindex())


def work(folder: Path, visit: str, seed: int, *, finish: bool, pictures: Path | None) -> None:
    """Capture until killed; with `finish` to the end, the review included."""
    watch_network()
    chance = random.Random(seed)
    say("connected" if has_network() else "alone")
    say("opening")
    with open_application(WorkspacePaths(folder), keyring=FixedKeyring()) as desk:
        application = qt_application()
        window, crashes = make_window(application, desk)
        crashes.install()
        window.start("visits")
        window.resize(1366, 768)
        window.show()
        hand = Hand(desk, window, visit, pictures)
        hand.look("brief")
        hand.begin()
        say("shown", hand.form())
        if finish:
            hand.finish(folder)
            say("finished")
        else:
            while True:
                hand.do_something(chance)
        crashes.uninstall()
        window.close()
        desk.jobs.close()


class Hand:
    """One officer at one visit."""

    def __init__(self, desk: Application, window: MainWindow, visit: str, pictures: Path | None) -> None:
        self.desk, self.window, self.visit, self.pictures = desk, window, visit, pictures
        self._number = 0

    def begin(self) -> None:
        """Open the capture from the trip, with Enter."""
        trips = self._trips()
        wait(lambda: len(trips.trips.lines()) == 1, PATIENCE)
        self.look("trip")
        QTest.keyClick(trips.trips, Qt.Key.Key_Return)
        wait(lambda: isinstance(self.window.shell.stack.page(), VisitPage), PATIENCE)
        wait(lambda: self._page()._visit is not None, PATIENCE)
        wait(lambda: all(box.isVisible() for box in self._page().form.findChildren(QCheckBox)), PATIENCE)

    def form(self) -> dict[str, Any]:
        """What stands in the form, as JSON has it."""
        found: dict[str, Any] = json.loads(json.dumps(self._page().form.values()))
        return found

    def do_something(self, chance: random.Random) -> None:
        """One more word, tick, promise or stroke; then wait until it is kept, and say so."""
        form = self._page().form
        open_boxes = [box for box in form.findChildren(QCheckBox) if box.isVisible() and not box.isChecked()]
        todo = chance.choice(("word", "word", "word", "tick", "promise", "stroke"))
        if todo == "tick" and open_boxes:
            self._tick(chance.choice(open_boxes))
        elif todo == "promise" and len(self.form()["we_promise"]) < len(PROMISES):
            self._promise(PROMISES[len(self.form()["we_promise"])])
        elif todo == "stroke":
            self._sign(chance)
        else:
            notes = find(form, QPlainTextEdit, "visit-notes")
            QTest.keyClicks(notes, chance.choice(WORDS) + " ")
        self._kept()

    def finish(self, folder: Path) -> None:
        """The rest of the visit, the sheet, *Done* and the review."""
        chance = random.Random(1)
        self.look("capture")
        for box in self._page().form.findChildren(QCheckBox):
            if not box.isChecked():
                self._tick(box)
        accepting = [box for box in self._page().form.findChildren(QCheckBox) if not box.isChecked()]
        for box in accepting:  # the notice's came when the person was ticked
            self._tick(box)
        if not self.form()["we_promise"]:
            self._promise(PROMISES[0])
        self._sign(chance)
        notes = find(self._page().form, QPlainTextEdit, "visit-notes")
        notes.insertPlainText("À bientôt.")  # letters that QTest has no key for
        self._kept()
        pad = find(self._page(), SignaturePad, "visit-signature")
        self._page()._area.ensureWidgetVisible(pad)
        self.look("signed")
        press(self._page(), "visit-paper")
        wait(lambda: isinstance(QApplication.activeModalWidget(), PaperDialog), PATIENCE)
        paper = QApplication.activeModalWidget()
        assert isinstance(paper, PaperDialog)
        wait(lambda: paper.view.page_count() == 1, PATIENCE)
        self.look("sheet", paper)
        (folder / "sheet.pdf").write_bytes(paper.pdf)
        if self.pictures is not None:
            (self.pictures / "sheet.pdf").write_bytes(paper.pdf)
        paper.accept()
        QTest.keyClick(self._page(), Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        wait(lambda: self.desk.visits.get(self.visit).state == "done", PATIENCE)
        wait(lambda: isinstance(self.window.shell.stack.page(), VisitsPage), PATIENCE)
        self._review()

    def look(self, name: str, widget: Any = None) -> None:
        """Keep a picture, if pictures are wanted."""
        if self.pictures is None:
            return
        QApplication.processEvents()
        self._number += 1
        (widget or self.window).grab().save(str(self.pictures / f"{self._number:02}-{name}.png"))

    def _review(self) -> None:
        review = self._trips().review
        wait(review.isVisible, PATIENCE)
        travel = find(review, QLineEdit, "review-minutes_travel")
        travel.setFocus()
        QTest.keyClicks(travel, "35")
        QTest.keyClicks(review.follow_ups.first_field(), "invite them in May")
        wait(lambda: any(PROMISES[0] in one.text() for one in review.findChildren(QLabel)), PATIENCE)
        self.look("review")
        press(review, "review-save")
        wait(lambda: self.desk.visits.get(self.visit).state == "reviewed", PATIENCE)
        wait(lambda: [line.state for line in self._trips().trips.lines()] == ["reviewed"], PATIENCE)
        self.look("reviewed")

    def _kept(self) -> None:
        """Wait until the draft has what the form has."""
        wanted = self.form()
        wait(lambda: self._draft() == wanted, PATIENCE)
        say("kept", wanted)

    def _draft(self) -> dict[str, Any]:
        kept = next((one.content for one in self.desk.drafts.all("visit") if one.subject_id == self.visit), {})
        return {name: value for name, value in kept.items() if name != "clock"}

    def _tick(self, box: QCheckBox) -> None:
        box.setFocus()
        QTest.keyClick(box, Qt.Key.Key_Space)
        QApplication.processEvents()

    def _promise(self, words: str) -> None:
        fields = [one for one in self._page().form.we_promise.order() if isinstance(one, QLineEdit)]
        QTest.keyClicks(fields[-2], words)  # the empty line that stands last, its day beside it

    def _sign(self, chance: random.Random) -> None:
        pad = find(self._page(), SignaturePad, "visit-signature")
        left, plain = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        points = [QPoint(chance.randrange(8, 280), chance.randrange(8, 120)) for _ in range(6)]
        QTest.mousePress(pad, left, plain, points[0])
        for point in points[1:]:
            QTest.mouseMove(pad, point)
        QTest.mouseRelease(pad, left, plain, points[-1])

    def _page(self) -> VisitPage:
        page = self.window.shell.stack.page()
        assert isinstance(page, VisitPage)
        return page

    def _trips(self) -> VisitsPage:
        page = self.window.shell.stack.page()
        assert isinstance(page, VisitsPage)
        return page
