"""The queue of duplicates by keyboard: not the same, later, merge; the next pair comes at once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel

from talented_desk.bootstrap import Application
from tests.ui.helpers import open_window, wait
from ui.main_window import MainWindow
from ui.merging.dialog import MergeDialog
from ui.pages.duplicates.page import DuplicatesPage


@pytest.fixture
def desk_with_twins(desk: Application) -> Application:
    for name in ("Acme Foods", "Bow Glass", "Crowfoot Solar"):
        for form in ("Ltd.", "Limited"):
            phone = f"403 555 01{len(name):02d}"
            desk.employers.add({"legal_name": f"{name} {form}", "phone": phone, "city": "Calgary"})
    return desk


@pytest.fixture
def window(application: QApplication, desk_with_twins: Application) -> Iterator[MainWindow]:
    with open_window(application, desk_with_twins, "duplicates", 1366, 768) as made:
        yield made


def test_pairs_are_decided_by_three_keys(window: MainWindow, desk_with_twins: Application) -> None:
    desk, page = desk_with_twins, window.shell.stack.page()
    assert isinstance(page, DuplicatesPage)
    page.scan()
    wait(lambda: len(page.queue.lines()) == 3)
    wait(lambda: "Acme Foods Ltd." in " ".join(one.text() for one in page.view.findChildren(QLabel)))
    page.queue.setFocus()
    first = page.queue.current_id()
    QTest.keyClick(page.queue, Qt.Key.Key_N)
    wait(lambda: len(page.queue.lines()) == 2)
    assert page.queue.current_id() not in ("", first)  # the next one is in sight at once
    put_off = page.queue.current_id()
    QTest.keyClick(page.queue, Qt.Key.Key_L)
    wait(lambda: [line.put_off != "" for line in page.queue.lines()] == [False, True])
    assert page.queue.lines()[-1].id == put_off
    page.queue.go_to(0)
    QTest.keyClick(page.queue, Qt.Key.Key_M)
    wait(lambda: isinstance(QApplication.activeModalWidget(), MergeDialog))
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, MergeDialog)
    wait(lambda: dialog.save.isEnabled())
    dialog.merge()
    wait(lambda: desk.employers.count() == 5)
    wait(lambda: len(page.queue.lines()) == 1)
    page.scan()  # what was decided is not asked again
    wait(lambda: desk.duplicates.waiting("employer").total == 1)
    desk.journal.undo()
    desk.journal.undo()
    desk.journal.undo()
    wait(lambda: len(page.queue.lines()) >= 2)
